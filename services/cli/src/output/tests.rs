use std::{
    io::Write,
    sync::{Arc, Mutex},
};

use serde_json::json;

use super::Output;

#[derive(Clone, Default)]
struct Page(Arc<Mutex<Vec<u8>>>);

impl Write for Page {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn written(json: bool, write: impl FnOnce(&Output)) -> String {
    let page = Page::default();
    write(&Output::to(Box::new(page.clone()), json));
    String::from_utf8(page.0.lock().unwrap().clone()).unwrap()
}

#[test]
fn columns_line_up_under_full_width_characters() {
    let rows = [vec!["一宮".to_owned(), "1".to_owned()], vec!["x".to_owned(), "2".to_owned()]];
    let text = written(false, |output| output.table(&["body", "n"], &rows));
    assert_eq!(text, "body  n\n一宮  1\nx     2\n");
}

#[test]
fn programs_get_json_only_and_people_get_lines_only() {
    let both = |output: &Output| {
        output.say("a line");
        output.document(&json!({ "a": 1 }));
    };
    assert_eq!(written(false, both), "a line\n");
    assert_eq!(written(true, both), "{\"a\":1}\n");
}

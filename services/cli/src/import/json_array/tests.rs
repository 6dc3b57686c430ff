use std::io::{BufRead, BufReader, Read};

use super::JsonArray;
use crate::import::{fault::FileFault, rows::ROW_BYTES_MAX};

fn elements(text: &str) -> Result<Vec<(u64, String)>, FileFault> {
    // A buffer of three bytes: every element crosses its end.
    all(JsonArray::new(BufReader::with_capacity(3, text.as_bytes())))
}

fn all(mut array: JsonArray<impl BufRead>) -> Result<Vec<(u64, String)>, FileFault> {
    let mut found = Vec::new();
    while let Some((offset, bytes)) = array.next_element()? {
        found.push((offset, String::from_utf8(bytes.to_vec()).unwrap()));
    }
    Ok(found)
}

fn fault(text: &str) -> String {
    elements(text).unwrap_err().to_string()
}

#[test]
fn elements_are_told_apart_whatever_stands_in_them() {
    let text = " [ {\"a\":\"}],{\\\"\\\\\"} ,{\"b\":[{}]}, 7 ,\"x,\"]\n";
    let expected = ["{\"a\":\"}],{\\\"\\\\\"}", "{\"b\":[{}]}", "7", "\"x,\""];
    let found = elements(text).unwrap();
    assert_eq!(found.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>(), expected);
    for (offset, element) in found {
        assert!(text[usize::try_from(offset).unwrap()..].starts_with(&element));
    }
    assert!(elements("[]").unwrap().is_empty());
    assert_eq!(all(JsonArray::new("\u{feff}[1]".as_bytes())).unwrap(), [(4, "1".to_owned())]);
}

#[test]
fn a_torn_array_is_refused_with_its_place() {
    for (text, message) in [
        ("", "is empty"),
        ("  ", "is empty"),
        ("{}", "the JSON is no array of rows: it begins with '{'; expected `[`"),
        ("[", "the JSON breaks at byte 1: the file ends here"),
        ("[{\"a\":1", "the JSON breaks at byte 7: the file ends inside a row"),
        ("[{\"a\":\"]}", "the JSON breaks at byte 9: the file ends inside a row"),
        ("[{}", "the JSON breaks at byte 3: the file ends here"),
        ("[{},]", "the JSON breaks at byte 4: a comma without a row"),
        ("[,{}]", "the JSON breaks at byte 1: a comma before a row"),
        ("[{}{}]", "the JSON breaks at byte 3: no comma between rows"),
        ("[{}] x", "the JSON breaks at byte 5: something after the array"),
    ] {
        assert_eq!(fault(text), message, "{text}");
    }
}

#[test]
fn a_gibibyte_without_an_end_is_refused_at_once() {
    let endless = b"[{},{\"a\":\"".as_slice().chain(std::io::repeat(b'x').take(1 << 30));
    let mut array = JsonArray::new(BufReader::new(endless));
    assert!(array.next_element().unwrap().is_some());
    let fault = array.next_element().unwrap_err();
    assert!(matches!(fault, FileFault::RowTooLong { offset: 4, .. }), "{fault}");
    assert!(array.element.capacity() <= 2 * ROW_BYTES_MAX);
}

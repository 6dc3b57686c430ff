use super::*;

fn refused(text: &str, rows: usize) -> String {
    ids("local_supplement.jsonl", text.as_bytes(), rows).unwrap_err().to_string()
}

#[test]
fn each_row_has_its_line_and_each_line_its_row() {
    let text = "{\"row\":1,\"id\":\"a\",\"more\":[]}\r\n{\"row\":2,\"id\":\"b\"}\n";
    let ids = ids("local_supplement.jsonl", text.as_bytes(), 2).unwrap();
    assert_eq!(ids.iter().map(|id| &**id).collect::<Vec<_>>(), ["a", "b"]);
    for (text, rows, told) in [
        (text, 1, "line 2: there is no row 2"),
        (text, 3, "line 0: row 3 has no line"),
        ("{\"row\":2,\"id\":\"a\"}", 2, "line 1: row 2 in the line of row 1"),
        ("{\"row\":1,\"id\":\"\"}", 1, "line 1: an id has 1 to 200 bytes"),
        (
            "{\"row\":1,\"id\":\"a\"}\n{\"row\":2,\"id\":\"a\"}",
            2,
            "line 2: the id a stands there twice",
        ),
        ("{\"row\":1}", 1, "line 1: missing field `id` at line 1 column 9"),
    ] {
        assert_eq!(refused(text, rows), format!("local_supplement.jsonl {told}"));
    }
}

use super::*;

#[test]
fn every_table_can_be_read() {
    assert_eq!(check(), Ok(()));
}

fn numbers(text: &'static str) -> Result<Vec<(u8, Option<u8>)>, String> {
    read("t.csv", text, ["a", "b"], |[a, b]| Ok((field("a", a)?, optional("b", b)?)))
        .map_err(|error| error.to_string())
}

#[test]
fn a_table_is_a_header_and_rows_of_as_many_fields() {
    assert_eq!(numbers("a,b\n1,2\n3,\n"), Ok(vec![(1, Some(2)), (3, None)]));
    assert_eq!(numbers("a,b\n"), Ok(vec![]));
}

#[test]
fn a_wrong_row_is_named_by_its_line() {
    for (text, message) in [
        ("", "data table t.csv, line 1: header must be a,b"),
        ("b,a\n1,2\n", "data table t.csv, line 1: header must be a,b"),
        ("a,b\n1,2\n3\n", "data table t.csv, line 3: 1 fields, not 2"),
        ("a,b\n1,2,3\n", "data table t.csv, line 2: 3 fields, not 2"),
        ("a,b\n\"1\",2\n", "data table t.csv, line 2: quotes have no meaning here"),
        ("a,b\n,2\n", "data table t.csv, line 2: a \"\": cannot parse integer from empty string"),
        ("a,b\n1,x\n", "data table t.csv, line 2: b \"x\": invalid digit found in string"),
    ] {
        assert_eq!(numbers(text).unwrap_err(), message, "{text:?}");
    }
}

#[test]
fn a_table_has_a_largest_size() {
    let text: &'static str = format!("a,b\n{}", "1,2\n".repeat(ROWS_MAX)).leak();
    assert_eq!(
        numbers(text).unwrap_err(),
        "data table t.csv, line 10001: a table must have at most 10000 lines"
    );
}

#[test]
fn a_list_may_be_empty() {
    assert_eq!(list::<u8>("a", ""), Ok(vec![]));
    assert_eq!(list::<u8>("a", "1;2"), Ok(vec![1, 2]));
    assert!(list::<u8>("a", "1;x").is_err());
}

use super::*;

const COLUMNS: [&str; 2] = ["name", "yen"];

fn amounts(text: &str) -> Result<Vec<Cell<Yen>>, Malformed> {
    read("t.csv", &COLUMNS, text.as_bytes(), |line| line.amount("yen"))
}

#[test]
fn an_empty_cell_is_not_an_unread_one() {
    assert_eq!(
        amounts("name,yen\na,5\nb,\nc,?\n"),
        Ok(vec![Cell::Is(Yen(5)), Cell::Absent, Cell::Unread])
    );
}

#[test]
fn a_cell_that_is_none_is_refused_with_its_line_and_column() {
    let refused = amounts("name,yen\na,5\nb,5.5\n").unwrap_err();
    assert_eq!((refused.line, refused.column, refused.value.as_str()), (3, "yen", "5.5"));
    assert_eq!(refused.to_string(), "t.csv line 3: yen `5.5`: whole yen, `?` or nothing");
    assert_eq!(amounts("name,yen\na,-5\n").unwrap_err().column, "yen");
}

#[test]
fn a_table_with_other_columns_or_a_short_line_is_refused() {
    assert_eq!(amounts("yen,name\n5,a\n").unwrap_err().reason, "other columns expected");
    assert_eq!(amounts("name,yen\na\n").unwrap_err().reason, "not a line of the table");
}

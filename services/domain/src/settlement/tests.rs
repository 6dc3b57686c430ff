use super::*;

#[test]
fn a_settlement_is_written_as_it_was_read() {
    for text in ["in_kind", "list", "reimbursement"] {
        assert_eq!(text.parse::<Settlement>().unwrap().to_string(), text);
    }
    assert_eq!("In_Kind".parse::<Settlement>(), Err(NotASettlement));
}

//! Page tokens.

use jiff::civil::date;
use ledger::Position;

use super::{position, token};

#[test]
fn a_token_leads_back_to_its_position_and_fits_its_own_question_only() {
    let ours = "5e1f0000-0000-4000-8000-00000000000a".parse().unwrap();
    let theirs = "5e1f0000-0000-4000-8000-00000000000b".parse().unwrap();
    let from = Some(date(2026, 10, 1));
    let after = Position::new(40_000);
    let given = token(ours, from, after);
    assert_eq!(position(ours, from, &given), Some(after));
    assert_eq!(position(theirs, from, &given), None);
    assert_eq!(position(ours, None, &given), None);
}

#[test]
fn no_token_is_the_beginning_and_anything_else_is_none() {
    let ours = "5e1f0000-0000-4000-8000-00000000000a".parse().unwrap();
    assert_eq!(position(ours, None, ""), Some(Position::START));
    for text in ["1", "0000000000", "受付", &token(ours, None, Position::new(1)).to_uppercase()] {
        assert_eq!(position(ours, None, text), None, "{text}");
    }
}

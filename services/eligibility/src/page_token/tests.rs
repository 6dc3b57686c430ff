//! Page tokens.

use super::Paged;

#[test]
fn a_token_leads_back_to_its_number_and_fits_its_own_question_only() {
    let (ours, theirs) = (Paged("disclosures/a"), Paged("disclosures/b"));
    let given = ours.token(40_000);
    assert_eq!(ours.after(&given), Some(40_000));
    assert_eq!(theirs.after(&given), None);
}

#[test]
fn no_token_is_the_beginning_and_anything_else_is_none() {
    let ours = Paged("disclosures/a");
    assert_eq!(ours.after(""), Some(0));
    for text in ["1", "0000000000", "受付", &ours.token(1).to_uppercase()] {
        assert_eq!(ours.after(text), None, "{text}");
    }
}

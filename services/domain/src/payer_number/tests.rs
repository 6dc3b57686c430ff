use super::*;

fn number(text: &str) -> PayerNumber {
    text.parse().unwrap()
}

#[test]
fn published_payer_numbers_hold_and_the_published_sample_does_not() {
    for (text, holds) in [
        ("81136244", true),
        ("81137242", true),
        ("88138243", true),
        ("88131248", true),
        ("89131247", true),
        ("54016027", true),
        ("52196011", true),
        ("52197019", true),
        ("52198017", true),
        ("87654321", false),
        ("81136245", false),
    ] {
        assert_eq!(number(text).check_digit_holds(), holds, "{text}");
    }
}

#[test]
fn a_payer_number_says_its_law_its_prefecture_and_its_agency() {
    let number = number("54016027");
    assert_eq!(number.law_number().to_string(), "54");
    assert_eq!(number.prefecture().unwrap().to_string(), "01");
    assert_eq!(number.agency_number(), "602");
}

#[test]
fn a_payer_number_without_a_prefecture_is_still_one() {
    assert_eq!(number("15000000").prefecture(), None);
    assert_eq!(number("15990000").prefecture(), None);
}

#[test]
fn a_payer_number_is_written_as_it_was_read() {
    assert_eq!(number("01136244").to_string(), "01136244");
    assert_eq!(format!("{:?}", number("01136244")), "PayerNumber(01136244)");
}

#[test]
fn a_payer_number_is_eight_ascii_digits_and_nothing_else() {
    for text in ["", "8113624", "811362444", "8113624x", "８１１３６２４４", " 8113624", "81 36244"]
    {
        let refused = text.parse::<PayerNumber>().unwrap_err();
        assert_eq!(refused.to_string(), "payer number must be exactly 8 digits", "{text:?}");
    }
}

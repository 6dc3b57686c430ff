use super::*;

fn number(text: &str) -> RecipientNumber {
    text.parse().unwrap()
}

#[test]
fn the_check_digit_is_asked_about_in_the_national_form_only() {
    for (text, holds) in [
        ("0000018", Some(true)),
        ("1234566", Some(true)),
        ("0000002", Some(false)), // The published sample.
        ("1234567", Some(false)),
        ("123456", None),
        ("12345678", None),
        ("子-0001", None),
        ("０００００１８", None),
    ] {
        assert_eq!(number(text).check_digit_holds(), holds, "{text}");
        assert_eq!(number(text).is_national_form(), holds.is_some(), "{text}");
    }
}

#[test]
fn a_local_recipient_number_is_kept_as_given() {
    for text in ["1", "子ども（第２子）－０１", " 12 ", &"9".repeat(30)] {
        assert_eq!(number(text).to_string(), text);
        assert_eq!(number(text).as_str(), text);
    }
}

#[test]
fn a_recipient_number_has_one_to_thirty_printable_characters() {
    for (text, message) in [
        (String::new(), "recipient number must not be blank"),
        ("子".repeat(31), "recipient number must have at most 30 characters, has 31"),
        (
            "1\u{7}".to_owned(),
            "recipient number must have printable characters only, character 2 is U+0007",
        ),
    ] {
        assert_eq!(text.parse::<RecipientNumber>().unwrap_err().to_string(), message);
    }
}

use super::*;

fn number(text: &str) -> InsurerNumber {
    text.parse().unwrap()
}

#[test]
fn published_insurer_numbers_hold() {
    for (text, holds) in [
        ("33120015", true),
        ("138057", true),
        ("06132005", true),
        ("138058", false),
        ("06132006", false),
    ] {
        assert_eq!(number(text).check_digit_holds(), holds, "{text}");
    }
}

#[test]
fn municipal_health_insurance_is_one_number_however_it_is_written() {
    let printed = number("138057");
    assert_eq!(printed, number("00138057"));
    assert_eq!(printed, InsurerNumber::from_padded("  138057").unwrap());
    assert_eq!(printed.to_string(), "138057");
    assert_eq!(printed.law_number(), None);
    assert_eq!(printed.prefecture().unwrap().to_string(), "13");
}

#[test]
fn an_eight_digit_number_says_its_law_and_its_prefecture() {
    let number = number("06132005");
    assert_eq!(number.to_string(), "06132005");
    assert_eq!(number.law_number().unwrap().to_string(), "06");
    assert_eq!(number.prefecture().unwrap().to_string(), "13");
}

#[test]
fn an_insurer_number_has_eight_or_six_digits() {
    for text in ["", "13805", "1380577", "061320055", "  138057", "0613200x", "１３８０５７"]
    {
        assert_eq!(text.parse::<InsurerNumber>(), Err(NotAnInsurerNumber), "{text:?}");
    }
}

#[test]
fn a_padded_insurer_number_fills_eight_places_and_is_padded_in_front() {
    assert_eq!(InsurerNumber::from_padded("06132005"), Ok(number("06132005")));
    for text in ["138057", "138057  ", " 138057 ", "   38057", " 1138057", "\u{3000}13805"] {
        assert_eq!(InsurerNumber::from_padded(text), Err(NotAnInsurerNumber), "{text:?}");
    }
}

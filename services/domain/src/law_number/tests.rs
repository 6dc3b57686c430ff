use super::*;

#[test]
fn a_law_number_is_written_as_it_was_read() {
    for text in ["01", "54", "88"] {
        assert_eq!(text.parse::<LawNumber>().unwrap().to_string(), text);
    }
    assert_eq!(format!("{:?}", "54".parse::<LawNumber>().unwrap()), "LawNumber(54)");
}

#[test]
fn a_law_number_is_two_digits_and_nothing_else() {
    for text in ["", "5", "540", "5a", "５４", " 54", "-1"] {
        assert_eq!(text.parse::<LawNumber>(), Err(NotTwoDigits), "{text:?}");
    }
}

#[test]
fn the_digits_of_a_law_number_are_a_number() {
    for (text, number) in [("00", 0), ("01", 1), ("54", 54), ("99", 99)] {
        assert_eq!(text.parse::<LawNumber>().unwrap().number(), number);
    }
}

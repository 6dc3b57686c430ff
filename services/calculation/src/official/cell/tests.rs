use jiff::civil::date as day;

use super::*;

#[test]
fn a_day_is_eight_digits_of_the_calendar() {
    assert_eq!(date("20240229"), Ok(day(2024, 2, 29)));
    assert_eq!(date("99991231"), Ok(Period::OPEN_END));
    assert_eq!(date("99999999"), Ok(Period::OPEN_END));
    for wrong in
        ["20230229", "2024-2-9", "240229", "00000000", "２０２４０２２９", "18671231", "R6.4.1"]
    {
        assert!(date(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn a_number_is_up_to_eight_digits_and_nothing_else() {
    assert_eq!(number("0"), Ok(0));
    assert_eq!(number("00500"), Ok(500));
    assert_eq!(number("99999999"), Ok(99_999_999));
    for wrong in ["999999999", "+5", " 5", "5 ", "5.0", "５"] {
        assert!(number(wrong).is_err(), "{wrong}");
    }
}

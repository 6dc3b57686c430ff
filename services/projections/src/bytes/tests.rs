use domain::period::Period;
use jiff::civil::date;
use proptest::prelude::*;

use super::*;

proptest! {
    #[test]
    fn a_number_is_read_as_it_was_written(number: u64) {
        let mut bytes = Vec::new();
        put_number(&mut bytes, number);
        let mut reader = Reader::new(&bytes);
        prop_assert_eq!(reader.number(), Some(number));
        prop_assert!(reader.is_at_end());
    }

    #[test]
    fn damaged_bytes_are_refused_and_never_panic(bytes: Vec<u8>) {
        let mut reader = Reader::new(&bytes);
        while !reader.is_at_end() {
            let before = reader.0.len();
            let _ = (reader.number(), reader.text(), reader.date(), reader.flag());
            if reader.0.len() == before && reader.byte().is_none() {
                break;
            }
        }
    }
}

#[test]
fn every_kind_of_day_is_read_as_it_was_written() {
    for day in [Period::EARLIEST, date(2024, 2, 29), date(9999, 12, 30), Period::OPEN_END] {
        let mut bytes = Vec::new();
        put_date(&mut bytes, day);
        assert!(bytes.len() <= 4);
        assert_eq!(Reader::new(&bytes).date(), Some(day));
    }
}

#[test]
fn a_day_that_no_calendar_has_is_refused() {
    let mut bytes = Vec::new();
    put_number(&mut bytes, (2026 - 1868) << 9 | 2 << 5 | 0x1E);
    assert_eq!(Reader::new(&bytes).date(), None);
}

#[test]
fn a_number_of_more_than_64_bits_is_refused() {
    assert_eq!(Reader::new(&[0xFF; 11]).number(), None);
    assert_eq!(
        Reader::new(&[0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 2]).number(),
        None
    );
}

#[test]
fn an_absent_text_is_not_an_empty_one() {
    let mut bytes = Vec::new();
    put_optional_text(&mut bytes, None);
    put_optional_text(&mut bytes, Some(""));
    let mut reader = Reader::new(&bytes);
    assert_eq!(reader.optional_text(), Some(None));
    assert_eq!(reader.optional_text(), Some(Some("")));
    assert_eq!(reader.optional_text(), None);
}

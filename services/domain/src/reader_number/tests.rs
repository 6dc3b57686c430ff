use super::*;

#[test]
fn readers_are_numbered_from_one_to_9999() {
    for text in ["1", "10", "9999"] {
        let number: ReaderNumber = text.parse().unwrap();
        assert_eq!(number.to_string(), text);
        assert_eq!(ReaderNumber::try_from(number.number()), Ok(number));
    }
    for text in ["", "0", "01", "+1", "-1", "10000", "99999", "1 ", "１"] {
        assert_eq!(text.parse::<ReaderNumber>(), Err(NotAReaderNumber), "{text:?}");
    }
    assert_eq!(ReaderNumber::try_from(0), Err(NotAReaderNumber));
    assert_eq!(ReaderNumber::try_from(10_000), Err(NotAReaderNumber));
}

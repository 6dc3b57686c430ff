use super::{InvalidStreamName, STREAM_NAME_BYTES_MAX, StreamName};

#[test]
fn a_name_has_one_to_160_bytes() {
    let longest = "a".repeat(STREAM_NAME_BYTES_MAX);
    let too_long = "a".repeat(STREAM_NAME_BYTES_MAX + 1);
    assert_eq!(longest.parse::<StreamName>().unwrap().as_str(), longest);
    assert_eq!("a".parse::<StreamName>().unwrap().to_string(), "a");
    assert_eq!(too_long.parse::<StreamName>(), Err(InvalidStreamName::Length(161)));
    assert_eq!(StreamName::try_from(""), Err(InvalidStreamName::Length(0)));
}

#[test]
fn a_name_is_of_small_letters_digits_and_hyphens() {
    assert!(StreamName::try_from("tally-3f2a-2026-10").is_ok());
    for (text, at) in [("A", 0), ("a_b", 1), ("a b", 1), ("ab/", 2), ("aé", 1), ("a\0", 1)] {
        assert_eq!(StreamName::try_from(text), Err(InvalidStreamName::Character(at)), "{text:?}");
    }
}

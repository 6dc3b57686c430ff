use super::*;

#[test]
fn a_sub_key_may_be_empty_and_has_at_most_fifty_characters() {
    let longest = "区".repeat(SUB_KEY_CHARACTERS_MAX);
    for text in ["1", "R7-01", longest.as_str()] {
        assert_eq!(text.parse::<SubKey>().unwrap().as_str(), text);
        assert_eq!(text.parse::<SubKey>().unwrap().to_string(), text);
    }
    assert_eq!("".parse::<SubKey>().unwrap(), SubKey::default());
    assert!("".parse::<SubKey>().unwrap().is_empty());
    assert!(!"1".parse::<SubKey>().unwrap().is_empty());

    let too_long = "区".repeat(SUB_KEY_CHARACTERS_MAX + 1);
    assert_eq!(
        too_long.parse::<SubKey>().unwrap_err().to_string(),
        "sub key must have at most 50 characters, has 51"
    );
    assert_eq!(
        "1\n".parse::<SubKey>(),
        Err(NotASubKey(TextFault::NotPrintable { place: 2, character: '\n' }))
    );
}

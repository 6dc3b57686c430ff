use super::*;

#[test]
fn a_history_key_may_be_empty_and_has_at_most_fifty_characters() {
    let longest = "区".repeat(HISTORY_KEY_CHARACTERS_MAX);
    for text in ["1", "R7-01", longest.as_str()] {
        assert_eq!(text.parse::<HistoryKey>().unwrap().as_str(), text);
        assert_eq!(text.parse::<HistoryKey>().unwrap().to_string(), text);
    }
    assert_eq!("".parse::<HistoryKey>().unwrap(), HistoryKey::default());
    assert!("".parse::<HistoryKey>().unwrap().is_empty());
    assert!(!"1".parse::<HistoryKey>().unwrap().is_empty());

    let too_long = "区".repeat(HISTORY_KEY_CHARACTERS_MAX + 1);
    assert_eq!(
        too_long.parse::<HistoryKey>().unwrap_err().to_string(),
        "history key must have at most 50 characters, has 51"
    );
    assert_eq!(
        "1\n".parse::<HistoryKey>(),
        Err(NotAHistoryKey(TextFault::NotPrintable { place: 2, character: '\n' }))
    );
}

use super::*;

#[test]
fn an_income_band_has_one_to_twenty_characters() {
    let longest = "区".repeat(INCOME_BAND_CHARACTERS_MAX);
    for text in ["1", "R7-01", longest.as_str()] {
        assert_eq!(text.parse::<IncomeBand>().unwrap().as_str(), text);
        assert_eq!(text.parse::<IncomeBand>().unwrap().to_string(), text);
    }
    assert_eq!("".parse::<IncomeBand>(), Err(NotAnIncomeBand(TextFault::Blank)));

    let too_long = "区".repeat(INCOME_BAND_CHARACTERS_MAX + 1);
    assert_eq!(
        too_long.parse::<IncomeBand>().unwrap_err().to_string(),
        "income band must have at most 20 characters, has 21"
    );
    assert_eq!(
        "1\n".parse::<IncomeBand>(),
        Err(NotAnIncomeBand(TextFault::NotPrintable { place: 2, character: '\n' }))
    );
}

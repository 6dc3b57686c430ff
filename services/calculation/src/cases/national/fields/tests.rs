use super::*;

fn with<T>(json: &str, look: impl FnOnce(&Fields<'_>) -> T) -> T {
    let value: Value = serde_json::from_str(json).unwrap();
    look(&Fields::of(&value, "case").unwrap())
}

fn cost(json: &str) -> Result<Option<Yen>, Unsaid> {
    let value: Value = serde_json::from_str(json).unwrap();
    Fields::of(&value, "case").unwrap().cost()
}

fn amounts(json: &str) -> Result<Vec<(String, Vec<i64>)>, Unsaid> {
    let value: Value = serde_json::from_str(json).unwrap();
    Fields::of(&value, "case").unwrap().amounts()
}

#[test]
fn a_decimal_ratio_is_read_as_a_fraction() {
    for (text, numerator, denominator) in
        [("0.3", 3, 10), ("0.05", 5, 100), ("0.20", 2, 10), ("1", 1, 1), ("0", 0, 1)]
    {
        let ratio = with(&format!("{{\"r\":{text}}}"), |fields| fields.ratio("r")).unwrap();
        assert_eq!(ratio, Some(Ratio::new(numerator, denominator).unwrap()), "{text}");
    }
    for text in ["30", "-0.3", "\"0.3\"", "1.5"] {
        assert!(with(&format!("{{\"r\":{text}}}"), |f| f.ratio("r")).is_err(), "{text}");
    }
}

#[test]
fn a_field_no_reader_knows_is_named() {
    let refused = with("{\"points\":1,\"weather\":2}", |fields| fields.only(&["points"]));
    assert_eq!(refused, Err(Unsaid::unknown("weather")));
}

#[test]
fn a_note_may_stand_anywhere_and_null_claims_no_amount() {
    let noted = "{\"points\":1,\"note\":\"why\"}";
    assert_eq!(with(noted, |fields| fields.only(&["points"])), Ok(()));
    let claimed = amounts("{\"limit_yen\":null,\"refund_yen\":5}");
    assert_eq!(claimed, Ok(vec![("refund_yen".to_owned(), vec![5])]));
}

#[test]
fn null_is_there_and_says_nothing() {
    with("{\"insurance\":null}", |fields| {
        assert!(fields.has("insurance"));
        assert!(fields.get("insurance").is_none());
        assert!(!fields.has("points"));
    });
}

#[test]
fn a_cost_is_yen_or_points_of_ten_yen() {
    assert_eq!(cost("{\"points\":122}"), Ok(Some(Yen(1_220))));
    assert_eq!(cost("{\"cost_yen\":122}"), Ok(Some(Yen(122))));
    assert_eq!(cost("{}"), Ok(None));
    assert!(cost("{\"points\":-1}").is_err());
    assert!(cost("{\"points\":1.5}").is_err());
}

#[test]
fn expected_amounts_have_paths() {
    let read = amounts("{\"a\":{\"54\":{\"b\":1}},\"c\":[2,3]}").unwrap();
    assert_eq!(read, [("a.54.b".to_owned(), vec![1]), ("c".to_owned(), vec![2, 3])]);
    assert!(amounts("{\"a\":\"much\"}").is_err());
}

use std::collections::BTreeMap;

use domain::program::RuleMapping;

use super::*;

fn mapping(bands: &[(&str, &str)], conditions: &[(&str, &str)]) -> RuleMapping {
    let map = |pairs: &[(&str, &str)]| -> BTreeMap<String, String> {
        pairs.iter().map(|(code, word)| ((*code).to_owned(), (*word).to_owned())).collect()
    };
    RuleMapping { rule: "some-rule".into(), income_bands: map(bands), conditions: map(conditions) }
}

#[test]
fn a_condition_says_a_fact_and_what_is_none_is_a_printed_word() {
    let said = |word: &str| condition_fact(word);
    assert_eq!(said("income=low"), Fact::Income("low".into()));
    assert_eq!(said("role=parent"), Fact::Role("parent".into()));
    assert_eq!(said("disability=severe"), Fact::Disability("severe".into()));
    assert_eq!(said("grade=2"), Fact::Grade("2".into()));
    assert_eq!(said("child_order=3"), Fact::ChildOrder(3));
    assert_eq!(said("child_order=0"), Fact::Printed("child_order=0".into()));
    assert_eq!(said("重度かつ継続"), Fact::Printed("重度かつ継続".into()));
}

#[test]
fn a_band_without_a_mapping_means_nothing() {
    let band = |code: &str| code.parse::<IncomeBand>().unwrap();
    let mapping = mapping(&[("01", "low_income")], &[]);
    let known = Meaning::of(&mapping, Some(&band("01")), &[]);
    assert_eq!(known.band.as_deref(), Some("low_income"));
    assert_eq!(known.facts, [Fact::Income("low_income".into())]);
    assert_eq!(Meaning::of(&mapping, Some(&band("02")), &[]), Meaning::default());
}

#[test]
fn a_mapping_to_a_rule_the_edition_does_not_have_is_none() {
    let edition = Edition::shipped().unwrap();
    assert!(edition.has(&"national:54".parse().unwrap()));
    assert!(!edition.has(&"national:99".parse().unwrap()));
    assert!(!edition.has(&"no-such-rule".parse().unwrap()));
    assert_eq!(rule_of(&edition, None, None), None);
}

use std::collections::BTreeMap;

use domain::{period::Period, program::RuleMapping, settlement::Settlement};
use jiff::civil::date;

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

#[test]
fn a_payer_number_stands_for_the_national_program_of_its_law_and_agency() {
    let edition = Edition::shipped().unwrap();
    let of =
        |number: &str| of_payer(&edition, number.parse().unwrap()).map(|rule| rule.to_string());
    assert_eq!(of("54016027").as_deref(), Some("national:54"));
    assert_eq!(of("38136016").as_deref(), Some("national:38/601"));
    assert_eq!(of("38136024").as_deref(), Some("national:38/602"));
    assert_eq!(of("15130008").as_deref(), Some("national:15"), "no agency numbers are listed");
    assert_eq!(of("38139994"), None, "an agency that is not listed may be a body's own program");
    assert_eq!(of("54016028"), None, "its check digit does not hold");
    assert_eq!(of("99130007"), None);
}

#[test]
fn a_mapping_to_one_of_several_programs_of_a_law_is_told_by_the_payer_number() {
    let edition = Edition::shipped().unwrap();
    let master = |rule: &str| ProgramMaster {
        body: "131016".parse().unwrap(),
        certificate_type: "TYPE".parse().unwrap(),
        name: "肝疾患".into(),
        law_number: None,
        in_force: Period::new(date(2024, 4, 1), date(2027, 3, 31)).unwrap(),
        settlement_inside: Settlement::InKind,
        settlement_outside: Settlement::InKind,
        designation_required: false,
        income_bands: Vec::new(),
        conditions: Vec::new(),
        rule: Some(RuleMapping { rule: rule.into(), ..mapping(&[], &[]) }),
    };
    let of = |rule: &str, payer: Option<&str>| {
        let payer = payer.map(|number| number.parse().unwrap());
        rule_of(&edition, Some(&master(rule)), payer).map(|rule| rule.to_string())
    };
    assert_eq!(of("national:38", Some("38136024")).as_deref(), Some("national:38/602"));
    assert_eq!(of("national:38", Some("38139994")).as_deref(), Some("national:38"));
    assert_eq!(of("national:38", None).as_deref(), Some("national:38"));
    assert_eq!(of("national:38/601", Some("38136024")).as_deref(), Some("national:38/601"));
    assert_eq!(of("national:21", Some("38136024")).as_deref(), Some("national:21"));
}

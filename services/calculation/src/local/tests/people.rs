//! For whom a tier is, and what happens when nobody tells.

use jiff::civil::date;

use super::support::*;
use crate::{
    Certificate, Fact, NoTrace, Person, Undecided,
    local::{Month, Refused, Rules},
    money::Yen,
};

const TIERS: [(&str, &str); 3] = [
    ("age_to_basis=8 age_to=6 states=1 out_scope=1", ""),
    ("out_scope=5 out_month_cap=500", r#""when":{"income":"non_taxed"}"#),
    ("out_scope=5 out_month_cap=1000", ""),
];

fn patient(rules: &Rules, person: &Person, certificate: Certificate) -> Result<Yen, Undecided> {
    let certificates = [certificate];
    let visit = visit(1);
    let mut month = Month::new(rules, person, &certificates).unwrap();
    month.visit(&due(&visit, 10_000), &mut NoTrace).map(|answer| answer.patient.counter)
}

fn with(fact: Fact) -> Person {
    Person { facts: vec![fact], ..person() }
}

#[test]
fn the_first_tier_that_fits_applies() {
    let rules = rules(&TIERS);
    let infant = Person { birth_date: Some(date(2024, 5, 5)), ..person() };
    assert_eq!(patient(&rules, &infant, certificate("rule")), Ok(Yen(0)));
    let income = |word: &str| with(Fact::Income(word.to_owned()));
    assert_eq!(patient(&rules, &income("non_taxed"), certificate("rule")), Ok(Yen(500)));
    assert_eq!(patient(&rules, &income("taxed"), certificate("rule")), Ok(Yen(1_000)));
}

#[test]
fn an_income_or_a_birth_date_nobody_told_is_asked_for() {
    let rules = rules(&TIERS);
    let item =
        |person: &Person| patient(&rules, person, certificate("rule")).unwrap_err().item.clone();
    assert_eq!(item(&person()), "income");
    assert_eq!(item(&Person { birth_date: None, ..person() }), "birth_date");
}

#[test]
fn a_tier_the_body_has_stated_is_not_asked_about() {
    let rules = rules(&TIERS);
    let stated = Certificate { tier: Some(2), ..certificate("rule") };
    assert_eq!(patient(&rules, &person(), stated), Ok(Yen(500)));
    let none = [Certificate { tier: Some(9), ..certificate("rule") }];
    let refused = Month::new(&rules, &person(), &none).unwrap_err();
    assert_eq!(refused, Refused::NoTier { rule: "rule".to_owned(), tier: 9 });
}

#[test]
fn a_certificate_may_name_a_row() {
    let rules = rules(&TIERS);
    assert_eq!(patient(&rules, &person(), certificate("row-3")), Ok(Yen(1_000)));
    assert_eq!(patient(&rules, &person(), certificate("row-1")), Ok(Yen(3_000)));
}

#[test]
fn an_empty_age_column_is_no_age_limit() {
    let rules = rules(&[("age_from_basis= age_to_basis= out_scope=5 out_month_cap=500", "")]);
    let missing = patient(&rules, &person(), certificate("rule")).unwrap_err();
    assert_eq!(missing, Undecided::new("age_from", "row-1"));
}

#[test]
fn a_row_says_nothing_of_days_on_which_it_is_not_in_force() {
    let rules = rules(&[("valid_from=20270401 out_scope=5 out_month_cap=500", "")]);
    let missing = patient(&rules, &person(), certificate("rule")).unwrap_err();
    assert_eq!(missing, Undecided::new("valid_from", "row-1"));
}

#[test]
fn parents_have_no_age_in_a_program_whose_ages_are_those_of_children() {
    let rules = rules(&[(
        "age_to_basis=8 age_to=18 out_scope=5 out_month_cap=500",
        r#""ages_for":"child""#,
    )]);
    let grown = |facts| Person { birth_date: Some(date(1986, 4, 10)), facts, ..person() };
    let role = |word: &str| grown(vec![Fact::Role(word.to_owned())]);
    assert_eq!(patient(&rules, &role("parent"), certificate("rule")), Ok(Yen(500)));
    assert_eq!(patient(&rules, &role("child"), certificate("rule")), Ok(Yen(3_000)));
    assert_eq!(patient(&rules, &grown(Vec::new()), certificate("rule")).unwrap_err().item, "role");
}

#[test]
fn a_name_nobody_knows_and_a_program_twice_are_refused() {
    let rules = rules(&TIERS);
    let refused = |certificates: &[Certificate]| {
        Month::new(&rules, &person(), certificates).map(|_| ()).unwrap_err()
    };
    let unknown = [certificate("nowhere")];
    assert_eq!(refused(&unknown), Refused::NoRule("nowhere".to_owned()));
    let twice = [certificate("rule"), certificate("row-1")];
    assert_eq!(refused(&twice), Refused::Twice("rule".to_owned()));
}

#[test]
fn ages_alone_can_be_asked_for() {
    let rules = rules(&[("age_to_basis=8 age_to=18 out_scope=5 out_month_cap=500", "")]);
    let for_age = |day| rules.is_for_the_age("rule", Some(date(2008, 4, 1)), day);
    assert_eq!(for_age(date(2026, 3, 31)), Ok(true));
    assert_eq!(for_age(date(2026, 4, 1)), Ok(false));
    assert!(rules.is_for_the_age("rule", None, date(2026, 4, 1)).is_err());
    assert!(rules.is_for_the_age("nowhere", None, date(2026, 4, 1)).is_err());
}

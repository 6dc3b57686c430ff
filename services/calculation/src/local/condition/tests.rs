use jiff::civil::date;

use super::*;
use crate::Insurance;

fn person(facts: Vec<Fact>) -> Person {
    Person { birth_date: Some(date(2018, 4, 10)), insurance: None, facts }
}

fn insured(scheme: Option<Scheme>) -> Person {
    let insurance = Insurance {
        scheme,
        insurer: "06132005".parse().ok(),
        share: None,
        age_band: None,
        income_class: None,
        limit_proof: false,
        fourth_month: false,
        turns_75: None,
        long_term_illness: None,
    };
    Person { insurance: Some(insurance), ..person(Vec::new()) }
}

const DAY: Date = date(2026, 10, 1);

#[test]
fn a_word_nobody_told_is_neither_met_nor_unmet() {
    let condition = Condition { income: Some("taxed".into()), ..Condition::default() };
    let told = |word: &str| person(vec![Fact::Income(word.to_owned())]);
    assert_eq!(condition.holds(&told("taxed"), DAY), Held::Yes);
    assert_eq!(condition.holds(&told("non_taxed"), DAY), Held::No);
    assert_eq!(condition.holds(&person(Vec::new()), DAY), Held::NotTold("income"));
}

#[test]
fn a_part_that_fails_settles_what_nobody_told() {
    let both = Condition {
        income: Some("taxed".into()),
        role: Some("parent".into()),
        ..Condition::default()
    };
    let child = person(vec![Fact::Role("child".to_owned())]);
    assert_eq!(both.holds(&child, DAY), Held::No);
    let either = Condition { any: true, ..both };
    assert_eq!(either.holds(&child, DAY), Held::NotTold("income"));
    let parent = person(vec![Fact::Role("parent".to_owned())]);
    assert_eq!(either.holds(&parent, DAY), Held::Yes);
}

#[test]
fn another_printed_word_answers_the_question() {
    let condition = Condition { printed: ["copay_300".into()].into(), ..Condition::default() };
    let printed = |word: &str| person(vec![Fact::Printed(word.to_owned())]);
    assert_eq!(condition.holds(&printed("copay_300"), DAY), Held::Yes);
    assert_eq!(condition.holds(&printed("copay_0"), DAY), Held::No);
    assert_eq!(condition.holds(&person(Vec::new()), DAY), Held::NotTold("printed"));
}

#[test]
fn who_has_no_insurance_has_none_of_its_kinds() {
    let condition = Condition { schemes: [Scheme::National].into(), ..Condition::default() };
    assert_eq!(condition.holds(&person(Vec::new()), DAY), Held::No);
    assert_eq!(condition.holds(&insured(None), DAY), Held::NotTold("scheme"));
    assert_eq!(condition.holds(&insured(Some(Scheme::National)), DAY), Held::Yes);
}

#[test]
fn an_insurer_elsewhere_is_told_by_its_number() {
    let outside = |prefecture: u8| Condition {
        insurer_outside: prefecture.try_into().ok(),
        ..Condition::default()
    };
    let person = insured(Some(Scheme::Employees));
    assert_eq!(outside(13).holds(&person, DAY), Held::No);
    assert_eq!(outside(27).holds(&person, DAY), Held::Yes);
}

#[test]
fn the_third_child_and_later_are_counted_from_one() {
    let condition = Condition { child_order: Some(3), ..Condition::default() };
    let child = |order| person(vec![Fact::ChildOrder(order)]);
    assert_eq!(condition.holds(&child(2), DAY), Held::No);
    assert_eq!(condition.holds(&child(3), DAY), Held::Yes);
    assert_eq!(condition.holds(&person(Vec::new()), DAY), Held::NotTold("child_order"));
}

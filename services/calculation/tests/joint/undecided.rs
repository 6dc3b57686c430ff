//! Visits without an answer, and what becomes of the month after them.

use calculation::{NoTrace, Refusal, Visit, money::Yen, national};

use crate::month::*;

const DAILY: (&str, &str) = ("out_scope=5 out_day_cap=500 out_day_times=2", "");

/// The first visit alone is charged, and no more than so much a month.
const FIRST: (&str, &str) =
    ("out_scope=5 out_visit_cap=580 out_month_cap=1000 first_visit_only=2", "");

/// A visit of a month that is not this one.
fn other_month() -> Visit {
    Visit { date: jiff::civil::date(2026, 11, 1), ..visit(1, "A", &[(10_000, &[0])]) }
}

#[test]
fn a_refused_visit_leaves_the_month_as_it_was() {
    let rules = rules(&[DAILY]);
    let (person, certificates) =
        (person(), [limited("national:54", 2_500), certificate("local-1")]);
    let good = [
        visit(1, "A", &[(4_000, &[0, 1])]),
        visit(2, "A", &[(9_000, &[0, 1])]),
        visit(3, "A", &[(9_000, &[0, 1])]),
    ];
    let bad = [
        other_month(),
        visit(1, "A", &[]),
        visit(1, "A", &[(-10, &[1])]),
        visit(1, "A", &[(10_000, &[0, 1]), (1_000_000_010, &[1])]),
        visit(1, "A", &[(10_000, &[2])]),
    ];
    let plain = outcomes(&rules, &person, &certificates, &good);
    let mut month = open(EDITION.national(), &rules, &person, &certificates);
    for (good, plain) in good.iter().zip(plain) {
        for bad in &bad {
            let refused = month.visit(bad, &mut NoTrace);
            assert!(matches!(refused, Err(Refusal::National(_))), "{refused:?}");
        }
        assert_eq!(month.visit(good, &mut NoTrace), plain);
    }
}

#[test]
fn refusals_say_what_is_wrong() {
    let rules = rules(&[DAILY]);
    let (person, certificates) = (person(), [certificate("local-1")]);
    let mut month = open(EDITION.national(), &rules, &person, &certificates);
    let mut refused = |visit: &Visit| month.visit(visit, &mut NoTrace).unwrap_err();
    let on = other_month().date;
    assert_eq!(refused(&other_month()), Refusal::National(national::Refusal::OtherMonth(on)));
    assert_eq!(refused(&visit(1, "A", &[])), Refusal::National(national::Refusal::NoSlices));
    assert_eq!(
        refused(&visit(1, "A", &[(10, &[0]), (-1, &[])])),
        Refusal::National(national::Refusal::Cost { slice: 1 })
    );
    assert_eq!(
        refused(&visit(1, "A", &[(10, &[1])])),
        Refusal::National(national::Refusal::NoSuchCertificate { slice: 0, certificate: 1 })
    );
}

#[test]
fn parts_of_a_visit_under_different_local_certificates_are_undecided() {
    let rules = rules(&[DAILY, ("out_scope=2 out_fixed=0", "")]);
    let (person, certificates) = (person(), [certificate("local-1"), certificate("local-2")]);
    let visits = [visit(1, "A", &[(10_000, &[0]), (10_000, &[1])])];
    let outcome = outcomes(&rules, &person, &certificates, &visits).remove(0);
    let missing = outcome.unwrap().unwrap_err();
    assert_eq!(missing.item, "which part of the cost each local certificate covers");
}

#[test]
fn what_an_undecided_visit_counted_is_not_guessed_afterwards() {
    let rules = rules(&[FIRST]);
    let (person, certificates) = (person(), [certificate("local-1")]);
    let first = |first, visit| Visit { first_visit_fee: first, ..visit };
    let visits = [
        first(Some(true), visit(1, "A", &[(10_000, &[0])])),
        first(None, visit(1, "A", &[(10_000, &[0])])),
        first(Some(true), visit(2, "A", &[(10_000, &[0])])),
        // The limit of another facility is not touched, and who pays all asks for none.
        first(Some(true), visit(2, "B", &[(10_000, &[0])])),
        first(Some(true), visit(2, "A", &[(10_000, &[])])),
        // A visit that is free counts nothing.
        first(Some(false), visit(3, "A", &[(10_000, &[0])])),
    ];
    let outcomes = outcomes(&rules, &person, &certificates, &visits);
    let pays = |n: usize| match outcomes[n].clone().unwrap() {
        Ok(split) => Ok(split.patient.0),
        Err(missing) => Err((missing.item.clone(), missing.row.clone())),
    };
    let err = |item: &str| Err((item.to_owned(), "row-1".to_owned()));
    assert_eq!(pays(0), Ok(580));
    assert_eq!(pays(1), err("first_visit_fee"));
    assert_eq!(pays(2), err("what an earlier visit of the month was charged"));
    assert_eq!(pays(3), Ok(580));
    assert_eq!(pays(4), Ok(3_000));
    assert_eq!(pays(5), Ok(0));
}

#[test]
fn a_visit_that_the_national_part_left_undecided_counts_for_local_limits() {
    let rules = rules(&[("out_scope=5 out_month_cap=1000", "")]);
    let mut person = person();
    if let Some(insurance) = &mut person.insurance {
        insurance.income_class = None;
    }
    let certificates = [certificate("local-1")];
    // Above any limit, so the income class matters.
    let visits = [visit(1, "A", &[(2_000_000, &[0])]), visit(1, "B", &[(10_000, &[0])])];
    let outcomes = outcomes(&rules, &person, &certificates, &visits);
    assert_eq!(outcomes[0].clone().unwrap().unwrap_err().item, "income class");
    assert_eq!(outcomes[1].clone().unwrap().unwrap().patient, Yen(1_000));
    let again = [visits[0].clone(), visit(1, "A", &[(10_000, &[0])])];
    let outcomes = self::outcomes(&rules, &person, &certificates, &again);
    assert!(outcomes[1].clone().unwrap().is_err());
}

#[test]
fn a_visit_that_local_programs_left_undecided_counts_for_the_national_limit() {
    let rules = rules(&[FIRST]);
    let (person, certificates) =
        (person(), [limited("national:54", 2_500), certificate("local-1")]);
    let unknown = Visit { first_visit_fee: None, ..visit(1, "A", &[(10_000, &[0, 1])]) };
    let mut month = open(EDITION.national(), &rules, &person, &certificates);
    let missing = month.visit(&unknown, &mut NoTrace).unwrap().unwrap_err();
    assert_eq!(missing.item, "first_visit_fee");
    // 2,000 of 2,500 went to the tally.
    let second = month.visit(&visit(2, "B", &[(10_000, &[0])]), &mut NoTrace).unwrap().unwrap();
    assert_eq!(second.patient, Yen(500));
}

//! The worked cases of local programs, run as a vendor of receipt computers would run them.

use std::{collections::BTreeMap, sync::LazyLock};

use calculation::{
    cases::{self, CaseResult, Judged, UNDECIDED, Verdict},
    edition::Edition,
};

const CASES: &[u8] = include_bytes!("../cases/local.json");

static EDITION: LazyLock<Edition> = LazyLock::new(|| Edition::shipped().unwrap());

fn results() -> Vec<CaseResult> {
    cases::local::run(CASES, EDITION.rules()).unwrap()
}

#[test]
fn every_published_case_of_a_local_program_comes_out() {
    let results = results();
    let published: Vec<_> =
        results.iter().filter(|result| result.status.starts_with("published")).collect();
    assert_eq!(published.len(), 18);
    for result in published {
        assert_eq!(result.verdict, Verdict::Ok, "{}", result.id);
    }
}

#[test]
fn a_derived_case_of_a_local_program_comes_out_or_is_listed_with_its_reason() {
    let results = results();
    assert_eq!(results.len(), 97);
    let wrong: Vec<_> = results
        .iter()
        .filter(|case| case.verdict != Verdict::Ok && case.may_be_undecided(UNDECIDED).is_none())
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(Judged::of(&results, UNDECIDED).holds());
}

#[test]
fn every_case_reckoned_apart_comes_out() {
    let reckoned = include_bytes!("../cases/hand_local.json");
    let results = cases::local::run(reckoned, EDITION.rules()).unwrap();
    assert_eq!(results.len(), 693);
    let wrong: Vec<_> = results.iter().filter(|case| case.verdict != Verdict::Ok).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn most_rows_compute_and_the_others_say_what_is_missing() {
    let rules = EDITION.rules();
    let rows: Vec<_> = rules.try_rows().collect();
    let shipped: Vec<_> = rows
        .iter()
        .filter(|trial| !rules.row(trial.row).unwrap().id().starts_with("bey-"))
        .collect();
    assert_eq!(shipped.len(), 2_152);
    let mut table = BTreeMap::new();
    for trial in &shipped {
        let item =
            if trial.computes() { "computes" } else { trial.missing().unwrap_or("covers nothing") };
        *table.entry(item).or_insert(0) += 1;
    }
    // Ages nobody read, and refunds whose amount nobody read.
    let expected = [("age_from", 66), ("computes", 1_961), ("in_scope", 24), ("out_scope", 101)];
    assert_eq!(table, BTreeMap::from(expected));
}

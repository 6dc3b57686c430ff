//! The worked cases of the insurance and the national programs.

use calculation::{
    cases::{self, Judged, UNDECIDED, Verdict},
    national::Tables,
};

#[test]
fn every_case_comes_out_as_it_is_written_down() {
    let tables = Tables::shipped().unwrap();
    let results = cases::national::run(&tables, include_str!("../cases/national.json")).unwrap();
    assert_eq!(results.len(), 129);
    let wrong: Vec<_> = results
        .iter()
        .filter(|case| case.verdict != Verdict::Ok && case.may_be_undecided(UNDECIDED).is_none())
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(Judged::of(&results, UNDECIDED).holds());
}

#[test]
fn every_case_reckoned_apart_comes_out() {
    let tables = Tables::shipped().unwrap();
    let results = cases::national::run(&tables, include_str!("../cases/hand.json")).unwrap();
    assert_eq!(results.len(), 461);
    let wrong: Vec<_> = results.iter().filter(|case| case.verdict != Verdict::Ok).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

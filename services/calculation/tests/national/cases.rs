//! The worked cases of the insurance and the national programs.

use calculation::{
    cases::{self, Verdict},
    national::Tables,
};

/// Derived cases that cannot be decided, with the reason. At most one in twenty.
const UNDECIDED: [(&str, &str); 0] = [];

#[test]
fn every_case_comes_out_as_it_is_written_down() {
    let tables = Tables::shipped().unwrap();
    let results = cases::national::run(&tables, include_str!("../cases/national.json")).unwrap();
    assert_eq!(results.len(), 129);
    let wrong: Vec<_> = results
        .iter()
        .filter(|case| case.verdict != Verdict::Ok)
        .filter(|case| case.status == "published" || UNDECIDED.iter().all(|(id, _)| *id != case.id))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    let derived = results.iter().filter(|case| case.status == "derived").count();
    assert!(UNDECIDED.len() * 20 <= derived);
}

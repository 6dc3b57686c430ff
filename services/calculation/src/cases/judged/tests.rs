use super::*;

const LIST: &[Listed] = &[Listed { id: "u", reason: "nobody has read it" }];

/// Twenty derived cases, of which one is `u`, and another one.
fn holds(status: &str, verdict: Verdict) -> bool {
    let case = |id: &str, status: &str, verdict| CaseResult {
        id: id.into(),
        status: status.into(),
        verdict,
    };
    let mut results = vec![case("o", "derived", Verdict::Ok); 19];
    results.push(case("u", "derived", Verdict::Undecided("age_from".into())));
    results.push(case("x", status, verdict));
    Judged::of(&results, LIST).holds()
}

#[test]
fn a_listed_case_may_stay_undecided_and_no_other() {
    let undecided = || Verdict::Undecided("age_to".into());
    assert!(holds("derived", Verdict::Ok));
    assert!(holds("published", Verdict::Ok));
    assert!(!holds("derived", undecided()));
    assert!(!holds("published_rule", undecided()));
    assert!(!holds("derived", Verdict::Differs("1 yen".into())));
    assert!(!holds("derived", Verdict::Malformed("field `luck`".into())));
}

#[test]
fn one_derived_case_in_twenty_may_be_listed_and_a_published_one_never() {
    let undecided = |status: &str| CaseResult {
        id: "u".into(),
        status: status.into(),
        verdict: Verdict::Undecided("age_from".into()),
    };
    let ok = CaseResult { verdict: Verdict::Ok, ..undecided("derived") };
    let of = |derived: usize, status: &str| {
        let mut results = vec![ok.clone(); derived - 1];
        results.push(undecided(status));
        Judged::of(&results, LIST)
    };
    assert!(of(20, "derived").holds());
    assert!(!of(19, "derived").holds());
    assert!(!of(100, "published").holds());
    assert_eq!(of(20, "derived").listed, 1);
}

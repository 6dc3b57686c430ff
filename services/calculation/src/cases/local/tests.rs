use super::*;

const NO_RULES: &[u8] = br#"{"cases": []}"#;

fn verdict_of(case: &str) -> Verdict {
    let file = format!(r#"{{"cases": [{case}]}}"#);
    let results = run(file.as_bytes(), &Rules::default()).unwrap();
    results.into_iter().next().unwrap().verdict
}

#[test]
fn what_is_no_list_of_cases_is_refused() {
    assert!(run(NO_RULES, &Rules::default()).unwrap().is_empty());
    assert!(run(b"[]", &Rules::default()).is_err());
    assert!(run(b"no JSON", &Rules::default()).is_err());
}

#[test]
fn a_kind_or_a_field_that_is_not_known_is_said_aloud() {
    let case = |more: &str| {
        format!(
            r#"{{"id": "a", "rule_id": "r", "municipality_code": "131016", "basis": "derived",
                 "patient": {{"birth_date": "2018-04-10"}} {more}}}"#
        )
    };
    for (more, told) in [
        (r#", "kind": "lottery""#, "field `kind`: unknown variant `lottery`"),
        (r#", "moon_phase": 3"#, "field `moon_phase`: unknown field `moon_phase`"),
        (r#", "expected": {"month": {"tax": 1}}"#, "field `expected.month.tax`: unknown field"),
        (r#", "visits": [{"points": -1}]"#, "field `visits[0].points`: not a number from 0"),
        (r#", "visits": [{}]"#, "field `visits[0]`: missing field `date`"),
    ] {
        let Verdict::Malformed(what) = verdict_of(&case(more)) else { panic!("{more} passed") };
        assert!(what.starts_with(told), "{what}");
    }
    let Verdict::Undecided(why) = verdict_of(&case("")) else { panic!("no rule, no answer") };
    assert_eq!(why, "no local rule is called r");
}

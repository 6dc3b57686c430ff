use super::*;

fn verdict_of(case: &str) -> Verdict {
    let tables = Tables::shipped().unwrap();
    let results = run(&tables, &format!("{{\"cases\":[{case}]}}")).unwrap();
    results.into_iter().next().unwrap().verdict
}

fn undecided(case: &str) -> String {
    match verdict_of(case) {
        Verdict::Undecided(why) => why,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_wrong_amount_differs_and_both_are_named() {
    let case = r#"{"id":"x","status":"derived","kind":"single_visit","treatment_month":"2026-10",
        "input":{"insurance_copay_ratio":0.3,"points":100},"expected":{"patient_yen":301}}"#;
    let what = "in 2026-10: patient_yen: expected 301, got 300".to_owned();
    assert_eq!(verdict_of(case), Verdict::Differs(what));
}

fn malformed(case: &str) -> String {
    match verdict_of(case) {
        Verdict::Malformed(what) => what,
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_unknown_kind_field_or_amount_is_never_passed_over() {
    for (case, why) in [
        (r#"{"kind":"raffle","input":{},"expected":{}}"#, "`kind`: `raffle`"),
        (r#"{"kind":"raffle","luck":0,"input":{},"expected":{}}"#, "field `luck` is not known"),
        (r#"{"input":{},"expected":{}}"#, "field `kind` is missing"),
        (
            r#"{"kind":"single_visit","input":{"points":1,"luck":1},"expected":{}}"#,
            "field `luck` is not known",
        ),
        (r#"{"kind":"single_visit","input":{"points":-1},"expected":{}}"#, "field `points`"),
        (
            r#"{"kind":"single_visit","input":{"points":1},"expected":{"luck_yen":1}}"#,
            "field `luck_yen`",
        ),
        (r#"{"kind":"single_visit","input":{"points":1}}"#, "field `expected`"),
        (
            r#"{"kind":"single_visit","treatment_month":"soon","input":{"points":1},"expected":{}}"#,
            "`treatment_month`: `soon`",
        ),
        (
            r#"{"kind":"single_visit","input":{"points":1,"setting":"roof"},"expected":{}}"#,
            "`setting`: `roof`",
        ),
    ] {
        assert!(malformed(case).contains(why), "{case}: {}", malformed(case));
    }
    let case = r#"{"kind":"single_visit","input":{"points":1,"houbetsu":"99"},"expected":{}}"#;
    assert!(undecided(case).contains("program `99`"));
}

#[test]
fn a_case_without_a_month_must_hold_under_every_schedule_since_2018() {
    let case = |expected| {
        format!(
            r#"{{"kind":"month_receipt","treatment_month":null,"input":{{"age_band":"under70",
            "income_class":"エ","points":100000}},"expected":{{"patient_month_total_yen":{expected}}}}}"#
        )
    };
    let differs = |month: &str, expected, got| {
        let what = format!("expected {expected}, got {got}");
        Verdict::Differs(format!("in {month}: patient_month_total_yen: {what}"))
    };
    assert_eq!(verdict_of(&case(57_600)), differs("2026-08", 57_600, 61_500));
    assert_eq!(verdict_of(&case(61_500)), differs("2018-08", 61_500, 57_600));
}

#[test]
fn what_is_not_a_list_of_cases_is_refused() {
    let tables = Tables::shipped().unwrap();
    for text in ["", "{}", "3", "{\"cases\":3}"] {
        assert!(run(&tables, text).is_err(), "{text}");
    }
    assert_eq!(run(&tables, "[]"), Ok(Vec::new()));
}

#[test]
fn a_range_of_months_is_run_at_its_ends() {
    let tables = Tables::shipped().unwrap();
    let of = |month: &str, valid: &str| {
        let case = serde_json::json!({
            "treatment_month": month, "valid_for_treatment_months": valid,
        });
        let empty = serde_json::json!({});
        let input = Fields::of(&empty, "input").unwrap();
        let months = months(&tables, &Fields::of(&case, "case").unwrap(), &input).unwrap();
        months.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(of("2015-01", "<=2026-07"), "2015-01 2026-07");
    assert_eq!(of("2018-08..2026-07", "any"), "2018-08 2026-07");
    assert_eq!(of(">=2026-08", "any"), "2026-08");
    assert_eq!(of("any", "2022-10..2025-09"), "2022-10 2025-09");
    assert_eq!(of("any", "any"), "2018-08 2026-08");
}

#[test]
fn payments_in_a_row_are_those_of_the_counter_or_those_of_the_receipt() {
    let case = |expected: &str| {
        format!(
            r#"{{"kind":"visit_sequence","input":{{"insurance_copay_ratio":0.3,"programs":
            [{{"houbetsu":"54","month_cap_yen":2000}}],"visits":[{{"points":502}},{{"points":600}}]}},
            "expected":{{"per_visit_yen":{expected}}}}}"#
        )
    };
    assert_eq!(verdict_of(&case("[1000, 1000]")), Verdict::Ok);
    assert_eq!(verdict_of(&case("[1004, 996]")), Verdict::Ok);
    assert!(matches!(verdict_of(&case("[1004, 1000]")), Verdict::Differs(_)));
}

#[test]
fn some_days_of_a_month_have_their_part_of_the_limit() {
    let case = r#"{"kind":"derived_month","treatment_month":"2026-06","input":{"houbetsu":"20",
        "household_shotokuwari_yen":600000,"cost_yen":800000,"days":10,"days_in_month":30},
        "expected":{"patient_month_total_yen":6666}}"#;
    assert_eq!(verdict_of(case), Verdict::Ok);
}

#[test]
fn a_band_may_be_explained_in_brackets_and_a_cost_follows_from_the_share() {
    let case = r#"{"kind":"derived_month","treatment_month":"2026-06","input":{"houbetsu":"21",
        "tier":"低所得1 (非課税)","insurance_copay_ratio":0.3,"points":9000},
        "expected":{"patient_month_total_yen":2500,"insurance_only_yen":27000}}"#;
    assert_eq!(verdict_of(case), Verdict::Ok);
    let case = r#"{"kind":"household_refund","treatment_month":"2026-06","input":{"age_band":"under70",
        "income_class":"ウ","copays_yen":[90000,20000]},"expected":{"limit_yen":80430,"refund_yen":9570}}"#;
    assert_eq!(verdict_of(case), Verdict::Ok);
}

#[test]
fn a_pharmacys_part_counts_with_the_facility_that_prescribed() {
    let case = |prescriber: &str, refund: i64| {
        format!(
            r#"{{"kind":"household_refund","treatment_month":"2026-06","input":{{"age_band":"under70",
            "income_class":"エ","copays_yen":[{{"who":"A","facility":"clinic","yen":15000}},
            {{"who":"A","facility":"pharmacy"{prescriber},"yen":10000}},{{"who":"B","yen":50000}}]}},
            "expected":{{"refund_yen":{refund}}}}}"#
        )
    };
    // 15,000 and 10,000 are below 21,000 each and above it together.
    assert_eq!(verdict_of(&case(r#","prescriber":"clinic""#, 17_400)), Verdict::Ok);
    assert_eq!(verdict_of(&case("", 0)), Verdict::Ok);
}

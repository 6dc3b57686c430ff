//! Limits: what they count, over what, and what happens when nobody tells.

use super::support::*;
use crate::{
    Certificate, Dispensing, Insurance, NoTrace, Person, PrintedLimit, Stay, Visit, local::Month,
    money::Yen,
};

fn drugs(day: i8, dispensing: Option<Dispensing>) -> Visit {
    Visit { dispensing, ..visit(day) }
}

fn elsewhere(day: i8) -> Visit {
    Visit { facility: "B".to_owned(), ..visit(day) }
}

#[test]
fn a_limit_a_visit_ends_after_so_many_visits_however_small() {
    let rules = rule("out_scope=5 out_visit_cap=500 out_visit_times=2", "");
    let visits = [(visit(1), 1_000), (visit(1), 10_000), (visit(2), 10_000)];
    assert_eq!(pays(&rules, &visits), [300, 500, 0]);
}

#[test]
fn a_limit_a_day_counts_days_and_not_visits() {
    let rules = rule("out_scope=5 out_day_cap=500 out_day_times=2", "");
    let visits = [
        (visit(1), 1_000),
        (visit(1), 10_000),
        (visit(2), 10_000),
        (visit(2), 1_000),
        (visit(3), 9_000),
    ];
    assert_eq!(pays(&rules, &visits), [300, 200, 500, 0, 0]);
}

#[test]
fn a_visit_without_a_burden_is_no_time_of_a_limit() {
    let rules = rule("out_scope=5 out_visit_cap=500 out_visit_times=1", "");
    assert_eq!(pays(&rules, &[(visit(1), 0), (visit(2), 10_000)]), [0, 500]);
}

#[test]
fn the_days_of_a_stay_are_charged_up_to_their_number_in_the_month() {
    let rules = rule("in_scope=5 in_day_cap=500 in_day_from=1 in_day_to=7", "");
    assert_eq!(pays(&rules, &[(stay(5, 5), 100_000), (stay(20, 5), 100_000)]), [2_500, 1_000]);
    let stayless = Visit { stay: None, ..stay(1, 1) };
    assert_eq!(undecided(&rules, &stayless), "stay");
}

#[test]
fn thirteen_days_cost_less_than_fourteen() {
    let table = r#"{"op":"table","setting":"inpatient","by":"stay_days",
                    "rows":[{"le":13,"yen":500},{"ge":14,"yen":1000}]}"#;
    let rules = rule("in_scope=5 in_month_cap=1000", table);
    assert_eq!(pays(&rules, &[(stay(13, 13), 100_000)]), [500]);
    assert_eq!(pays(&rules, &[(stay(14, 14), 100_000)]), [1_000]);
    // A second bill brings the month to fourteen days.
    assert_eq!(pays(&rules, &[(stay(7, 7), 100_000), (stay(20, 7), 100_000)]), [500, 500]);
}

#[test]
fn an_admission_is_limited_once_and_what_it_paid_before_must_be_known() {
    let cap = |reset| {
        let op = format!(
            r#"{{"op":"cap","setting":"inpatient","per":"admission","scope":"facility","yen":580{reset}}}"#
        );
        rule("in_scope=5", &op)
    };
    assert_eq!(pays(&cap(""), &[(stay(1, 3), 9_000), (stay(9, 3), 9_000)]), [580, 0]);
    let mut late = stay(9, 3);
    late.stay = Some(Stay { days: 3, days_before: 20, ..Stay::default() });
    assert_eq!(undecided(&cap(""), &late), "paid_this_admission");
    assert_eq!(pays(&cap(r#","reset":"month","times":1"#), &[(late, 9_000)]), [580]);
}

#[test]
fn drugs_dispensed_outside_may_have_a_limit_of_their_own() {
    let cap = r#"{"op":"cap","setting":"outpatient","per":"month","scope":"facility","yen":500,
                  "when":{"dispensing":"outside"}}"#;
    let rules = rule("out_scope=5 out_month_cap=1000", cap);
    let (inside, outside) = (Some(Dispensing::Inside), Some(Dispensing::Outside));
    assert_eq!(pays(&rules, &[(drugs(1, inside), 9_000)]), [1_000]);
    assert_eq!(pays(&rules, &[(drugs(1, outside), 9_000), (drugs(2, inside), 9_000)]), [500, 500]);
    assert_eq!(undecided(&rules, &drugs(1, None)), "dispensing");
    // What nobody told does not matter below both.
    assert_eq!(pays(&rules, &[(drugs(1, None), 1_000)]), [300]);
}

#[test]
fn a_lower_limit_for_low_incomes_is_asked_about_only_where_it_matters() {
    let cap = r#"{"op":"cap","setting":"inpatient","per":"month","scope":"facility","yen":18000,
                  "when":{"income":"low"}}"#;
    let rules = rule("in_scope=5 in_day_cap=1200", cap);
    assert_eq!(pays(&rules, &[(stay(3, 3), 100_000)]), [3_600]);
    let (long, _) = one(&rules, &stay(20, 20), 1_000_000);
    assert_eq!(long.unwrap_err().item, "income");
}

#[test]
fn a_month_limit_of_the_formula_grows_with_the_cost_of_the_month() {
    let rules = rule("in_scope=3 in_percent=10 in_month_cap=80100", "");
    // 80,100 and a hundredth of what is above 267,000: 87,430 at a million.
    let visits = [(stay(5, 5), 500_000), (stay(20, 5), 500_000)];
    assert_eq!(pays(&rules, &visits), [50_000, 37_430]);
}

#[test]
fn the_fourth_month_has_a_limit_of_its_own() {
    let columns = "in_scope=3 in_percent=10 in_month_cap=57600 multi_in=2 in_month_cap_multi=44400";
    let rules = rule(columns, "");
    let fourth = Insurance { fourth_month: true, ..insurance() };
    let person = Person { insurance: Some(fourth), ..person() };
    let certificates = [certificate("rule")];
    let visit = stay(5, 5);
    let mut month = Month::new(&rules, &person, &certificates).unwrap();
    let answer = month.visit(&due(&visit, 1_000_000), &mut NoTrace).unwrap();
    assert_eq!(answer.patient.receipt, Yen(44_400));
    assert_eq!(pays(&rules, &[(visit, 1_000_000)]), [57_600]);
}

#[test]
fn a_limit_over_all_facilities_leaves_one_counter_unsure_once_another_has_collected() {
    let cap =
        r#"{"op":"cap","setting":"outpatient","per":"month","scope":"all_facilities","yen":1000}"#;
    let rules = rule("out_scope=5 out_month_cap=1000", cap);
    let (person, certificates) = (person(), [certificate("rule")]);
    let mut month = Month::new(&rules, &person, &certificates).unwrap();
    let (first, second) = (visit(1), elsewhere(2));
    let one = month.visit(&due(&first, 2_000), &mut NoTrace).unwrap();
    assert_eq!(one.counter, Ok(Yen(600)));
    let two = month.visit(&due(&second, 2_000), &mut NoTrace).unwrap();
    assert_eq!(two.patient.counter, Yen(400));
    assert!(two.counter.is_err());
}

#[test]
fn what_a_tally_brings_from_elsewhere_counts_against_limits_over_the_person() {
    let cap = r#"{"op":"cap","setting":"outpatient","per":"month","scope":"household","yen":1000}"#;
    let rules = rule("out_scope=5 out_month_cap=1000", cap);
    let person = person();
    let certificates = [Certificate { paid_elsewhere: Yen(900), ..certificate("rule") }];
    let mut month = Month::new(&rules, &person, &certificates).unwrap();
    let visit = visit(1);
    let answer = month.visit(&due(&visit, 2_000), &mut NoTrace).unwrap();
    assert_eq!((answer.patient.counter, answer.counter), (Yen(100), Ok(Yen(100))));
}

#[test]
fn pharmacies_share_the_limit_of_outpatient_care_where_it_is_over_the_person() {
    let caps = r#"{"op":"cap","setting":"outpatient","per":"month","scope":"all_facilities","yen":1000},
                  {"op":"cap","setting":"pharmacy","per":"month","scope":"all_facilities","yen":1000}"#;
    let rules = rule("out_scope=5 out_month_cap=1000", caps);
    assert_eq!(pays(&rules, &[(visit(1), 2_000), (pharmacy(1, None), 9_000)]), [600, 400]);
}

#[test]
fn a_stay_shares_it_only_where_the_columns_or_the_operator_say_so() {
    let caps = r#"{"op":"cap","setting":"outpatient","per":"month","scope":"all_facilities","yen":1000},
                  {"op":"cap","setting":"inpatient","per":"month","scope":"all_facilities","yen":1000}"#;
    let columns = "out_scope=5 out_month_cap=1000 in_scope=5 in_month_cap=1000";
    let visits = [(visit(1), 9_000), (stay(2, 1), 9_000)];
    assert_eq!(pays(&rule(columns, caps), &visits), [1_000, 1_000]);
    assert_eq!(pays(&rule(&format!("{columns} cap_in_out=1"), caps), &visits), [1_000, 0]);
    assert_eq!(pays(&rule(&format!("{columns} cap_in_out=1"), ""), &visits), [1_000, 0]);
}

#[test]
fn a_pharmacy_counts_as_its_prescriber_where_the_rule_says_so() {
    let rules =
        rule("out_scope=5 out_month_cap=1000", r#"{"op":"with_prescriber","setting":"pharmacy"}"#);
    let visits =
        [(visit(1), 2_000), (pharmacy(1, Some("A")), 2_000), (pharmacy(2, Some("B")), 2_000)];
    assert_eq!(pays(&rules, &visits), [600, 400, 600]);
    assert_eq!(undecided(&rules, &pharmacy(1, None)), "prescriber");
}

#[test]
fn departments_count_as_facilities_where_the_rule_says_so() {
    let by = r#"{"op":"count_by","setting":"outpatient","by":"department"}"#;
    let rules = rule("out_scope=5 out_month_cap=500", by);
    let of = |name: &str| Visit { department: Some(name.to_owned()), ..visit(1) };
    let visits = [(of("eyes"), 9_000), (of("ears"), 9_000), (of("eyes"), 9_000)];
    assert_eq!(pays(&rules, &visits), [500, 500, 0]);
    assert_eq!(undecided(&rules, &visit(1)), "department");
}

#[test]
fn a_limit_may_stand_on_the_certificate_only() {
    let cap = r#"{"op":"cap","setting":"outpatient","per":"month","scope":"all_facilities","yen":null,
                  "from":"certificate"}"#;
    let rules = rule("out_scope=5", cap);
    assert_eq!(undecided(&rules, &visit(1)), "limit of the certificate");
    let person = person();
    let limits = vec![PrintedLimit::Month(Yen(9_000)), PrintedLimit::MonthOutpatient(Yen(2_500))];
    let certificates = [Certificate { limits, ..certificate("rule") }];
    let visit = visit(1);
    let mut month = Month::new(&rules, &person, &certificates).unwrap();
    let answer = month.visit(&due(&visit, 90_000), &mut NoTrace).unwrap();
    assert_eq!(answer.patient.counter, Yen(2_500));
}

#[test]
fn a_year_that_nobody_counted_is_undecided_and_one_settled_later_is_not() {
    let cap = |settle| {
        format!(
            r#"{{"op":"cap","setting":"outpatient","per":"year","scope":"all_facilities","yen":144000{settle}}}"#
        )
    };
    let columns = "out_scope=3 out_percent=10";
    assert_eq!(undecided(&rule(columns, &cap("")), &visit(1)), "paid_this_year");
    let later = rule(columns, &cap(r#","settle":"refund_of_excess""#));
    assert_eq!(pays(&later, &[(visit(1), 9_000)]), [900]);
}

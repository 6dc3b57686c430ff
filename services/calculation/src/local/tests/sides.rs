//! What the columns state: the person's burden or the program's aid, in six ways each.

use super::support::*;
use crate::{Setting, Visit, local::Both, money::Yen};

#[test]
fn a_burden_is_what_the_person_pays_and_never_above_what_is_left() {
    for (columns, expected) in [
        ("out_scope=2 out_fixed=200", 200),
        ("out_scope=2 out_fixed=9999", 3_000),
        ("out_scope=3 out_percent=10", 1_000),
        ("out_scope=3 out_percent=90", 3_000),
        ("out_scope=4 out_percent=50", 1_500),
        ("out_scope=5 out_month_cap=750", 750),
        ("out_scope=6 out_num=1 out_den=3", 1_000),
    ] {
        assert_eq!(pays(&rule(columns, ""), &[(visit(1), 10_000)]), [expected], "{columns}");
    }
}

#[test]
fn an_aid_is_what_the_program_pays_and_the_person_the_rest() {
    for (columns, expected) in [
        ("out_scope=1", 0),
        ("out_scope=2 out_fixed=200", 2_800),
        ("out_scope=2 out_fixed=9999", 0),
        ("out_scope=3 out_percent=10", 2_000),
        ("out_scope=4 out_percent=50", 1_500),
        ("out_scope=6 out_num=1 out_den=3", 2_000),
        ("out_scope=5 out_month_cap=750", 750),
    ] {
        let rules = rule(&format!("states=1 {columns}"), "");
        assert_eq!(pays(&rules, &[(visit(1), 10_000)]), [expected], "{columns}");
    }
}

#[test]
fn a_cap_of_the_program_leaves_what_is_above_to_the_person() {
    let rules = rule("states=1 cap_kind=1 out_scope=1 out_month_cap=4000", "");
    assert_eq!(pays(&rules, &[(visit(1), 10_000), (visit(2), 10_000)]), [0, 2_000]);
}

#[test]
fn caps_nobody_explains_and_amounts_nobody_states_are_undecided() {
    let item = |columns: &str| undecided(&rule(columns, ""), &visit(1));
    assert_eq!(item("out_scope="), "out_scope");
    assert_eq!(item("out_scope=1"), "out_scope");
    assert_eq!(item("out_scope=5"), "limit");
    assert_eq!(item("out_scope=2"), "out_fixed");
    assert_eq!(item("out_scope=3"), "out_percent");
    assert_eq!(item("out_scope=6 out_num=3 out_den=2"), "out_num");
    assert_eq!(item("out_scope=3 out_percent=10 states="), "states");
    assert_eq!(item("out_scope=5 out_month_cap=750 cap_kind="), "cap_kind");
    assert_eq!(item("med_outpatient="), "med_outpatient");
    let inpatient = rule("in_scope=5 in_day_cap=500 in_day_from=3", "");
    assert_eq!(undecided(&inpatient, &stay(1, 2)), "in_day_from");
}

#[test]
fn a_side_that_is_not_covered_leaves_all_of_it_and_its_pharmacies() {
    let rules = rule("med_outpatient=1 in_scope=5 in_month_cap=500", "");
    let visits = [(visit(1), 1_000), (pharmacy(1, None), 1_000), (stay(2, 3), 10_000)];
    assert_eq!(pays(&rules, &visits), [300, 300, 500]);
}

#[test]
fn a_pharmacy_nobody_wrote_about_is_undecided_and_a_dentist_counts_apart() {
    let rules = rule("out_scope=5 out_month_cap=500", "");
    assert_eq!(undecided(&rules, &pharmacy(1, None)), "pharmacy");
    let dental = Visit { setting: Setting::Dental, ..visit(1) };
    assert_eq!(pays(&rules, &[(visit(1), 10_000), (dental, 10_000)]), [500, 500]);
}

#[test]
fn the_first_visit_alone_is_charged_or_alone_subsidised() {
    let first = |first| Visit { first_visit_fee: Some(first), ..visit(1) };
    let burden = rule("out_scope=5 out_visit_cap=580 first_visit_only=2", "");
    assert_eq!(pays(&burden, &[(first(true), 10_000), (first(false), 10_000)]), [580, 0]);
    assert_eq!(undecided(&burden, &visit(1)), "first_visit_fee");
    let aid = rule("states=1 out_scope=1 first_visit_only=2", "");
    assert_eq!(pays(&aid, &[(first(true), 10_000), (first(false), 10_000)]), [0, 3_000]);
    assert_eq!(undecided(&aid, &visit(1)), "first_visit_fee");
}

#[test]
fn only_some_months_of_a_stay_are_covered() {
    let rules = rule("in_scope=5 in_month_cap=500 stay_condition=2 stay_month_to=3", "");
    let month = |month| {
        let mut visit = stay(1, 5);
        visit.stay =
            visit.stay.map(|stay| crate::Stay { month: Some(month), days_before: 1, ..stay });
        visit
    };
    assert_eq!(pays(&rules, &[(month(3), 100_000)]), [500]);
    assert_eq!(pays(&rules, &[(month(4), 100_000)]), [30_000]);
}

#[test]
fn receipts_are_rounded_where_the_row_says_so_and_never_up_above_what_is_left() {
    let plain = rule("out_scope=3 out_percent=10", "");
    let tens = rules(&[("out_scope=3 out_percent=10", r#""round":{"receipt":"half_up_10"}"#)]);
    let down = rule("out_scope=3 out_percent=10 round_unit=2 round_method=2", "");
    let patient = |rules, cost| one(rules, &visit(1), cost).0.unwrap().patient;
    let both = |receipt, counter| Both { receipt: Yen(receipt), counter: Yen(counter) };
    assert_eq!(patient(&plain, 12_350), both(1_235, 1_240));
    assert_eq!(patient(&tens, 12_350), both(1_240, 1_240));
    assert_eq!(patient(&down, 12_390), both(1_230, 1_240));
}

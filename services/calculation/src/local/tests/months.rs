//! Months: what comes first, what is returned, what is saved, and how the steps add up.

use domain::law_number::LawNumber;

use super::support::*;
use crate::{
    Certificate, NoTrace, Operator, Setting, Stay, Steps, Visit,
    local::{Both, LeftBy, Month, Rules},
    money::Yen,
};

fn law(number: &str) -> LawNumber {
    number.parse().unwrap()
}

/// What a visit leaves after a national program that leaves so much.
fn after_law(rules: &Rules, number: &str, left: i64) -> i64 {
    let (person, certificates, visit) = (person(), [certificate("rule")], visit(1));
    let national = [LeftBy { law: law(number), left: Yen(left) }];
    let mut month = Month::new(rules, &person, &certificates).unwrap();
    month.visit(&after(&visit, 10_000, left, &national), &mut NoTrace).unwrap().patient.counter.0
}

#[test]
fn a_local_program_pays_of_what_national_programs_leave_as_its_row_says() {
    let free = "states=1 out_scope=1";
    assert_eq!(after_law(&rule(free, ""), "21", 1_000), 0);
    assert_eq!(after_law(&rule(&format!("{free} covers_other=1"), ""), "21", 1_000), 1_000);
    let only = format!("{free} covers_other=2 other_code1=21");
    assert_eq!(after_law(&rule(&only, ""), "21", 1_000), 0);
    assert_eq!(after_law(&rule(&only, ""), "54", 1_000), 1_000);
}

#[test]
fn a_program_that_needs_another_one_does_nothing_without_it() {
    let needs = rules(&[("states=1 out_scope=1", r#""requires":{"programs_any":["21","15"]}"#)]);
    assert_eq!(after_law(&needs, "15", 1_000), 0);
    assert_eq!(after_law(&needs, "54", 1_000), 1_000);
    assert_eq!(pays(&needs, &[(visit(1), 10_000)]), [3_000]);
    let only = rule(
        "states=1 out_scope=1",
        r#"{"op":"only_with","setting":"outpatient","programs_any":["21"]}"#,
    );
    assert_eq!(after_law(&only, "21", 1_000), 0);
    assert_eq!(pays(&only, &[(visit(1), 10_000)]), [3_000]);
}

#[test]
fn two_programs_apply_in_their_order_and_the_second_takes_what_is_left() {
    let rules = rules(&[
        (
            "priority=2 states=1 out_scope=1",
            r#""rule_id":"top","tier":1,"requires":{"programs_any":["base"]}"#,
        ),
        ("priority=1 out_scope=5 out_month_cap=500", r#""rule_id":"base","tier":1"#),
    ]);
    let (person, visit) = (person(), visit(1));
    let certificates = [certificate("top"), certificate("base")];
    let mut month = Month::new(&rules, &person, &certificates).unwrap();
    let answer = month.visit(&due(&visit, 10_000), &mut NoTrace).unwrap();
    let aids: Vec<_> =
        answer.programs.iter().map(|part| (part.certificate, part.aid.receipt.0)).collect();
    assert_eq!(aids, [(1, 2_500), (0, 500)]);
    assert_eq!(answer.patient, Both::ZERO);
    let alone = [certificate("top")];
    let mut month = Month::new(&rules, &person, &alone).unwrap();
    assert_eq!(
        month.visit(&due(&visit, 10_000), &mut NoTrace).unwrap().patient.counter,
        Yen(3_000)
    );
}

#[test]
fn what_is_above_a_limit_over_the_person_is_returned_later() {
    let cap = r#"{"op":"cap","per":"month","scope":"all_facilities","yen":800,"settle":"refund_of_excess"}"#;
    let rules = rule("out_scope=5 out_day_cap=500", cap);
    let (person, certificates) = (person(), [certificate("rule")]);
    let mut month = Month::new(&rules, &person, &certificates).unwrap();
    for (day, refund) in [(1, 0), (2, 200), (3, 500)] {
        let visit = visit(day);
        let answer = month.visit(&due(&visit, 10_000), &mut NoTrace).unwrap();
        assert_eq!((answer.counter, answer.refund_later), (Ok(Yen(500)), Ok(Yen(refund))));
    }
    assert_eq!(month.total().patient().unwrap().counter, Yen(800));
    assert_eq!(month.total().counter, Ok(Yen(1_500)));
}

#[test]
fn a_second_day_may_take_back_what_the_first_promised() {
    let table = r#"{"op":"table","setting":"outpatient","by":"visit_days",
                    "rows":[{"le":1,"yen":800},{"ge":2,"yen":1600}]}"#;
    let rules = rule("out_scope=5", table);
    let (person, certificates) = (person(), [certificate("rule")]);
    let mut month = Month::new(&rules, &person, &certificates).unwrap();
    for (day, cost, refund, patient) in
        [(1, 5_000, 700, 800), (1, 5_000, 1_500, 800), (2, 1_000, -500, 1_600)]
    {
        let visit = visit(day);
        let answer = month.visit(&due(&visit, cost), &mut NoTrace).unwrap();
        assert_eq!(answer.refund_later, Ok(Yen(refund)), "{day}");
        assert_eq!(month.total().patient().unwrap().counter, Yen(patient), "{day}");
    }
}

#[test]
fn everything_is_returned_once_the_month_has_reached_a_threshold() {
    let floor = r#"{"op":"floor_exempt","setting":"outpatient","per":"month","scope":"facility","below":1001,
                    "then":"full","else":"zero","else_settle":"refund"}"#;
    let rules = rule("states=1 method=3", floor);
    let (person, certificates) = (person(), [certificate("rule")]);
    let mut month = Month::new(&rules, &person, &certificates).unwrap();
    for (day, refund) in [(1, 0), (2, 1_200)] {
        let visit = visit(day);
        let answer = month.visit(&due(&visit, 2_000), &mut NoTrace).unwrap();
        assert_eq!((answer.counter, answer.refund_later), (Ok(Yen(600)), Ok(Yen(refund))));
    }
}

#[test]
fn a_tier_may_pay_half_of_what_another_pays() {
    let half =
        r#""supplement":[{"op":"aid_of_tier","setting":"outpatient","tier":1,"num":1,"den":2}]"#;
    let rules =
        rules(&[("out_scope=5 out_day_cap=800 out_month_cap=1600", ""), ("med_inpatient=1", half)]);
    let person = person();
    let certificates = [Certificate { tier: Some(2), ..certificate("rule") }];
    let mut month = Month::new(&rules, &person, &certificates).unwrap();
    let visit = visit(1);
    let answer = month.visit(&due(&visit, 10_030), &mut NoTrace).unwrap();
    // 3,009 less 800 is 2,209: half of it, whole yen. The counter has 3,010.
    assert_eq!(answer.programs[0].returned, Both { receipt: Yen(1_104), counter: Yen(1_105) });
    assert_eq!(answer.counter, Ok(Yen(3_010)));
}

#[test]
fn a_fee_goes_on_after_the_limit_of_the_program_before_it() {
    let op = r#"{"op":"continue_after_other_cap","setting":"outpatient","code":"15"}"#;
    let rules = rule("out_scope=5 out_day_cap=500 out_day_times=4", op);
    let (person, certificates) = (person(), [certificate("rule")]);
    let national = [LeftBy { law: law("15"), left: Yen(0) }];
    let mut month = Month::new(&rules, &person, &certificates).unwrap();
    // The program leaves 700 of its limit, then nothing.
    let expected = [(700, 500, 200), (0, 200, -200), (0, 0, 0)];
    for (day, (left, pays, aid)) in (1..).zip(expected) {
        let visit = visit(day);
        let answer = month.visit(&after(&visit, 7_000, left, &national), &mut NoTrace).unwrap();
        assert_eq!(answer.patient.receipt, Yen(pays), "{day}");
        let paid = answer.programs.first().map_or(0, |part| part.aid.receipt.0);
        assert_eq!(paid, aid, "{day}");
    }
    assert_eq!(month.total().patient().unwrap().receipt, Yen(700));
}

#[test]
fn drugs_may_be_free_and_the_rest_charged() {
    let rules = rule(
        "out_scope=5 out_visit_cap=500",
        r#"{"op":"free_part","setting":"outpatient","part":"drug"}"#,
    );
    let with_drugs = |yen| Visit { drugs: Some(Yen(yen)), ..visit(1) };
    assert_eq!(pays(&rules, &[(with_drugs(9_000), 10_000), (with_drugs(0), 10_000)]), [300, 500]);
    assert_eq!(undecided(&rules, &visit(1)), "drugs");
}

#[test]
fn care_that_is_excluded_is_paid_as_if_there_were_no_program() {
    let op = r#"{"op":"exclude","care":"school_injury","cost_from":5000}"#;
    let rules = rule("states=1 out_scope=1", op);
    let injury = Visit { circumstances: vec!["school_injury".to_owned()], ..visit(1) };
    let visits = [(visit(1), 10_000), (injury.clone(), 4_990), (injury, 5_000)];
    assert_eq!(pays(&rules, &visits), [0, 0, 1_500]);
}

#[test]
fn care_out_of_hours_may_cost_more() {
    let table = r#"{"op":"table","setting":"outpatient","by":"care",
                    "rows":[{"care":"out_of_hours","yen":800},{"yen":500}]},
                   {"op":"cap","setting":"outpatient","per":"month","scope":"facility","yen":1600}"#;
    let rules = rule("out_scope=5", table);
    let late = |day| Visit { circumstances: vec!["out_of_hours".to_owned()], ..visit(day) };
    let visits = [(visit(1), 10_000), (late(2), 10_000), (late(3), 10_000)];
    assert_eq!(pays(&rules, &visits), [500, 800, 300]);
}

#[test]
fn a_long_stay_brings_cash_once_a_month() {
    let ops = r#"{"op":"not_covered","setting":"inpatient"},
                 {"op":"cash","setting":"inpatient","per":"month","yen":10000,"days_from":20}"#;
    let rules = rule("", ops);
    let (person, certificates) = (person(), [certificate("rule")]);
    let mut month = Month::new(&rules, &person, &certificates).unwrap();
    for (day, days, money) in [(12, 12, 0), (20, 8, 10_000), (31, 11, 0)] {
        let visit = stay(day, days);
        let answer = month.visit(&due(&visit, 10_000), &mut NoTrace).unwrap();
        assert_eq!((answer.cash, answer.patient.counter), (Yen(money), Yen(3_000)), "{day}");
    }
}

#[test]
fn an_undecided_visit_leaves_the_month_as_it_was() {
    let rules = rule(
        "out_scope=5 out_month_cap=1000",
        r#"{"op":"count_by","setting":"outpatient","by":"department"}"#,
    );
    let (person, certificates) = (person(), [certificate("rule")]);
    let mut month = Month::new(&rules, &person, &certificates).unwrap();
    let eyes = Visit { department: Some("eyes".to_owned()), ..visit(1) };
    let nowhere = visit(2);
    assert_eq!(month.visit(&due(&eyes, 2_000), &mut NoTrace).unwrap().patient.counter, Yen(600));
    let before = month.total().clone();
    assert!(month.visit(&due(&nowhere, 2_000), &mut NoTrace).is_err());
    assert_eq!(*month.total(), before);
    assert_eq!(month.visit(&due(&eyes, 2_000), &mut NoTrace).unwrap().patient.counter, Yen(400));
}

#[test]
fn the_steps_are_one_chain_from_what_is_left_to_what_is_collected() {
    let rules = rule("method=3 out_scope=3 out_percent=10 out_day_cap=400 out_month_cap=500", "");
    let rules_here = rules;
    let (person, certificates) = (person(), [certificate("rule")]);
    let mut month = Month::new(&rules_here, &person, &certificates).unwrap();
    let first = visit(1);
    month.visit(&due(&first, 10_000), &mut NoTrace).unwrap();
    let second = Visit { prefecture: "14".parse().ok(), ..visit(2) };
    let mut steps = Steps::default();
    let answer = month.visit(&due(&second, 10_000), &mut steps).unwrap();
    let chain: Vec<_> =
        steps.0.iter().map(|step| (step.operator, step.before.0, step.after.0)).collect();
    assert_eq!(
        chain,
        [
            (Operator::Rate, 3_000, 1_000),
            (Operator::Cap, 1_000, 400),
            (Operator::Cap, 400, 100),
            (Operator::PayFirst, 100, 3_000),
        ]
    );
    assert_eq!(answer.counter, Ok(Yen(3_000)));
    assert!(steps.0.iter().all(|step| step.rule == "row-1"));
}

#[test]
fn meals_are_shared_as_the_row_says() {
    let meal = |meal: &str| rules(&[("in_scope=5 in_month_cap=0", &format!(r#""meal":{meal}"#))]);
    let mut visit = stay(5, 5);
    visit.stay = Some(Stay { days: 5, meals: 15, ..Stay::default() });
    let left = |rules: &Rules| {
        let (person, certificates) = (person(), [certificate("rule")]);
        let month = Month::new(rules, &person, &certificates).unwrap();
        month.meals(&visit, Yen(7_350), |_| true).map(|meals| meals.patient.0)
    };
    assert_eq!(left(&meal(r#"{"op":"share","percent":100}"#)), Ok(0));
    assert_eq!(left(&meal(r#"{"op":"share","percent":50}"#)), Ok(3_675));
    assert_eq!(
        left(&meal(r#"{"op":"fixed","per":"day","yen":260,"paid_by":"program"}"#)),
        Ok(6_050)
    );
    let low = r#"{"op":"share","percent":100,"when":{"income":"low"},"otherwise":0}"#;
    assert_eq!(left(&meal(low)).unwrap_err().item, "income");
    assert_eq!(left(&rule("in_scope=5 in_month_cap=0", "")).unwrap_err().item, "meal");
    assert_eq!(left(&rule("in_scope=5 in_month_cap=0 meal=3", "")), Ok(3_675));
}

#[test]
fn nothing_left_is_nothing_to_ask_about() {
    let rules = rule("out_scope=5 out_month_cap=500", "");
    let (person, certificates) = (person(), [certificate("rule")]);
    let visit = Visit { setting: Setting::Pharmacy, ..visit(1) };
    let mut month = Month::new(&rules, &person, &certificates).unwrap();
    assert_eq!(
        month.visit(&after(&visit, 9_000, 0, &[]), &mut NoTrace).unwrap().patient,
        Both::ZERO
    );
}

//! In kind, or paid first and claimed back: here, for this person, this month.

use super::support::*;
use crate::{
    Operator, Scheme, Visit,
    local::{How, Rules},
    money::Yen,
};

const CAP: &str = "out_scope=5 out_month_cap=500 in_scope=5 in_month_cap=500";

fn at(prefecture: &str, municipality: Option<&str>) -> Visit {
    let municipality = municipality.and_then(|code| code.parse().ok());
    Visit { prefecture: prefecture.parse().ok(), municipality, ..visit(1) }
}

fn how(rules: &Rules, visit: &Visit) -> Result<How, String> {
    let answer = one(rules, visit, 10_000).0.unwrap();
    answer.programs[0].how.clone().map_err(|undecided| undecided.item.clone())
}

#[test]
fn a_program_pays_in_kind_in_its_prefecture_and_is_paid_first_outside() {
    let rules = rule(CAP, "");
    let (home, _) = one(&rules, &at("13", None), 10_000);
    let home = home.unwrap();
    assert_eq!((home.counter, home.refund_later), (Ok(Yen(500)), Ok(Yen(0))));
    let (away, steps) = one(&rules, &at("14", None), 10_000);
    let away = away.unwrap();
    assert_eq!((away.counter, away.refund_later), (Ok(Yen(3_000)), Ok(Yen(2_500))));
    let last = steps.0.last().unwrap();
    assert_eq!(
        (last.operator, last.before, last.after),
        (Operator::PayFirst, Yen(500), Yen(3_000))
    );
    assert_eq!(how(&rules, &at("14", None)), Ok(How::PayFirst));
}

#[test]
fn a_place_nobody_told_leaves_the_counter_open_and_not_the_burden() {
    let rules = rule(CAP, "");
    let nowhere = Visit { prefecture: None, ..visit(1) };
    let answer = one(&rules, &nowhere, 10_000).0.unwrap();
    assert_eq!(answer.patient.counter, Yen(500));
    assert_eq!(answer.counter.unwrap_err().item, "prefecture of the facility");
}

#[test]
fn a_settlement_nobody_read_leaves_the_counter_open_unless_nothing_is_paid() {
    let rules = rules(&[("method= out_scope=5 out_month_cap=500", r#""settle":"unknown""#)]);
    assert_eq!(how(&rules, &visit(1)), Err("method".to_owned()));
    let small = one(&rules, &visit(1), 1_000).0.unwrap();
    assert_eq!(small.counter, Ok(Yen(300)));
}

#[test]
fn some_municipalities_pay_in_kind_and_their_neighbours_do_not() {
    let by = r#""settle_by":[{"when":{"municipalities":["131016"]},"settle":"in_kind_receipt"},
                             {"when":{},"settle":"refund"}]"#;
    let more = format!(r#""settle":"refund","outside":{{"settle":"refund","why":"stated"}},{by}"#);
    let rules = rules(&[(CAP, &more)]);
    assert_eq!(how(&rules, &at("13", Some("131016"))), Ok(How::OnReceipt));
    assert_eq!(how(&rules, &at("13", Some("131024"))), Ok(How::PayFirst));
    assert_eq!(how(&rules, &at("13", None)), Err("municipality of the facility".to_owned()));
    assert_eq!(how(&rules, &at("14", None)), Ok(How::PayFirst));
}

#[test]
fn an_insurer_elsewhere_may_make_the_person_pay_first() {
    let by = r#""settle_by":[{"when":{"schemes":["kokuho"],"insurer_prefecture_not":"13"},"settle":"refund"}]"#;
    let rules = rules(&[(CAP, by)]);
    // Employees' insurance is not asked where it is.
    assert_eq!(how(&rules, &visit(1)), Ok(How::OnReceipt));
    let row = rules.row_of("rule", 1, crate::Setting::Outpatient).unwrap();
    let insured = |insurer: Option<&str>| {
        let mut person = person();
        if let Some(insurance) = &mut person.insurance {
            insurance.scheme = Some(Scheme::National);
            insurance.insurer = insurer.and_then(|number| number.parse().ok());
        }
        row.pays_here(&person, &visit(1)).map_err(|undecided| undecided.item.clone())
    };
    assert_eq!(insured(Some("138057")), Ok(How::OnReceipt));
    assert_eq!(insured(Some("148057")), Ok(How::PayFirst));
    assert_eq!(insured(None), Err("insurer".to_owned()));
}

#[test]
fn the_paper_may_depend_on_the_insurance_and_the_counter_does_not() {
    let more = r#""settle":"in_kind_list","settle_detail":{"receipt_with":["kokuho"],"otherwise":"in_kind_list"}"#;
    let rules = rules(&[(CAP, more)]);
    assert_eq!(how(&rules, &visit(1)), Ok(How::OnList));
}

#[test]
fn from_a_threshold_of_the_month_on_the_person_pays_first() {
    let floor = r#"{"op":"floor_exempt","setting":"outpatient","per":"month","scope":"facility","below":21000,
                    "then":"zero","else":"full","else_settle":"refund"}"#;
    let rules = rule("states=1 out_scope=1", floor);
    let (below, _) = one(&rules, &visit(1), 69_990);
    assert_eq!(below.unwrap().counter, Ok(Yen(0)));
    let (reached, _) = one(&rules, &visit(1), 70_000);
    let reached = reached.unwrap();
    assert_eq!(reached.patient.counter, Yen(0));
    assert_eq!((reached.counter, reached.refund_later), (Ok(Yen(21_000)), Ok(Yen(21_000))));
}

#[test]
fn a_refund_whose_amount_nobody_read_is_paid_first_and_unknown_later() {
    let rules = rules(&[("method=3 out_scope=", r#""settle":"refund""#)]);
    let answer = one(&rules, &visit(1), 10_000).0.unwrap();
    assert_eq!(answer.counter, Ok(Yen(3_000)));
    assert_eq!(answer.refund_later.unwrap_err().item, "out_scope");
}

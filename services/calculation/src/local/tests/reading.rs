//! What is refused when rules are read, and what rows without a supplement make.

use super::support::*;
use crate::{
    Certificate, NoTrace, Setting,
    local::{Month, NotRules, Rows, Rules},
    money::Yen,
    official::Row,
};

fn wrong(op: &str) -> String {
    match try_rules(&[("out_scope=5", &format!(r#""supplement":[{op}]"#))]) {
        Err(error) => error.to_string(),
        Ok(_) => panic!("{op} was taken"),
    }
}

#[test]
fn an_operator_or_a_word_nobody_knows_is_refused_by_its_line() {
    assert!(wrong(r#"{"op":"lottery"}"#).starts_with("line 1 of the supplement: unknown variant"));
    let unit = r#"{"op":"cap","setting":"outpatient","scope":"facility","yen":500}"#;
    assert!(wrong(unit).contains("missing field `per`"));
    let word = r#"{"op":"cap","per":"fortnight","scope":"facility","yen":500}"#;
    assert!(wrong(word).contains("unknown variant `fortnight`"));
    let field = r#"{"op":"fixed","per":"visit","yen":0,"colour":"red"}"#;
    assert!(wrong(field).contains("unknown field `colour`"));
}

#[test]
fn operators_that_cannot_be_are_refused_by_their_row() {
    for (op, why) in [
        (r#"{"op":"rate","of":"cost","percent":101}"#, "a ratio is between 0 and 1"),
        (r#"{"op":"aid"}"#, "an aid that no operator knows"),
        (r#"{"op":"continue_after_other_cap","code":"x"}"#, "x is no law number"),
        (r#"{"op":"aid_of_tier","tier":9,"num":1,"den":2}"#, "tier 9 has no aid to share"),
        (r#"{"op":"table","by":"stay_month","rows":[{"le":3}]}"#, "a line of a table"),
    ] {
        let wrong = wrong(op);
        assert!(wrong.contains(why), "{wrong}");
    }
}

#[test]
fn lines_and_rows_must_match_and_ids_be_unique() {
    let row = row("out_scope=5 out_month_cap=500");
    let line = r#"{"id":"a","settle":"refund"}"#;
    let read = |lines: &str, rows: &[Row]| {
        let file = Rows { rows, supplement: Some(lines.as_bytes()), prefix: "" };
        Rules::read(&[file], &dictionary()).map(|_| ())
    };
    let two = [row.clone(), row.clone()];
    assert_eq!(read(line, &two), Err(NotRules::Lines { rows: 2, lines: 1 }));
    assert_eq!(read(&format!("{line}\n{line}\n"), &two), Err(NotRules::Twice("a".to_owned())));
    assert_eq!(read(line, &[row]), Ok(()));
}

#[test]
fn rows_without_a_supplement_are_tiers_of_their_payer_number() {
    let rows = [
        row("payer_number=88131248 med_outpatient=1 in_scope=5 in_month_cap=900"),
        row("payer_number=88131248 med_inpatient=1 out_scope=5 out_month_cap=500"),
    ];
    let file = Rows { rows: &rows, supplement: None, prefix: "list-" };
    let rules = Rules::read(&[file], &dictionary()).unwrap();
    assert_eq!(rules.tiers("88131248"), Some(2));
    assert!(rules.knows("list-1"));
    let (person, certificates) = (person(), [certificate("88131248")]);
    let mut month = Month::new(&rules, &person, &certificates).unwrap();
    let (stay, visit) = (stay(1, 2), visit(2));
    // The row for stays does not keep the other from outpatient care.
    assert_eq!(month.visit(&due(&stay, 10_000), &mut NoTrace).unwrap().patient.counter, Yen(900));
    assert_eq!(month.visit(&due(&visit, 10_000), &mut NoTrace).unwrap().patient.counter, Yen(500));
    // Whether it has a contract elsewhere nobody said.
    let answer = month
        .visit(&due(&crate::Visit { prefecture: "14".parse().ok(), ..visit }, 900), &mut NoTrace);
    assert_eq!(answer.unwrap().counter.unwrap_err().item, "method outside the prefecture");
}

#[test]
fn a_row_for_each_side_makes_one_tier() {
    let rules = rules(&[
        ("states=1 med_outpatient=1 in_scope=1", r#""rule_id":"rule","tier":1"#),
        ("med_inpatient=1 out_scope=5 out_month_cap=500", r#""rule_id":"rule","tier":1"#),
    ]);
    assert_eq!(rules.tiers("rule"), Some(1));
    assert_eq!(pays(&rules, &[(stay(1, 2), 10_000), (visit(1), 10_000)]), [0, 500]);
    let row = |setting| rules.row_of("rule", 1, setting).unwrap().id().to_owned();
    assert_eq!(
        (row(Setting::Inpatient), row(Setting::Outpatient)),
        ("row-1".to_owned(), "row-2".to_owned())
    );
}

#[test]
fn a_share_printed_on_the_certificate_goes_before_the_rule() {
    let rules = rule("out_scope=3 out_percent=20", "");
    let person = person();
    let share = crate::money::Ratio::percent(10).ok();
    let certificates = [Certificate { share, ..certificate("rule") }];
    let visit = visit(1);
    let mut month = Month::new(&rules, &person, &certificates).unwrap();
    assert_eq!(
        month.visit(&due(&visit, 10_000), &mut NoTrace).unwrap().patient.counter,
        Yen(1_000)
    );
}

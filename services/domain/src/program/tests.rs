//! The history of programs.

use jiff::civil::date;

use super::*;
use crate::settlement::Settlement;

const LAST: Date = date(2027, 3, 31);

fn ichinomiya() -> BodyCode {
    "232033".parse().unwrap()
}

fn named(code: &str) -> NamedCode {
    NamedCode { code: code.parse().unwrap(), name: format!("{code}の名") }
}

fn band(code: &str) -> NamedBand {
    NamedBand { code: code.parse().unwrap(), name: String::new() }
}

fn child() -> ProgramMaster {
    ProgramMaster {
        body: ichinomiya(),
        certificate_type: "Child01".parse().unwrap(),
        name: "子ども医療費助成".into(),
        law_number: Some("83".parse().unwrap()),
        in_force: Period::from(date(2026, 4, 1)).unwrap(),
        settlement_inside: Settlement::InKind,
        settlement_outside: Settlement::Reimbursement,
        designation_required: false,
        income_bands: vec![band("A"), band("B")],
        conditions: vec![ConditionItem { item: named("01"), codes: vec![named("1"), named("2")] }],
        rule: None,
    }
}

fn renamed() -> ProgramMaster {
    ProgramMaster { name: "こども医療費助成".into(), ..child() }
}

fn retired() -> Event {
    let certificate_type = child().certificate_type;
    Event::Retired { body: ichinomiya(), certificate_type, last: LAST }
}

fn check(
    history: impl IntoIterator<Item = Event>,
    command: Command,
    expected: Result<Vec<Event>, Refusal>,
) {
    assert_eq!(Program::replay(history).decide(command), expected);
}

#[test]
fn a_program_is_defined_once_then_revised_when_it_reads_otherwise() {
    check([], Command::Define(child()), Ok(vec![Event::Defined(child())]));
    check([Event::Defined(child())], Command::Define(child()), Ok(vec![]));
    let revised = Ok(vec![Event::Revised(renamed())]);
    check([Event::Defined(child())], Command::Define(renamed()), revised);
    let history = [Event::Defined(child()), Event::Revised(renamed())];
    check(history, Command::Define(renamed()), Ok(vec![]));
}

#[test]
fn a_program_is_retired_once_and_not_revised_after() {
    let retire = Command::Retire { last: LAST };
    check([], retire.clone(), Err(Refusal::NotDefined));
    check([Event::Defined(child())], retire.clone(), Ok(vec![retired()]));
    let history = [Event::Defined(child()), retired()];
    check(history.clone(), retire, Ok(vec![]));
    let later = Command::Retire { last: date(2028, 3, 31) };
    check(history.clone(), later, Err(Refusal::Retired(LAST)));
    check(history, Command::Define(renamed()), Err(Refusal::Retired(LAST)));
}

#[test]
fn a_retired_program_registers_on_its_last_day_and_not_after() {
    let program = Program::replay([Event::Defined(child()), retired()]);
    assert!(!program.registers_on(date(2026, 3, 31)));
    assert!(program.registers_on(date(2026, 4, 1)));
    assert!(program.registers_on(LAST));
    assert!(!program.registers_on(date(2027, 4, 1)));
    assert!(program.covers(Period::new(date(2026, 4, 1), LAST).unwrap()));
    assert!(!program.covers(Period::new(date(2026, 4, 1), date(2027, 4, 1)).unwrap()));
    assert!(!Program::default().registers_on(LAST));
}

#[test]
fn a_program_knows_the_codes_it_defines_and_no_others() {
    let program = Program::replay([Event::Defined(child())]);
    assert!(program.knows_income_band(&"A".parse().unwrap()));
    assert!(!program.knows_income_band(&"C".parse().unwrap()));
    assert!(program.knows_condition("01", "2"));
    assert!(!program.knows_condition("01", "3"));
    assert!(!program.knows_condition("02", "1"));
    assert!(!Program::default().knows_condition("01", "2"));
}

#[test]
fn a_master_defines_no_code_twice() {
    let mut twice = child();
    twice.income_bands.push(band("A"));
    assert_eq!(twice.check(), Err(MasterFault::BandTwice("A".parse().unwrap())));
    let mut twice = child();
    twice.conditions.extend(child().conditions);
    assert_eq!(twice.check(), Err(MasterFault::ItemTwice("01".parse().unwrap())));
    let mut twice = child();
    twice.conditions[0].codes.push(named("1"));
    let (item, code) = ("01".parse().unwrap(), "1".parse().unwrap());
    assert_eq!(twice.check(), Err(MasterFault::CodeTwice { item, code }));
    assert_eq!(child().check(), Ok(()));
}

#[test]
fn a_rule_maps_only_what_is_defined() {
    let mapped = |bands: &[&str], conditions: &[&str]| {
        let map = |keys: &[&str]| keys.iter().map(|key| ((*key).into(), "X".into())).collect();
        let (income_bands, conditions) = (map(bands), map(conditions));
        let rule = Some(RuleMapping { rule: "aichi/child".into(), income_bands, conditions });
        ProgramMaster { rule, ..child() }.check()
    };
    assert_eq!(mapped(&["A"], &["01-2"]), Ok(()));
    assert_eq!(mapped(&["C"], &[]), Err(MasterFault::BandNotDefined("C".into())));
    for pair in ["01-3", "02-1", "01", "012"] {
        assert_eq!(mapped(&[], &[pair]), Err(MasterFault::ConditionNotDefined(pair.into())));
    }
}

#[test]
fn a_condition_code_has_neither_of_the_characters_that_join_codes() {
    for text in ["1", "AB_01", "ABCDEFGHIJKLMNOPQRST"] {
        assert_eq!(text.parse::<ConditionCode>().unwrap().as_str(), text);
    }
    for text in ["", "1-2", "1;2", "1 2", "１", "ABCDEFGHIJKLMNOPQRSTU"] {
        assert_eq!(text.parse::<ConditionCode>(), Err(NotAConditionCode), "{text:?}");
    }
}

#[test]
fn types_that_differ_in_case_have_streams_that_differ() {
    let stream = |text: &str| stream_of(ichinomiya(), &text.parse().unwrap());
    assert_eq!(stream("Child01"), "program-232033-dc2c29f6-9251-56cb-a42e-4fb30baf28b6");
    assert_ne!(stream("Child01"), stream("CHILD01"));
}

//! Enrolment's requests, read.

use super::*;
use crate::proto::common::v1::{self as common, Settlement};

fn period() -> common::Period {
    let day = |year| Some(common::Date { year, month: 4, day: 1 });
    common::Period { first: day(2026), last: day(2031) }
}

fn code(code: &str) -> stored::MasterCode {
    stored::MasterCode { code: code.into(), name: "名".into() }
}

fn item(item: &str) -> stored::ConditionItem {
    stored::ConditionItem { item: Some(code(item)), codes: vec![code("1")] }
}

fn program() -> stored::ProgramMaster {
    stored::ProgramMaster {
        body: "232033".into(),
        certificate_type: "Child01".into(),
        name: "子ども医療費助成".into(),
        law_number: "83".into(),
        in_force: Some(period()),
        settlement_inside: Settlement::InKind.into(),
        settlement_outside: Settlement::Reimbursement.into(),
        designation_required: false,
        income_bands: vec![code("A")],
        conditions: vec![item("01")],
        rule: Some(stored::RuleMapping {
            rule: "aichi/child".into(),
            income_bands: [("A".to_owned(), "general".to_owned())].into(),
            conditions: [("01-1".to_owned(), "preschool".to_owned())].into(),
        }),
    }
}

fn many<T: Clone>(count: usize, one: &T) -> Vec<T> {
    std::iter::repeat_n(one.clone(), count).collect()
}

/// Which field is wrong, and why, after this change to a program that is right.
fn fault(change: impl FnOnce(&mut stored::ProgramMaster)) -> (String, ErrorReason) {
    let mut changed = program();
    change(&mut changed);
    let error = define_program(Some(changed)).unwrap_err();
    (error.field.into_owned(), error.reason)
}

#[test]
fn a_whole_program_is_read() {
    let master = define_program(Some(program())).unwrap();
    assert_eq!(master.certificate_type.as_str(), "Child01");
    assert!(master.knows_condition("01", "1"));
    assert!(master.rule.is_some());
    let local = stored::ProgramMaster { law_number: String::new(), rule: None, ..program() };
    assert_eq!(define_program(Some(local)).unwrap().law_number, None);
}

#[test]
fn each_field_of_a_program_says_what_it_must() {
    use ErrorReason::{FieldMalformed, FieldMissing, FieldTooLong, PeriodReversed};
    let expect = |found: (String, ErrorReason), field: &str, reason| {
        assert_eq!(found, (field.to_owned(), reason));
    };
    expect(fault(|p| p.body.clear()), "program.body", FieldMissing);
    expect(fault(|p| p.body = "2320".into()), "program.body", FieldMalformed);
    expect(fault(|p| p.certificate_type.clear()), "program.certificate_type", FieldMissing);
    expect(
        fault(|p| p.certificate_type = "a b".into()),
        "program.certificate_type",
        FieldMalformed,
    );
    expect(fault(|p| p.name.clear()), "program.name", FieldMissing);
    expect(fault(|p| p.name = "名".repeat(101)), "program.name", FieldTooLong);
    expect(fault(|p| p.name = "a\u{7}".into()), "program.name", FieldMalformed);
    expect(fault(|p| p.law_number = "8".into()), "program.law_number", FieldMalformed);
    expect(fault(|p| p.in_force = None), "program.in_force", FieldMissing);
    let reversed = Some(common::Period { first: period().last, last: period().first });
    expect(fault(|p| p.in_force = reversed), "program.in_force", PeriodReversed);
    expect(fault(|p| p.settlement_inside = 0), "program.settlement_inside", FieldMissing);
    expect(fault(|p| p.settlement_outside = 9), "program.settlement_outside", FieldMalformed);
    expect(fault(|p| p.income_bands[0].code.clear()), "program.income_bands[0].code", FieldMissing);
    let long = "名".repeat(101);
    expect(
        fault(|p| p.income_bands[0].name = long.clone()),
        "program.income_bands[0].name",
        FieldTooLong,
    );
    expect(fault(|p| p.conditions[0].item = None), "program.conditions[0].item", FieldMissing);
    let dashed = || code("1-2");
    expect(
        fault(|p| p.conditions[0].codes[0] = dashed()),
        "program.conditions[0].codes[0].code",
        FieldMalformed,
    );
    expect(
        fault(|p| p.conditions[0].item = Some(dashed())),
        "program.conditions[0].item.code",
        FieldMalformed,
    );
    assert_eq!(define_program(None).unwrap_err().field, "program");
}

#[test]
fn lists_have_fifty_elements_and_no_more() {
    let too_long = |found: (String, ErrorReason), field: &str| {
        assert_eq!(found, (field.to_owned(), ErrorReason::FieldTooLong));
    };
    too_long(fault(|p| p.income_bands = many(51, &code("A"))), "program.income_bands");
    too_long(fault(|p| p.conditions = many(51, &item("01"))), "program.conditions");
    too_long(
        fault(|p| p.conditions[0].codes = many(51, &code("1"))),
        "program.conditions[0].codes",
    );
    let mut full = program();
    full.income_bands = (0..50).map(|band| code(&format!("B{band}"))).collect();
    full.rule = None;
    assert_eq!(define_program(Some(full)).unwrap().income_bands.len(), 50);
}

#[test]
fn no_code_stands_twice_and_a_rule_maps_only_what_is_defined() {
    let malformed = |found: (String, ErrorReason), field: &str| {
        assert_eq!(found, (field.to_owned(), ErrorReason::FieldMalformed));
    };
    malformed(fault(|p| p.income_bands = many(2, &code("A"))), "program.income_bands");
    malformed(fault(|p| p.conditions = many(2, &item("01"))), "program.conditions");
    malformed(fault(|p| p.conditions[0].codes = many(2, &code("1"))), "program.conditions");
    malformed(fault(|p| p.income_bands.clear()), "program.rule.income_bands");
    malformed(fault(|p| p.conditions.clear()), "program.rule.conditions");
    let mut nameless = program();
    nameless.rule.as_mut().unwrap().rule.clear();
    assert_eq!(define_program(Some(nameless)).unwrap_err().field, "program.rule.rule");
}

#[test]
fn a_bodys_check_digit_is_always_looked_at() {
    let request = |body: &str| proto::EnrolBodyRequest {
        request_id: String::new(),
        body: body.into(),
        name: "一宮市".into(),
        participation: Some(period()),
        check_digit_policy: common::CheckDigitPolicy::Off.into(),
    };
    assert!(enrol_body(request("bodies/232033")).is_ok());
    let error = enrol_body(request("bodies/232034")).unwrap_err();
    assert_eq!((&*error.field, error.reason), ("body", ErrorReason::CheckDigitWrong));
    for (name, reason) in [("", ErrorReason::FieldMissing), ("232033", ErrorReason::FieldMalformed)]
    {
        assert_eq!(enrol_body(request(name)).unwrap_err().reason, reason, "{name}");
    }
}

#[test]
fn a_policy_that_is_not_given_warns() {
    let policy = |value| {
        let request = proto::EnrolBodyRequest {
            request_id: String::new(),
            body: "bodies/232033".into(),
            name: "一宮市".into(),
            participation: Some(period()),
            check_digit_policy: value,
        };
        enrol_body(request).map(|(_, enrolment)| enrolment.check_digit_policy.to_string())
    };
    assert_eq!(policy(0).unwrap(), "WARN");
    assert_eq!(policy(1).unwrap(), "OFF");
    assert_eq!(policy(3).unwrap(), "REJECT");
    assert_eq!(policy(4).unwrap_err().field, "check_digit_policy");
}

#[test]
fn a_reader_has_a_number_from_1_to_9999() {
    assert_eq!(reader(1).unwrap().number(), 1);
    assert_eq!(reader(9_999).unwrap().number(), 9_999);
    assert_eq!(reader(0).unwrap_err().reason, ErrorReason::FieldMissing);
    assert_eq!(reader(10_000).unwrap_err().reason, ErrorReason::FieldMalformed);
    assert_eq!(reader(70_000).unwrap_err().reason, ErrorReason::FieldMalformed);
}

#[test]
fn a_facility_accepts_an_edition_of_the_terms() {
    let request = |terms: &str| proto::EnrolFacilityRequest {
        request_id: String::new(),
        facility: "facilities/0110113719".into(),
        name: "札幌医院".into(),
        terms_edition: terms.into(),
    };
    assert_eq!(enrol_facility(request("2026-1")).unwrap().1.terms_edition, "2026-1");
    assert_eq!(enrol_facility(request("")).unwrap_err().field, "terms_edition");
    let long = "1".repeat(21);
    assert_eq!(enrol_facility(request(&long)).unwrap_err().reason, ErrorReason::FieldTooLong);
    assert_eq!(facility("facilities/1").unwrap_err().field, "facility");
}

//! Who takes part, stored and read again.

use domain::{
    body::{Delegation, Enrolment},
    check_digit::CheckDigitPolicy,
    period::Period,
    program::{ConditionItem, NamedBand, NamedCode, ProgramMaster, RuleMapping},
    settlement::Settlement,
};
use jiff::civil::date;
use ledger::NewEvent;
use prost::Message as _;
use uuid::Uuid;

use super::*;
use crate::{event::new_event, event::testing};

/// One of each event, as release 0.1.0 stored it. Lines are added, never changed.
const OLD_BYTES: &str = include_str!("stored-by-0.1.txt");

fn master(rule: Option<RuleMapping>) -> ProgramMaster {
    let named =
        |code: &str, name: &str| NamedCode { code: code.parse().unwrap(), name: name.into() };
    ProgramMaster {
        body: "232033".parse().unwrap(),
        certificate_type: "Child01".parse().unwrap(),
        name: "子ども医療費助成".into(),
        law_number: Some("83".parse().unwrap()),
        in_force: Period::from(date(2026, 4, 1)).unwrap(),
        settlement_inside: Settlement::InKind,
        settlement_outside: Settlement::Reimbursement,
        designation_required: true,
        income_bands: vec![NamedBand { code: "A".parse().unwrap(), name: "一般".into() }],
        conditions: vec![ConditionItem {
            item: named("01", "学年"),
            codes: vec![named("1", "就学前"), named("2", "小学生")],
        }],
        rule,
    }
}

fn rule() -> RuleMapping {
    let pair = |from: &str, to: &str| [(from.to_owned(), to.to_owned())].into();
    RuleMapping {
        rule: "aichi/child".into(),
        income_bands: pair("A", "general"),
        conditions: pair("01-1", "preschool"),
    }
}

/// One of each event, in the order of [`TYPES`].
fn samples() -> Vec<Event> {
    let body = "232033".parse().unwrap();
    let clinic = "0110113719".parse().unwrap();
    let reader = 7_u16.try_into().unwrap();
    vec![
        Event::Body(domain::body::Event::Enrolled {
            body,
            enrolment: Enrolment {
                name: "一宮市".into(),
                participation: Period::new(date(2026, 4, 1), date(2031, 3, 31)).unwrap(),
                check_digit_policy: CheckDigitPolicy::Reject,
            },
        }),
        Event::Body(domain::body::Event::OperatorDelegated {
            body,
            delegation: Delegation { operator: "支払基金".into(), first: date(2026, 4, 1) },
        }),
        Event::Program(domain::program::Event::Defined(master(None))),
        Event::Program(domain::program::Event::Revised(master(Some(rule())))),
        Event::Program(domain::program::Event::Retired {
            body,
            certificate_type: "Child01".parse().unwrap(),
            last: date(2027, 3, 31),
        }),
        Event::Facility(domain::facility::Event::Enrolled {
            facility: clinic,
            enrolment: domain::facility::Enrolment {
                name: "札幌医院".into(),
                terms_edition: "2".into(),
            },
        }),
        Event::Facility(domain::facility::Event::OptedOut { facility: clinic }),
        Event::Facility(domain::facility::Event::ReaderEnrolled { facility: clinic, reader }),
        Event::Facility(domain::facility::Event::ReaderRemoved { facility: clinic, reader }),
    ]
}

fn encode(event: &Event) -> NewEvent {
    match event {
        Event::Body(event) => body::encode(Uuid::nil(), event),
        Event::Program(event) => program::encode(Uuid::nil(), event),
        Event::Facility(event) => facility::encode(Uuid::nil(), event),
    }
}

#[test]
fn what_is_stored_is_read_again() {
    for (sample, event_type) in samples().into_iter().zip(TYPES) {
        let new = encode(&sample);
        assert_eq!(new.event_type, event_type);
        assert_eq!(decode(&testing::recorded(new)), Ok(sample));
    }
}

#[test]
fn what_was_ever_stored_is_read_for_ever() {
    testing::check_old_bytes(OLD_BYTES, &samples(), decode);
}

#[test]
fn an_event_that_belongs_elsewhere_is_refused() {
    let elsewhere = NewEvent { event_type: "LinkMade".into(), ..encode(&samples()[0]) };
    let recorded = testing::recorded(elsewhere);
    let refused = Err(unknown_type(&recorded));
    assert_eq!(decode(&recorded), refused);
    assert_eq!(body::decode(&recorded).map(Event::Body), refused);
    assert_eq!(program::decode(&recorded).map(Event::Program), refused);
    assert_eq!(facility::decode(&recorded).map(Event::Facility), refused);
}

#[test]
fn a_broken_event_says_where_it_stands_and_what_is_broken() {
    let mut torn = encode(&samples()[0]);
    torn.payload = torn.payload.slice(..5);
    let error = decode(&testing::recorded(torn)).unwrap_err();
    assert_eq!(error.to_string(), "event at position 1 is not a BodyEnrolled");

    let field = |new: NewEvent| decode(&testing::recorded(new)).unwrap_err().to_string();
    let reader = proto::ReaderEnrolled { facility: "0110113719".into(), reader: 10_000 };
    let error = field(new_event(Uuid::nil(), &reader));
    assert_eq!(error, "event at position 1: field reader is malformed");
    let retired = proto::ProgramRetired { body: "232033".into(), ..Default::default() };
    let error = field(new_event(Uuid::nil(), &retired));
    assert_eq!(error, "event at position 1: field certificate_type is malformed");
}

#[test]
fn the_same_program_is_the_same_bytes() {
    let bands = ["A", "B", "C", "D", "E", "F"].map(|band| (band.to_owned(), "X".to_owned()));
    let forwards = RuleMapping { income_bands: bands.clone().into(), ..rule() };
    let backwards = RuleMapping { income_bands: bands.into_iter().rev().collect(), ..rule() };
    let payload = |rule| {
        let defined = domain::program::Event::Defined(master(Some(rule)));
        program::encode(Uuid::nil(), &defined).payload
    };
    assert_eq!(payload(forwards.clone()), payload(backwards));
    let stored = proto::ProgramDefined::decode(payload(forwards)).unwrap();
    assert_eq!(stored.program.unwrap().rule.unwrap().income_bands.len(), 6);
}

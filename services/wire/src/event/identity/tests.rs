//! Links and people, stored and read again.

use domain::{PersonKey, link::LinkReason};
use jiff::civil::date;
use ledger::NewEvent;
use uuid::Uuid;

use super::*;
use crate::event::testing;

/// One of each event, as release 0.1.0 stored it. Lines are added, never changed.
const OLD_BYTES: &str = include_str!("stored-by-0.1.txt");

fn someone(number: u128) -> PersonKey {
    PersonKey::from_uuid(Uuid::from_u128(number))
}

/// One of each event.
fn samples() -> Vec<Event> {
    let person = someone(0xa);
    vec![
        Event::Link(domain::link::Event::Made { person, key_version: 2 }),
        Event::Link(domain::link::Event::InsuranceLinked {
            person,
            key_version: 2,
            sealed_identity: vec![1, 2, 3],
        }),
        Event::Link(domain::link::Event::Suspended { person, reason: LinkReason::Mismatch }),
        Event::Link(domain::link::Event::Restored { person, reason: LinkReason::Confirmed }),
        Event::Link(domain::link::Event::Unlinked { person, reason: LinkReason::WrongNumber }),
        Event::Person(domain::person::Event::Merged {
            person,
            into: someone(0xb),
            reason: LinkReason::NumberChanged,
        }),
        Event::Person(domain::person::Event::Shredded { person, date: date(2026, 10, 1) }),
    ]
}

fn encode(event: &Event) -> NewEvent {
    match event {
        Event::Link(event) => link::encode(Uuid::nil(), event),
        Event::Person(event) => person::encode(Uuid::nil(), event),
    }
}

#[test]
fn what_is_stored_is_read_again() {
    for sample in samples() {
        assert_eq!(decode(&testing::recorded(encode(&sample))), Ok(sample));
    }
}

#[test]
fn what_was_ever_stored_is_read_for_ever() {
    testing::check_old_bytes(OLD_BYTES, &samples(), decode);
}

#[test]
fn every_reason_is_read_again_and_none_is_not_a_reason() {
    for reason in [
        LinkReason::Mismatch,
        LinkReason::WrongNumber,
        LinkReason::InsuranceChanged,
        LinkReason::NumberChanged,
        LinkReason::Confirmed,
    ] {
        assert_eq!(link::reason("reason", link::from_reason(reason).into()), Ok(reason));
    }
    assert!(link::reason("reason", 0).is_err());
    assert!(link::reason("reason", 6).is_err());
}

#[test]
fn an_event_that_belongs_elsewhere_is_refused() {
    let elsewhere = NewEvent { event_type: "BodyEnrolled".into(), ..encode(&samples()[0]) };
    let recorded = testing::recorded(elsewhere);
    let refused = Err(unknown_type(&recorded));
    assert_eq!(decode(&recorded), refused);
    assert_eq!(link::decode(&recorded).map(Event::Link), refused);
    assert_eq!(person::decode(&recorded).map(Event::Person), refused);
}

#[test]
fn a_broken_event_says_what_is_broken() {
    let mut torn = encode(&samples()[0]);
    torn.payload = torn.payload.slice(..5);
    let error = decode(&testing::recorded(torn)).unwrap_err();
    assert_eq!(error.to_string(), "event at position 1 is not a LinkMade");
}

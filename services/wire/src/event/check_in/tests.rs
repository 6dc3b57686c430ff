//! The access ledger's events, stored and read again.

use domain::{
    answer::AnswerClass,
    check_in::{Disclosed, DisclosedRow, Event, Identification, Opened, Withheld},
    inquiry::{self, Accepted, Asked},
    period::Period,
    standing_consent::{self, Given},
    standing_consent_terms::StandingConsentKind,
};
use jiff::{Timestamp, civil::date};
use ledger::{NewEvent, Position, RecordedEvent, Version};
use uuid::Uuid;

use super::{decode, encode, inquiry as wire_inquiry, standing_consent as wire_standing};
use crate::event::DecodeError;

mod old_bytes;

fn recorded(event: NewEvent) -> RecordedEvent {
    RecordedEvent {
        id: event.id,
        stream: "checkin-1".parse().unwrap(),
        version: Version::FIRST,
        position: Position::new(7),
        event_type: event.event_type.into(),
        recorded_at: Timestamp::UNIX_EPOCH,
        caller: "spiffe://pmh/facility/0110113719".into(),
        request_id: "".into(),
        payload: event.payload,
    }
}

fn disclosed() -> Disclosed {
    Disclosed {
        facility: "0110113719".parse().unwrap(),
        person: "5e1f0000-0000-4000-8000-00000000000a".parse().unwrap(),
        visit_date: date(2026, 10, 1),
        rows: vec![DisclosedRow {
            certificate: "5e1f0000-0000-4000-8000-00000000000b".parse().unwrap(),
            history_key: "2026".parse().unwrap(),
        }],
        withheld: vec!["5e1f0000-0000-4000-8000-00000000000c".parse().unwrap()],
        answer_hash: [9; 32],
        registration_position: 40,
    }
}

fn withheld(class: AnswerClass) -> Withheld {
    Withheld {
        facility: "0110113719".parse().unwrap(),
        person: None,
        visit_date: date(2026, 10, 1),
        class,
        withheld: Vec::new(),
        registration_position: 0,
    }
}

fn opened(class: AnswerClass) -> Opened {
    Opened {
        facility: "0110113719".parse().unwrap(),
        reader: "1".parse().unwrap(),
        person: Some("5e1f0000-0000-4000-8000-00000000000a".parse().unwrap()),
        link: None,
        ask: class == AnswerClass::Disclosed,
        class,
        date: date(2026, 10, 1),
    }
}

fn visual() -> Identification {
    Identification::Visual("staff-01".parse().unwrap())
}

const CLASSES: [AnswerClass; 11] = [
    AnswerClass::Disclosed,
    AnswerClass::NotConsented,
    AnswerClass::NoRecord,
    AnswerClass::BodyNotParticipating,
    AnswerClass::ProgramNotCovered,
    AnswerClass::Expired,
    AnswerClass::NotYetValid,
    AnswerClass::Withheld,
    AnswerClass::FacilityNotDesignated,
    AnswerClass::LinkPending,
    AnswerClass::TemporarilyUnavailable,
];

#[test]
fn every_event_of_a_check_in_is_read_as_it_was_stored() {
    let mut events = vec![
        Event::ConsentGiven(Identification::Face),
        Event::ConsentGiven(visual()),
        Event::ConsentRefused(Identification::Pin),
        Event::ConsentRefused(Identification::Phone),
        Event::ConsentNotAnswered,
        Event::ConsentWithdrawn,
        Event::Disclosed(disclosed()),
    ];
    events.extend(CLASSES.map(|class| Event::Opened(opened(class))));
    let link = Some(Uuid::from_u128(7));
    events.push(Event::Opened(Opened { link, ..opened(AnswerClass::Disclosed) }));
    events.extend(CLASSES.map(|class| Event::Withheld(withheld(class))));
    for event in events {
        assert_eq!(decode(&recorded(encode(Uuid::nil(), &event))), Ok(event));
    }
}

#[test]
fn every_event_of_a_standing_consent_is_read_as_it_was_stored() {
    use standing_consent::Event;
    let given = |kind| {
        Event::Given(Given {
            facility: "0110113719".parse().unwrap(),
            person: "5e1f0000-0000-4000-8000-00000000000a".parse().unwrap(),
            link: Some(Uuid::from_u128(7)),
            kind,
            period: Period::new(date(2026, 6, 10), date(2026, 9, 30)).unwrap(),
            identification: visual(),
        })
    };
    let events = [
        given(StandingConsentKind::HomeVisit),
        given(StandingConsentKind::Online),
        Event::Extended(date(2026, 10, 31)),
        Event::Withdrawn(date(2026, 7, 3)),
    ];
    for event in events {
        let stored = recorded(wire_standing::encode(Uuid::nil(), &event));
        assert_eq!(wire_standing::decode(&stored), Ok(event));
    }
}

#[test]
fn every_event_of_an_inquiry_is_read_as_it_was_stored() {
    let events = [
        inquiry::Event::Accepted(Accepted {
            facility: "0110113719".parse().unwrap(),
            visit_date: date(2026, 10, 1),
            people: vec![
                Asked {
                    person: Some("5e1f0000-0000-4000-8000-00000000000a".parse().unwrap()),
                    standing_consent: Some("5e1f0000-0000-4000-8000-00000000000d".parse().unwrap()),
                },
                Asked::default(),
            ],
            people_hash: Some([9; 32]),
        }),
        inquiry::Event::Disclosed(disclosed()),
        inquiry::Event::Withheld(withheld(AnswerClass::NoRecord)),
        inquiry::Event::Answered { disclosed_count: 1, withheld_count: 2 },
    ];
    for event in events {
        let stored = recorded(wire_inquiry::encode(Uuid::nil(), &event));
        assert_eq!(wire_inquiry::decode(&stored), Ok(event));
    }
}

#[test]
fn an_event_that_does_not_belong_here_is_named() {
    let event = standing_consent::Event::Extended(date(2026, 10, 31));
    let stored = recorded(wire_standing::encode(Uuid::nil(), &event));
    assert!(matches!(decode(&stored), Err(DecodeError::UnknownType { .. })));
    assert!(matches!(wire_inquiry::decode(&stored), Err(DecodeError::UnknownType { .. })));
}

#[test]
fn a_field_that_cannot_be_read_is_named() {
    let mut stored = recorded(encode(Uuid::nil(), &Event::ConsentGiven(Identification::Face)));
    stored.payload = vec![8, 99].into();
    assert_eq!(
        decode(&stored),
        Err(DecodeError::Field { at: Position::new(7), field: "method".into() })
    );
}

//! Stored certificate events: what goes in comes out, closed; old bytes decode for ever.

use std::sync::Arc;

use domain::{
    PersonKey,
    certificate::{
        AdditionalCondition, BasicInfo, CareSetting, CertificateRef, CopaymentLimit,
        DesignatedInstitution, DetailItem, Disclosure, EndCause, Event, Field, LimitPeriod,
        Personal, Row, Sex,
    },
    period::Period,
};
use jiff::{Timestamp, civil::date};
use ledger::{NewEvent, Position, RecordedEvent, StreamName, Version};
use sealing::{DataKey, KeyStore, RootKey};
use uuid::Uuid;

use super::{DecodeError, decode, encode};

const ID: Uuid = Uuid::from_u128(7);

fn person() -> PersonKey {
    PersonKey::from_uuid(Uuid::from_u128(0x5b1f_6c2e_9d3a_4e71_8f42_7a6b_9c8d_1e2f))
}

fn certificate() -> CertificateRef {
    CertificateRef::new(
        "232033".parse().unwrap(),
        "IKUSEI01".parse().unwrap(),
        person(),
        "".parse().unwrap(),
    )
}

fn row() -> Row {
    Row {
        history_key: "H1".parse().unwrap(),
        period: Period::new(date(2026, 4, 1), date(2027, 3, 31)).unwrap(),
        payer_number: Some("87654321".parse().unwrap()),
        certification_name: "自立支援医療受給者証(育成医療)".into(),
        segment: "重度かつ継続".into(),
        income_band: Some("02".parse().unwrap()),
        additional_conditions: vec![AdditionalCondition { item: "01".into(), code: "1".into() }],
        designated_institutions: vec![DesignatedInstitution {
            code: Some("0110113719".parse().unwrap()),
            name: "見本病院".into(),
        }],
        always_reimbursement: true,
        copayment_limits: vec![CopaymentLimit {
            period: LimitPeriod::Month,
            setting: CareSetting::Combined,
            amount_yen: 5000,
            count_max: Some(2),
            amount_after_count_yen: 0,
            meals_included: true,
            shared_with: vec!["54".parse().unwrap()],
        }],
        personal: Some(Personal {
            basic_info: BasicInfo {
                name: "愛知　花子".into(),
                name_kana: "アイチハナコ".into(),
                address: "愛知県一宮市".into(),
                date_of_birth: date(2013, 1, 1),
                sex: Sex::Female,
            },
            recipient_number: Some("0000002".parse().unwrap()),
            details: vec![DetailItem {
                label: "保護者".into(), value: "愛知　太郎".into()
            }],
        }),
    }
}

fn every_event() -> Vec<Event> {
    vec![
        Event::Registered { row: row(), disclosure: Disclosure::HideAll },
        Event::PeriodAdded(row()),
        Event::Corrected { row: row(), changed: vec![Field::Segment, Field::Address] },
        Event::Ended {
            history_key: "H1".parse().unwrap(),
            last: date(2026, 9, 30),
            cause: EndCause::MovedOut,
        },
        Event::Deleted("H1".parse().unwrap()),
        Event::Reinstated(row()),
        Event::Withheld { disclosure: Disclosure::HideFromHistory, reason_code: "dv".into() },
        Event::Lifted { reason_code: String::new() },
    ]
}

fn key() -> DataKey {
    let digits = "0123456789abcdef".repeat(4);
    let root = RootKey::from_text(1, &digits).unwrap();
    let store = KeyStore::in_memory(&root);
    store.get_or_create_many(&[person()]).unwrap().remove(0)
}

fn recorded(event: NewEvent) -> RecordedEvent {
    RecordedEvent {
        id: event.id,
        stream: StreamName::try_from(certificate().stream()).unwrap(),
        version: Version::FIRST,
        position: Position::new(1),
        event_type: Arc::from(event.event_type.as_ref()),
        recorded_at: Timestamp::UNIX_EPOCH,
        caller: "spiffe://pmh/body/232033".into(),
        request_id: "".into(),
        payload: event.payload,
    }
}

#[test]
fn what_is_stored_is_read_again() {
    let key = key();
    for event in every_event() {
        let stored = recorded(encode(&certificate(), &event, ID, &key).unwrap());
        let read = decode(&stored, |_| Some(key.clone())).unwrap();
        assert_eq!(read, (certificate(), event));
    }
}

#[test]
fn a_retry_stores_the_same_bytes() {
    let key = key();
    for event in every_event() {
        let once = encode(&certificate(), &event, ID, &key).unwrap();
        assert_eq!(encode(&certificate(), &event, ID, &key).unwrap(), once);
    }
}

#[test]
fn personal_fields_are_closed_and_gone_without_the_key() {
    let key = key();
    let stored = encode(&certificate(), &Event::PeriodAdded(row()), ID, &key).unwrap();
    for text in ["花子", "ハナコ", "一宮", "0000002", "太郎"] {
        let found = stored.payload.windows(text.len()).any(|part| part == text.as_bytes());
        assert!(!found, "{text} stands open");
    }
    let (_, event) = decode(&recorded(stored), |_| None).unwrap();
    assert_eq!(event, Event::PeriodAdded(Row { personal: None, ..row() }));
}

#[test]
fn closed_fields_open_in_their_own_event_only() {
    let key = key();
    let stored = encode(&certificate(), &Event::PeriodAdded(row()), ID, &key).unwrap();
    let mut moved = recorded(stored);
    moved.id = Uuid::from_u128(8);
    let refused = decode(&moved, |_| Some(key.clone())).unwrap_err();
    assert!(matches!(refused, DecodeError::Field { .. }), "{refused}");
}

#[test]
fn an_id_that_the_four_parts_do_not_make_is_damage() {
    let key = key();
    let mut stored =
        recorded(encode(&certificate(), &Event::Deleted("H1".parse().unwrap()), ID, &key).unwrap());
    let mut message: super::proto::CertificateDeleted = super::message(&stored).unwrap();
    message.r#ref.as_mut().unwrap().sub_key = "other".into();
    stored.payload = prost::Message::encode_to_vec(&message).into();
    let refused = decode(&stored, |_| Some(key.clone())).unwrap_err();
    assert_eq!(refused.to_string(), "event at position 1: field ref.certificate is malformed");
}

/// What release 0.1 stored, one event a line: type, then payload in hexadecimal digits.
const STORED_BY_0_1: &str = include_str!("stored-by-0.1.txt");

#[test]
fn what_release_0_1_stored_is_read_for_ever() {
    let mut read = Vec::new();
    for line in STORED_BY_0_1.lines() {
        let (event_type, hex) = line.split_once(' ').unwrap();
        let payload: Vec<u8> = (0..hex.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap())
            .collect();
        let stored =
            NewEvent { id: ID, event_type: event_type.to_owned().into(), payload: payload.into() };
        // The key they were closed with is destroyed.
        let (which, event) = decode(&recorded(stored), |_| None).unwrap();
        assert_eq!(which, certificate());
        read.push(event);
    }
    let erased = |row: &mut Row| row.personal = None;
    let mut expected = every_event();
    for event in &mut expected {
        match event {
            Event::Registered { row, .. }
            | Event::PeriodAdded(row)
            | Event::Corrected { row, .. }
            | Event::Reinstated(row) => erased(row),
            Event::Ended { .. }
            | Event::Deleted(_)
            | Event::Withheld { .. }
            | Event::Lifted { .. } => {}
        }
    }
    assert_eq!(read, expected);
}

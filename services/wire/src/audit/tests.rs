use bytes::Bytes;
use ledger::Version;
use uuid::Uuid;

use super::*;

const PERSON: &str = "people/6b0c7a5e-2f0e-4d55-9a5e-0d3e5b1fc2a1";

fn everything() -> proto::ReplayRequest {
    proto::ReplayRequest {
        ledger: proto::LedgerName::Access.into(),
        stream: "checkin-1".into(),
        person: PERSON.into(),
        body: "bodies/232033".into(),
        certificate_type: "1".into(),
        event_types: vec!["CheckInOpened".into(), "ConsentGiven".into()],
        after_position: 3,
        until_position: 9,
        recorded_from: Some(prost_types::Timestamp { seconds: 0, nanos: 0 }),
        recorded_until: Some(prost_types::Timestamp { seconds: 1, nanos: 500_000_000 }),
        follow: true,
        event_count_max: 7,
    }
}

fn refused(change: impl Fn(&mut proto::ReplayRequest)) -> (String, ErrorReason) {
    let mut request = everything();
    change(&mut request);
    let error = replay(request).unwrap_err();
    (error.field.into_owned(), error.reason)
}

#[test]
fn every_condition_is_read_and_written_down() {
    let replay = replay(everything()).unwrap();
    assert_eq!(replay.ledger.as_str(), "access");
    assert_eq!(
        replay.to_string(),
        format!(
            "stream=checkin-1 person={PERSON} body=bodies/232033 certificate_type=1 \
             event_types=CheckInOpened,ConsentGiven after_position=3 until_position=9 \
             recorded_from=1970-01-01T00:00:00Z recorded_until=1970-01-01T00:00:01.5Z \
             follow=true event_count_max=7"
        )
    );
}

#[test]
fn a_request_without_conditions_asks_for_everything() {
    let request = proto::ReplayRequest {
        ledger: proto::LedgerName::Registration.into(),
        ..Default::default()
    };
    let replay = replay(request).unwrap();
    assert_eq!(replay.filter, Filter::default());
    assert_eq!((replay.until, replay.event_count_max, replay.follow), (None, None, false));
    assert_eq!(replay.to_string(), "after_position=0");
}

#[test]
fn each_field_must_have_its_form() {
    let malformed = |field: &str| (field.to_owned(), ErrorReason::FieldMalformed);
    assert_eq!(refused(|r| r.ledger = 0), ("ledger".into(), ErrorReason::FieldMissing));
    assert_eq!(refused(|r| r.ledger = 99), ("ledger".into(), ErrorReason::FieldMissing));
    assert_eq!(refused(|r| r.stream = "Check in".into()), malformed("stream"));
    assert_eq!(refused(|r| r.person = "people/1".into()), malformed("person"));
    assert_eq!(refused(|r| r.body = "232033".into()), malformed("body"));
    let before_the_calendar = prost_types::Timestamp { seconds: i64::MIN, nanos: 0 };
    assert_eq!(
        refused(|r| r.recorded_from = Some(before_the_calendar)),
        malformed("recorded_from")
    );
    let backwards = prost_types::Timestamp { seconds: 5, nanos: -1 };
    assert_eq!(refused(|r| r.recorded_until = Some(backwards)), malformed("recorded_until"));
    assert_eq!(
        refused(|r| r.event_types = vec!["X".into(); EVENT_TYPES_MAX + 1]),
        ("event_types".into(), ErrorReason::FieldTooLong)
    );
}

#[test]
fn conditions_that_cannot_both_hold_are_refused() {
    let unmeetable = |field: &str| (field.to_owned(), ErrorReason::FilterMalformed);
    assert_eq!(refused(|r| r.body = String::new()), unmeetable("certificate_type"));
    assert_eq!(refused(|r| r.until_position = 2), unmeetable("until_position"));
    assert_eq!(refused(|r| r.recorded_until = r.recorded_from), unmeetable("recorded_until"));
}

#[test]
fn an_event_keeps_all_it_was_recorded_with() {
    let event = RecordedEvent {
        id: Uuid::from_u128(5),
        stream: "checkin-1".parse().unwrap(),
        version: Version::new(2),
        position: Position::new(9),
        event_type: "ConsentNotAnswered".into(),
        recorded_at: Timestamp::from_microsecond(1_500_000).unwrap(),
        caller: "spiffe://pmh/operator".into(),
        request_id: "r".into(),
        payload: Bytes::from_static(b"payload"),
    };
    let message = recorded_event(event);
    assert_eq!(message.position, 9);
    assert_eq!(message.version, 2);
    assert_eq!(message.id, "00000000-0000-0000-0000-000000000005");
    assert_eq!(message.stream, "checkin-1");
    assert_eq!(message.caller, "spiffe://pmh/operator");
    assert_eq!(message.request_id, "r");
    assert_eq!(
        message.recorded_time,
        Some(prost_types::Timestamp { seconds: 1, nanos: 500_000_000 })
    );
    let any = message.event.unwrap();
    assert_eq!(any.type_url, "type.googleapis.com/pmh.event.v1.ConsentNotAnswered");
    assert_eq!(any.value, b"payload");
}

#[test]
fn an_instant_before_1970_is_written_forwards() {
    let time = Timestamp::from_microsecond(-1).unwrap();
    assert_eq!(from_time(time), prost_types::Timestamp { seconds: -1, nanos: 999_999_000 });
}

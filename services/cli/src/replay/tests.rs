use prost::Message as _;
use serde_json::json;
use wire::proto::{audit::v1::RecordedEvent, event::v1::ConsentGiven};

use super::{Filter, ReplayedLedger, event::Events, from, to};

#[test]
fn a_day_is_a_day_in_japan_and_an_instant_an_instant() {
    assert_eq!(from("2026-10-01").unwrap().to_string(), "2026-09-30T15:00:00Z");
    assert_eq!(to("2026-10-01").unwrap().to_string(), "2026-10-01T15:00:00Z");
    assert_eq!(from("2026-10-01T09:00:00Z"), to("2026-10-01T09:00:00Z"));
    assert!(from("today").is_err());
}

#[test]
fn a_filter_says_only_what_was_asked() {
    let filter = Filter::of_stream(ReplayedLedger::Access, "checkin-x");
    let request = filter.request();
    assert_eq!((request.ledger, request.stream.as_str()), (2, "checkin-x"));
    assert_eq!((request.person.as_str(), request.body.as_str()), ("", ""));
    assert!(request.recorded_from.is_none() && request.event_types.is_empty());
    let body = Filter { body: "232033".parse().ok(), ..filter };
    assert_eq!(body.request().body, "bodies/232033");
}

#[test]
fn an_event_is_shown_with_its_fields_and_an_unknown_one_with_its_size() {
    let events = Events::known().unwrap();
    let recorded = |url: &str, value: Vec<u8>| RecordedEvent {
        position: 7,
        stream: "checkin-x".to_owned(),
        version: 1,
        caller: "spiffe://pmh/facility/2310090018/reader/1".to_owned(),
        recorded_time: Some(prost_types::Timestamp { seconds: 0, nanos: 0 }),
        event: Some(prost_types::Any { type_url: url.to_owned(), value }),
        ..RecordedEvent::default()
    };
    let consent = ConsentGiven { method: 3, account: "desk-2".to_owned() };

    let shown = events.json(recorded("/pmh.event.v1.ConsentGiven", consent.encode_to_vec()));
    assert_eq!(shown["type"], "ConsentGiven");
    assert_eq!(shown["event"], json!({ "method": "IDENTITY_METHOD_VISUAL", "account": "desk-2" }));
    let line = events.line(recorded("/pmh.event.v1.ConsentGiven", consent.encode_to_vec()));
    assert!(line.contains("1970-01-01T09:00:00.000+09:00  ConsentGiven  checkin-x@1"), "{line}");

    let later = events.json(recorded("/pmh.event.v9.Later", vec![1, 2, 3]));
    assert_eq!(later["type"], "Later");
    assert!(later["event"]["unknown_bytes"].as_u64().unwrap() > 0);
}

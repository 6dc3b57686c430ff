use prost::Message as _;
use prost_reflect::{
    DescriptorPool, DynamicMessage, FieldDescriptor, Kind, MessageDescriptor, Value,
};

use super::{day, message, method};
use crate::failure::Exit;

fn contract() -> DescriptorPool {
    DescriptorPool::decode(wire::proto::DESCRIPTORS).unwrap()
}

#[test]
fn every_message_of_every_rpc_goes_through_json_and_back() {
    let pool = contract();
    let methods: Vec<_> = pool.services().flat_map(|s| s.methods().collect::<Vec<_>>()).collect();
    assert!(methods.len() > 20, "the contract has lost its methods");
    for kind in methods.iter().flat_map(|method| [method.input(), method.output()]) {
        for depth in 0..4 {
            let filled = filled(&kind, depth);
            let json = message::write(&filled, true).unwrap();
            let back = message::read(&kind, false, &json).unwrap().remove(0);
            assert_eq!(back.encode_to_vec(), filled.encode_to_vec(), "{}", kind.full_name());
        }
    }
}

#[test]
fn a_method_is_found_by_the_shortest_name_that_is_clear() {
    let pool = contract();
    for name in [
        "pmh.eligibility.v1.EligibilityService/GetEligibility",
        "/pmh.eligibility.v1.EligibilityService/GetEligibility",
        "EligibilityService/GetEligibility",
        "EligibilityService.GetEligibility",
        "GetEligibility",
    ] {
        let found = method::find(&pool, name).unwrap();
        assert_eq!(found.full_name(), "pmh.eligibility.v1.EligibilityService.GetEligibility");
    }
    let failure = method::find(&pool, "lityService/GetEligibility").unwrap_err();
    assert_eq!(failure.exit, Exit::Usage);
    assert!(failure.message.contains("pmh.audit.v1.AuditService/Replay"));
}

#[test]
fn json_that_is_no_message_is_refused_with_its_place() {
    let pool = contract();
    let kind = pool.get_message_by_name("pmh.eligibility.v1.OpenCheckInRequest").unwrap();
    for (json, because) in [
        ("{\"requestid\":\"x\"}", "requestid"),
        ("{\"request_id\":1}", "line 1"),
        ("{", "line 1"),
        ("{} {}", "trailing"),
    ] {
        let failure = message::read(&kind, false, json).unwrap_err();
        assert_eq!(failure.exit, Exit::Usage);
        assert!(failure.message.contains(because), "{json}: {failure}");
    }
}

#[test]
fn a_client_stream_takes_an_array_or_json_lines() {
    let pool = contract();
    let kind = pool.get_message_by_name("pmh.registration.v1.RegisterRecipientsRequest").unwrap();
    let one = "{\"end\":{\"row_count\":0}}";
    for (text, count) in
        [(format!("[{one},{one}]"), 2), (format!("{one}\n{one}\n{one}"), 3), (String::new(), 0)]
    {
        assert_eq!(message::read(&kind, true, &text).unwrap().len(), count);
    }
}

#[test]
fn a_day_may_be_a_text_wherever_a_message_has_one() {
    let pool = contract();
    let today = jiff::civil::date(2026, 10, 1);
    let spelled = |kind: &str, text: &str| {
        let kind = pool.get_message_by_name(kind).unwrap();
        let mut value = serde_json::from_str(text).unwrap();
        let found = day::spell_out(&kind, &mut value, today);
        (found, value.to_string())
    };
    let october = r#"{"day":1,"month":10,"year":2026}"#;
    let question = "pmh.eligibility.v1.GetEligibilityRequest";
    for text in [r#"{"visit_date":"today"}"#, r#"{"visit_date":"2026-10-01"}"#] {
        assert_eq!(spelled(question, text), (true, format!(r#"{{"visit_date":{october}}}"#)));
    }
    let (found, deeper) = spelled(
        "pmh.enrolment.v1.EnrolBodyRequest",
        r#"{"name":"today","participation":{"first":"2026-10-01"}}"#,
    );
    assert!(found);
    assert_eq!(deeper, format!(r#"{{"name":"today","participation":{{"first":{october}}}}}"#));
    for text in [r#"{"visit_date":"tomorrow"}"#, r#"{"visit_date":"2026-02-30"}"#] {
        assert_eq!(spelled(question, text), (false, text.to_owned()));
        let kind = pool.get_message_by_name(question).unwrap();
        let failure = message::read(&kind, false, text).unwrap_err();
        assert_eq!(failure.exit, Exit::Usage);
    }
    let kind = pool.get_message_by_name(question).unwrap();
    let read = message::read(&kind, false, r#"{"visit_date":"2026-10-01"}"#).unwrap();
    assert!(message::write(&read[0], true).unwrap().contains(r#""month":10"#));
}

/// A message with every field set, down to a depth; of a oneof, the last one.
fn filled(kind: &MessageDescriptor, depth: usize) -> DynamicMessage {
    let mut message = DynamicMessage::new(kind.clone());
    if kind.full_name() == "google.protobuf.Any" {
        let url = "type.googleapis.com/pmh.event.v1.ConsentNotAnswered";
        message.set_field_by_name("type_url", Value::String(url.to_owned()));
    }
    if kind.full_name().starts_with("google.protobuf.") {
        return message;
    }
    for field in kind.fields() {
        let Some(value) = value(&field, depth) else { continue };
        if field.is_list() {
            message.set_field(&field, Value::List(vec![value.clone(), value]));
        } else if !field.is_map() {
            message.set_field(&field, value);
        }
    }
    message
}

fn value(field: &FieldDescriptor, depth: usize) -> Option<Value> {
    Some(match field.kind() {
        Kind::Message(kind) if depth > 0 => Value::Message(filled(&kind, depth - 1)),
        Kind::Message(_) => return None,
        Kind::Enum(kind) => Value::EnumNumber(kind.values().last()?.number()),
        Kind::Bool => Value::Bool(true),
        Kind::String => Value::String("神\u{e0100}".to_owned()),
        Kind::Bytes => Value::Bytes(vec![0, 255].into()),
        Kind::Int32 => Value::I32(-7),
        Kind::Int64 => Value::I64(i64::MIN),
        Kind::Uint32 => Value::U32(u32::MAX),
        Kind::Uint64 => Value::U64(u64::MAX),
        other => panic!("the contract has a new kind of field: {other:?}"),
    })
}

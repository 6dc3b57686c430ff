//! Recorded events for readers: decoded by the contract's own description.

use jiff::{Timestamp, tz};
use prost_reflect::{DescriptorPool, DynamicMessage};
use serde_json::{Value, json};
use wire::proto::{DESCRIPTORS, audit::v1::RecordedEvent};

use crate::{
    call::message,
    failure::{Exit, Failure},
};

/// The events that this release knows.
pub struct Events(DescriptorPool);

impl Events {
    /// All events of the contract.
    ///
    /// # Errors
    ///
    /// [`Exit::Damage`] when the program's own contract cannot be read; a test reads it.
    pub fn known() -> Result<Self, Failure> {
        DescriptorPool::decode(DESCRIPTORS)
            .map(Self)
            .map_err(|error| Failure::new(Exit::Damage, error.to_string()))
    }

    /// An event for programs. One of a later release has its bytes' length in place of its fields.
    #[must_use]
    pub fn json(&self, event: RecordedEvent) -> Value {
        let (kind, fields) = self.decoded(&event);
        json!({
            "position": event.position,
            "recorded_time": recorded_time(&event),
            "type": kind,
            "stream": event.stream,
            "version": event.version,
            "id": event.id,
            "caller": event.caller,
            "request_id": event.request_id,
            "event": fields,
        })
    }

    /// An event for people, on one line.
    #[must_use]
    pub fn line(&self, event: RecordedEvent) -> String {
        let (kind, fields) = self.decoded(&event);
        format!(
            "{:>8}  {}  {kind}  {}@{}  by {}  {fields}",
            event.position,
            recorded_time(&event),
            event.stream,
            event.version,
            event.caller.trim_start_matches("spiffe://pmh/"),
        )
    }

    fn decoded(&self, event: &RecordedEvent) -> (String, Value) {
        let Some(any) = &event.event else { return (String::new(), Value::Null) };
        let name = any.type_url.rsplit('/').next().unwrap_or_default();
        let kind = name.rsplit('.').next().unwrap_or_default().to_owned();
        let fields = self
            .0
            .get_message_by_name(name)
            .and_then(|kind| DynamicMessage::decode(kind, any.value.as_slice()).ok())
            .and_then(|event| message::write(&event, true).ok())
            .and_then(|text| serde_json::from_str(&text).ok());
        let unknown = || json!({ "unknown_bytes": any.value.len() });
        (kind, fields.unwrap_or_else(unknown))
    }
}

/// When the hub recorded it, in Japan.
fn recorded_time(event: &RecordedEvent) -> String {
    let stamp = event.recorded_time.unwrap_or_default();
    let Ok(instant) = Timestamp::new(stamp.seconds, stamp.nanos) else { return String::new() };
    format!("{:.3}", instant.display_with_offset(tz::offset(9)))
}

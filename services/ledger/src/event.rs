//! What is appended and what is read back, with the limits of both.

use std::{borrow::Cow, sync::Arc};

use bytes::Bytes;
use jiff::Timestamp;
use uuid::Uuid;

use crate::{AppendError, ExpectedVersion, Position, StreamName, Version};

/// The largest payload of one event, in bytes (1 MiB).
pub const PAYLOAD_BYTES_MAX: usize = 1024 * 1024;

/// The most events of one append.
pub const EVENTS_PER_APPEND_MAX: usize = 256;

/// The largest sum of payloads of one append, in bytes (4 MiB).
pub const APPEND_BYTES_MAX: usize = 4 * 1024 * 1024;

/// The longest event type, in bytes.
pub const EVENT_TYPE_BYTES_MAX: usize = 128;

/// The longest caller, in bytes.
pub const CALLER_BYTES_MAX: usize = 512;

/// The longest request id, in bytes.
pub const REQUEST_ID_BYTES_MAX: usize = 128;

/// An event (事象) that is not yet recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEvent {
    /// Made from the request id, so that a retry carries the same ids. Distinct in a stream.
    pub id: Uuid,
    /// The name of the event's type, 1 to [`EVENT_TYPE_BYTES_MAX`] bytes.
    pub event_type: Cow<'static, str>,
    /// The encoded event, up to [`PAYLOAD_BYTES_MAX`] bytes.
    pub payload: Bytes,
}

/// Who asked, and when it was recorded: told by the caller of the append, for the ledger has no
/// clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribution {
    /// The hub's clock. Kept in whole microseconds; what is finer is dropped.
    pub recorded_at: Timestamp,
    /// The caller's name, up to [`CALLER_BYTES_MAX`] bytes.
    pub caller: Arc<str>,
    /// The request the event answers, up to [`REQUEST_ID_BYTES_MAX`] bytes.
    pub request_id: Arc<str>,
}

/// Events for one stream: all are recorded, next to each other, or none is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Append {
    /// Where they belong.
    pub stream: StreamName,
    /// What the decision to append them was based on.
    pub expected: ExpectedVersion,
    /// In order, 1 to [`EVENTS_PER_APPEND_MAX`], with distinct ids.
    pub events: Vec<NewEvent>,
    /// Who asked, and when.
    pub attribution: Attribution,
}

/// The events of an append are durable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Appended {
    /// Position of the append's last event.
    pub position: Position,
    /// Version of the append's last event.
    pub version: Version,
    /// They were recorded before: this append is a retry, and this is its first answer.
    pub repeated: bool,
}

/// An event (事象) as the ledger keeps it, for ever.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedEvent {
    /// The id it was appended with.
    pub id: Uuid,
    /// The stream it belongs to.
    pub stream: StreamName,
    /// Its place in the stream.
    pub version: Version,
    /// Its place in the ledger.
    pub position: Position,
    /// The name of its type.
    pub event_type: Arc<str>,
    /// The hub's clock when it was recorded, in whole microseconds. Where it disagrees with the
    /// position (a clock was set back), the position tells the order.
    pub recorded_at: Timestamp,
    /// Who asked for it.
    pub caller: Arc<str>,
    /// The request it answers.
    pub request_id: Arc<str>,
    /// The encoded event.
    pub payload: Bytes,
}

impl Append {
    /// Checks the form of the append, which needs no ledger: every ledger does so first.
    ///
    /// # Errors
    ///
    /// [`AppendError::Empty`], then [`AppendError::TooLarge`], then [`AppendError::RepeatedId`].
    pub fn check(&self) -> Result<(), AppendError> {
        if self.events.is_empty() || self.events.iter().any(|event| event.event_type.is_empty()) {
            return Err(AppendError::Empty);
        }
        let within = |what, size, max| {
            if size > max { Err(AppendError::TooLarge { what, size, max }) } else { Ok(()) }
        };
        within("events of an append", self.events.len(), EVENTS_PER_APPEND_MAX)?;
        for event in &self.events {
            within("bytes of an event type", event.event_type.len(), EVENT_TYPE_BYTES_MAX)?;
            within("bytes of a payload", event.payload.len(), PAYLOAD_BYTES_MAX)?;
        }
        within("payload bytes of an append", self.payload_bytes(), APPEND_BYTES_MAX)?;
        within("bytes of a caller", self.attribution.caller.len(), CALLER_BYTES_MAX)?;
        within("bytes of a request id", self.attribution.request_id.len(), REQUEST_ID_BYTES_MAX)?;
        let mut rest = self.events.as_slice();
        while let [event, later @ ..] = rest {
            if later.iter().any(|other| other.id == event.id) {
                return Err(AppendError::RepeatedId);
            }
            rest = later;
        }
        Ok(())
    }

    /// The sum of the payloads, in bytes.
    #[must_use]
    pub fn payload_bytes(&self) -> usize {
        self.events.iter().map(|event| event.payload.len()).sum()
    }
}

/// The instant as the ledger keeps it: whole microseconds.
pub(crate) fn whole_microseconds(instant: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(instant.as_microsecond()).unwrap_or(instant)
}

//! What the tests of stored events share.

use std::fmt::Debug;

use jiff::Timestamp;
use ledger::{NewEvent, Position, RecordedEvent, Version};
use uuid::Uuid;

use super::DecodeError;

/// The event as if it stood alone in a ledger.
pub(crate) fn recorded(new: NewEvent) -> RecordedEvent {
    RecordedEvent {
        id: new.id,
        stream: "stream".parse().unwrap(),
        version: Version::FIRST,
        position: Position::new(1),
        event_type: new.event_type.into(),
        recorded_at: Timestamp::UNIX_EPOCH,
        caller: "spiffe://pmh/operator".into(),
        request_id: "request".into(),
        payload: new.payload,
    }
}

/// Decodes each line (`Type: byte byte …`, in hex) and compares it with its sample.
pub(crate) fn check_old_bytes<E: Debug + PartialEq>(
    lines: &str,
    samples: &[E],
    decode: impl Fn(&RecordedEvent) -> Result<E, DecodeError>,
) {
    assert_eq!(lines.lines().count(), samples.len());
    for (line, sample) in lines.lines().zip(samples) {
        let (event_type, bytes) = line.split_once(": ").unwrap();
        let payload: Vec<u8> =
            bytes.split(' ').map(|byte| u8::from_str_radix(byte, 16).unwrap()).collect();
        let new = NewEvent {
            id: Uuid::nil(),
            event_type: event_type.to_owned().into(),
            payload: payload.into(),
        };
        assert_eq!(decode(&recorded(new)).as_ref(), Ok(sample), "{line}");
    }
}

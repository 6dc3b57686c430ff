//! Stored events: bytes in the ledger on one side, what happened on the other.
//!
//! One module per file of `pmh.event.v1`. The type's name beside the payload is the message's own
//! ([`prost::Name::NAME`]). What was ever stored is decoded for ever.

use std::borrow::Cow;

use domain::request_id::RequestId;
use ledger::{NewEvent, Position, RecordedEvent};
use prost::{Message, Name};
use uuid::Uuid;

/// What happened to certificates.
pub mod certificate;
pub mod check_in;
pub mod enrolment;
pub mod identity;
#[cfg(test)]
mod testing;

/// The namespace of event ids: every id is a UUID v5 in it. Never changes.
const EVENT_IDS: Uuid = Uuid::from_u128(0x6f0c_77a4_2f0e_4d55_9a5e_0d3e_5b1f_c2a1);

/// The id of the `index`-th event that a request causes for `key`.
///
/// `key` tells apart what one request writes to several streams: a row's stream, or empty. A retry makes the
/// same ids, so that it cannot double an event.
#[must_use]
pub fn event_id(request_id: &RequestId, key: &str, index: usize) -> Uuid {
    Uuid::new_v5(&EVENT_IDS, format!("{request_id}/{key}/{index}").as_bytes())
}

/// A message as an event that is not yet recorded.
#[must_use]
pub fn new_event<M: Message + Name>(id: Uuid, message: &M) -> NewEvent {
    NewEvent { id, event_type: Cow::Borrowed(M::NAME), payload: message.encode_to_vec().into() }
}

/// A recorded event could not be understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// The event's type is not one this room knows.
    #[error("event at position {at} has a type that does not belong there: {event_type}")]
    UnknownType {
        /// Where it stands.
        at: Position,
        /// Its type.
        event_type: String,
    },
    /// The bytes are not a message of that type.
    #[error("event at position {at} is not a {event_type}")]
    Malformed {
        /// Where it stands.
        at: Position,
        /// Its type.
        event_type: String,
    },
    /// A field does not have the form it was recorded in.
    #[error("event at position {at}: field {field} is malformed")]
    Field {
        /// Where it stands.
        at: Position,
        /// Which field.
        field: Cow<'static, str>,
    },
}

/// The message of an event whose type is known to be `M`.
///
/// # Errors
///
/// [`DecodeError::Malformed`].
pub fn message<M: Message + Name + Default>(event: &RecordedEvent) -> Result<M, DecodeError> {
    M::decode(event.payload.clone()).map_err(|_| DecodeError::Malformed {
        at: event.position,
        event_type: event.event_type.to_string(),
    })
}

/// The refusal of an event whose type does not belong where it was found.
#[must_use]
pub fn unknown_type(event: &RecordedEvent) -> DecodeError {
    DecodeError::UnknownType { at: event.position, event_type: event.event_type.to_string() }
}

/// The refusal of an event with a field that cannot be read.
#[must_use]
pub fn bad_field(event: &RecordedEvent, field: impl Into<Cow<'static, str>>) -> DecodeError {
    DecodeError::Field { at: event.position, field: field.into() }
}

impl From<DecodeError> for crate::refusal::Refusal {
    fn from(error: DecodeError) -> Self {
        Self::new(
            tonic::Code::DataLoss,
            crate::proto::common::v1::ErrorReason::LedgerDamaged,
            error.to_string(),
        )
    }
}

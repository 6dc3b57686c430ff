//! What happened to links, as identity's ledger stores it.

use domain::{
    PersonKey,
    link::{Event, LinkReason},
};
use ledger::{NewEvent, RecordedEvent};
use prost::Name as _;
use uuid::Uuid;

use crate::{
    event::{DecodeError, bad_field, message, new_event, unknown_type},
    field,
    proto::event::v1 as proto,
    refusal::FieldError,
};

/// An event of a link, not yet recorded.
#[must_use]
pub fn encode(id: Uuid, event: &Event) -> NewEvent {
    match event {
        Event::Made { person, key_version } => new_event(
            id,
            &proto::LinkMade { person: person.to_string(), key_version: *key_version },
        ),
        Event::InsuranceLinked { person, key_version, sealed_identity } => new_event(
            id,
            &proto::InsuranceLinked {
                person: person.to_string(),
                key_version: *key_version,
                sealed_identity: sealed_identity.clone().into(),
            },
        ),
        Event::Suspended { person, reason } => new_event(
            id,
            &proto::LinkSuspended {
                person: person.to_string(),
                reason: from_reason(*reason).into(),
            },
        ),
        Event::Restored { person, reason } => new_event(
            id,
            &proto::LinkRestored {
                person: person.to_string(),
                reason: from_reason(*reason).into(),
            },
        ),
        Event::Unlinked { person, reason } => new_event(
            id,
            &proto::LinkUnlinked {
                person: person.to_string(),
                reason: from_reason(*reason).into(),
            },
        ),
    }
}

/// A recorded event of a link.
///
/// # Errors
///
/// [`DecodeError`], in the order of its variants.
pub fn decode(recorded: &RecordedEvent) -> Result<Event, DecodeError> {
    let read = match recorded.event_type.as_ref() {
        proto::LinkMade::NAME => {
            let stored: proto::LinkMade = message(recorded)?;
            person(&stored.person)
                .map(|person| Event::Made { person, key_version: stored.key_version })
        }
        proto::InsuranceLinked::NAME => {
            let stored: proto::InsuranceLinked = message(recorded)?;
            person(&stored.person).map(|person| Event::InsuranceLinked {
                person,
                key_version: stored.key_version,
                sealed_identity: stored.sealed_identity.into(),
            })
        }
        proto::LinkSuspended::NAME => {
            let stored: proto::LinkSuspended = message(recorded)?;
            changed(&stored.person, stored.reason)
                .map(|(person, reason)| Event::Suspended { person, reason })
        }
        proto::LinkRestored::NAME => {
            let stored: proto::LinkRestored = message(recorded)?;
            changed(&stored.person, stored.reason)
                .map(|(person, reason)| Event::Restored { person, reason })
        }
        proto::LinkUnlinked::NAME => {
            let stored: proto::LinkUnlinked = message(recorded)?;
            changed(&stored.person, stored.reason)
                .map(|(person, reason)| Event::Unlinked { person, reason })
        }
        _ => return Err(unknown_type(recorded)),
    };
    read.map_err(|error| bad_field(recorded, error.field))
}

fn person(text: &str) -> Result<PersonKey, FieldError> {
    field::required("person", text)
}

fn changed(text: &str, value: i32) -> Result<(PersonKey, LinkReason), FieldError> {
    Ok((person(text)?, reason("reason", value)?))
}

/// Why a link changed.
///
/// # Errors
///
/// `FIELD_MISSING` when unspecified, `FIELD_MALFORMED` for a number that the contract does not name.
pub fn reason(field: &'static str, value: i32) -> Result<LinkReason, FieldError> {
    match proto::LinkReason::try_from(value) {
        Ok(proto::LinkReason::Unspecified) => Err(FieldError::missing(field)),
        Ok(proto::LinkReason::Mismatch) => Ok(LinkReason::Mismatch),
        Ok(proto::LinkReason::WrongNumber) => Ok(LinkReason::WrongNumber),
        Ok(proto::LinkReason::InsuranceChanged) => Ok(LinkReason::InsuranceChanged),
        Ok(proto::LinkReason::NumberChanged) => Ok(LinkReason::NumberChanged),
        Ok(proto::LinkReason::Confirmed) => Ok(LinkReason::Confirmed),
        Err(_) => Err(FieldError::malformed(field, "must be a reason that the contract names")),
    }
}

/// Why a link changed, as a message.
pub(crate) fn from_reason(reason: LinkReason) -> proto::LinkReason {
    match reason {
        LinkReason::Mismatch => proto::LinkReason::Mismatch,
        LinkReason::WrongNumber => proto::LinkReason::WrongNumber,
        LinkReason::InsuranceChanged => proto::LinkReason::InsuranceChanged,
        LinkReason::NumberChanged => proto::LinkReason::NumberChanged,
        LinkReason::Confirmed => proto::LinkReason::Confirmed,
    }
}

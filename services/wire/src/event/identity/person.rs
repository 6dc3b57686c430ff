//! What happened to people, as identity's ledger stores it.

use domain::person::Event;
use ledger::{NewEvent, RecordedEvent};
use prost::Name as _;
use uuid::Uuid;

use super::link::{from_reason, reason};
use crate::{
    event::{DecodeError, bad_field, message, new_event, unknown_type},
    field,
    proto::event::v1 as proto,
    refusal::FieldError,
};

/// An event of a person, not yet recorded.
#[must_use]
pub fn encode(id: Uuid, event: &Event) -> NewEvent {
    match event {
        Event::Merged { person, into, reason } => new_event(
            id,
            &proto::LinkMerged {
                person: person.to_string(),
                into: into.to_string(),
                reason: from_reason(*reason).into(),
            },
        ),
        Event::Shredded { person, date } => new_event(
            id,
            &proto::PersonShredded {
                person: person.to_string(),
                date: Some(field::from_date(*date)),
            },
        ),
    }
}

/// A recorded event of a person.
///
/// # Errors
///
/// [`DecodeError`], in the order of its variants.
pub fn decode(recorded: &RecordedEvent) -> Result<Event, DecodeError> {
    let read = match recorded.event_type.as_ref() {
        proto::LinkMerged::NAME => merged(&message(recorded)?),
        proto::PersonShredded::NAME => shredded(message(recorded)?),
        _ => return Err(unknown_type(recorded)),
    };
    read.map_err(|error| bad_field(recorded, error.field))
}

fn merged(stored: &proto::LinkMerged) -> Result<Event, FieldError> {
    Ok(Event::Merged {
        person: field::required("person", &stored.person)?,
        into: field::required("into", &stored.into)?,
        reason: reason("reason", stored.reason)?,
    })
}

fn shredded(stored: proto::PersonShredded) -> Result<Event, FieldError> {
    Ok(Event::Shredded {
        person: field::required("person", &stored.person)?,
        date: field::date("date", stored.date)?,
    })
}

//! What happened to facilities, as the registration ledger stores it.

use domain::{
    facility::{Enrolment, Event},
    reader_number::ReaderNumber,
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

/// An event of a facility, not yet recorded.
#[must_use]
pub fn encode(id: Uuid, event: &Event) -> NewEvent {
    match event {
        Event::Enrolled { facility, enrolment } => new_event(
            id,
            &proto::FacilityEnrolled {
                facility: facility.to_string(),
                name: enrolment.name.clone(),
                terms_edition: enrolment.terms_edition.clone(),
            },
        ),
        Event::OptedOut { facility } => {
            new_event(id, &proto::FacilityOptedOut { facility: facility.to_string() })
        }
        Event::ReaderEnrolled { facility, reader } => new_event(
            id,
            &proto::ReaderEnrolled {
                facility: facility.to_string(),
                reader: reader.number().into(),
            },
        ),
        Event::ReaderRemoved { facility, reader } => new_event(
            id,
            &proto::ReaderRemoved {
                facility: facility.to_string(),
                reader: reader.number().into(),
            },
        ),
    }
}

/// A recorded event of a facility.
///
/// # Errors
///
/// [`DecodeError`], in the order of its variants.
pub fn decode(recorded: &RecordedEvent) -> Result<Event, DecodeError> {
    let read = match recorded.event_type.as_ref() {
        proto::FacilityEnrolled::NAME => enrolled(message(recorded)?),
        proto::FacilityOptedOut::NAME => opted_out(&message(recorded)?),
        proto::ReaderEnrolled::NAME => reader_enrolled(&message(recorded)?),
        proto::ReaderRemoved::NAME => reader_removed(&message(recorded)?),
        _ => return Err(unknown_type(recorded)),
    };
    read.map_err(|error| bad_field(recorded, error.field))
}

fn enrolled(stored: proto::FacilityEnrolled) -> Result<Event, FieldError> {
    Ok(Event::Enrolled {
        facility: field::required("facility", &stored.facility)?,
        enrolment: Enrolment { name: stored.name, terms_edition: stored.terms_edition },
    })
}

fn opted_out(stored: &proto::FacilityOptedOut) -> Result<Event, FieldError> {
    Ok(Event::OptedOut { facility: field::required("facility", &stored.facility)? })
}

fn reader_enrolled(stored: &proto::ReaderEnrolled) -> Result<Event, FieldError> {
    Ok(Event::ReaderEnrolled {
        facility: field::required("facility", &stored.facility)?,
        reader: reader("reader", stored.reader)?,
    })
}

fn reader_removed(stored: &proto::ReaderRemoved) -> Result<Event, FieldError> {
    Ok(Event::ReaderRemoved {
        facility: field::required("facility", &stored.facility)?,
        reader: reader("reader", stored.reader)?,
    })
}

/// A reader's number; 0 is a field that nobody filled.
///
/// # Errors
///
/// `FIELD_MISSING`, then `FIELD_MALFORMED`.
pub(crate) fn reader(field: &'static str, number: u32) -> Result<ReaderNumber, FieldError> {
    if number == 0 {
        return Err(FieldError::missing(field));
    }
    u16::try_from(number)
        .ok()
        .and_then(|number| ReaderNumber::try_from(number).ok())
        .ok_or_else(|| FieldError::malformed(field, "must be 1 to 9999"))
}

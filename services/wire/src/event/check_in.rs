//! Check-ins, standing consents and inquiries, as the access ledger stores them.
//!
//! Every disclosure names its facility, person and day itself, so that it can be read without its
//! stream: one form in check-ins and inquiries alike ([`told`]).

use domain::check_in::{Event, Opened};
use ledger::{NewEvent, RecordedEvent};
use prost::Name as _;
use uuid::Uuid;

use super::{DecodeError, bad_field, message, new_event, unknown_type};
use crate::{field, proto::event::v1 as proto, refusal::FieldError};

pub mod class;
pub mod identification;
pub mod inquiry;
pub mod standing_consent;
#[cfg(test)]
mod tests;
pub mod told;

/// An event of a check-in, not yet recorded.
#[must_use]
pub fn encode(id: Uuid, event: &Event) -> NewEvent {
    match event {
        Event::Opened(opened) => new_event(id, &from_opened(opened)),
        Event::ConsentGiven(how) => {
            let (method, account) = identification::from(how);
            new_event(id, &proto::ConsentGiven { method: method.into(), account })
        }
        Event::ConsentRefused(how) => {
            let (method, account) = identification::from(how);
            new_event(id, &proto::ConsentRefused { method: method.into(), account })
        }
        Event::ConsentNotAnswered => new_event(id, &proto::ConsentNotAnswered {}),
        Event::ConsentWithdrawn => new_event(id, &proto::ConsentWithdrawn {}),
        Event::Disclosed(disclosed) => new_event(id, &told::from_disclosed(disclosed)),
        Event::Withheld(withheld) => new_event(id, &told::from_withheld(withheld)),
    }
}

/// A recorded event of a check-in.
///
/// # Errors
///
/// [`DecodeError`], in the order of its variants.
pub fn decode(recorded: &RecordedEvent) -> Result<Event, DecodeError> {
    let read = match recorded.event_type.as_ref() {
        proto::CheckInOpened::NAME => opened(message(recorded)?).map(Event::Opened),
        proto::ConsentGiven::NAME => {
            let proto::ConsentGiven { method, account } = message(recorded)?;
            identification::read(method, &account).map(Event::ConsentGiven)
        }
        proto::ConsentRefused::NAME => {
            let proto::ConsentRefused { method, account } = message(recorded)?;
            identification::read(method, &account).map(Event::ConsentRefused)
        }
        proto::ConsentNotAnswered::NAME => {
            let proto::ConsentNotAnswered {} = message(recorded)?;
            Ok(Event::ConsentNotAnswered)
        }
        proto::ConsentWithdrawn::NAME => {
            let proto::ConsentWithdrawn {} = message(recorded)?;
            Ok(Event::ConsentWithdrawn)
        }
        proto::EligibilityDisclosed::NAME => {
            told::disclosed(message(recorded)?).map(Event::Disclosed)
        }
        proto::EligibilityWithheld::NAME => told::withheld(message(recorded)?).map(Event::Withheld),
        _ => return Err(unknown_type(recorded)),
    };
    read.map_err(|error| bad_field(recorded, error.field))
}

fn from_opened(opened: &Opened) -> proto::CheckInOpened {
    proto::CheckInOpened {
        facility: opened.facility.to_string(),
        reader: opened.reader.number().into(),
        person: opened.person.map(|person| person.to_string()).unwrap_or_default(),
        link: opened.link.map(|link| link.to_string()).unwrap_or_default(),
        ask: opened.ask,
        class: class::from(opened.class).into(),
        date: Some(field::from_date(opened.date)),
    }
}

fn opened(stored: proto::CheckInOpened) -> Result<Opened, FieldError> {
    let reader = u16::try_from(stored.reader).ok().and_then(|number| number.try_into().ok());
    Ok(Opened {
        facility: field::required("facility", &stored.facility)?,
        reader: reader.ok_or_else(|| FieldError::malformed("reader", "must be 1 to 9999"))?,
        person: field::optional("person", &stored.person)?,
        link: field::optional("link", &stored.link)?,
        ask: stored.ask,
        class: class::read("class", stored.class)?,
        date: field::date("date", stored.date)?,
    })
}

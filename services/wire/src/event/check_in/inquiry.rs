//! Bulk inquiries (一括照会).

use domain::inquiry::{Accepted, Asked, Event};
use ledger::{NewEvent, RecordedEvent};
use prost::Name as _;
use uuid::Uuid;

use super::told;
use crate::{
    event::{DecodeError, bad_field, message, new_event, unknown_type},
    field,
    proto::event::v1 as proto,
    refusal::FieldError,
};

/// An event of an inquiry, not yet recorded.
#[must_use]
pub fn encode(id: Uuid, event: &Event) -> NewEvent {
    match event {
        Event::Accepted(accepted) => new_event(id, &from_accepted(accepted)),
        Event::Disclosed(disclosed) => new_event(id, &told::from_disclosed(disclosed)),
        Event::Withheld(withheld) => new_event(id, &told::from_withheld(withheld)),
        Event::Answered { disclosed_count, withheld_count } => new_event(
            id,
            &proto::InquiryAnswered {
                disclosed_count: *disclosed_count,
                withheld_count: *withheld_count,
            },
        ),
    }
}

/// A recorded event of an inquiry.
///
/// # Errors
///
/// [`DecodeError`], in the order of its variants.
pub fn decode(recorded: &RecordedEvent) -> Result<Event, DecodeError> {
    let read = match recorded.event_type.as_ref() {
        proto::InquiryAccepted::NAME => accepted(message(recorded)?).map(Event::Accepted),
        proto::EligibilityDisclosed::NAME => {
            told::disclosed(message(recorded)?).map(Event::Disclosed)
        }
        proto::EligibilityWithheld::NAME => told::withheld(message(recorded)?).map(Event::Withheld),
        proto::InquiryAnswered::NAME => {
            let proto::InquiryAnswered { disclosed_count, withheld_count } = message(recorded)?;
            Ok(Event::Answered { disclosed_count, withheld_count })
        }
        _ => return Err(unknown_type(recorded)),
    };
    read.map_err(|error| bad_field(recorded, error.field))
}

fn from_accepted(accepted: &Accepted) -> proto::InquiryAccepted {
    let people = &accepted.people;
    proto::InquiryAccepted {
        facility: accepted.facility.to_string(),
        visit_date: Some(field::from_date(accepted.visit_date)),
        standing_consents: people
            .iter()
            .map(|asked| asked.standing_consent.map(|id| id.to_string()).unwrap_or_default())
            .collect(),
        people: people
            .iter()
            .map(|asked| asked.person.map(|person| person.to_string()).unwrap_or_default())
            .collect(),
        people_hash: accepted.people_hash.map(|hash| hash.to_vec()).unwrap_or_default().into(),
    }
}

fn accepted(stored: proto::InquiryAccepted) -> Result<Accepted, FieldError> {
    if stored.people.len() != stored.standing_consents.len() {
        return Err(FieldError::malformed("people", "must be as many as standing_consents"));
    }
    let people = stored.people.iter().zip(&stored.standing_consents).map(|(person, consent)| {
        Ok(Asked {
            person: field::optional("people", person)?,
            standing_consent: field::optional("standing_consents", consent)?,
        })
    });
    Ok(Accepted {
        facility: field::required("facility", &stored.facility)?,
        visit_date: field::date("visit_date", stored.visit_date)?,
        people: people.collect::<Result<_, FieldError>>()?,
        people_hash: match stored.people_hash.as_ref() {
            [] => None,
            hash => Some(
                hash.try_into()
                    .map_err(|_| FieldError::malformed("people_hash", "must have 32 bytes"))?,
            ),
        },
    })
}

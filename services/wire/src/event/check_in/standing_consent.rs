//! Standing consents (居宅同意).

use domain::{
    standing_consent::{Event, Given},
    standing_consent_terms::StandingConsentKind,
};
use ledger::{NewEvent, RecordedEvent};
use prost::Name as _;
use uuid::Uuid;

use super::identification;
use crate::{
    event::{DecodeError, bad_field, message, new_event, unknown_type},
    field,
    proto::event::v1 as proto,
    refusal::FieldError,
};

/// An event of a standing consent, not yet recorded.
#[must_use]
pub fn encode(id: Uuid, event: &Event) -> NewEvent {
    match event {
        Event::Given(given) => new_event(id, &from_given(given)),
        Event::Extended(last) => {
            new_event(id, &proto::StandingConsentExtended { last: Some(field::from_date(*last)) })
        }
        Event::Withdrawn(date) => {
            new_event(id, &proto::StandingConsentWithdrawn { date: Some(field::from_date(*date)) })
        }
    }
}

/// A recorded event of a standing consent.
///
/// # Errors
///
/// [`DecodeError`], in the order of its variants.
pub fn decode(recorded: &RecordedEvent) -> Result<Event, DecodeError> {
    let read = match recorded.event_type.as_ref() {
        proto::StandingConsentGiven::NAME => given(message(recorded)?).map(Event::Given),
        proto::StandingConsentExtended::NAME => {
            let proto::StandingConsentExtended { last } = message(recorded)?;
            field::date("last", last).map(Event::Extended)
        }
        proto::StandingConsentWithdrawn::NAME => {
            let proto::StandingConsentWithdrawn { date } = message(recorded)?;
            field::date("date", date).map(Event::Withdrawn)
        }
        _ => return Err(unknown_type(recorded)),
    };
    read.map_err(|error| bad_field(recorded, error.field))
}

/// What a standing consent is for.
///
/// # Errors
///
/// `FIELD_MISSING` when unspecified, `FIELD_MALFORMED` for a number that the contract does not name.
pub fn kind(field: &'static str, value: i32) -> Result<StandingConsentKind, FieldError> {
    match proto::StandingConsentKind::try_from(value) {
        Ok(proto::StandingConsentKind::Unspecified) => Err(FieldError::missing(field)),
        Ok(proto::StandingConsentKind::HomeVisit) => Ok(StandingConsentKind::HomeVisit),
        Ok(proto::StandingConsentKind::Online) => Ok(StandingConsentKind::Online),
        Err(_) => Err(FieldError::malformed(field, "must be a kind that the contract names")),
    }
}

fn from_kind(kind: StandingConsentKind) -> proto::StandingConsentKind {
    match kind {
        StandingConsentKind::HomeVisit => proto::StandingConsentKind::HomeVisit,
        StandingConsentKind::Online => proto::StandingConsentKind::Online,
    }
}

fn from_given(given: &Given) -> proto::StandingConsentGiven {
    let (method, account) = identification::from(&given.identification);
    proto::StandingConsentGiven {
        facility: given.facility.to_string(),
        person: given.person.to_string(),
        link: given.link.map(|link| link.to_string()).unwrap_or_default(),
        kind: from_kind(given.kind).into(),
        period: Some(field::from_period(given.period)),
        method: method.into(),
        account,
    }
}

fn given(stored: proto::StandingConsentGiven) -> Result<Given, FieldError> {
    Ok(Given {
        facility: field::required("facility", &stored.facility)?,
        person: field::required("person", &stored.person)?,
        link: field::optional("link", &stored.link)?,
        kind: kind("kind", stored.kind)?,
        period: field::period("period", stored.period)?,
        identification: identification::read(stored.method, &stored.account)?,
    })
}

//! Recorded event → what it changes here.
//!
//! Every type of event that the two ledgers hold is named. One that is not stops the projector:
//! what a desk may be told is never guessed.

use domain::{body_code::BodyCode, link, person_key::PersonKey};
use ledger::{Position, RecordedEvent};
use prost::Name as _;
use sealing::{GetError, KeyStore};
use wire::{
    event::{DecodeError, bad_field, enrolment, identity, message, unknown_type},
    proto::event::v1 as proto,
};

use crate::{certificates::CertificateEvent, people::IdentityChange};

mod certificate;

/// An event could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotDecoded {
    /// It is of a type or a form that this build does not know.
    #[error(transparent)]
    Event(#[from] DecodeError),
    /// The person's key does not open under the root key.
    #[error("event at position {at}: {source}")]
    Key {
        /// Where the event stands.
        at: Position,
        /// What the key store says.
        source: GetError,
    },
    /// The key store has never had a key of this person: it is not the one that belongs to the
    /// ledger, or an old copy of it.
    #[error("event at position {at}: key store has no key of person {person}")]
    KeyMissing {
        /// Where the event stands.
        at: Position,
        /// Whose key.
        person: PersonKey,
    },
}

/// What an event of the registration ledger changes.
#[derive(Debug)]
pub(crate) enum RegistrationChange {
    Certificate(Box<CertificateEvent>),
    Enrolment(enrolment::Event),
    /// An upload of this body was taken to its end.
    Import(BodyCode),
}

/// Reads an event of the registration ledger.
///
/// # Errors
///
/// [`NotDecoded`].
pub(crate) fn registration(
    event: &RecordedEvent,
    keys: &KeyStore,
) -> Result<RegistrationChange, NotDecoded> {
    match event.event_type.as_ref() {
        proto::CertificateRegistered::NAME
        | proto::CertificatePeriodAdded::NAME
        | proto::CertificateCorrected::NAME
        | proto::CertificateEnded::NAME
        | proto::CertificateDeleted::NAME
        | proto::CertificateReinstated::NAME
        | proto::DisclosureWithheld::NAME
        | proto::DisclosureLifted::NAME => {
            let event = certificate::read(event, keys)?;
            Ok(RegistrationChange::Certificate(Box::new(event)))
        }
        proto::BodyEnrolled::NAME
        | proto::OperatorDelegated::NAME
        | proto::ProgramDefined::NAME
        | proto::ProgramRevised::NAME
        | proto::ProgramRetired::NAME
        | proto::FacilityEnrolled::NAME
        | proto::FacilityOptedOut::NAME
        | proto::ReaderEnrolled::NAME
        | proto::ReaderRemoved::NAME => {
            Ok(RegistrationChange::Enrolment(enrolment::decode(event)?))
        }
        proto::ImportAccepted::NAME => {
            let stored: proto::ImportAccepted = message(event)?;
            let body = stored.body.parse().map_err(|_| bad_field(event, "body"))?;
            Ok(RegistrationChange::Import(body))
        }
        _ => Err(unknown_type(event).into()),
    }
}

/// Reads an event of identity's ledger.
///
/// # Errors
///
/// [`NotDecoded::Event`].
pub(crate) fn identity(event: &RecordedEvent) -> Result<IdentityChange, NotDecoded> {
    match identity::decode(event)? {
        identity::Event::Person(change) => Ok(IdentityChange::Person(change)),
        identity::Event::Link(change) => {
            let link = link::of_stream(event.stream.as_str());
            let link = link.ok_or_else(|| bad_field(event, "stream"))?;
            Ok(IdentityChange::Link(link, change))
        }
    }
}

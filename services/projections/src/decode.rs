//! Recorded event → what it changes here.
//!
//! Every type of event that the two ledgers hold is named. One that is not stops the projector:
//! what a desk may be told is never guessed.

use domain::{body_code::BodyCode, link};
use ledger::RecordedEvent;
use prost::Name as _;
use wire::{
    event::{DecodeError, bad_field, enrolment, identity, message, unknown_type},
    proto::event::v1 as proto,
};

use crate::{certificates::CertificateEvent, people::IdentityChange};

mod certificate;

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
/// [`DecodeError`].
pub(crate) fn registration(event: &RecordedEvent) -> Result<RegistrationChange, DecodeError> {
    match event.event_type.as_ref() {
        proto::CertificateRegistered::NAME
        | proto::CertificatePeriodAdded::NAME
        | proto::CertificateCorrected::NAME
        | proto::CertificateEnded::NAME
        | proto::CertificateDeleted::NAME
        | proto::CertificateReinstated::NAME
        | proto::DisclosureWithheld::NAME
        | proto::DisclosureLifted::NAME => {
            let event = certificate::read(event)?;
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
        _ => Err(unknown_type(event)),
    }
}

/// Reads an event of identity's ledger.
///
/// # Errors
///
/// [`DecodeError`].
pub(crate) fn identity(event: &RecordedEvent) -> Result<IdentityChange, DecodeError> {
    match identity::decode(event)? {
        identity::Event::Person(change) => Ok(IdentityChange::Person(change)),
        identity::Event::Link(change) => {
            let link = link::of_stream(event.stream.as_str());
            let link = link.ok_or_else(|| bad_field(event, "stream"))?;
            Ok(IdentityChange::Link(link, change))
        }
    }
}

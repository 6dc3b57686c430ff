//! Whom and what an event speaks of: the person, the body, the certificates.
//!
//! One row per event of `pmh.event.v1` says where its message names them. Of large messages only
//! those fields are decoded; what is closed stays unread.

use bytes::Bytes;
use prost::{DecodeError, Message, Name};
use wire::proto::event::v1 as event;

/// Whom and what one event names. Texts as they were recorded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Subject {
    /// Person keys; an empty text names nobody.
    pub(crate) people: Vec<String>,
    /// The body and, where it is named, the body's certificate type.
    pub(crate) program: Option<(String, Option<String>)>,
    /// Certificates that stand in the registration ledger, 36-character UUIDs.
    pub(crate) certificates: Vec<String>,
    /// Names nobody itself: speaks of whom the first event of its stream names.
    pub(crate) as_stream_began: bool,
}

/// How the subject of one type of event is found.
#[derive(Clone, Copy)]
enum Reader {
    /// Its message names somebody, or a program.
    Named(fn(Bytes) -> Result<Subject, DecodeError>),
    /// It speaks of whom the first event of its stream names.
    AsStreamBegan,
    /// It speaks of no person, body or certificate.
    Nobody,
}
use Reader::{AsStreamBegan, Named, Nobody};

/// Where each event names its subject.
const READERS: [(&str, Reader); 38] = [
    (
        event::BodyEnrolled::NAME,
        Named(|bytes| Ok(of_body(event::BodyEnrolled::decode(bytes)?.body))),
    ),
    (
        event::OperatorDelegated::NAME,
        Named(|bytes| Ok(of_body(event::OperatorDelegated::decode(bytes)?.body))),
    ),
    (event::ProgramDefined::NAME, Named(of_program)),
    (event::ProgramRevised::NAME, Named(of_program)),
    (event::ProgramRetired::NAME, Named(of_retired_program)),
    (event::FacilityEnrolled::NAME, Nobody),
    (event::FacilityOptedOut::NAME, Nobody),
    (event::ReaderEnrolled::NAME, Nobody),
    (event::ReaderRemoved::NAME, Nobody),
    (event::CertificateRegistered::NAME, Named(of_certificate)),
    (event::CertificatePeriodAdded::NAME, Named(of_certificate)),
    (event::CertificateCorrected::NAME, Named(of_certificate)),
    (event::CertificateEnded::NAME, Named(of_certificate)),
    (event::CertificateDeleted::NAME, Named(of_certificate)),
    (event::CertificateReinstated::NAME, Named(of_certificate)),
    (event::DisclosureWithheld::NAME, Named(of_certificate)),
    (event::DisclosureLifted::NAME, Named(of_certificate)),
    (
        event::ImportAccepted::NAME,
        Named(|bytes| Ok(of_body(event::ImportAccepted::decode(bytes)?.body))),
    ),
    (event::LinkMade::NAME, Named(|bytes| Ok(of_people([event::LinkMade::decode(bytes)?.person])))),
    (
        event::InsuranceLinked::NAME,
        Named(|bytes| Ok(of_people([event::InsuranceLinked::decode(bytes)?.person]))),
    ),
    (
        event::LinkSuspended::NAME,
        Named(|bytes| Ok(of_people([event::LinkSuspended::decode(bytes)?.person]))),
    ),
    (
        event::LinkRestored::NAME,
        Named(|bytes| Ok(of_people([event::LinkRestored::decode(bytes)?.person]))),
    ),
    (
        event::LinkUnlinked::NAME,
        Named(|bytes| Ok(of_people([event::LinkUnlinked::decode(bytes)?.person]))),
    ),
    (event::LinkMerged::NAME, Named(of_merged)),
    (
        event::PersonShredded::NAME,
        Named(|bytes| Ok(of_people([event::PersonShredded::decode(bytes)?.person]))),
    ),
    (
        event::CheckInOpened::NAME,
        Named(|bytes| Ok(of_people([event::CheckInOpened::decode(bytes)?.person]))),
    ),
    (event::ConsentGiven::NAME, AsStreamBegan),
    (event::ConsentRefused::NAME, AsStreamBegan),
    (event::ConsentNotAnswered::NAME, AsStreamBegan),
    (event::ConsentWithdrawn::NAME, AsStreamBegan),
    (event::EligibilityDisclosed::NAME, Named(of_disclosure)),
    (event::EligibilityWithheld::NAME, Named(of_withholding)),
    (
        event::StandingConsentGiven::NAME,
        Named(|bytes| Ok(of_people([event::StandingConsentGiven::decode(bytes)?.person]))),
    ),
    (event::StandingConsentExtended::NAME, AsStreamBegan),
    (event::StandingConsentWithdrawn::NAME, AsStreamBegan),
    (
        event::InquiryAccepted::NAME,
        Named(|bytes| Ok(of_people(event::InquiryAccepted::decode(bytes)?.people))),
    ),
    (event::InquiryAnswered::NAME, AsStreamBegan),
    (event::ReplayPerformed::NAME, Nobody),
];

/// Whether events of this type are recorded by this hub.
pub(crate) fn is_event_type(name: &str) -> bool {
    reader(name).is_some()
}

/// Whom an event of this type and these bytes speaks of; none if the type is not known.
///
/// # Errors
///
/// [`DecodeError`] if the bytes are not a message of that type.
pub(crate) fn subject(event_type: &str, payload: Bytes) -> Option<Result<Subject, DecodeError>> {
    Some(match reader(event_type)? {
        Named(read) => read(payload),
        AsStreamBegan => Ok(Subject { as_stream_began: true, ..Subject::default() }),
        Nobody => Ok(Subject::default()),
    })
}

fn reader(name: &str) -> Option<Reader> {
    READERS.iter().find(|(known, _)| *known == name).map(|(_, read)| *read)
}

/// The part of every event about a certificate that names its subject.
#[derive(Clone, PartialEq, prost::Message)]
struct CertificateOnly {
    #[prost(message, optional, tag = "1")]
    reference: Option<event::CertificateRef>,
}

/// The part of a program's definition that names its subject.
#[derive(Clone, PartialEq, prost::Message)]
struct ProgramOnly {
    #[prost(message, optional, tag = "1")]
    program: Option<ProgramName>,
}

/// The first two fields of [`event::ProgramMaster`].
#[derive(Clone, PartialEq, prost::Message)]
struct ProgramName {
    #[prost(string, tag = "1")]
    body: String,
    #[prost(string, tag = "2")]
    certificate_type: String,
}

fn of_certificate(bytes: Bytes) -> Result<Subject, DecodeError> {
    let named = CertificateOnly::decode(bytes)?.reference.unwrap_or_default();
    Ok(Subject {
        people: vec![named.person],
        program: Some((named.body, Some(named.certificate_type))),
        ..Subject::default()
    })
}

fn of_program(bytes: Bytes) -> Result<Subject, DecodeError> {
    let ProgramName { body, certificate_type } =
        ProgramOnly::decode(bytes)?.program.unwrap_or_default();
    Ok(Subject { program: Some((body, Some(certificate_type))), ..Subject::default() })
}

fn of_retired_program(bytes: Bytes) -> Result<Subject, DecodeError> {
    let event::ProgramRetired { body, certificate_type, last: _ } =
        event::ProgramRetired::decode(bytes)?;
    Ok(Subject { program: Some((body, Some(certificate_type))), ..Subject::default() })
}

fn of_merged(bytes: Bytes) -> Result<Subject, DecodeError> {
    let event::LinkMerged { person, into, reason: _ } = event::LinkMerged::decode(bytes)?;
    Ok(of_people([person, into]))
}

fn of_disclosure(bytes: Bytes) -> Result<Subject, DecodeError> {
    let told = event::EligibilityDisclosed::decode(bytes)?;
    let mut certificates: Vec<_> = told.rows.into_iter().map(|row| row.certificate).collect();
    certificates.extend(told.withheld_certificates);
    Ok(Subject { people: vec![told.person], certificates, ..Subject::default() })
}

fn of_withholding(bytes: Bytes) -> Result<Subject, DecodeError> {
    let withheld = event::EligibilityWithheld::decode(bytes)?;
    Ok(Subject {
        people: vec![withheld.person],
        certificates: withheld.withheld_certificates,
        ..Subject::default()
    })
}

fn of_people(people: impl Into<Vec<String>>) -> Subject {
    Subject { people: people.into(), ..Subject::default() }
}

fn of_body(body: String) -> Subject {
    Subject { program: Some((body, None)), ..Subject::default() }
}

#[cfg(test)]
mod tests;

//! Who calls, as the RPC needs it. The policy table has let only these through.

use domain::{
    body_code::BodyCode, caller::Caller, institution_code::InstitutionCode,
    reader_number::ReaderNumber,
};
use wire::{Envelope, Refusal};

use crate::status;

/// The reader that calls, and its facility.
///
/// # Errors
///
/// `ROLE_NOT_ALLOWED`.
pub(crate) fn reader(envelope: &Envelope) -> Result<(InstitutionCode, ReaderNumber), Refusal> {
    match envelope.caller() {
        Caller::Reader { facility, reader } => Ok((*facility, *reader)),
        Caller::Body(_)
        | Caller::Insurer(_)
        | Caller::Facility(_)
        | Caller::Auditor(_)
        | Caller::Operator => Err(status::role_not_allowed()),
    }
}

/// The facility that calls, by its desk or one of its readers.
///
/// # Errors
///
/// `ROLE_NOT_ALLOWED`.
pub(crate) fn facility(envelope: &Envelope) -> Result<InstitutionCode, Refusal> {
    envelope.caller().facility().ok_or_else(status::role_not_allowed)
}

/// The facility whose desk calls.
///
/// # Errors
///
/// `ROLE_NOT_ALLOWED`.
pub(crate) fn desk(envelope: &Envelope) -> Result<InstitutionCode, Refusal> {
    match envelope.caller() {
        Caller::Facility(facility) => Ok(*facility),
        Caller::Body(_)
        | Caller::Insurer(_)
        | Caller::Reader { .. }
        | Caller::Auditor(_)
        | Caller::Operator => Err(status::role_not_allowed()),
    }
}

/// The body that calls.
///
/// # Errors
///
/// `ROLE_NOT_ALLOWED`.
pub(crate) fn body(envelope: &Envelope) -> Result<BodyCode, Refusal> {
    envelope.caller().body().ok_or_else(status::role_not_allowed)
}

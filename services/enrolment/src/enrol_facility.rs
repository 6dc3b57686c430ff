//! Enrols a facility that accepts the terms (利用規約への同意).

use domain::facility::Command;
use ledger::{Ledger, Position};
use wire::{Envelope, Refusal, enrolment, field, proto::enrolment::v1::EnrolFacilityRequest};

use crate::{streams::change_facility, tenant};

/// Enrols a facility and says where it was recorded.
///
/// # Errors
///
/// The reasons in the contract of `EnrolFacility`.
pub(crate) async fn enrol_facility(
    ledger: &dyn Ledger,
    envelope: &Envelope,
    request: EnrolFacilityRequest,
) -> Result<Position, Refusal> {
    let request_id = field::request_id(&request.request_id)?;
    let (facility, content) = enrolment::enrol_facility(request)?;
    tenant::facility(envelope.caller(), facility)?;
    change_facility(ledger, envelope, request_id, facility, Command::Enrol(content)).await
}

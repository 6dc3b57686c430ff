//! Enrols a body (実施機関), or changes its name, days or policy.

use domain::body::Command;
use ledger::{Ledger, Position};
use wire::{Envelope, Refusal, enrolment, field, proto::enrolment::v1::EnrolBodyRequest};

use crate::{streams::change_body, tenant};

/// Enrols a body and says where it was recorded.
///
/// # Errors
///
/// The reasons in the contract of `EnrolBody`.
pub(crate) async fn enrol_body(
    ledger: &dyn Ledger,
    envelope: &Envelope,
    request: EnrolBodyRequest,
) -> Result<Position, Refusal> {
    tenant::operator(envelope.caller())?;
    let request_id = field::request_id(&request.request_id)?;
    let (body, content) = enrolment::enrol_body(request)?;
    change_body(ledger, envelope, request_id, body, Command::Enrol(content)).await
}

//! Records that a body lets an operator act for it (委任).

use domain::body::Command;
use ledger::{Ledger, Position};
use wire::{Envelope, Refusal, enrolment, field, proto::enrolment::v1::DelegateOperatorRequest};

use crate::{streams::change_body, tenant};

/// Records a delegation and says where.
///
/// # Errors
///
/// The reasons in the contract of `DelegateOperator`.
pub(crate) async fn delegate_operator(
    ledger: &dyn Ledger,
    envelope: &Envelope,
    request: DelegateOperatorRequest,
) -> Result<Position, Refusal> {
    let request_id = field::request_id(&request.request_id)?;
    let (body, delegation) = enrolment::delegate_operator(request)?;
    tenant::body(envelope.caller(), body)?;
    let command = Command::DelegateOperator(delegation);
    change_body(ledger, envelope, request_id, body, command).await
}

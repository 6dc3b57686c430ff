//! Retires a program after a last day (制度の廃止).

use domain::program::Command;
use ledger::{Ledger, Position};
use wire::{Envelope, Refusal, enrolment, field, proto::enrolment::v1::RetireProgramRequest};

use crate::{streams::change_program, tenant};

/// Retires a program and says where it was recorded.
///
/// # Errors
///
/// The reasons in the contract of `RetireProgram`.
pub(crate) async fn retire_program(
    ledger: &dyn Ledger,
    envelope: &Envelope,
    request: &RetireProgramRequest,
) -> Result<Position, Refusal> {
    let request_id = field::request_id(&request.request_id)?;
    let (body, certificate_type, last) = enrolment::retire_program(request)?;
    tenant::body(envelope.caller(), body)?;
    let command = Command::Retire { last };
    change_program(ledger, envelope, request_id, (body, &certificate_type), command).await
}

//! Defines a program, or revises it when it is defined (制度マスタの設定).

use domain::program::Command;
use ledger::{Ledger, Position};
use wire::{Envelope, Refusal, enrolment, field, proto::enrolment::v1::DefineProgramRequest};

use crate::{
    streams::{change_program, require_body},
    tenant,
};

/// A program reads as its body said.
pub(crate) struct Defined {
    /// Where that was recorded.
    pub(crate) position: Position,
    /// Whether it has no rule of the calculation module.
    pub(crate) rule_missing: bool,
}

/// Defines a program and says where it was recorded.
///
/// # Errors
///
/// The reasons in the contract of `DefineProgram`.
pub(crate) async fn define_program(
    ledger: &dyn Ledger,
    envelope: &Envelope,
    request: DefineProgramRequest,
) -> Result<Defined, Refusal> {
    let request_id = field::request_id(&request.request_id)?;
    let master = enrolment::define_program(request.program)?;
    tenant::body(envelope.caller(), master.body)?;
    require_body(ledger, master.body).await?;
    let rule_missing = master.rule.is_none();
    let (body, certificate_type) = (master.body, master.certificate_type.clone());
    let command = Command::Define(master);
    let position =
        change_program(ledger, envelope, request_id, (body, &certificate_type), command).await?;
    Ok(Defined { position, rule_missing })
}

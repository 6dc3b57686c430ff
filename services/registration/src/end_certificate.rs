//! Ends a history row earlier than it said (資格喪失).

use domain::certificate::Command;
use wire::{
    Envelope, FieldError, Refusal, event, field, proto::registration::v1::EndCertificateRequest,
};

use crate::{Registration, own};

/// Ends a row of the caller's own certificate and says where that was recorded.
///
/// # Errors
///
/// In the order of the contract.
pub(crate) async fn end_certificate(
    room: &Registration,
    envelope: &Envelope,
    request: EndCertificateRequest,
) -> Result<u64, Refusal> {
    let request_id = field::request_id(&request.request_id)?;
    let certificate = own::named(&request.certificate)?;
    let history_key =
        request.history_key.parse().map_err(|error| FieldError::malformed("history_key", error))?;
    let last = field::date("last", request.last)?;
    let cause = event::certificate::cause("cause", request.cause)?;
    let command = Command::End { history_key, last, cause };
    own::decide(room, envelope, request_id, certificate, command).await
}

//! Lets a certificate be told again (不開示の解除).

use domain::certificate::Command;
use wire::{Envelope, Refusal, field, proto::registration::v1::LiftDisclosureRequest};

use crate::{Registration, own};

/// Lifts what withholds the caller's own certificate and says where that was recorded.
///
/// # Errors
///
/// In the order of the contract.
pub(crate) async fn lift_disclosure(
    room: &Registration,
    envelope: &Envelope,
    request: LiftDisclosureRequest,
) -> Result<u64, Refusal> {
    let request_id = field::request_id(&request.request_id)?;
    let certificate = own::named(&request.certificate)?;
    let command = Command::Lift { reason_code: own::reason_code(request.reason_code)? };
    own::decide(room, envelope, request_id, certificate, command).await
}

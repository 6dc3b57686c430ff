//! Withholds a certificate (不開示の設定).

use domain::certificate::{Command, Disclosure};
use wire::{
    Envelope, FieldError, Refusal, common, field,
    proto::registration::v1::WithholdDisclosureRequest,
};

use crate::{Registration, own};

/// Withholds the caller's own certificate and says where that was recorded.
///
/// # Errors
///
/// In the order of the contract.
pub(crate) async fn withhold_disclosure(
    room: &Registration,
    envelope: &Envelope,
    request: WithholdDisclosureRequest,
) -> Result<u64, Refusal> {
    let request_id = field::request_id(&request.request_id)?;
    let certificate = own::named(&request.certificate)?;
    let disclosure = match common::disclosure("disclosure", request.disclosure)? {
        Disclosure::Open => {
            return Err(FieldError::malformed("disclosure", "must hide something").into());
        }
        hidden @ (Disclosure::HideFromHistory | Disclosure::HideAll) => hidden,
    };
    let command =
        Command::Withhold { disclosure, reason_code: own::reason_code(request.reason_code)? };
    own::decide(room, envelope, request_id, certificate, command).await
}

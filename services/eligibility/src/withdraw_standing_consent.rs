//! Takes a standing consent back, from now on.

use domain::standing_consent::Command;
use ledger::Position;
use wire::{
    Envelope, Refusal,
    eligibility::{TakingBack, taking_back},
    proto::eligibility::v1::WithdrawStandingConsentRequest,
};

use crate::{Room, tenant};

/// Records that the person took the standing consent back, and says where.
///
/// # Errors
///
/// As the contract says of `WithdrawStandingConsent`.
pub(crate) async fn withdraw_standing_consent(
    room: &Room,
    envelope: &Envelope,
    request: &WithdrawStandingConsentRequest,
) -> Result<Position, Refusal> {
    let facility = tenant::facility(envelope)?;
    let TakingBack { request_id, standing_consent } = taking_back(request)?;
    let changed = room
        .change_standing_consent(
            envelope,
            &request_id,
            standing_consent,
            facility,
            Command::Withdraw,
        )
        .await?;
    Ok(changed.position)
}

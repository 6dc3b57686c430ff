//! Takes a consent back.

use domain::check_in::Command;
use ledger::Position;
use wire::{
    Envelope, Refusal,
    eligibility::{Withdrawing, withdrawing},
    proto::eligibility::v1::WithdrawConsentRequest,
};

use crate::{Room, tenant};

/// Records that the person took the consent back, and says where.
///
/// # Errors
///
/// As the contract says of `WithdrawConsent`.
pub(crate) async fn withdraw_consent(
    room: &Room,
    envelope: &Envelope,
    request: &WithdrawConsentRequest,
) -> Result<Position, Refusal> {
    let facility = tenant::facility(envelope)?;
    let Withdrawing { request_id, check_in } = withdrawing(request)?;
    let recorded =
        room.change_check_in(envelope, &request_id, check_in, facility, Command::Withdraw).await?;
    Ok(recorded.position)
}

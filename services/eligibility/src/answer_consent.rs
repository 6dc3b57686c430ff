//! Records what the person answered.

use ledger::Position;
use wire::{
    Envelope, Refusal,
    eligibility::{Answering, answering},
    proto::eligibility::v1::AnswerConsentRequest,
};

use crate::{Room, tenant};

/// Records an answer and says where.
///
/// # Errors
///
/// As the contract says of `AnswerConsent`.
pub(crate) async fn answer_consent(
    room: &Room,
    envelope: &Envelope,
    request: AnswerConsentRequest,
) -> Result<Position, Refusal> {
    let (facility, reader) = tenant::reader(envelope)?;
    let Answering { request_id, check_in, command } = answering(request)?;
    if room.fresh(None).await?.is_ok() {
        room.check_reader(facility, reader)?;
    }
    let recorded = room.change_check_in(envelope, &request_id, check_in, facility, command).await?;
    Ok(recorded.position)
}

//! Extends a standing consent while care continues.

use domain::standing_consent::Command;
use wire::{
    Envelope, Refusal,
    eligibility::{Extending, extending},
    field,
    proto::eligibility::v1::{ExtendStandingConsentRequest, ExtendStandingConsentResponse},
};

use crate::{Room, tenant};

/// Extends a standing consent by a month and says its last day from now on.
///
/// # Errors
///
/// As the contract says of `ExtendStandingConsent`.
pub(crate) async fn extend_standing_consent(
    room: &Room,
    envelope: &Envelope,
    request: &ExtendStandingConsentRequest,
) -> Result<ExtendStandingConsentResponse, Refusal> {
    let facility = tenant::desk(envelope)?;
    let Extending { request_id, standing_consent } = extending(request)?;
    let changed = room
        .change_standing_consent(envelope, &request_id, standing_consent, facility, Command::Extend)
        .await?;
    Ok(ExtendStandingConsentResponse {
        last: changed.period.map(|period| field::from_date(period.last())),
        position: changed.position.get(),
    })
}

//! Records a standing consent.

use domain::{standing_consent::Command, standing_consent_id::StandingConsentId};
use projections::Found;
use wire::{
    Envelope, Refusal,
    eligibility::{Giving, giving},
    field,
    proto::eligibility::v1::{GiveStandingConsentRequest, GiveStandingConsentResponse},
};

use crate::{Room, status, tenant};

/// Records a standing consent and says how long it holds.
///
/// # Errors
///
/// As the contract says of `GiveStandingConsent`; `NOT_FRESH_ENOUGH` where the hub cannot look whom the card leads to.
pub(crate) async fn give_standing_consent(
    room: &Room,
    envelope: &Envelope,
    request: GiveStandingConsentRequest,
) -> Result<GiveStandingConsentResponse, Refusal> {
    let (facility, reader) = tenant::reader(envelope)?;
    let Giving { request_id, insurance, kind, identification } = giving(request)?;
    room.fresh(None).await?.map_err(|error| status::not_fresh_enough(&error))?;
    room.check_reader(facility, reader)?;
    let (found, link) = room.find(&insurance);
    let person = match found {
        Found::Person(person) => person,
        // A link that is being checked leads to nobody.
        Found::Pending(_) | Found::Unknown => return Err(status::link_not_found()),
    };
    let id = StandingConsentId::derive(facility, person);
    let command = Command::Give { facility, person, link, kind, identification };
    let changed =
        room.change_standing_consent(envelope, &request_id, id, facility, command).await?;
    Ok(GiveStandingConsentResponse {
        standing_consent: id.resource_name(),
        period: changed.period.map(field::from_period),
        position: changed.position.get(),
    })
}

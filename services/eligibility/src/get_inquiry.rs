//! Gives the answers of a bulk inquiry by its reception number.

use wire::{
    Envelope, Refusal,
    eligibility::fetching,
    proto::eligibility::v1::{GetInquiryRequest, GetInquiryResponse},
};

use crate::{Room, inquiry::Answering, tenant};

/// Answers a bulk inquiry in one message. Fetched again it is answered anew, on what is known by then.
///
/// # Errors
///
/// As the contract says of `GetInquiry`.
pub(crate) async fn get_inquiry(
    room: &Room,
    envelope: &Envelope,
    request: &GetInquiryRequest,
) -> Result<GetInquiryResponse, Refusal> {
    let facility = tenant::desk(envelope)?;
    let id = fetching(request)?;
    if room.fresh(None).await?.is_ok() {
        room.check_facility(facility)?;
    }
    let accepted = room.fetch(id, facility, envelope.today()).await?;
    let mut answers = Vec::with_capacity(accepted.people.len());
    let mut answering = Answering::new(id, accepted, envelope);
    // Ends with the people of the inquiry, at most `PEOPLE_MAX`.
    while let Some(mut part) = answering.next_part(room).await? {
        answers.append(&mut part);
    }
    Ok(GetInquiryResponse { answers })
}

//! Gives the answers of a bulk inquiry by its reception number, a page at a time.

use prost::Message as _;
use wire::{
    Envelope, Refusal,
    eligibility::fetching,
    proto::eligibility::v1::{GetInquiryRequest, GetInquiryResponse},
};

use crate::{Room, inquiry::Answering, page_token::Paged, status, tenant};

/// A page ends with the part that brings it to this many bytes: clients take messages of 4 MiB.
const PAGE_BYTES: usize = 1024 * 1024;

/// Answers a page of a bulk inquiry. Fetched again it is answered anew, on what is known by then.
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
    let paged = Paged(format!("inquiries/{id}"));
    let after = paged.after(&request.page_token).ok_or_else(status::page_token_malformed)?;
    if room.fresh(None).await?.is_ok() {
        room.check_facility(facility)?;
    }
    let accepted = room.fetch(id, facility, envelope.today()).await?;
    let mut answering = Answering::after(after, id, accepted, envelope);
    let mut page = GetInquiryResponse::default();
    // Ends with the people of the inquiry, at most `PEOPLE_MAX`.
    while page.encoded_len() < PAGE_BYTES {
        let mut part = answering.next_part(room).await?;
        if part.is_empty() {
            break;
        }
        page.answers.append(&mut part);
    }
    answering.end(room).await?;
    page.next_page_token = answering.left().map(|after| paged.token(after)).unwrap_or_default();
    Ok(page)
}

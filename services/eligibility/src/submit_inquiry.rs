//! Takes a bulk inquiry and gives a reception number (受付番号).

use wire::{
    Envelope, Refusal,
    eligibility::submitting,
    proto::eligibility::v1::{SubmitInquiryRequest, SubmitInquiryResponse},
};

use crate::{Room, tenant};

/// Takes a bulk inquiry.
///
/// # Errors
///
/// As the contract says of `SubmitInquiry`.
pub(crate) async fn submit_inquiry(
    room: &Room,
    envelope: &Envelope,
    request: SubmitInquiryRequest,
) -> Result<SubmitInquiryResponse, Refusal> {
    let facility = tenant::desk(envelope)?;
    let (id, _, position) = room.accept(envelope, facility, submitting(request)?).await?;
    Ok(SubmitInquiryResponse { inquiry: id.resource_name(), position: position.get() })
}

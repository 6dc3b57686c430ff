//! Takes a bulk inquiry and streams its answers as they are found.

use std::{pin::Pin, sync::Arc};

use futures::{Stream, StreamExt as _, stream};
use tonic::Status;
use wire::{
    Envelope, Refusal,
    eligibility::streaming,
    proto::eligibility::v1::{StreamInquiryRequest, StreamInquiryResponse},
};

use crate::{Room, inquiry::Answering, tenant};

/// The answers of an inquiry. A part of them is made when the one before it was taken.
pub(crate) type Answers = Pin<Box<dyn Stream<Item = Result<StreamInquiryResponse, Status>> + Send>>;

/// Takes a bulk inquiry and begins to answer it.
///
/// # Errors
///
/// As the contract says of `SubmitInquiry` and `GetInquiry`.
pub(crate) async fn stream_inquiry(
    room: Arc<Room>,
    envelope: &Envelope,
    request: StreamInquiryRequest,
) -> Result<Answers, Refusal> {
    let facility = tenant::desk(envelope)?;
    let (id, accepted, _) = room.accept(envelope, facility, streaming(request)?).await?;
    let answering = Answering::after(0, id, accepted, envelope);
    let parts = stream::unfold(Some((room, answering)), async |state| {
        let (room, mut answering) = state?;
        match answering.next_part(&room).await {
            Ok(part) if part.is_empty() => match answering.end(&room).await {
                Ok(()) => None,
                Err(refusal) => Some((vec![Err(Status::from(refusal))], None)),
            },
            Ok(part) => {
                let inquiry = answering.id().resource_name();
                let messages: Vec<_> = part
                    .into_iter()
                    .map(|answer| {
                        let inquiry = inquiry.clone();
                        Ok(StreamInquiryResponse { inquiry, answer: Some(answer) })
                    })
                    .collect();
                Some((messages, Some((room, answering))))
            }
            Err(refusal) => Some((vec![Err(Status::from(refusal))], None)),
        }
    });
    Ok(parts.flat_map(stream::iter).boxed())
}

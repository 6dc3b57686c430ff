//! Calculates a month per message, answers in order.

use std::{pin::Pin, sync::Arc};

use futures::{Stream, StreamExt as _};
use tonic::{Status, Streaming};
use wire::{
    Refusal, field,
    proto::copayment::v1::{
        CalculateBatchRequest, CalculateBatchResponse, CalculateMonthResponse, Refused,
        calculate_batch_response::Answer,
    },
};

use crate::{Parts, books::Books, calculate_month::calculate_month};

/// The longest key of a message.
const KEY_CHARACTERS_MAX: usize = 64;

/// The answers of a batch. One is made when the one before it was taken.
pub(crate) type Answers =
    Pin<Box<dyn Stream<Item = Result<CalculateBatchResponse, Status>> + Send>>;

/// Answers each message; one that is refused stops nothing. Ends where the caller's stream ends or breaks.
pub(crate) fn calculate_batch(
    parts: Arc<Parts>,
    messages: Streaming<CalculateBatchRequest>,
) -> Answers {
    let answers =
        messages.map(move |message| message.map(|message| answered(parts.books(), message)));
    answers.boxed()
}

fn answered(books: Books<'_>, message: CalculateBatchRequest) -> CalculateBatchResponse {
    let CalculateBatchRequest { key, month } = message;
    let (key, answer) = match field::text("key", key, KEY_CHARACTERS_MAX) {
        Ok(key) => (key, calculated(books, month)),
        Err(error) => (String::new(), Err(error.into())),
    };
    let answer = match answer {
        Ok(month) => Answer::Month(month),
        Err(refusal) => Answer::Refused(refused(&refusal)),
    };
    CalculateBatchResponse { key, answer: Some(answer) }
}

fn calculated(
    books: Books<'_>,
    month: Option<wire::proto::copayment::v1::CalculateMonthRequest>,
) -> Result<CalculateMonthResponse, Refusal> {
    calculate_month(books, field::present("month", month)?)
}

fn refused(refusal: &Refusal) -> Refused {
    let (field, remedy) = refusal.fields().first().cloned().unwrap_or_default();
    Refused {
        field,
        reason: refusal.reason_name().into(),
        remedy,
        message: refusal.message().into(),
    }
}

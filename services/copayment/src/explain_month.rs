//! Says why: each visit's steps in sentences.

use wire::{
    Refusal, field,
    proto::copayment::v1::{ExplainMonthRequest, ExplainMonthResponse},
};

use crate::{answer, books::Books, calculate_month::asked};

/// Explains.
///
/// # Errors
/// As the contract says of `ExplainMonth`.
pub(crate) fn explain_month(
    books: Books<'_>,
    request: ExplainMonthRequest,
) -> Result<ExplainMonthResponse, Refusal> {
    let asked = asked(books, field::present("month", request.month)?)?;
    let month = asked.calculate()?;
    Ok(ExplainMonthResponse {
        visits: month.visits.iter().map(answer::explanation).collect(),
        edition: asked.edition.id().to_string(),
    })
}

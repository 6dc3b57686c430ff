//! What is asked in bulk.

use domain::{
    inquiry::PEOPLE_MAX, inquiry_id::InquiryId, insurance_identity::InsuranceIdentity,
    request_id::RequestId,
};
use jiff::civil::Date;

use crate::{
    common, field,
    proto::{common::v1 as nouns, eligibility::v1 as proto},
    refusal::FieldError,
};

/// Many people are asked about.
pub struct Inquiry {
    /// The caller's id of the request.
    pub request_id: RequestId,
    /// The people booked, 1 to [`PEOPLE_MAX`], in the order of the request.
    pub people: Vec<InsuranceIdentity>,
    /// The day asked about.
    pub visit_date: Date,
}

/// Reads a `SubmitInquiryRequest`.
///
/// # Errors
///
/// The first field that does not say what it must, in the order of the message.
pub fn submitting(request: proto::SubmitInquiryRequest) -> Result<Inquiry, FieldError> {
    inquiry(&request.request_id, request.people, request.visit_date)
}

/// Reads a `StreamInquiryRequest`.
///
/// # Errors
///
/// The first field that does not say what it must, in the order of the message.
pub fn streaming(request: proto::StreamInquiryRequest) -> Result<Inquiry, FieldError> {
    inquiry(&request.request_id, request.people, request.visit_date)
}

/// Reads a `GetInquiryRequest`.
///
/// # Errors
///
/// `FIELD_MISSING`, `FIELD_MALFORMED` on `inquiry`.
pub fn fetching(request: &proto::GetInquiryRequest) -> Result<InquiryId, FieldError> {
    if request.inquiry.is_empty() {
        return Err(FieldError::missing("inquiry"));
    }
    InquiryId::from_resource_name(&request.inquiry)
        .map_err(|error| FieldError::malformed("inquiry", error))
}

fn inquiry(
    request_id: &str,
    people: Vec<nouns::InsuranceIdentity>,
    visit_date: Option<nouns::Date>,
) -> Result<Inquiry, FieldError> {
    let request_id = field::request_id(request_id)?;
    if people.is_empty() {
        return Err(FieldError::missing("people"));
    }
    field::at_most("people", &people, PEOPLE_MAX)?;
    let people = people.into_iter().enumerate().map(|(index, identity)| {
        common::insurance(Some(identity)).map_err(|mut error| {
            let part = error.field.strip_prefix("insurance").unwrap_or_default();
            error.field = format!("people[{index}]{part}").into();
            error
        })
    });
    Ok(Inquiry {
        request_id,
        people: people.collect::<Result<_, _>>()?,
        visit_date: field::date("visit_date", visit_date)?,
    })
}

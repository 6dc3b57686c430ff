//! What a body asks about past disclosures.

use domain::{certificate_id::CertificateId, check_in::Disclosed};
use jiff::civil::Date;
use ledger::Position;

use crate::{field, proto::eligibility::v1 as proto, refusal::FieldError};

/// The most disclosures of one page.
pub const DISCLOSURES_MAX: u32 = 500;

/// The disclosures of one page where none are asked for by number.
pub const DISCLOSURES_DEFAULT: u32 = 100;

/// Who was told of a certificate?
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// Which certificate.
    pub certificate: CertificateId,
    /// Only visits on this day or later.
    pub visited_from: Option<Date>,
    /// At most this many, 1 to [`DISCLOSURES_MAX`].
    pub page_size: u32,
    /// What the last page gave; empty for the first. Not yet read.
    pub page_token: String,
}

/// Reads a `ListDisclosuresRequest`.
///
/// # Errors
///
/// The first field that does not say what it must, in the order of the message.
pub fn listing(request: proto::ListDisclosuresRequest) -> Result<Listing, FieldError> {
    if request.certificate.is_empty() {
        return Err(FieldError::missing("certificate"));
    }
    let certificate = CertificateId::from_resource_name(&request.certificate)
        .map_err(|error| FieldError::malformed("certificate", error))?;
    let visited_from =
        request.visited_from.map(|date| field::date("visited_from", Some(date))).transpose()?;
    let page_size = match request.page_size {
        0 => DISCLOSURES_DEFAULT,
        size @ 1..=DISCLOSURES_MAX => size,
        _ => {
            let expected = format!("must be 1 to {DISCLOSURES_MAX}, or 0");
            return Err(FieldError::malformed("page_size", expected));
        }
    };
    Ok(Listing { certificate, visited_from, page_size, page_token: request.page_token })
}

/// What a body is told of one disclosure of this certificate.
#[must_use]
pub fn disclosure_record(
    certificate: CertificateId,
    disclosed: &Disclosed,
    at: Position,
) -> proto::DisclosureRecord {
    let rows = disclosed.rows.iter().filter(|row| row.certificate == certificate);
    proto::DisclosureRecord {
        facility: disclosed.facility.resource_name(),
        visit_date: Some(field::from_date(disclosed.visit_date)),
        history_keys: rows.map(|row| row.history_key.to_string()).collect(),
        registration_position: disclosed.registration_position,
        access_position: at.get(),
    }
}

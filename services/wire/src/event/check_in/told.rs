//! What a desk was told, or was not.

use domain::check_in::{Disclosed, DisclosedRow, Withheld};

use super::class;
use crate::{field, proto::event::v1 as proto, refusal::FieldError};

/// A disclosure as a message.
#[must_use]
pub fn from_disclosed(disclosed: &Disclosed) -> proto::EligibilityDisclosed {
    let rows = disclosed.rows.iter().map(|row| proto::DisclosedRow {
        certificate: row.certificate.to_string(),
        history_key: row.history_key.as_str().to_owned(),
    });
    proto::EligibilityDisclosed {
        facility: disclosed.facility.to_string(),
        person: disclosed.person.to_string(),
        visit_date: Some(field::from_date(disclosed.visit_date)),
        rows: rows.collect(),
        withheld_certificates: disclosed.withheld.iter().map(ToString::to_string).collect(),
        answer_hash: disclosed.answer_hash.to_vec().into(),
        registration_position: disclosed.registration_position,
    }
}

/// A disclosure.
///
/// # Errors
///
/// The first field that does not say what it must, in the order of the message.
pub fn disclosed(stored: proto::EligibilityDisclosed) -> Result<Disclosed, FieldError> {
    let row = |row: &proto::DisclosedRow| {
        Ok(DisclosedRow {
            certificate: field::required("certificate", &row.certificate)?,
            history_key: row
                .history_key
                .parse()
                .map_err(|error| FieldError::malformed("history_key", error))?,
        })
    };
    let rows: Result<_, FieldError> = stored.rows.iter().map(row).collect();
    Ok(Disclosed {
        facility: field::required("facility", &stored.facility)?,
        person: field::required("person", &stored.person)?,
        visit_date: field::date("visit_date", stored.visit_date)?,
        rows: rows.map_err(|error| error.under("rows"))?,
        withheld: certificates(&stored.withheld_certificates)?,
        answer_hash: stored
            .answer_hash
            .as_ref()
            .try_into()
            .map_err(|_| FieldError::malformed("answer_hash", "must have 32 bytes"))?,
        registration_position: stored.registration_position,
    })
}

/// That nothing was told, as a message.
#[must_use]
pub fn from_withheld(withheld: &Withheld) -> proto::EligibilityWithheld {
    proto::EligibilityWithheld {
        facility: withheld.facility.to_string(),
        person: withheld.person.map(|person| person.to_string()).unwrap_or_default(),
        visit_date: Some(field::from_date(withheld.visit_date)),
        class: class::from(withheld.class).into(),
        withheld_certificates: withheld.withheld.iter().map(ToString::to_string).collect(),
        registration_position: withheld.registration_position,
    }
}

/// That nothing was told.
///
/// # Errors
///
/// The first field that does not say what it must, in the order of the message.
pub fn withheld(stored: proto::EligibilityWithheld) -> Result<Withheld, FieldError> {
    Ok(Withheld {
        facility: field::required("facility", &stored.facility)?,
        person: field::optional("person", &stored.person)?,
        visit_date: field::date("visit_date", stored.visit_date)?,
        class: class::read("class", stored.class)?,
        withheld: certificates(&stored.withheld_certificates)?,
        registration_position: stored.registration_position,
    })
}

fn certificates<T: std::str::FromStr<Err: std::fmt::Display>>(
    texts: &[String],
) -> Result<Vec<T>, FieldError> {
    texts.iter().map(|text| field::required("withheld_certificates", text)).collect()
}

//! What happened to certificates, as the registration ledger stores it.
//!
//! Personal fields are closed under the person's key, each group by itself, bound to its stream and event.

use domain::{
    PersonKey,
    certificate::{CertificateRef, EndCause, Event, Field, Row},
};
use ledger::{NewEvent, RecordedEvent};
use prost::Name as _;
use sealing::{DataKey, SealError};
use uuid::Uuid;

use super::{DecodeError, bad_field, message, new_event, unknown_type};
use crate::{common, field, proto::event::v1 as proto, refusal::FieldError};

mod row;
#[cfg(test)]
mod tests;

pub(crate) use row::sex;
pub use row::{BASIC_INFO_GROUP, DETAIL_GROUP, SCHEMA_VERSION, open_detail};

/// An event of a certificate, its personal fields closed under `key`.
///
/// The same event under the same id and key gives the same bytes.
///
/// # Errors
///
/// [`SealError`] when a personal field is larger than sealing allows.
pub fn encode(
    certificate: &CertificateRef,
    event: &Event,
    id: Uuid,
    key: &DataKey,
) -> Result<NewEvent, SealError> {
    let r#ref = Some(from_reference(certificate));
    let stream = certificate.stream();
    let close = |row: &Row| row::close(row, &stream, id, key).map(Some);
    Ok(match event {
        Event::Registered { row, disclosure } => new_event(
            id,
            &proto::CertificateRegistered {
                r#ref,
                row: close(row)?,
                disclosure: common::from_disclosure(*disclosure).into(),
            },
        ),
        Event::PeriodAdded(row) => {
            new_event(id, &proto::CertificatePeriodAdded { r#ref, row: close(row)? })
        }
        Event::Corrected { row, changed } => new_event(
            id,
            &proto::CertificateCorrected {
                r#ref,
                row: close(row)?,
                changed_fields: changed.iter().map(|field| field.api_name().to_owned()).collect(),
            },
        ),
        Event::Ended { history_key, last, cause } => new_event(
            id,
            &proto::CertificateEnded {
                r#ref,
                history_key: history_key.to_string(),
                last: Some(field::from_date(*last)),
                cause: from_cause(*cause).into(),
            },
        ),
        Event::Deleted(history_key) => new_event(
            id,
            &proto::CertificateDeleted { r#ref, history_key: history_key.to_string() },
        ),
        Event::Reinstated(row) => {
            new_event(id, &proto::CertificateReinstated { r#ref, row: close(row)? })
        }
        Event::Withheld { disclosure, reason_code } => new_event(
            id,
            &proto::DisclosureWithheld {
                r#ref,
                disclosure: common::from_disclosure(*disclosure).into(),
                reason_code: reason_code.clone(),
            },
        ),
        Event::Lifted { reason_code } => {
            new_event(id, &proto::DisclosureLifted { r#ref, reason_code: reason_code.clone() })
        }
    })
}

/// A recorded event of a certificate. `key_of` gives the key of a person, or none when it was destroyed:
/// the rows then have no personal fields.
///
/// # Errors
///
/// [`DecodeError`], in the order of its variants.
pub fn decode(
    recorded: &RecordedEvent,
    key_of: impl FnOnce(PersonKey) -> Option<DataKey>,
) -> Result<(CertificateRef, Event), DecodeError> {
    let opened = |reference: Option<proto::CertificateRef>, row: Option<proto::PeriodRow>| {
        let certificate = self::reference(recorded, reference)?;
        let row = row.ok_or_else(|| bad_field(recorded, "row"))?;
        let key = key_of(certificate.person());
        let row = row::open(row, recorded, key.as_ref())?;
        Ok::<_, DecodeError>((certificate, row))
    };
    let malformed = |error: FieldError| bad_field(recorded, error.field);
    match recorded.event_type.as_ref() {
        proto::CertificateRegistered::NAME => {
            let stored: proto::CertificateRegistered = message(recorded)?;
            let disclosure =
                common::disclosure("disclosure", stored.disclosure).map_err(malformed)?;
            let (certificate, row) = opened(stored.r#ref, stored.row)?;
            Ok((certificate, Event::Registered { row, disclosure }))
        }
        proto::CertificatePeriodAdded::NAME => {
            let stored: proto::CertificatePeriodAdded = message(recorded)?;
            let (certificate, row) = opened(stored.r#ref, stored.row)?;
            Ok((certificate, Event::PeriodAdded(row)))
        }
        proto::CertificateCorrected::NAME => {
            let stored: proto::CertificateCorrected = message(recorded)?;
            let changed = stored
                .changed_fields
                .iter()
                .map(|name| Field::from_api_name(name))
                .collect::<Option<Vec<_>>>()
                .ok_or_else(|| bad_field(recorded, "changed_fields"))?;
            let (certificate, row) = opened(stored.r#ref, stored.row)?;
            Ok((certificate, Event::Corrected { row, changed }))
        }
        proto::CertificateEnded::NAME => {
            let stored: proto::CertificateEnded = message(recorded)?;
            let event = Event::Ended {
                history_key: parsed(recorded, "history_key", &stored.history_key)?,
                last: field::date("last", stored.last).map_err(malformed)?,
                cause: cause("cause", stored.cause).map_err(malformed)?,
            };
            Ok((reference(recorded, stored.r#ref)?, event))
        }
        proto::CertificateDeleted::NAME => {
            let stored: proto::CertificateDeleted = message(recorded)?;
            let event = Event::Deleted(parsed(recorded, "history_key", &stored.history_key)?);
            Ok((reference(recorded, stored.r#ref)?, event))
        }
        proto::CertificateReinstated::NAME => {
            let stored: proto::CertificateReinstated = message(recorded)?;
            let (certificate, row) = opened(stored.r#ref, stored.row)?;
            Ok((certificate, Event::Reinstated(row)))
        }
        proto::DisclosureWithheld::NAME => {
            let stored: proto::DisclosureWithheld = message(recorded)?;
            let event = Event::Withheld {
                disclosure: common::disclosure("disclosure", stored.disclosure)
                    .map_err(malformed)?,
                reason_code: stored.reason_code,
            };
            Ok((reference(recorded, stored.r#ref)?, event))
        }
        proto::DisclosureLifted::NAME => {
            let stored: proto::DisclosureLifted = message(recorded)?;
            let event = Event::Lifted { reason_code: stored.reason_code };
            Ok((reference(recorded, stored.r#ref)?, event))
        }
        _ => Err(unknown_type(recorded)),
    }
}

/// Why a row ended.
///
/// # Errors
///
/// `FIELD_MISSING` when unspecified.
pub fn cause(field: &'static str, value: i32) -> Result<EndCause, FieldError> {
    match proto::EndCause::try_from(value).unwrap_or_default() {
        proto::EndCause::Unspecified => Err(FieldError::missing(field)),
        proto::EndCause::NotGiven => Ok(EndCause::NotGiven),
        proto::EndCause::MovedOut => Ok(EndCause::MovedOut),
        proto::EndCause::Died => Ok(EndCause::Died),
        proto::EndCause::PublicAssistance => Ok(EndCause::PublicAssistance),
        proto::EndCause::ConditionLost => Ok(EndCause::ConditionLost),
        proto::EndCause::Returned => Ok(EndCause::Returned),
    }
}

fn from_cause(cause: EndCause) -> proto::EndCause {
    match cause {
        EndCause::NotGiven => proto::EndCause::NotGiven,
        EndCause::MovedOut => proto::EndCause::MovedOut,
        EndCause::Died => proto::EndCause::Died,
        EndCause::PublicAssistance => proto::EndCause::PublicAssistance,
        EndCause::ConditionLost => proto::EndCause::ConditionLost,
        EndCause::Returned => proto::EndCause::Returned,
    }
}

fn from_reference(certificate: &CertificateRef) -> proto::CertificateRef {
    proto::CertificateRef {
        certificate: certificate.id().to_string(),
        person: certificate.person().to_string(),
        body: certificate.body().to_string(),
        certificate_type: certificate.certificate_type().to_string(),
        sub_key: certificate.sub_key().to_string(),
    }
}

/// The certificate an event speaks of; its id must be the one the four others make.
fn reference(
    recorded: &RecordedEvent,
    value: Option<proto::CertificateRef>,
) -> Result<CertificateRef, DecodeError> {
    let value = value.ok_or_else(|| bad_field(recorded, "ref"))?;
    let certificate = CertificateRef::new(
        parsed(recorded, "ref.body", &value.body)?,
        parsed(recorded, "ref.certificate_type", &value.certificate_type)?,
        parsed(recorded, "ref.person", &value.person)?,
        parsed(recorded, "ref.sub_key", &value.sub_key)?,
    );
    if certificate.id().to_string() != value.certificate {
        return Err(bad_field(recorded, "ref.certificate"));
    }
    Ok(certificate)
}

fn parsed<T: std::str::FromStr>(
    recorded: &RecordedEvent,
    field: &'static str,
    text: &str,
) -> Result<T, DecodeError> {
    text.parse().map_err(|_| bad_field(recorded, field))
}

//! Events of certificates, read as far as a desk may be told of them.
//!
//! Personal fields stay closed: nothing here needs the five basic attributes (基本5情報), and the
//! rest is opened when a desk is told of it ([`crate::Projections::detail`]).

use domain::{certificate::CertificateRef, period::Period};
use ledger::RecordedEvent;
use prost::Name as _;
use wire::{
    common,
    event::{DecodeError, bad_field, message, unknown_type},
    field,
    proto::{common::v1 as common_v1, event::v1 as proto},
    refusal::FieldError,
};

use crate::certificates::{CertificateEvent, Change, NewRow, Wording};

/// Reads an event of a certificate.
///
/// # Errors
///
/// [`DecodeError`].
pub(super) fn read(event: &RecordedEvent) -> Result<CertificateEvent, DecodeError> {
    let (certificate, change) = match event.event_type.as_ref() {
        proto::CertificateRegistered::NAME => {
            let stored: proto::CertificateRegistered = message(event)?;
            let certificate = reference(event, stored.r#ref)?;
            let row = row(event, stored.row)?;
            let disclosure = disclosure(event, stored.disclosure)?;
            (certificate, Change::Registered { row, disclosure })
        }
        proto::CertificatePeriodAdded::NAME => {
            let stored: proto::CertificatePeriodAdded = message(event)?;
            let certificate = reference(event, stored.r#ref)?;
            let row = row(event, stored.row)?;
            (certificate, Change::PeriodAdded(row))
        }
        proto::CertificateCorrected::NAME => {
            let stored: proto::CertificateCorrected = message(event)?;
            let certificate = reference(event, stored.r#ref)?;
            let row = row(event, stored.row)?;
            (certificate, Change::Corrected(row))
        }
        proto::CertificateEnded::NAME => {
            let stored: proto::CertificateEnded = message(event)?;
            let history_key = parsed(event, "history_key", &stored.history_key)?;
            let last = field::date("last", stored.last).map_err(|error| wrong(event, error))?;
            (reference(event, stored.r#ref)?, Change::Ended { history_key, last })
        }
        proto::CertificateDeleted::NAME => {
            let stored: proto::CertificateDeleted = message(event)?;
            let history_key = parsed(event, "history_key", &stored.history_key)?;
            (reference(event, stored.r#ref)?, Change::Deleted(history_key))
        }
        proto::CertificateReinstated::NAME => {
            let stored: proto::CertificateReinstated = message(event)?;
            let certificate = reference(event, stored.r#ref)?;
            let row = row(event, stored.row)?;
            (certificate, Change::Reinstated(row))
        }
        proto::DisclosureWithheld::NAME => {
            let stored: proto::DisclosureWithheld = message(event)?;
            let disclosure = disclosure(event, stored.disclosure)?;
            (reference(event, stored.r#ref)?, Change::Withheld(disclosure))
        }
        proto::DisclosureLifted::NAME => {
            let stored: proto::DisclosureLifted = message(event)?;
            (reference(event, stored.r#ref)?, Change::Lifted)
        }
        _ => return Err(unknown_type(event)),
    };
    Ok(CertificateEvent { certificate, position: event.position, change })
}

/// The certificate an event speaks of; its id must be the one that the four others make.
fn reference(
    event: &RecordedEvent,
    stored: Option<proto::CertificateRef>,
) -> Result<CertificateRef, DecodeError> {
    let stored = stored.ok_or_else(|| bad_field(event, "ref"))?;
    let certificate = CertificateRef::new(
        parsed(event, "ref.body", &stored.body)?,
        parsed(event, "ref.certificate_type", &stored.certificate_type)?,
        parsed(event, "ref.person", &stored.person)?,
        parsed(event, "ref.sub_key", &stored.sub_key)?,
    );
    if parsed(event, "ref.certificate", &stored.certificate) != Ok(certificate.id()) {
        return Err(bad_field(event, "ref.certificate"));
    }
    Ok(certificate)
}

fn row(event: &RecordedEvent, stored: Option<proto::PeriodRow>) -> Result<NewRow, DecodeError> {
    let stored = stored.ok_or_else(|| bad_field(event, "row"))?;
    let open = || {
        Ok(NewRow {
            history_key: stored
                .history_key
                .parse()
                .map_err(|error| FieldError::malformed("history_key", error))?,
            period: period(stored.period)?,
            wording: Wording {
                payer_number: field::optional("payer_number", &stored.payer_number)?,
                certification_name: stored.certification_name,
                segment: stored.segment,
                income_band: field::optional("income_band", &stored.income_band)?,
                additional_conditions: stored
                    .additional_conditions
                    .into_iter()
                    .map(common::condition)
                    .collect::<Result<_, _>>()?,
                always_reimbursement: stored.always_reimbursement,
                copayment_limits: stored
                    .copayment_limits
                    .into_iter()
                    .map(common::limit)
                    .collect::<Result<_, _>>()?,
            },
            institutions: stored
                .designated_institutions
                .into_iter()
                .map(common::institution)
                .collect::<Result<_, _>>()?,
            event_id: event.id,
            sealed: stored.sealed_detail,
        })
    };
    open().map_err(|error: FieldError| wrong(event, error.under("row")))
}

/// As [`field::period`], without making the names of fields that are right.
fn period(stored: Option<common_v1::Period>) -> Result<Period, FieldError> {
    let stored = field::present("period", stored)?;
    let first = field::date("period.first", stored.first)?;
    let last = field::date("period.last", stored.last)?;
    Period::new(first, last).map_err(|error| FieldError::malformed("period", error))
}

fn disclosure(
    event: &RecordedEvent,
    stored: i32,
) -> Result<domain::certificate::Disclosure, DecodeError> {
    common::disclosure("disclosure", stored).map_err(|error| wrong(event, error))
}

fn parsed<T: std::str::FromStr>(
    event: &RecordedEvent,
    field: &'static str,
    text: &str,
) -> Result<T, DecodeError> {
    text.parse().map_err(|_| bad_field(event, field))
}

fn wrong(event: &RecordedEvent, error: FieldError) -> DecodeError {
    bad_field(event, error.field)
}

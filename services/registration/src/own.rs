//! A body's decision about a certificate of its own, named by its id.

use domain::{
    caller::Caller,
    certificate::{self, Certificate, CertificateRef, Command, Event, Refusal as Decided},
    certificate_id::CertificateId,
    request_id::RequestId,
};
use ledger::{RecordedEvent, STREAM_EVENTS_MAX};
use sealing::DataKey;
use wire::{
    Envelope, FieldError, Refusal,
    decision::{self, Request},
    event::{self, DecodeError},
    field,
};

use crate::{Registration, status};

/// The most characters of a reason code.
const REASON_CODE_CHARACTERS_MAX: usize = 50;

/// A certificate, and which it is. Personal fields are not opened: none of these decisions asks for them.
#[derive(Default)]
struct Known {
    which: Option<CertificateRef>,
    certificate: Certificate,
    event_count: usize,
}

impl Known {
    fn fold(&mut self, recorded: &RecordedEvent) -> Result<(), DecodeError> {
        let (which, event) = event::certificate::decode(recorded, |_| None::<DataKey>)?;
        self.which.get_or_insert(which);
        self.event_count += 1;
        self.certificate = std::mem::take(&mut self.certificate).evolve(event);
        Ok(())
    }
}

/// Why a decision on a certificate named by its id was refused.
enum No {
    NotYours,
    Full,
    Decided(Decided),
    Internal(Refusal),
}

/// Decides on the caller's own certificate and says where it was recorded.
///
/// # Errors
///
/// `CERTIFICATE_NOT_FOUND` when it is not the caller's, the decision's refusal, `HISTORY_FULL`, `REQUEST_ID_REUSED`, `CONTENDED`,
/// and the ledger's trouble.
pub(crate) async fn decide(
    room: &Registration,
    envelope: &Envelope,
    request_id: RequestId,
    certificate: CertificateId,
    command: Command,
) -> Result<u64, Refusal> {
    let key = certificate.to_string();
    let request = Request {
        stream: status::stream(certificate::stream_of(certificate))?,
        first_event: event::event_id(&request_id, &key, 0),
        attribution: envelope.attribution(&request_id),
    };
    let decide = |known: &Known, _| {
        let which = known
            .which
            .as_ref()
            .filter(|which| *envelope.caller() == Caller::Body(which.body()))
            .ok_or(No::NotYours)?;
        let events = known.certificate.decide(command.clone()).map_err(No::Decided)?;
        if known.event_count + events.len() > STREAM_EVENTS_MAX {
            return Err(No::Full);
        }
        events
            .iter()
            .enumerate()
            .map(|(index, event)| encode(room, which, event, &request_id, &key, index))
            .collect::<Result<Vec<_>, _>>()
            .map_err(No::Internal)
    };
    decision::record(&*room.ledger, &request, Known::fold, decide)
        .await
        .map(|recorded| recorded.position.get())
        .map_err(|error| {
            error.into_refusal(|no| match no {
                No::NotYours => status::certificate_not_found(),
                No::Full => status::history_full(),
                No::Decided(refusal) => status::refused(refusal),
                No::Internal(refusal) => refusal,
            })
        })
}

fn encode(
    room: &Registration,
    which: &CertificateRef,
    event: &Event,
    request_id: &RequestId,
    key: &str,
    index: usize,
) -> Result<ledger::NewEvent, Refusal> {
    let id = event::event_id(request_id, key, index);
    let data_key =
        room.keys.get(which.person()).map_err(status::no_key)?.ok_or_else(status::erased)?;
    event::certificate::encode(which, event, id, &data_key)
        .map_err(|error| crate::decide::DecideError::Seal(error).into())
}

/// The certificate a request names.
///
/// # Errors
///
/// `FIELD_MISSING`, `FIELD_MALFORMED` on `certificate`.
pub(crate) fn named(name: &str) -> Result<CertificateId, FieldError> {
    if name.is_empty() {
        return Err(FieldError::missing("certificate"));
    }
    CertificateId::from_resource_name(name)
        .map_err(|error| FieldError::malformed("certificate", error))
}

/// A body's reason code: short and half-width, so that no sentence about a person fits.
///
/// # Errors
///
/// `FIELD_TOO_LONG`, `FIELD_MALFORMED` on `reason_code`.
pub(crate) fn reason_code(text: String) -> Result<String, FieldError> {
    let code = field::text("reason_code", text, REASON_CODE_CHARACTERS_MAX)?;
    if code.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Ok(code);
    }
    Err(FieldError::malformed("reason_code", "must be half-width characters without spaces"))
}

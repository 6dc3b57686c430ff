//! The three kinds of streams this room writes: read, decide, append.

use domain::{
    body::{self, Body},
    body_code::BodyCode,
    certificate_type::CertificateTypeId,
    facility::{self, Facility},
    institution_code::InstitutionCode,
    program::{self, Program},
    request_id::RequestId,
};
use ledger::{Ledger, Position, RecordedEvent};
use wire::{
    Envelope, Refusal,
    decision::{self, Request},
    event::{DecodeError, enrolment as event},
};

use crate::status;

/// Records what a command makes of a body.
///
/// # Errors
///
/// As [`status::of_body`].
pub(crate) async fn change_body(
    ledger: &dyn Ledger,
    envelope: &Envelope,
    request_id: RequestId,
    code: BodyCode,
    command: body::Command,
) -> Result<Position, Refusal> {
    let request = Request::new(body::stream_of(code), &request_id, envelope)?;
    let decide = |known: &Body, _| {
        let events = known.decide(code, command.clone())?;
        let ids = Request::event_ids(&request_id);
        Ok(ids.zip(&events).map(|(id, happened)| event::body::encode(id, happened)).collect())
    };
    let recorded = decision::record(ledger, &request, fold_body, decide).await;
    recorded.map(|recorded| recorded.position).map_err(status::of_body)
}

/// Refuses unless the body is enrolled.
///
/// # Errors
///
/// As [`status::of_body`].
pub(crate) async fn require_body(ledger: &dyn Ledger, code: BodyCode) -> Result<(), Refusal> {
    let stream = decision::stream_name(body::stream_of(code))?;
    let known = decision::present(ledger, &stream, fold_body).await.map_err(status::of_body)?;
    if known.is_enrolled() {
        Ok(())
    } else {
        Err(status::body_refused(body::Refusal::NotEnrolled(code)))
    }
}

/// Records what a command makes of a program.
///
/// # Errors
///
/// As [`status::of_program`].
pub(crate) async fn change_program(
    ledger: &dyn Ledger,
    envelope: &Envelope,
    request_id: RequestId,
    (code, certificate_type): (BodyCode, &CertificateTypeId),
    command: program::Command,
) -> Result<Position, Refusal> {
    let stream = program::stream_of(code, certificate_type);
    let request = Request::new(stream, &request_id, envelope)?;
    let decide = |known: &Program, _| {
        let events = known.decide(command.clone())?;
        let ids = Request::event_ids(&request_id);
        Ok(ids.zip(&events).map(|(id, happened)| event::program::encode(id, happened)).collect())
    };
    let recorded = decision::record(ledger, &request, fold_program, decide).await;
    recorded.map(|recorded| recorded.position).map_err(status::of_program)
}

/// Records what a command makes of a facility.
///
/// # Errors
///
/// As [`status::of_facility`].
pub(crate) async fn change_facility(
    ledger: &dyn Ledger,
    envelope: &Envelope,
    request_id: RequestId,
    code: InstitutionCode,
    command: facility::Command,
) -> Result<Position, Refusal> {
    let request = Request::new(facility::stream_of(code), &request_id, envelope)?;
    let decide = |known: &Facility, _| {
        let events = known.decide(code, command.clone())?;
        let ids = Request::event_ids(&request_id);
        Ok(ids.zip(&events).map(|(id, happened)| event::facility::encode(id, happened)).collect())
    };
    let recorded = decision::record(ledger, &request, fold_facility, decide).await;
    recorded.map(|recorded| recorded.position).map_err(status::of_facility)
}

fn fold_body(known: &mut Body, recorded: &RecordedEvent) -> Result<(), DecodeError> {
    *known = std::mem::take(known).evolve(event::body::decode(recorded)?);
    Ok(())
}

fn fold_program(known: &mut Program, recorded: &RecordedEvent) -> Result<(), DecodeError> {
    *known = std::mem::take(known).evolve(event::program::decode(recorded)?);
    Ok(())
}

fn fold_facility(known: &mut Facility, recorded: &RecordedEvent) -> Result<(), DecodeError> {
    *known = std::mem::take(known).evolve(event::facility::decode(recorded)?);
    Ok(())
}

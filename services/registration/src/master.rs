//! What a body has set up: its enrolment and its programs, read from their streams.

use std::collections::HashMap;

use domain::{
    body::{self, Body},
    body_code::BodyCode,
    certificate_type::CertificateTypeId,
    program::{self, Program},
};
use ledger::{SharedLedger, StreamName};
use wire::{Refusal, event};

use crate::status;

/// The body as its stream says.
///
/// # Errors
///
/// The ledger's trouble.
pub(crate) async fn body(ledger: &SharedLedger, code: BodyCode) -> Result<Body, Refusal> {
    let stream = status::stream(body::stream_of(code))?;
    let mut body = Body::default();
    for recorded in ledger.read_streams(&[stream]).await?.into_iter().flatten() {
        body = body.evolve(event::enrolment::body::decode(&recorded)?);
    }
    Ok(body)
}

/// The programs behind some certificate types, as their streams say now.
///
/// # Errors
///
/// The ledger's trouble.
pub(crate) async fn programs<'a>(
    ledger: &SharedLedger,
    code: BodyCode,
    types: impl Iterator<Item = &'a CertificateTypeId>,
) -> Result<HashMap<CertificateTypeId, Program>, Refusal> {
    let mut types: Vec<CertificateTypeId> = types.cloned().collect();
    types.sort_unstable();
    types.dedup();
    let streams = types
        .iter()
        .map(|of_type| status::stream(program::stream_of(code, of_type)))
        .collect::<Result<Vec<StreamName>, _>>()?;
    let histories = ledger.read_streams(&streams).await?;
    types
        .into_iter()
        .zip(histories)
        .map(|(of_type, history)| {
            let mut program = Program::default();
            for recorded in &history {
                program = program.evolve(event::enrolment::program::decode(recorded)?);
            }
            Ok((of_type, program))
        })
        .collect()
}

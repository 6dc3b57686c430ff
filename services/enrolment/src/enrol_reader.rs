//! Enrols a card reader at a facility (カードリーダーの登録).

use domain::facility::Command;
use ledger::{Ledger, Position};
use wire::{Envelope, Refusal, enrolment, field, proto::enrolment::v1::EnrolReaderRequest};

use crate::{streams::change_facility, tenant};

/// Enrols a reader and says where it was recorded.
///
/// # Errors
///
/// The reasons in the contract of `EnrolReader`.
pub(crate) async fn enrol_reader(
    ledger: &dyn Ledger,
    envelope: &Envelope,
    request: &EnrolReaderRequest,
) -> Result<Position, Refusal> {
    let request_id = field::request_id(&request.request_id)?;
    let facility = enrolment::facility(&request.facility)?;
    let reader = enrolment::reader(request.reader)?;
    tenant::facility(envelope.caller(), facility)?;
    change_facility(ledger, envelope, request_id, facility, Command::EnrolReader(reader)).await
}

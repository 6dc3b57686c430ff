//! Removes a card reader from a facility (カードリーダーの撤去).

use domain::facility::Command;
use ledger::{Ledger, Position};
use wire::{Envelope, Refusal, enrolment, field, proto::enrolment::v1::RemoveReaderRequest};

use crate::{streams::change_facility, tenant};

/// Removes a reader and says where it was recorded.
///
/// # Errors
///
/// The reasons in the contract of `RemoveReader`.
pub(crate) async fn remove_reader(
    ledger: &dyn Ledger,
    envelope: &Envelope,
    request: &RemoveReaderRequest,
) -> Result<Position, Refusal> {
    let request_id = field::request_id(&request.request_id)?;
    let facility = enrolment::facility(&request.facility)?;
    let reader = enrolment::reader(request.reader)?;
    tenant::facility(envelope.caller(), facility)?;
    change_facility(ledger, envelope, request_id, facility, Command::RemoveReader(reader)).await
}

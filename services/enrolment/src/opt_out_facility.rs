//! Takes a facility out (参加の取止め).

use domain::facility::Command;
use ledger::{Ledger, Position};
use wire::{Envelope, Refusal, enrolment, field, proto::enrolment::v1::OptOutFacilityRequest};

use crate::{streams::change_facility, tenant};

/// Takes a facility out and says where it was recorded.
///
/// # Errors
///
/// The reasons in the contract of `OptOutFacility`.
pub(crate) async fn opt_out_facility(
    ledger: &dyn Ledger,
    envelope: &Envelope,
    request: &OptOutFacilityRequest,
) -> Result<Position, Refusal> {
    let request_id = field::request_id(&request.request_id)?;
    let facility = enrolment::facility(&request.facility)?;
    tenant::facility(envelope.caller(), facility)?;
    change_facility(ledger, envelope, request_id, facility, Command::OptOut).await
}

//! Takes a link away (紐付けの解除): it leads nowhere until it is made again.

use domain::link::Command;
use ledger::Position;
use wire::{Envelope, Refusal, field, identity as read, proto::identity::v1::UnlinkRequest};

use crate::{Identity, tenant};

impl Identity {
    /// Takes a link away and says where it was recorded.
    ///
    /// # Errors
    ///
    /// The reasons in the contract of `Unlink`.
    pub(crate) async fn unlink(
        &self,
        envelope: &Envelope,
        request: UnlinkRequest,
    ) -> Result<Position, Refusal> {
        let request_id = field::request_id(&request.request_id)?;
        let subject = read::subject(request.subject)?;
        let command = Command::Unlink(read::link_reason(request.reason)?);
        tenant::subject_to_unlink(envelope.caller(), &subject)?;
        self.change_link(envelope, request_id, subject, command).await
    }
}

//! Restores a suspended link.

use domain::link::Command;
use ledger::Position;
use wire::{Envelope, Refusal, field, identity as read, proto::identity::v1::RestoreLinkRequest};

use crate::{Identity, tenant};

impl Identity {
    /// Restores a link and says where it was recorded.
    ///
    /// # Errors
    ///
    /// The reasons in the contract of `RestoreLink`.
    pub(crate) async fn restore_link(
        &self,
        envelope: &Envelope,
        request: RestoreLinkRequest,
    ) -> Result<Position, Refusal> {
        let request_id = field::request_id(&request.request_id)?;
        let subject = read::subject(request.subject)?;
        let command = Command::Restore(read::link_reason(request.reason)?);
        tenant::subject(envelope.caller(), &subject)?;
        self.change_link(envelope, request_id, subject, command).await
    }
}

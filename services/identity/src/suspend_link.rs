//! Suspends a link (紐付けの保留): it leads nowhere until it is restored.

use domain::link::Command;
use ledger::Position;
use wire::{Envelope, Refusal, field, identity as read, proto::identity::v1::SuspendLinkRequest};

use crate::{Identity, tenant};

impl Identity {
    /// Suspends a link and says where it was recorded.
    ///
    /// # Errors
    ///
    /// The reasons in the contract of `SuspendLink`.
    pub(crate) async fn suspend_link(
        &self,
        envelope: &Envelope,
        request: SuspendLinkRequest,
    ) -> Result<Position, Refusal> {
        let request_id = field::request_id(&request.request_id)?;
        let subject = read::subject(request.subject)?;
        let command = Command::Suspend(read::link_reason(request.reason)?);
        tenant::subject(envelope.caller(), &subject)?;
        self.change_link(envelope, request_id, subject, command).await
    }
}

//! The seal: once set, nothing is appended until the ledger was opened again.

use std::sync::OnceLock;

use crate::SealReason;

/// Unset, or the first reason it was set for.
#[derive(Debug, Default)]
pub(super) struct Seal(OnceLock<SealReason>);

impl Seal {
    pub(super) fn set(&self, reason: SealReason) {
        if self.0.set(reason.clone()).is_ok() {
            tracing::error!(%reason, "ledger is sealed read-only");
        }
    }

    pub(super) fn reason(&self) -> Option<&SealReason> {
        self.0.get()
    }
}

//! Writes snapshots: when enough has happened, and at the end.

use std::sync::Arc;

use ledger::{Position, SharedLedger};
use tokio::task::spawn_blocking;

use crate::{
    content::Content,
    progress::{Freshness, Progress},
    snapshot::{NotWritten, Snapshots, Unfinished, fingerprint},
};

/// A large projection is written again after as many events as this part of its certificates.
const CERTIFICATES_PER_EVENT: usize = 8;

/// Writes snapshots of one content.
#[derive(Clone)]
pub(crate) struct Keeper {
    pub(crate) snapshots: Arc<Snapshots>,
    pub(crate) content: Arc<Content>,
    pub(crate) freshness: Arc<Freshness>,
    pub(crate) registration: SharedLedger,
    pub(crate) identity: SharedLedger,
}

impl Keeper {
    /// Writes a snapshot whenever one is due, until the projections stand still.
    pub(crate) async fn keep(self) {
        let mut progress = self.freshness.subscribe();
        loop {
            let wanted = progress.borrow().events.saturating_add(self.events_between());
            let is_due =
                |progress: &Progress| progress.stopped.is_some() || progress.events >= wanted;
            // Fails only when the sender is gone, and it is in `self`.
            let Ok(now) = progress.wait_for(is_due).await.map(|now| now.stopped.clone()) else {
                return;
            };
            if now.is_some() {
                return;
            }
            self.write_or_warn().await;
        }
    }

    /// Writes a snapshot; where that fails says so, for nothing depends on it.
    pub(crate) async fn write_or_warn(&self) {
        match self.write().await {
            Ok(upto) => tracing::info!(position = upto.get(), "snapshot of projections written"),
            Err(error) => tracing::warn!(%error, "snapshot of projections not written"),
        }
    }

    /// Writes a snapshot, and says up to which registration position.
    ///
    /// # Errors
    ///
    /// [`NotWritten`].
    async fn write(&self) -> Result<Position, NotWritten> {
        let Self { snapshots, content, .. } = self.clone();
        let unfinished = on_a_thread(move || snapshots.begin(&content)).await?;
        let Unfinished { upto, .. } = unfinished;
        let registration = fingerprint(&self.registration, upto.registration)
            .await?
            .ok_or(NotWritten::EventMissing(upto.registration))?;
        let identity = fingerprint(&self.identity, upto.identity)
            .await?
            .ok_or(NotWritten::EventMissing(upto.identity))?;
        let snapshots = self.snapshots.clone();
        on_a_thread(move || snapshots.finish(unfinished, &registration, &identity)).await?;
        Ok(upto.registration)
    }

    fn events_between(&self) -> u64 {
        let part = self.content.certificates.len() / CERTIFICATES_PER_EVENT;
        self.snapshots.every_events.max(u64::try_from(part).unwrap_or(u64::MAX)).max(1)
    }
}

/// Does this where waiting for the disk is allowed.
async fn on_a_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, NotWritten> + Send + 'static,
) -> Result<T, NotWritten> {
    spawn_blocking(work)
        .await
        .unwrap_or_else(|error| Err(NotWritten::Disk(std::io::Error::other(error))))
}

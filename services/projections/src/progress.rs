//! How far the projections are, and who waits for them.

use std::time::Duration;

use ledger::{Position, ReadError};
use tokio::sync::watch;
use wire::event::DecodeError;

use crate::{certificates::Unreadable, content::Positions};

/// Whether the projections follow their ledgers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// They do.
    Live,
    /// They no longer do. Nothing they say may be told: a certificate may have been withheld since.
    Stopped(StopReason),
}

/// Why the projections no longer follow their ledgers.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StopReason {
    /// The hub asked them to.
    #[error("projections were stopped")]
    Asked,
    /// A ledger was closed, could not be read, or is damaged.
    #[error("ledger could not be followed: {0}")]
    Ledger(ReadError),
    /// An event could not be read.
    #[error(transparent)]
    NotDecoded(#[from] DecodeError),
    /// What is in memory could not be read.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// A defect of this room.
    #[error("projector ended unexpectedly")]
    Defect,
}

/// The projections are not as far as was asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotFresh {
    /// They no longer follow their ledgers, and will not before a restart.
    #[error("projections stand still: {0}")]
    Stopped(StopReason),
    /// They were not there in time; asking again is worth it.
    #[error("projections had reached position {reached} when the wait was over")]
    TimedOut {
        /// The registration position they had reached.
        reached: Position,
    },
}

/// How far they are.
#[derive(Clone, Debug)]
pub(crate) struct Progress {
    pub(crate) reached: Positions,
    /// How many events were taken in since the start.
    pub(crate) events: u64,
    pub(crate) stopped: Option<StopReason>,
}

/// Says how far the projections are, and lets others wait.
pub(crate) struct Freshness {
    progress: watch::Sender<Progress>,
    /// What a snapshot holds may be as new as this: no answer is given before.
    floor: Positions,
}

impl Freshness {
    /// Begins at a snapshot's positions, and says nothing is fresh before `floor`.
    pub(crate) fn new(reached: Positions, floor: Positions) -> Self {
        let progress = Progress { reached, events: 0, stopped: None };
        Self { progress: watch::Sender::new(progress), floor }
    }

    /// How far the projections are.
    pub(crate) fn progress(&self) -> Progress {
        self.progress.borrow().clone()
    }

    /// Hears of every change.
    pub(crate) fn subscribe(&self) -> watch::Receiver<Progress> {
        self.progress.subscribe()
    }

    /// Notes that this many events were taken in.
    pub(crate) fn moved(&self, events: usize, to: impl FnOnce(&mut Positions)) {
        self.progress.send_modify(|progress| {
            to(&mut progress.reached);
            progress.events += u64::try_from(events).unwrap_or(u64::MAX);
        });
    }

    /// Notes that the projections stand still; the first reason stays.
    pub(crate) fn stopped(&self, reason: StopReason) {
        self.progress.send_modify(|progress| {
            progress.stopped.get_or_insert(reason);
        });
    }

    /// Waits until the projections stand still.
    pub(crate) async fn until_stopped(&self) {
        let mut receiver = self.subscribe();
        // Fails only when the sender is gone, and it is in `self`.
        let _ = receiver.wait_for(|progress| progress.stopped.is_some()).await;
    }

    /// Waits until both positions were reached.
    ///
    /// # Errors
    ///
    /// [`NotFresh`].
    pub(crate) async fn wait_for(
        &self,
        wanted: Positions,
        timeout: Duration,
    ) -> Result<Positions, NotFresh> {
        let registration = wanted.registration.max(self.floor.registration);
        let identity = wanted.identity.max(self.floor.identity);
        let is_enough = |progress: &Progress| {
            progress.stopped.is_some()
                || (progress.reached.registration >= registration
                    && progress.reached.identity >= identity)
        };
        let answer = |progress: &Progress| match &progress.stopped {
            Some(reason) => Err(NotFresh::Stopped(reason.clone())),
            None => Ok(progress.reached),
        };
        if is_enough(&self.progress.borrow()) {
            return answer(&self.progress.borrow());
        }
        let mut receiver = self.subscribe();
        match tokio::time::timeout(timeout, receiver.wait_for(is_enough)).await {
            Ok(Ok(progress)) => answer(&progress),
            // The sender is in `self`.
            Ok(Err(_)) => Err(NotFresh::Stopped(StopReason::Asked)),
            Err(_) => {
                let reached = self.progress.borrow().reached.registration;
                Err(NotFresh::TimedOut { reached })
            }
        }
    }
}

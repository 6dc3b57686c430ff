//! What the ledger says, arranged for questions; rebuilt at will.
//!
//! Three arrangements: [`Certificates`] (whose, and what a desk may be told of them), [`Directory`]
//! (who takes part) and [`People`] (where an insurance identity leads). One loop per ledger takes
//! the events in, in the ledger's order: next events → decode → take in → checkpoint. Whoever
//! registered something waits for its position ([`Projections::wait_for`]) and then finds it.
//!
//! Rebuilt from the first event the arrangements are equal to the live ones
//! ([`Projections::digest`]); a snapshot only saves the time.
//!
//! When an event cannot be read, or a ledger is damaged, everything stands still, and every wait
//! fails: a certificate may have been withheld since, so nothing may be told.
//!
//! This room deliberately does not know who asks, nor what a desk is told.

mod bytes;
mod lock;

pub mod certificates;
pub mod directory;
pub mod people;

mod content;
mod decode;
mod detail;
mod progress;
mod projector;

mod keeper;
mod snapshot;

use std::{
    future::Future,
    panic::AssertUnwindSafe,
    sync::{Arc, Mutex},
    time::Duration,
};

pub use certificates::{
    CertificateFacts, Certificates, ClosedDetail, ENTRY_BYTES, RowFacts, Sizes, Unreadable, Wording,
};
pub use content::{Digest, Positions};
pub use detail::{Detail, NotOpened};
pub use directory::{Coverage, Directory, Programs};
pub use people::{Found, People};
pub use progress::{NotFresh, State, StopReason};
pub use snapshot::{EVENTS_PER_SNAPSHOT, NotWritten, Snapshots};

use domain::person_key::PersonKey;
use futures::FutureExt;
use ledger::{Position, ReadError, SharedLedger};
use sealing::KeyStore;
use tokio::task::{JoinSet, spawn_blocking};

use content::Content;
use keeper::Keeper;
use lock::turn;
use progress::Freshness;
use snapshot::Loaded;

/// What the projections are made of.
pub struct ProjectionsConfig {
    /// The ledger of certificates, programs, bodies and facilities.
    pub registration: SharedLedger,
    /// Identity's own ledger.
    pub identity: SharedLedger,
    /// Opens the personal fields that a desk may be told, when they are asked for.
    pub keys: Arc<KeyStore>,
    /// Where snapshots are kept; none: every start begins at the first event.
    pub snapshots: Option<Snapshots>,
}

/// The projections could not be started.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A ledger could not be read to see whether the snapshot belongs to it.
    #[error("ledger could not be read: {0}")]
    Ledger(#[from] ReadError),
}

impl StartError {
    /// Whether what is stored is not what was recorded: an operator must restore a copy.
    #[must_use]
    pub fn is_damage(&self) -> bool {
        let Self::Ledger(error) = self;
        matches!(error, ReadError::Damaged(_))
    }
}

/// Everything that is projected, kept up to date.
///
/// Dropping it ends the loops without writing a snapshot; [`Projections::stop`] writes one.
pub struct Projections {
    content: Arc<Content>,
    freshness: Arc<Freshness>,
    keys: Arc<KeyStore>,
    keeper: Option<Keeper>,
    tasks: Mutex<JoinSet<()>>,
}

impl Projections {
    /// Reads the snapshot, if there is one that can be used, and begins to follow both ledgers.
    ///
    /// A snapshot that cannot be used is set aside with a warning. Returns before the ledgers were
    /// caught up with: [`Projections::catch_up`] waits for that.
    ///
    /// # Errors
    ///
    /// [`StartError`].
    pub async fn start(config: ProjectionsConfig) -> Result<Arc<Self>, StartError> {
        let ProjectionsConfig { registration, identity, keys, snapshots } = config;
        let snapshots = snapshots.map(Arc::new);
        let loaded = match &snapshots {
            Some(snapshots) => load(snapshots, &registration, &identity).await?,
            None => None,
        };
        let (content, from, upto) = match loaded {
            Some(Loaded { content, from, upto, .. }) => (content, from, upto),
            None => (Content::new(), Positions::default(), Positions::default()),
        };
        let content = Arc::new(content);
        let freshness = Arc::new(Freshness::new(from, upto));
        let keeper = snapshots.map(|snapshots| Keeper {
            snapshots,
            content: content.clone(),
            freshness: freshness.clone(),
            registration: registration.clone(),
            identity: identity.clone(),
        });
        let mut tasks = JoinSet::new();
        let (shared, fresh) = (content.clone(), freshness.clone());
        let follower = projector::follow_registration(registration, shared, fresh);
        tasks.spawn(supervise(follower, freshness.clone()));
        let follower = projector::follow_identity(identity, content.clone(), freshness.clone());
        tasks.spawn(supervise(follower, freshness.clone()));
        if let Some(keeper) = keeper.clone() {
            tasks.spawn(keeper.keep());
        }
        Ok(Arc::new(Self { content, freshness, keys, keeper, tasks: Mutex::new(tasks) }))
    }

    /// Ends the loops, and writes a snapshot if anything was taken in. Call it before the ledgers
    /// are closed. Where writing fails, a warning says so: the next start takes longer.
    pub async fn stop(&self) {
        self.freshness.stopped(StopReason::Asked);
        let mut tasks = std::mem::take(&mut *turn(&self.tasks));
        while tasks.join_next().await.is_some() {}
        if let Some(keeper) = &self.keeper
            && self.freshness.progress().events > 0
        {
            keeper.write_or_warn().await;
        }
    }

    /// What is known of a person's certificates, also of those recorded under keys that were merged
    /// into it; those without a standing row are left out, unless another key may have the same.
    ///
    /// # Errors
    ///
    /// [`Unreadable`].
    pub fn certificates_of(&self, person: PersonKey) -> Result<Vec<CertificateFacts>, Unreadable> {
        let keys = self.content.people.keys_of(person);
        if let [only] = keys.as_slice() {
            let mut known = self.content.certificates.of(*only)?;
            known.retain(|facts| !facts.rows.is_empty());
            return Ok(known);
        }
        let mut known = Vec::new();
        for key in keys {
            known.append(&mut self.content.certificates.of(key)?);
        }
        Ok(known)
    }

    /// Opens the recipient number and the printed items of a row, one of these certificate's.
    ///
    /// Empty where the person was erased, or the body gave none.
    ///
    /// # Errors
    ///
    /// [`NotOpened`].
    pub fn detail(&self, of: &CertificateFacts, row: &RowFacts) -> Result<Detail, NotOpened> {
        detail::open(&self.keys, of, row)
    }

    /// The certificates, by single person keys.
    #[must_use]
    pub fn certificates(&self) -> &Certificates {
        &self.content.certificates
    }

    /// Bodies, programs and facilities.
    #[must_use]
    pub fn directory(&self) -> &Directory {
        &self.content.directory
    }

    /// Links and people.
    #[must_use]
    pub fn people(&self) -> &People {
        &self.content.people
    }

    /// Waits until everything up to this registration position was taken in, and says up to which
    /// position it was: whatever is asked after that is at least as new.
    ///
    /// Without a position to wait for, ask for [`Position::START`].
    ///
    /// # Errors
    ///
    /// [`NotFresh`].
    pub async fn wait_for(
        &self,
        registration: Position,
        timeout: Duration,
    ) -> Result<Position, NotFresh> {
        let wanted = Positions { registration, identity: Position::START };
        Ok(self.freshness.wait_for(wanted, timeout).await?.registration)
    }

    /// Waits until both ledgers were taken in up to these heads.
    ///
    /// # Errors
    ///
    /// [`NotFresh`].
    pub async fn catch_up(&self, heads: Positions, timeout: Duration) -> Result<(), NotFresh> {
        self.freshness.wait_for(heads, timeout).await.map(|_| ())
    }

    /// Up to where both ledgers were taken in.
    #[must_use]
    pub fn positions(&self) -> Positions {
        self.freshness.progress().reached
    }

    /// Up to where the registration ledger was taken in.
    #[must_use]
    pub fn registration_position(&self) -> Position {
        self.positions().registration
    }

    /// Up to where identity's ledger was taken in.
    #[must_use]
    pub fn identity_position(&self) -> Position {
        self.positions().identity
    }

    /// Whether the projections follow their ledgers.
    #[must_use]
    pub fn state(&self) -> State {
        self.freshness.progress().stopped.map_or(State::Live, State::Stopped)
    }

    /// How much there is, and how much memory it takes. Looks at everything: for reports.
    #[must_use]
    pub fn sizes(&self) -> Sizes {
        self.content.certificates.sizes()
    }

    /// A hash of everything, with the positions it is the hash at. Two projections of the same
    /// ledgers at the same positions have the same one, however they got there.
    ///
    /// Nothing is taken in meanwhile: for checks.
    ///
    /// # Errors
    ///
    /// [`Unreadable`].
    pub fn digest(&self) -> Result<(Positions, Digest), Unreadable> {
        self.content.digest()
    }
}

/// The snapshot, if there is one that can be used.
async fn load(
    snapshots: &Arc<Snapshots>,
    registration: &SharedLedger,
    identity: &SharedLedger,
) -> Result<Option<Loaded>, StartError> {
    let reader = snapshots.clone();
    let read = spawn_blocking(move || reader.load())
        .await
        .unwrap_or_else(|error| Err(std::io::Error::other(error).into()));
    let checked = match read {
        Ok(None) => return Ok(None),
        Ok(Some(loaded)) => loaded.check(registration, identity).await?.map(|()| loaded),
        Err(error) => Err(error),
    };
    match checked {
        Ok(loaded) => Ok(Some(loaded)),
        Err(error) => {
            tracing::warn!(%error, "snapshot of projections set aside, rebuilding from the start");
            if let Err(error) = snapshots.set_aside() {
                tracing::warn!(%error, "snapshot of projections could not be moved");
            }
            Ok(None)
        }
    }
}

/// Follows a ledger until it ends or everything is stopped; whatever ends it ends everything.
async fn supervise(follower: impl Future<Output = StopReason>, freshness: Arc<Freshness>) {
    let reason = tokio::select! {
        reason = AssertUnwindSafe(follower).catch_unwind() => reason.unwrap_or(StopReason::Defect),
        () = freshness.until_stopped() => return,
    };
    tracing::error!(%reason, "projections stand still, nothing is told any more");
    freshness.stopped(reason);
}

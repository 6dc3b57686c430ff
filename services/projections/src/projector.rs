//! Next events → decode → take in → checkpoint, in ledger order, in one place.
//!
//! One task per ledger reads, and one takes in. Batches are decoded beside each other on threads
//! that may be busy, and taken in one after another in the ledger's order. Whatever cannot be taken in stops everything:
//! a certificate that was withheld meanwhile must not be told.

use std::sync::Arc;

use ledger::{Position, RecordedEvent, SharedLedger, Subscription};
use tokio::{
    sync::mpsc,
    task::{JoinHandle, JoinSet, spawn_blocking, yield_now},
};
use wire::event::DecodeError;

use crate::{
    certificates::Unreadable,
    content::Content,
    decode,
    progress::{Freshness, StopReason},
};

/// How many batches are decoded ahead of the one that is taken in. A batch is one page of the
/// ledger.
const DECODE_AHEAD_MAX: usize = 4;

/// How many events are taken in before other tasks may run, and before those who wait are told.
const TAKE_IN_MAX: usize = 64;

/// The events of one page that were decoded, and what came after them.
struct Batch<C> {
    changes: Vec<(Position, C)>,
    then: Option<DecodeError>,
}

/// Follows the registration ledger until it ends or cannot be understood.
pub(crate) async fn follow_registration(
    ledger: SharedLedger,
    content: Arc<Content>,
    freshness: Arc<Freshness>,
) -> StopReason {
    let after = freshness.progress().reached.registration;
    follow(ledger.subscribe(after), decode::registration, |changes| {
        let events = changes.len();
        let position = content.take_registration(changes)?;
        freshness.moved(events, |reached| reached.registration = position);
        Ok(())
    })
    .await
}

/// Follows identity's ledger until it ends or cannot be understood.
pub(crate) async fn follow_identity(
    ledger: SharedLedger,
    content: Arc<Content>,
    freshness: Arc<Freshness>,
) -> StopReason {
    let after = freshness.progress().reached.identity;
    follow(ledger.subscribe(after), decode::identity, |changes| {
        let events = changes.len();
        let position = content.take_identity(changes)?;
        freshness.moved(events, |reached| reached.identity = position);
        Ok(())
    })
    .await
}

/// Batches of a ledger that are being decoded, in order.
type Decoding<C> = mpsc::Receiver<Result<JoinHandle<Batch<C>>, StopReason>>;

/// Reads batches, has each decoded on a thread that may be busy, and hands them on in order. Ends
/// with the first error, or when nobody receives.
async fn read<C: Send + 'static>(
    mut subscription: Subscription,
    decode: impl Fn(&RecordedEvent) -> Result<C, DecodeError> + Copy + Send + 'static,
    batches: mpsc::Sender<Result<JoinHandle<Batch<C>>, StopReason>>,
) {
    loop {
        let events = subscription.next_batch().await.map_err(StopReason::Ledger);
        let is_last = events.is_err();
        let batch = events.map(|events| spawn_blocking(move || decode_batch(&events, decode)));
        if batches.send(batch).await.is_err() || is_last {
            return;
        }
    }
}

fn decode_batch<C>(
    events: &[RecordedEvent],
    decode: impl Fn(&RecordedEvent) -> Result<C, DecodeError>,
) -> Batch<C> {
    let mut changes = Vec::with_capacity(events.len());
    for event in events {
        match decode(event) {
            Ok(change) => changes.push((event.position, change)),
            Err(error) => return Batch { changes, then: Some(error) },
        }
    }
    Batch { changes, then: None }
}

/// Takes batches in until there are no more, and says why.
async fn follow<C: Send + 'static>(
    subscription: Subscription,
    decode: impl Fn(&RecordedEvent) -> Result<C, DecodeError> + Copy + Send + 'static,
    mut take_in: impl FnMut(Vec<(Position, C)>) -> Result<(), Unreadable>,
) -> StopReason {
    let (sender, mut batches): (_, Decoding<C>) = mpsc::channel(DECODE_AHEAD_MAX);
    // Reading ends with this set.
    let mut reading = JoinSet::new();
    reading.spawn(read(subscription, decode, sender));
    while let Some(batch) = batches.recv().await {
        let batch = match batch {
            Ok(batch) => batch.await,
            Err(reason) => return reason,
        };
        let Ok(Batch { changes, then }) = batch else { return StopReason::Defect };
        let mut changes = changes.into_iter();
        loop {
            let some: Vec<_> = changes.by_ref().take(TAKE_IN_MAX).collect();
            if some.is_empty() {
                break;
            }
            if let Err(error) = take_in(some) {
                return error.into();
            }
            yield_now().await;
        }
        if let Some(error) = then {
            return error.into();
        }
    }
    StopReason::Defect
}

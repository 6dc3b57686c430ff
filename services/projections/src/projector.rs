//! Next events → decode → take in → checkpoint, in ledger order, in one place.
//!
//! One task per ledger. Batches are decoded beside each other on threads that may be busy, and
//! taken in one after another in the ledger's order. Whatever cannot be taken in stops everything:
//! a certificate that was withheld meanwhile must not be told.

use std::sync::Arc;

use futures::{Stream, StreamExt, stream};
use ledger::{Position, RecordedEvent, SharedLedger, Subscription};
use tokio::task::{spawn_blocking, yield_now};
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
    follow(decoded(ledger.subscribe(after), decode::registration), |changes| {
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
    follow(decoded(ledger.subscribe(after), decode::identity), |changes| {
        let events = changes.len();
        let position = content.take_identity(changes)?;
        freshness.moved(events, |reached| reached.identity = position);
        Ok(())
    })
    .await
}

/// Batches of a ledger, decoded, in order.
fn decoded<C: Send + 'static>(
    subscription: Subscription,
    decode: impl Fn(&RecordedEvent) -> Result<C, DecodeError> + Clone + Send + 'static,
) -> impl Stream<Item = Result<Batch<C>, StopReason>> {
    stream::unfold(Some(subscription), async |subscription| {
        let mut subscription = subscription?;
        let batch = subscription.next_batch().await.map_err(StopReason::Ledger);
        let rest = batch.is_ok().then_some(subscription);
        Some((batch, rest))
    })
    .map(move |events| {
        let decode = decode.clone();
        async move {
            let events = events?;
            spawn_blocking(move || decode_batch(&events, decode))
                .await
                .map_err(|_| StopReason::Defect)
        }
    })
    .buffered(DECODE_AHEAD_MAX)
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

/// Takes batches in until the stream ends, and says why it did.
async fn follow<C>(
    batches: impl Stream<Item = Result<Batch<C>, StopReason>>,
    mut take_in: impl FnMut(Vec<(Position, C)>) -> Result<(), Unreadable>,
) -> StopReason {
    let mut batches = std::pin::pin!(batches);
    while let Some(batch) = batches.next().await {
        let Batch { changes, then } = match batch {
            Ok(batch) => batch,
            Err(reason) => return reason,
        };
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

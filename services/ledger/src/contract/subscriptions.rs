//! Subscriptions: first what is recorded, then what is being recorded.

use futures::{FutureExt, StreamExt};

use super::{append, event, numbers, record};
use crate::{Position, RecordedEvent, SharedLedger, Subscription};

/// Writers of the concurrent checks.
const WRITERS: u64 = 4;

/// Events each of them appends.
const EVENTS_EACH: u64 = 300;

async fn take(subscription: &mut Subscription, count: usize) -> Vec<RecordedEvent> {
    subscription.take(count).map(Result::unwrap).collect().await
}

/// The position itself is not handed out again.
pub async fn a_subscription_begins_after_its_position(ledger: SharedLedger) {
    let first = record(&ledger, "certificate-1", 0, [1]).await;
    record(&ledger, "certificate-1", 1, [2, 3]).await;
    let mut all = ledger.subscribe(Position::START);
    assert_eq!(numbers(&take(&mut all, 3).await), [1, 2, 3]);
    let mut later = ledger.subscribe(first.position);
    assert_eq!(numbers(&take(&mut later, 2).await), [2, 3]);
}

/// It waits at the end, and wakes for each append.
pub async fn a_subscription_goes_on_with_what_is_being_recorded(ledger: SharedLedger) {
    let mut subscription = ledger.subscribe(Position::START);
    assert!(subscription.next().now_or_never().is_none());
    for version in 0..20 {
        record(&ledger, "certificate-1", version, [version]).await;
        let batch = subscription.next_batch().await.unwrap();
        assert_eq!(numbers(&batch), [version]);
        assert!(subscription.next().now_or_never().is_none());
    }
}

async fn write(ledger: SharedLedger, writer: u64) {
    for version in 0..EVENTS_EACH {
        record(&ledger, &format!("writer-{writer}"), version, [writer * EVENTS_EACH + version])
            .await;
    }
}

/// Subscribers that begin at any moment see all events once, in rising positions.
pub async fn a_subscription_under_concurrent_writers_has_no_gap_and_no_double(
    ledger: SharedLedger,
) {
    let total = usize::try_from(WRITERS * EVENTS_EACH).unwrap();
    let writers: Vec<_> =
        (0..WRITERS).map(|writer| tokio::spawn(write(ledger.clone(), writer))).collect();
    let mut subscribers = Vec::new();
    for _ in 0..5 {
        let mut subscription = ledger.subscribe(Position::START);
        subscribers.push(tokio::spawn(async move { take(&mut subscription, total).await }));
        tokio::task::yield_now().await;
        ledger.read_all(Position::START, 1).await.unwrap();
    }
    for writer in writers {
        writer.await.unwrap();
    }
    let recorded = super::everything(&ledger, 100).await;
    assert_eq!(recorded.len(), total);
    assert!(recorded.windows(2).all(|pair| pair[0].position < pair[1].position));
    for subscriber in subscribers {
        assert_eq!(subscriber.await.unwrap(), recorded);
    }
}

/// Subscribers that never read, and one that reads late.
pub async fn a_subscriber_that_does_not_read_holds_up_nobody(ledger: SharedLedger) {
    let stalled: Vec<Subscription> = (0..100).map(|_| ledger.subscribe(Position::START)).collect();
    let mut late = ledger.subscribe(Position::START);
    assert!(late.next().now_or_never().is_none());
    let appends = (0..2000).map(|number| append(&format!("s-{number}"), 0, [number]));
    for answer in ledger.append_each(appends.collect()).await {
        answer.unwrap();
    }
    assert_eq!(numbers(&take(&mut late, 2000).await), (0..2000).collect::<Vec<u64>>());
    drop(stalled);
}

/// The same events in the same order, whether or not the subscription reads ahead.
pub async fn a_subscription_that_reads_ahead_tells_the_same(ledger: SharedLedger) {
    let appends = (0..3000).map(|number| append(&format!("s-{number}"), 0, [number]));
    for answer in ledger.append_each(appends.collect()).await {
        answer.unwrap();
    }
    let mut subscription = ledger.subscribe(Position::START);
    let first = take(&mut subscription, 10).await;
    let mut ahead = subscription.reading_ahead();
    record(&ledger, "live", 0, [3000]).await;
    let rest = take(&mut ahead, 2991).await;
    assert_eq!([numbers(&first), numbers(&rest)].concat(), (0..=3000).collect::<Vec<u64>>());
    assert!(ahead.next().now_or_never().is_none());
    record(&ledger, "live", 1, [3001]).await;
    assert_eq!(numbers(&ahead.next_batch().await.unwrap()), [3001]);
}

/// Batches and single events mix; a wait that was dropped took nothing with it.
pub async fn a_cancelled_wait_loses_no_event(ledger: SharedLedger) {
    let mut subscription = ledger.subscribe(Position::START);
    let mut seen = Vec::new();
    for version in 0..200 {
        // Polled once, perhaps in the middle of a page, and dropped.
        if let Some(batch) = subscription.next_batch().now_or_never() {
            seen.extend(batch.unwrap());
        }
        record(&ledger, "certificate-1", version, [version]).await;
        if let Some(event) = subscription.next().now_or_never().flatten() {
            seen.push(event.unwrap());
        }
    }
    while seen.len() < 200 {
        seen.extend(subscription.next_batch().await.unwrap());
    }
    assert_eq!(numbers(&seen), (0..200).collect::<Vec<u64>>());
    assert_eq!(seen[0].id, event(0).id);
}

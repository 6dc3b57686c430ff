//! The contract suite: what every ledger must do, checked from outside (feature `contract`).
//!
//! Each check is handed an empty ledger and panics where the ledger breaks the contract. A crate
//! with a ledger of its own writes `ledger::contract_tests!(open_an_empty_ledger);` in its tests.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::missing_panics_doc,
    reason = "these are tests, kept where other crates can run them: a panic is their answer"
)]

mod appends;
mod concurrency;
mod histories;
mod reads;
mod subscriptions;

use std::sync::Arc;

use bytes::Bytes;
use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    Append, Appended, Attribution, ExpectedVersion, NewEvent, Position, RecordedEvent,
    SharedLedger, StreamName, Version,
};

pub use self::{appends::*, concurrency::*, histories::*, reads::*, subscriptions::*};

/// Writes one test for each check of the contract. `$open` is an async function without arguments
/// that returns an empty ledger and whatever must live as long as it:
/// `async fn open() -> (SharedLedger, impl Sized)`. The crate needs `tokio` with `macros` and
/// `rt-multi-thread`.
#[macro_export]
macro_rules! contract_tests {
    ($open:path) => {
        $crate::contract_tests! { $open:
            events_of_an_append_stand_next_to_each_other
            an_append_at_another_version_is_a_conflict
            an_append_that_is_sent_again_gets_its_first_answer
            a_repetition_with_other_ids_is_a_conflict
            ids_of_another_stream_do_not_matter
            appends_of_one_call_are_decided_one_by_one_in_order
            an_append_beyond_its_limits_is_refused
            an_append_at_its_limits_is_recorded
            a_recorded_event_is_read_back_as_it_was_given
            a_stream_is_read_forwards_and_backwards_from_any_version
            a_stream_without_events_is_empty
            streams_are_read_whole_in_the_order_asked_for
            streams_too_long_or_too_many_are_refused
            all_events_are_read_page_by_page
            a_page_is_bounded_in_events_and_bytes
            a_subscription_begins_after_its_position
            a_subscription_goes_on_with_what_is_being_recorded
            a_subscription_under_concurrent_writers_has_no_gap_and_no_double
            a_subscriber_that_does_not_read_holds_up_nobody
            a_subscription_that_reads_ahead_tells_the_same
            a_cancelled_wait_loses_no_event
            exactly_one_of_many_writers_wins_each_version
            the_same_append_sent_by_many_is_recorded_once
            acknowledged_events_can_be_read_at_once
            random_histories_agree_with_a_simple_model
        }
    };
    ($open:path: $($check:ident)*) => {
        $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $check() {
                let (ledger, _keep) = $open().await;
                $crate::contract::$check(ledger).await;
            }
        )*
    };
}

/// An event whose id and payload follow from a number.
pub(crate) fn event(number: u64) -> NewEvent {
    NewEvent {
        id: Uuid::from_u64_pair(7, number),
        event_type: "Counted".into(),
        payload: Bytes::from(number.to_string()),
    }
}

/// What all appends of the suite are attributed to.
pub(crate) fn attribution() -> Attribution {
    Attribution {
        recorded_at: "2026-10-01T00:30:00.123456Z".parse::<Timestamp>().unwrap(),
        caller: Arc::from("spiffe://pmh.example/body/232033"),
        request_id: Arc::from("8c5f0a1e-upload"),
    }
}

/// A stream's name.
pub(crate) fn stream(name: &str) -> StreamName {
    name.parse().unwrap()
}

/// An append of the events with these numbers, where the stream has so many events already.
pub(crate) fn append(name: &str, standing: u64, numbers: impl IntoIterator<Item = u64>) -> Append {
    Append {
        stream: stream(name),
        expected: ExpectedVersion::after(standing.checked_sub(1).map(Version::new)),
        events: numbers.into_iter().map(event).collect(),
        attribution: attribution(),
    }
}

/// Appends events with these numbers to the end of a stream that has so many.
pub(crate) async fn record(
    ledger: &SharedLedger,
    name: &str,
    standing: u64,
    numbers: impl IntoIterator<Item = u64>,
) -> Appended {
    ledger.append(append(name, standing, numbers)).await.unwrap()
}

/// All events, read in pages of this size.
pub(crate) async fn everything(ledger: &SharedLedger, page: usize) -> Vec<RecordedEvent> {
    let mut events: Vec<RecordedEvent> = Vec::new();
    loop {
        let after = events.last().map_or(Position::START, |event| event.position);
        let page = ledger.read_all(after, page).await.unwrap();
        if page.is_empty() {
            return events;
        }
        events.extend(page);
    }
}

/// The numbers of these events.
pub(crate) fn numbers(events: &[RecordedEvent]) -> Vec<u64> {
    let number = |event: &RecordedEvent| String::from_utf8(event.payload.to_vec()).unwrap();
    events.iter().map(|event| number(event).parse().unwrap()).collect()
}

//! The loop of every write, with a stream that counts.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use ledger::{MemoryLedger, Version};

use super::*;
use crate::event::bad_field;

const NOON: &str = "2026-10-01T03:00:00Z";

fn request_id(seed: u128) -> RequestId {
    RequestId::from_uuid(Uuid::from_u128(seed)).unwrap()
}

fn request(seed: u128) -> Request {
    request_at(seed, NOON)
}

fn request_at(seed: u128, at: &str) -> Request {
    let at: Timestamp = at.parse().unwrap();
    let envelope = Envelope::new("spiffe://pmh/operator".parse().unwrap(), Arc::new(move || at));
    Request::new("counter".into(), &request_id(seed), &envelope).unwrap()
}

/// A stream of numbers; its state is their sum. A payload of no byte cannot be decoded.
fn fold(sum: &mut u64, recorded: &RecordedEvent) -> Result<(), DecodeError> {
    let byte = recorded.payload.first().ok_or_else(|| bad_field(recorded, "number"))?;
    *sum += u64::from(*byte);
    Ok(())
}

fn number(seed: u128, index: usize, number: u8) -> NewEvent {
    NewEvent {
        id: event_id(&request_id(seed), "", index),
        event_type: "Counted".into(),
        payload: vec![number].into(),
    }
}

/// Adds a number while the sum is below 100; adding nothing changes nothing.
async fn add(
    ledger: &dyn Ledger,
    seed: u128,
    by: u8,
) -> Result<Recorded, RecordError<&'static str>> {
    let decide = |sum: &u64, _| match by {
        _ if *sum >= 100 => Err("full"),
        0 => Ok(Vec::new()),
        by => Ok(vec![number(seed, 0, by)]),
    };
    record(ledger, &request(seed), fold, decide).await
}

fn at(position: u64, outcome: Outcome) -> Recorded {
    Recorded { position: Position::new(position), outcome }
}

#[tokio::test]
async fn a_write_is_recorded_once_and_a_retry_gets_its_first_answer() {
    let ledger = MemoryLedger::new();
    assert_eq!(add(&ledger, 1, 5).await, Ok(at(1, Outcome::New)));
    assert_eq!(add(&ledger, 2, 6).await, Ok(at(2, Outcome::New)));
    assert_eq!(add(&ledger, 1, 5).await, Ok(at(1, Outcome::Repeated)));
    assert_eq!(ledger.head().await.unwrap(), Position::new(2));
}

#[tokio::test]
async fn a_write_that_changes_nothing_is_answered_with_where_the_stream_stands() {
    let ledger = MemoryLedger::new();
    assert_eq!(add(&ledger, 1, 0).await, Ok(at(0, Outcome::Unchanged)));
    add(&ledger, 2, 5).await.unwrap();
    assert_eq!(add(&ledger, 1, 0).await, Ok(at(1, Outcome::Unchanged)));
}

#[tokio::test]
async fn a_refusal_is_no_answer_to_what_was_recorded_before_it() {
    let ledger = MemoryLedger::new();
    add(&ledger, 1, 60).await.unwrap();
    add(&ledger, 2, 60).await.unwrap();
    assert_eq!(add(&ledger, 3, 1).await, Err(RecordError::Refused("full")));
    // The retry is judged by what stood before it, not by what stands now.
    assert_eq!(add(&ledger, 2, 60).await, Ok(at(2, Outcome::Repeated)));
}

#[tokio::test]
async fn the_same_request_id_with_other_content_is_refused() {
    let ledger = MemoryLedger::new();
    add(&ledger, 1, 5).await.unwrap();
    assert_eq!(add(&ledger, 1, 6).await, Err(RecordError::RequestIdReused));
    assert_eq!(add(&ledger, 1, 0).await, Err(RecordError::RequestIdReused));
    let two = |_: &u64, _| Ok::<_, &str>(vec![number(1, 0, 5), number(1, 1, 5)]);
    let more = record(&ledger, &request(1), fold, two).await;
    assert_eq!(more, Err(RecordError::RequestIdReused));
    let renamed = |_: &u64, _| {
        Ok::<_, &str>(vec![NewEvent { event_type: "Other".into(), ..number(1, 0, 5) }])
    };
    let other = record(&ledger, &request(1), fold, renamed).await;
    assert_eq!(other, Err(RecordError::RequestIdReused));
}

#[tokio::test]
async fn several_events_are_one_answer() {
    let ledger = MemoryLedger::new();
    let two = |_: &u64, _| Ok::<_, &str>(vec![number(1, 0, 5), number(1, 1, 6)]);
    let answer = record(&ledger, &request(1), fold, two).await;
    assert_eq!(answer, Ok(at(2, Outcome::New)));
    add(&ledger, 2, 1).await.unwrap();
    let answer = record(&ledger, &request(1), fold, two).await;
    assert_eq!(answer, Ok(at(2, Outcome::Repeated)));
}

#[tokio::test]
async fn a_retry_is_decided_at_the_time_of_its_first_attempt() {
    let ledger = MemoryLedger::new();
    let hour = |_: &u64, at: Timestamp| {
        let hour = u8::try_from(at.as_second() / 3600 % 24).unwrap();
        Ok::<_, &str>(vec![number(1, 0, hour)])
    };
    record(&ledger, &request(1), fold, hour).await.unwrap();
    let later = request_at(1, "2026-10-01T05:00:00Z");
    let answer = record(&ledger, &later, fold, hour).await;
    assert_eq!(answer, Ok(at(1, Outcome::Repeated)));
}

#[tokio::test]
async fn a_write_is_decided_anew_when_others_wrote_first() {
    let ledger = MemoryLedger::new();
    let calls = AtomicUsize::new(0);
    // Whoever decides first finds that somebody else wrote meanwhile.
    let decide = |sum: &u64, _| {
        if calls.fetch_add(1, Ordering::Relaxed) == 0 {
            interfere(&ledger, 2);
        }
        Ok::<_, &str>(vec![number(1, 0, u8::try_from(*sum).unwrap() + 1)])
    };
    let answer = record(&ledger, &request(1), fold, decide).await;
    assert_eq!(answer, Ok(at(2, Outcome::New)));
    let stream = request(1).stream;
    let events = ledger.read_stream(&stream, None, Direction::Forwards, 10).await.unwrap();
    assert_eq!(events[1].payload[0], 8, "the other's seven, and one more");
}

#[tokio::test]
async fn a_write_gives_up_when_others_keep_writing() {
    let ledger = MemoryLedger::new();
    let calls = AtomicUsize::new(0);
    let decide = |_: &u64, _| {
        let call = calls.fetch_add(1, Ordering::Relaxed);
        interfere(&ledger, 100 + call as u128);
        Ok::<_, &str>(vec![number(1, 0, 1)])
    };
    let answer = record(&ledger, &request(1), fold, decide).await;
    assert_eq!(answer, Err(RecordError::Contended));
    assert_eq!(calls.load(Ordering::Relaxed), ATTEMPTS_MAX);
}

/// Appends a seven at the end of the stream, as somebody else. The ledger in memory never waits.
fn interfere(ledger: &MemoryLedger, seed: u128) {
    let request = request(seed);
    let write = async {
        let read = ledger.read_stream(&request.stream, None, Direction::Backwards, 1);
        let version = read.await.unwrap().first().map(|last| last.version);
        let append = Append {
            stream: request.stream.clone(),
            expected: version.map_or(ExpectedVersion::NoStream, ExpectedVersion::Exactly),
            events: vec![number(seed, 0, 7)],
            attribution: request.attribution.clone(),
        };
        ledger.append(append).await.unwrap();
    };
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    assert!(std::pin::pin!(write).as_mut().poll(&mut context).is_ready());
}

#[tokio::test]
async fn a_stream_longer_than_a_page_is_read_to_its_end() {
    let ledger = MemoryLedger::new();
    let count = PAGE_EVENTS_MAX + 10;
    for version in 0..count {
        let append = Append {
            stream: request(1).stream,
            expected: match version {
                0 => ExpectedVersion::NoStream,
                version => ExpectedVersion::Exactly(Version::new(version as u64 - 1)),
            },
            events: vec![NewEvent { id: Uuid::from_u128(version as u128), ..number(1, 0, 1) }],
            attribution: request(1).attribution,
        };
        ledger.append(append).await.unwrap();
    }
    let stream = request(1).stream;
    let sum: Result<u64, RecordError<&str>> = present(&ledger, &stream, fold).await;
    assert_eq!(sum, Ok(count as u64));
    let decide = |sum: &u64, _| {
        assert_eq!(*sum, count as u64);
        Ok::<_, &str>(vec![number(1, 0, 1)])
    };
    for outcome in [Outcome::New, Outcome::Repeated] {
        let answer = record(&ledger, &request(1), fold, decide).await;
        assert_eq!(answer, Ok(at(count as u64 + 1, outcome)));
    }
}

#[tokio::test]
async fn only_a_request_that_was_sent_before_has_a_first_answer() {
    let ledger = MemoryLedger::new();
    let decide = |by: u8| move |_: &u64, _| Ok::<_, &str>(vec![number(1, 0, by)]);
    let first = first_answer(&ledger, &request(1), fold, decide(5)).await;
    assert_eq!(first, Ok(None));
    add(&ledger, 1, 5).await.unwrap();
    let first = first_answer(&ledger, &request(1), fold, decide(5)).await;
    assert_eq!(first, Ok(Some(at(1, Outcome::Repeated))));
    let first = first_answer(&ledger, &request(1), fold, decide(6)).await;
    assert_eq!(first, Err(RecordError::RequestIdReused));
}

#[tokio::test]
async fn what_cannot_be_decoded_stops_the_write() {
    let ledger = MemoryLedger::new();
    let append = Append {
        stream: request(1).stream,
        expected: ExpectedVersion::NoStream,
        events: vec![NewEvent { payload: Vec::new().into(), ..number(2, 0, 1) }],
        attribution: request(1).attribution,
    };
    ledger.append(append).await.unwrap();
    let error = add(&ledger, 1, 1).await.unwrap_err();
    assert!(matches!(error, RecordError::Decode(_)));
    let refusal = error.into_refusal(|_| panic!("nothing was decided"));
    assert_eq!(refusal.reason(), ErrorReason::LedgerDamaged);
}

#[test]
fn a_name_that_no_stream_has_is_refused() {
    assert!(stream_name("Program".into()).is_err());
    assert_eq!(stream_name("body-232033".into()).unwrap().as_str(), "body-232033");
}

//! Reading: streams both ways, whole streams, all events, pages.

use bytes::Bytes;
use jiff::Timestamp;

use super::{append, attribution, event, everything, numbers, record, stream};
use crate::{
    Direction, EVENTS_PER_APPEND_MAX, PAGE_BYTES_MAX, PAGE_EVENTS_MAX, PAYLOAD_BYTES_MAX, Position,
    ReadError, RecordedEvent, STREAM_EVENTS_MAX, STREAMS_PER_READ_MAX, SharedLedger, Version,
};

/// Every field, and the instant to the microsecond.
pub async fn a_recorded_event_is_read_back_as_it_was_given(ledger: SharedLedger) {
    let mut given = append("certificate-1", 0, [42]);
    given.attribution.recorded_at = "2026-10-01T00:30:00.123456789Z".parse::<Timestamp>().unwrap();
    given.events[0].payload = Bytes::from_static(b"\0\xff binary \n");
    let appended = ledger.append(given.clone()).await.unwrap();
    let expected = RecordedEvent {
        id: event(42).id,
        stream: stream("certificate-1"),
        version: Version::FIRST,
        position: appended.position,
        event_type: "Counted".into(),
        recorded_at: attribution().recorded_at,
        caller: attribution().caller,
        request_id: attribution().request_id,
        payload: given.events[0].payload.clone(),
    };
    let page = ledger.read_all(Position::START, 10).await.unwrap();
    assert_eq!(page, [expected]);
}

/// From the ends, from the middle, from beyond; other streams are left out.
pub async fn a_stream_is_read_forwards_and_backwards_from_any_version(ledger: SharedLedger) {
    for version in 0..6 {
        record(&ledger, "certificate-1", version, [version]).await;
        record(&ledger, "certificate-10", version, [100 + version]).await;
    }
    let name = stream("certificate-1");
    let table: [(Option<u64>, Direction, usize, &[u64]); 10] = [
        (None, Direction::Forwards, 100, &[0, 1, 2, 3, 4, 5]),
        (None, Direction::Backwards, 100, &[5, 4, 3, 2, 1, 0]),
        (Some(2), Direction::Forwards, 100, &[2, 3, 4, 5]),
        (Some(2), Direction::Backwards, 100, &[2, 1, 0]),
        (Some(2), Direction::Forwards, 2, &[2, 3]),
        (None, Direction::Backwards, 1, &[5]),
        (Some(6), Direction::Forwards, 100, &[]),
        (Some(6), Direction::Backwards, 100, &[5, 4, 3, 2, 1, 0]),
        (Some(u64::MAX), Direction::Forwards, 100, &[]),
        (Some(0), Direction::Forwards, 0, &[]),
    ];
    for (from, direction, max, expected) in table {
        let page = ledger.read_stream(&name, from.map(Version::new), direction, max).await;
        assert_eq!(numbers(&page.unwrap()), expected, "{from:?} {direction:?} {max}");
    }
}

/// Not an error: there is nothing.
pub async fn a_stream_without_events_is_empty(ledger: SharedLedger) {
    record(&ledger, "certificate-1", 0, [1]).await;
    let name = stream("certificate-2");
    for direction in [Direction::Forwards, Direction::Backwards] {
        assert_eq!(ledger.read_stream(&name, None, direction, 10).await.unwrap(), []);
    }
    assert_eq!(ledger.read_streams(&[name]).await.unwrap(), [vec![]]);
}

/// Also twice the same one, and one without events.
pub async fn streams_are_read_whole_in_the_order_asked_for(ledger: SharedLedger) {
    record(&ledger, "certificate-1", 0, [1, 2]).await;
    record(&ledger, "certificate-2", 0, [3]).await;
    record(&ledger, "certificate-1", 2, [4]).await;
    let names = ["certificate-2", "certificate-9", "certificate-1", "certificate-2"];
    let read = ledger.read_streams(&names.map(stream)).await.unwrap();
    let read: Vec<Vec<u64>> = read.iter().map(|events| numbers(events)).collect();
    assert_eq!(read, [vec![3], vec![], vec![1, 2, 4], vec![3]]);
    assert!(ledger.read_streams(&[]).await.unwrap().is_empty());
}

/// The last allowed length, one more, and one stream too many.
pub async fn streams_too_long_or_too_many_are_refused(ledger: SharedLedger) {
    let name = stream("certificate-1");
    let mut standing = 0;
    while standing < STREAM_EVENTS_MAX {
        let count = EVENTS_PER_APPEND_MAX.min(STREAM_EVENTS_MAX - standing);
        let (from, to) = (standing as u64, (standing + count) as u64);
        record(&ledger, "certificate-1", from, from..to).await;
        standing += count;
    }
    let read = ledger.read_streams(std::slice::from_ref(&name)).await.unwrap();
    assert_eq!(read[0].len(), STREAM_EVENTS_MAX);
    record(&ledger, "certificate-1", STREAM_EVENTS_MAX as u64, [9999]).await;
    let read = ledger.read_streams(std::slice::from_ref(&name)).await;
    assert_eq!(read, Err(ReadError::StreamTooLong(name.clone())));
    let names = vec![name; STREAMS_PER_READ_MAX + 1];
    let read = ledger.read_streams(&names).await;
    assert_eq!(read, Err(ReadError::TooManyStreams(STREAMS_PER_READ_MAX + 1)));
}

/// Any page size gives the same events; after the end, and far beyond it, there is nothing.
pub async fn all_events_are_read_page_by_page(ledger: SharedLedger) {
    for number in 0..25 {
        record(&ledger, &format!("certificate-{}", number % 7), number / 7, [number]).await;
    }
    let expected: Vec<u64> = (0..25).collect();
    let whole = everything(&ledger, 1000).await;
    assert_eq!(numbers(&whole), expected);
    for page in [1, 3, 24, 25, 26] {
        assert_eq!(everything(&ledger, page).await, whole);
    }
    let head = ledger.head().await.unwrap();
    assert_eq!(ledger.read_all(head, 10).await.unwrap(), []);
    assert_eq!(ledger.read_all(Position::new(u64::MAX), 10).await.unwrap(), []);
    assert_eq!(ledger.read_all(Position::START, 0).await.unwrap(), []);
}

/// No page holds more than the limits, and what they cut off follows in the next.
pub async fn a_page_is_bounded_in_events_and_bytes(ledger: SharedLedger) {
    let many = PAGE_EVENTS_MAX as u64 + 10;
    let appends = (0..many).map(|number| append(&format!("s-{number}"), 0, [number]));
    for answer in ledger.append_each(appends.collect()).await {
        answer.unwrap();
    }
    let page = ledger.read_all(Position::START, usize::MAX).await.unwrap();
    assert_eq!(page.len(), PAGE_EVENTS_MAX);

    let before = ledger.head().await.unwrap();
    for version in 0..8 {
        let mut large = append("large", version, [version]);
        large.events[0].payload = Bytes::from(vec![1; PAYLOAD_BYTES_MAX]);
        ledger.append(large).await.unwrap();
    }
    let bytes = |page: &[RecordedEvent]| page.iter().map(|event| event.payload.len()).sum();
    let (first, rest) = (
        ledger.read_all(before, 100).await.unwrap(),
        ledger.read_stream(&stream("large"), None, Direction::Backwards, 100).await.unwrap(),
    );
    for page in [&first, &rest] {
        let bytes: usize = bytes(page);
        assert!((PAYLOAD_BYTES_MAX..PAGE_BYTES_MAX + PAYLOAD_BYTES_MAX).contains(&bytes));
    }
    assert_eq!(everything(&ledger, usize::MAX).await.len() as u64, many + 8);
}

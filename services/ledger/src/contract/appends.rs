//! Appending: expected versions, repetitions, limits.

use bytes::Bytes;

use super::{append, event, everything, numbers, record, stream};
use crate::{
    APPEND_BYTES_MAX, AppendError, Appended, Direction, EVENTS_PER_APPEND_MAX, ExpectedVersion,
    Outcome, PAYLOAD_BYTES_MAX, Position, SharedLedger, Version,
};

/// The events of one append have adjoining versions and rising positions; the answer names the last.
pub async fn events_of_an_append_stand_next_to_each_other(ledger: SharedLedger) {
    assert_eq!(ledger.head().await.unwrap(), Position::START);
    let first = record(&ledger, "certificate-1", 0, [1, 2, 3]).await;
    let second = record(&ledger, "certificate-1", 3, [4, 5]).await;
    assert_eq!((first.version, first.repeated), (Version::new(2), false));
    assert_eq!((second.version, second.repeated), (Version::new(4), false));
    assert_eq!(ledger.head().await.unwrap(), second.position);

    let events = everything(&ledger, 100).await;
    assert_eq!(numbers(&events), [1, 2, 3, 4, 5]);
    let versions: Vec<u64> = events.iter().map(|event| event.version.get()).collect();
    assert_eq!(versions, [0, 1, 2, 3, 4]);
    assert!(events.windows(2).all(|pair| pair[0].position < pair[1].position));
    assert!(events[0].position > Position::START);
    assert_eq!([events[2].position, events[4].position], [first.position, second.position]);
}

/// Before, after, or where there is no stream: each is a conflict that names the current version.
pub async fn an_append_at_another_version_is_a_conflict(ledger: SharedLedger) {
    record(&ledger, "certificate-1", 0, [1, 2]).await;
    let current = Some(Version::new(1));
    for standing in [0, 1, 3, 9] {
        let answer = ledger.append(append("certificate-1", standing, [7])).await;
        assert_eq!(answer, Err(AppendError::Conflict { current }), "expected {standing} events");
    }
    let mut last = append("certificate-1", 0, [7]);
    last.expected = ExpectedVersion::Exactly(Version::new(u64::MAX));
    assert_eq!(ledger.append(last).await, Err(AppendError::Conflict { current }));
    let none = ledger.append(append("certificate-2", 1, [7])).await;
    assert_eq!(none, Err(AppendError::Conflict { current: None }));
    assert_eq!(none.unwrap_err().outcome(), Outcome::DefinitelyNotDone);
    assert_eq!(numbers(&everything(&ledger, 100).await), [1, 2]);
}

/// Sent again at once, and again after the stream and others have grown.
pub async fn an_append_that_is_sent_again_gets_its_first_answer(ledger: SharedLedger) {
    let first = record(&ledger, "certificate-1", 0, [1, 2]).await;
    let again = Appended { repeated: true, ..first };
    assert_eq!(record(&ledger, "certificate-1", 0, [1, 2]).await, again);

    let second = record(&ledger, "certificate-1", 2, [3]).await;
    record(&ledger, "certificate-2", 0, [9]).await;
    record(&ledger, "certificate-1", 3, [4, 5]).await;
    assert_eq!(record(&ledger, "certificate-1", 0, [1, 2]).await, again);
    let again = Appended { repeated: true, ..second };
    assert_eq!(record(&ledger, "certificate-1", 2, [3]).await, again);
    assert_eq!(numbers(&everything(&ledger, 100).await), [1, 2, 3, 9, 4, 5]);
}

/// A part of a former append is a repetition of that part; anything else conflicts.
pub async fn a_repetition_with_other_ids_is_a_conflict(ledger: SharedLedger) {
    record(&ledger, "certificate-1", 0, [1, 2, 3]).await;
    let current = Some(Version::new(2));
    for (standing, ids) in [
        (0, vec![2]),          // the id stands elsewhere
        (1, vec![1]),          // the same
        (0, vec![1, 3]),       // the second id stands elsewhere
        (0, vec![2, 1]),       // another order
        (0, vec![1, 2, 3, 4]), // reaches past the end
        (2, vec![3, 4]),       // the same
        (0, vec![8]),          // the id stands nowhere
    ] {
        let answer = ledger.append(append("certificate-1", standing, ids.clone())).await;
        assert_eq!(answer, Err(AppendError::Conflict { current }), "{ids:?} after {standing}");
    }
    let part = record(&ledger, "certificate-1", 1, [2]).await;
    assert_eq!((part.version, part.repeated), (Version::new(1), true));
    assert_eq!(numbers(&everything(&ledger, 100).await), [1, 2, 3]);
}

/// Idempotency is a stream's own affair.
pub async fn ids_of_another_stream_do_not_matter(ledger: SharedLedger) {
    record(&ledger, "certificate-1", 0, [1]).await;
    let other = record(&ledger, "certificate-2", 0, [1]).await;
    assert!(!other.repeated);
    let answer = ledger.append(append("certificate-3", 1, [1])).await;
    assert_eq!(answer, Err(AppendError::Conflict { current: None }));
}

/// Each sees those before it; a refusal stops none of those behind it; answers keep their places.
pub async fn appends_of_one_call_are_decided_one_by_one_in_order(ledger: SharedLedger) {
    let mut empty = append("certificate-2", 0, []);
    empty.events.clear();
    let answers = ledger
        .append_each(vec![
            append("certificate-1", 0, [1]),
            empty,
            append("certificate-1", 1, [2, 3]),
            append("certificate-1", 1, [4]),
            append("certificate-2", 0, [5]),
            append("certificate-1", 0, [1]),
        ])
        .await;
    let version = |place: usize| answers[place].as_ref().map(|done| done.version.get());
    assert_eq!(answers.len(), 6);
    assert_eq!(version(0), Ok(0));
    assert_eq!(version(1), Err(&AppendError::Empty));
    assert_eq!(version(2), Ok(2));
    assert_eq!(version(3), Err(&AppendError::Conflict { current: Some(Version::new(2)) }));
    assert_eq!(version(4), Ok(0));
    assert_eq!(answers[5], answers[0].clone().map(|done| Appended { repeated: true, ..done }));
    assert_eq!(numbers(&everything(&ledger, 100).await), [1, 2, 3, 5]);
    assert!(ledger.append_each(Vec::new()).await.is_empty());

    let many = (0..3000).map(|number| append(&format!("certificate-m{number}"), 0, [number]));
    let answers = ledger.append_each(many.collect()).await;
    let positions: Vec<Position> =
        answers.into_iter().map(|answer| answer.unwrap().position).collect();
    assert_eq!(positions.len(), 3000);
    assert!(positions.is_sorted_by(|earlier, later| earlier < later));
}

/// Nothing, too many, too large, twice the same id: refused, and nothing is recorded.
pub async fn an_append_beyond_its_limits_is_refused(ledger: SharedLedger) {
    let too_many = append("certificate-1", 0, 0..=EVENTS_PER_APPEND_MAX as u64);
    let mut too_large = append("certificate-1", 0, [1]);
    too_large.events[0].payload = Bytes::from(vec![0; PAYLOAD_BYTES_MAX + 1]);
    let mut too_large_together = append("certificate-1", 0, [1, 2, 3, 4, 5]);
    for event in &mut too_large_together.events {
        event.payload = Bytes::from(vec![0; PAYLOAD_BYTES_MAX]);
    }
    let mut long_type = append("certificate-1", 0, [1]);
    long_type.events[0].event_type = "T".repeat(129).into();
    let mut no_type = append("certificate-1", 0, [1]);
    no_type.events[0].event_type = "".into();
    let mut long_caller = append("certificate-1", 0, [1]);
    long_caller.attribution.caller = "c".repeat(513).into();
    let mut long_request = append("certificate-1", 0, [1]);
    long_request.attribution.request_id = "r".repeat(129).into();

    for beyond in [too_many, too_large, too_large_together, long_type, long_caller, long_request] {
        let refused = ledger.append(beyond).await.unwrap_err();
        assert!(matches!(refused, AppendError::TooLarge { .. }), "{refused}");
        assert_eq!(refused.outcome(), Outcome::DefinitelyNotDone);
    }
    assert_eq!(ledger.append(append("certificate-1", 0, [])).await, Err(AppendError::Empty));
    assert_eq!(ledger.append(no_type).await, Err(AppendError::Empty));
    let twice = ledger.append(append("certificate-1", 0, [1, 2, 1])).await;
    assert_eq!(twice, Err(AppendError::RepeatedId));
    assert_eq!(ledger.head().await.unwrap(), Position::START);
}

/// The last sizes that are allowed are allowed.
pub async fn an_append_at_its_limits_is_recorded(ledger: SharedLedger) {
    record(&ledger, "certificate-1", 0, 0..EVENTS_PER_APPEND_MAX as u64).await;
    let name = "a".repeat(160);
    let mut largest = append(&name, 0, [1, 2, 3, 4]);
    for (byte, event) in largest.events.iter_mut().enumerate() {
        event.payload = Bytes::from(vec![u8::try_from(byte).unwrap(); PAYLOAD_BYTES_MAX]);
        event.event_type = "T".repeat(128).into();
    }
    largest.attribution.caller = "c".repeat(512).into();
    largest.attribution.request_id = "r".repeat(128).into();
    assert_eq!(largest.payload_bytes(), APPEND_BYTES_MAX);
    let mut empty = append("certificate-2", 0, [1]);
    empty.events = vec![crate::NewEvent { payload: Bytes::new(), ..event(1) }];
    ledger.append(largest.clone()).await.unwrap();
    ledger.append(empty).await.unwrap();

    let streams = [stream(&name), stream("certificate-2")];
    let read = ledger.read_streams(&streams).await.unwrap();
    assert_eq!(read[0].len(), 4);
    for (event, given) in read[0].iter().zip(&largest.events) {
        assert_eq!(event.payload, given.payload);
        assert_eq!(*event.event_type, *given.event_type);
    }
    assert!(read[1][0].payload.is_empty());
    let long = stream("certificate-1");
    let page = ledger.read_stream(&long, None, Direction::Forwards, 1000).await.unwrap();
    assert_eq!(page.len(), EVENTS_PER_APPEND_MAX);
}

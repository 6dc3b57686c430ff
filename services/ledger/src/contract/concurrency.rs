//! Many at once: versions are won once, repetitions are recorded once.

use std::collections::HashSet;

use super::{append, everything, numbers, stream};
use crate::{AppendError, Appended, Direction, SharedLedger, Version};

/// Writers that race.
const WRITERS: u64 = 8;

/// Versions they race for.
const VERSIONS: u64 = 40;

async fn race(ledger: SharedLedger, writer: u64) -> Vec<Appended> {
    let mut won = Vec::new();
    for version in 0..VERSIONS {
        let number = writer * VERSIONS + version;
        match ledger.append(append("contended", version, [number])).await {
            Ok(appended) => won.push(appended),
            Err(AppendError::Conflict { current }) => {
                assert!(current >= version.checked_sub(1).map(Version::new));
            }
            Err(error) => panic!("{error}"),
        }
    }
    won
}

/// No version is won twice, none is left out.
pub async fn exactly_one_of_many_writers_wins_each_version(ledger: SharedLedger) {
    let writers: Vec<_> =
        (0..WRITERS).map(|writer| tokio::spawn(race(ledger.clone(), writer))).collect();
    let mut won = Vec::new();
    for writer in writers {
        won.extend(writer.await.unwrap());
    }
    assert!(won.iter().all(|appended| !appended.repeated));
    let versions: HashSet<u64> = won.iter().map(|appended| appended.version.get()).collect();
    assert_eq!((won.len() as u64, versions.len() as u64), (VERSIONS, VERSIONS));
    let name = stream("contended");
    let events = ledger.read_stream(&name, None, Direction::Forwards, 1000).await.unwrap();
    let read: Vec<u64> = events.iter().map(|event| event.version.get()).collect();
    assert_eq!(read, (0..VERSIONS).collect::<Vec<u64>>());
}

/// One answer is the first, all others are its repetition.
pub async fn the_same_append_sent_by_many_is_recorded_once(ledger: SharedLedger) {
    let senders: Vec<_> = (0..WRITERS)
        .map(|_| {
            let ledger = ledger.clone();
            tokio::spawn(
                async move { ledger.append(append("certificate-1", 0, [1, 2])).await.unwrap() },
            )
        })
        .collect();
    let mut answers = Vec::new();
    for sender in senders {
        answers.push(sender.await.unwrap());
    }
    assert_eq!(answers.iter().filter(|answer| !answer.repeated).count(), 1);
    assert!(answers.iter().all(|answer| answer.position == answers[0].position));
    assert_eq!(numbers(&everything(&ledger, 100).await), [1, 2]);
}

/// By stream, by position, and in the head.
pub async fn acknowledged_events_can_be_read_at_once(ledger: SharedLedger) {
    let writers = (0..WRITERS).map(|writer| {
        let ledger = ledger.clone();
        tokio::spawn(async move {
            let name = format!("writer-{writer}");
            for version in 0..VERSIONS {
                let done = ledger.append(append(&name, version, [version])).await.unwrap();
                assert!(ledger.head().await.unwrap() >= done.position);
                let last = ledger
                    .read_stream(&stream(&name), None, Direction::Backwards, 1)
                    .await
                    .unwrap();
                assert_eq!(last[0].position, done.position);
            }
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.unwrap();
    }
}

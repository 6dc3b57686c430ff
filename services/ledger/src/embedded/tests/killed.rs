//! The process is killed while it appends.

use std::{
    collections::HashMap,
    io::{BufRead, BufReader},
    path::Path,
    process::Stdio,
    sync::Arc,
};

use super::{open_in, this_test_as_child, told_folder};
use crate::{
    Direction, Ledger, Position,
    contract::{append, stream},
};

/// How often the process is killed.
const ROUNDS: u64 = 8;

/// Writers in the process, each with a stream of its own.
const WRITERS: u64 = 6;

/// Acknowledgements that are read before the process is killed: others in each round.
fn acknowledgements(round: u64) -> usize {
    usize::try_from(1 + round * 97 % 500).unwrap()
}

/// The child: appends for ever, and says what was acknowledged.
async fn append_for_ever(folder: &Path, writers: u64) {
    let ledger = Arc::new(open_in(folder).unwrap());
    let writers = (0..writers).map(|writer| {
        let ledger = ledger.clone();
        tokio::spawn(async move {
            let name = format!("writer-{writer}");
            let last =
                ledger.read_stream(&stream(&name), None, Direction::Backwards, 1).await.unwrap();
            let mut standing = last.first().map_or(0, |event| event.version.get() + 1);
            loop {
                let ids = standing..standing + 1 + writer % 3;
                let appended = ledger.append(append(&name, standing, ids)).await.unwrap();
                standing = appended.version.get() + 1;
                println!("\nack {writer} {} {}", appended.version, appended.position);
            }
        })
    });
    futures::future::try_join_all(writers).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_acknowledged_event_is_lost_when_the_process_is_killed() {
    killed("no_acknowledged_event_is_lost_when_the_process_is_killed", WRITERS).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_lone_append_is_lost_when_the_process_is_killed() {
    killed("no_lone_append_is_lost_when_the_process_is_killed", 1).await;
}

/// Kills a process that runs this `test`, with so many writers, again and again.
async fn killed(test: &str, writers: u64) {
    if let Some(folder) = told_folder() {
        return append_for_ever(&folder, writers).await;
    }
    let folder = tempfile::tempdir().unwrap();
    let test = &format!("killed::{test}");
    let mut acknowledged: HashMap<Position, (u64, u64)> = HashMap::new();
    for round in 0..ROUNDS {
        let mut child = this_test_as_child(test, folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut take = |line: &str| {
            let Some(ack) = line.strip_prefix("ack ") else { return false };
            let fields: Vec<u64> = ack.split(' ').filter_map(|field| field.parse().ok()).collect();
            // A line may be cut off by the kill.
            let [writer, version, position] = fields[..] else { return false };
            acknowledged.insert(Position::new(position), (writer, version));
            true
        };
        let mut seen = 0;
        while seen < acknowledgements(round) {
            let line = lines.next().expect("the child stopped by itself").unwrap();
            seen += usize::from(take(&line));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        // What was said before the kill and not read yet was acknowledged too; the last line may
        // be cut in the middle of a number.
        let rest: Vec<String> = lines.map_while(Result::ok).collect();
        let whole = rest.len().saturating_sub(1);
        rest[..whole].iter().for_each(|line| {
            take(line);
        });

        let ledger = open_in(folder.path()).unwrap();
        let verified = ledger.verify(|_| ()).await.unwrap();
        let mut events = HashMap::new();
        let mut after = Position::START;
        while after < verified.head {
            for event in ledger.read_all(after, 1000).await.unwrap() {
                after = event.position;
                events.insert(after, (event.stream.clone(), event.version.get()));
            }
        }
        for (position, (writer, version)) in &acknowledged {
            let expected = (stream(&format!("writer-{writer}")), *version);
            assert_eq!(events.get(position), Some(&expected), "round {round}, {position}");
        }
        for writer in 0..writers {
            let name = stream(&format!("writer-{writer}"));
            let recorded = events.values().filter(|(stream, _)| *stream == name).count() as u64;
            // Each append whole or not at all.
            assert_eq!(recorded % (1 + writer % 3), 0);
        }
        ledger.close().await;
    }
    assert!(acknowledged.len() >= 500, "{} acknowledgements", acknowledged.len());
}

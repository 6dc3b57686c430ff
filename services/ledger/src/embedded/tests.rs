//! What only a ledger on disk can do wrong; the contract of every ledger first.

mod checkpoints;
mod damage;
mod failing;
mod form_before;
mod killed;
mod lone;
mod opening;
mod tail;
mod wal_blocks;

use std::{
    fs,
    future::{Ready, ready},
    path::Path,
    process::Command,
    sync::Arc,
};

use tempfile::TempDir;

use super::{DataFolder, EmbeddedLedger, OpenError, Seams, stream_hash};
use crate::{
    Direction, Ledger, Position, ReadError, RecordedEvent, SharedLedger, StreamName,
    contract::append,
};

fn open() -> Ready<(SharedLedger, TempDir)> {
    open_with(Seams::default())
}

/// Eight hashes for all names.
fn colliding() -> Seams {
    Seams { stream_hash: |name| stream_hash(name) & (i64::MIN | 7), ..Seams::default() }
}

fn open_colliding() -> Ready<(SharedLedger, TempDir)> {
    open_with(colliding())
}

fn open_with(seams: Seams) -> Ready<(SharedLedger, TempDir)> {
    let folder = tempfile::tempdir().unwrap();
    let data = DataFolder::lock(folder.path()).unwrap();
    ready((Arc::new(EmbeddedLedger::open_with(&data, NAME, seams).unwrap()), folder))
}

mod contract {
    crate::contract_tests!(super::open);
}

mod contract_with_colliding_names {
    crate::contract_tests!(super::open_colliding);
}

/// The ledger of these tests.
const NAME: &str = "registration";

/// Opens the ledger in a folder that nobody else holds.
fn open_in(folder: &Path) -> Result<EmbeddedLedger, OpenError> {
    EmbeddedLedger::open(&DataFolder::lock(folder).unwrap(), NAME)
}

/// Records so many events, in ten streams in turn.
async fn fill(ledger: &EmbeddedLedger, events: u64) {
    let head = ledger.head().await.unwrap().get();
    let appends = (head..head + events).map(|number| {
        let name = format!("certificate-{}", number % 10);
        append(&name, number / 10, [number])
    });
    for answer in ledger.append_each(appends.collect()).await {
        answer.unwrap();
    }
}

/// A folder with a closed ledger of so many events, all in the database file.
async fn closed_ledger(events: u64) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let ledger = open_in(folder.path()).unwrap();
    fill(&ledger, events).await;
    ledger.close().await;
    folder
}

/// All that can be asked of a filled ledger: everything, and each stream both ways.
async fn all_answers(ledger: &EmbeddedLedger) -> Result<Vec<Vec<RecordedEvent>>, ReadError> {
    let mut everything: Vec<RecordedEvent> = Vec::new();
    loop {
        let after = everything.last().map_or(Position::START, |event| event.position);
        let page = ledger.read_all(after, 1000).await?;
        if page.is_empty() {
            break;
        }
        everything.extend(page);
    }
    let mut answers = vec![everything];
    let streams: Vec<StreamName> =
        (0..11).map(|number| format!("certificate-{number}").parse().unwrap()).collect();
    for stream in &streams {
        for direction in [Direction::Forwards, Direction::Backwards] {
            answers.push(ledger.read_stream(stream, None, direction, 1000).await?);
        }
    }
    answers.extend(ledger.read_streams(&streams).await?);
    Ok(answers)
}

/// Copies the ledger's files as they are: the database, its write-ahead file, the mark.
fn copy_files(from: &Path) -> TempDir {
    let to = tempfile::tempdir().unwrap();
    for ending in ["db", "db-wal", "tail"] {
        let file = format!("{NAME}.{ending}");
        if from.join(&file).exists() {
            fs::copy(from.join(&file), to.path().join(&file)).unwrap();
        }
    }
    to
}

/// Runs one test of this binary once more, as another process that is told a folder.
fn this_test_as_child(name: &str, folder: &Path) -> Command {
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", &format!("embedded::tests::{name}"), "--nocapture"]);
    child.env(CHILD_FOLDER, folder);
    child
}

/// Makes two tests of each of these: appends that come one at a time wait for the writer's thread, or are committed by
/// their caller.
macro_rules! queued_and_alone {
    ($($test:ident)*) => {
        mod queued {
            $(#[tokio::test] async fn $test() { super::$test().await })*
        }
        mod alone {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $test() { super::$test().await })*
        }
    };
}
use queued_and_alone;

/// The variable that tells a child its folder, and that it is one.
const CHILD_FOLDER: &str = "LEDGER_TEST_FOLDER";

fn told_folder() -> Option<std::path::PathBuf> {
    std::env::var_os(CHILD_FOLDER).map(Into::into)
}

//! Appends that come one at a time are committed by their callers, and nobody can tell.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use futures::FutureExt as _;

use super::{super::database, *};
use crate::{Append, AppendError, Appended};

/// Commits of one append each, after which the next is taken for a lone one.
const CALM_COMMITS: u64 = 16;

/// A ledger to which appends have come one at a time, and the number of the next one.
async fn calm_ledger() -> (Arc<EmbeddedLedger>, TempDir, u64) {
    let folder = tempfile::tempdir().unwrap();
    let ledger = Arc::new(open_in(folder.path()).unwrap());
    calm_down(&ledger, 0).await;
    (ledger, folder, CALM_COMMITS)
}

async fn calm_down(ledger: &EmbeddedLedger, from: u64) {
    for number in from..from + CALM_COMMITS {
        one(ledger, number).await.unwrap();
    }
    at_rest(ledger).await;
}

/// The answer to the last append has left, and all is done that follows after it.
async fn at_rest(ledger: &EmbeddedLedger) {
    while !ledger.lone.may_begin() {
        tokio::task::yield_now().await;
    }
}

/// An append to a stream of its own.
async fn one(ledger: &EmbeddedLedger, number: u64) -> Result<Appended, AppendError> {
    ledger.append(append(&format!("lone-{number}"), 0, [number])).await
}

/// The answer, if it is there when it is asked for the first time.
fn at_once(ledger: &EmbeddedLedger, number: u64) -> Option<Result<Appended, AppendError>> {
    one(ledger, number).now_or_never()
}

/// Appends, and says whether the caller committed it.
async fn is_alone(ledger: &EmbeddedLedger, append: Append) -> bool {
    let before = ledger.lone.count();
    ledger.append(append).await.unwrap();
    at_rest(ledger).await;
    ledger.lone.count() > before
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_some_lone_ones_the_next_is_committed_by_its_caller() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = open_in(folder.path()).unwrap();
    for number in 0..CALM_COMMITS {
        assert!(!is_alone(&ledger, append(&format!("lone-{number}"), 0, [number])).await);
    }
    for number in CALM_COMMITS..2 * CALM_COMMITS {
        let appended = at_once(&ledger, number).unwrap().unwrap();
        assert_eq!(appended.position, Position::new(number + 1));
        assert_eq!(ledger.head().await.unwrap(), appended.position);
    }
    let everything = ledger.read_all(Position::START, 1000).await.unwrap();
    assert_eq!(everything.len() as u64, 2 * CALM_COMMITS);
    ledger.verify(|_| ()).await.unwrap();
}

#[tokio::test]
async fn a_runtime_without_a_second_worker_waits_for_the_writers_thread() {
    let (ledger, _folder, next) = calm_ledger().await;
    for number in next..2 * next {
        one(&ledger, number).await.unwrap();
    }
    assert_eq!(ledger.lone.count(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lone_append_is_decided_like_any_other() {
    let (ledger, _folder, next) = calm_ledger().await;
    let first = at_once(&ledger, next).unwrap().unwrap();
    let again = at_once(&ledger, next).unwrap().unwrap();
    assert_eq!(again, Appended { repeated: true, ..first });
    let other = ledger.append(append(&format!("lone-{next}"), 0, [next + 1])).now_or_never();
    assert_eq!(other, Some(Err(AppendError::Conflict { current: Some(first.version) })));
    let second = ledger.append(append(&format!("lone-{next}"), 1, [1, 2, 3])).now_or_never();
    assert_eq!(second.unwrap().unwrap().position, Position::new(first.position.get() + 3));
    ledger.close().await;
    assert_eq!(at_once(&ledger, next + 1), Some(Err(AppendError::Closed)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_append_waits_for_the_writers_thread() {
    let (ledger, _folder, next) = calm_ledger().await;
    assert!(!is_alone(&ledger, append("large", 0, 0..17)).await);
    assert!(at_once(&ledger, next).is_some(), "it came alone");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_at_once_go_through_the_queue_again() {
    let (ledger, _folder, next) = calm_ledger().await;
    assert!(at_once(&ledger, next).is_some());
    let both = [append("left", 0, [1]), append("right", 0, [1])];
    for answer in ledger.append_each(both.into()).await {
        answer.unwrap();
    }
    at_rest(&ledger).await;
    assert!(!is_alone(&ledger, append("after", 0, [1])).await);
    calm_down(&ledger, next + 2).await;
    assert!(at_once(&ledger, next + 2 + CALM_COMMITS).is_some());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn lone_appends_and_many_at_once_are_recorded_side_by_side() {
    const APPENDS: u64 = 300;
    let (ledger, folder, _) = calm_ledger().await;
    // One that appends without a rest, and crowds that come now and then.
    let lone = tokio::spawn({
        let ledger = ledger.clone();
        async move {
            for version in 0..APPENDS {
                ledger.append(append("steady", version, [version])).await.unwrap();
            }
        }
    });
    let crowd = |writer: u64| {
        let ledger = ledger.clone();
        tokio::spawn(async move {
            for version in 0..APPENDS / 10 {
                let name = format!("crowd-{writer}");
                ledger.append(append(&name, version, [version])).await.unwrap();
                if version % 4 == 3 {
                    tokio::time::sleep(Duration::from_millis(10)).await;
                }
            }
        })
    };
    futures::future::try_join_all((0..8).map(crowd)).await.unwrap();
    lone.await.unwrap();
    let expected = CALM_COMMITS + APPENDS + 8 * (APPENDS / 10);
    assert_eq!(ledger.verify(|_| ()).await.unwrap().head, Position::new(expected));
    let crashed = copy_files(folder.path());
    let reopened = open_in(crashed.path()).unwrap();
    assert_eq!(reopened.head().await.unwrap(), Position::new(expected));
}

/// Stands in for a disk that keeps a commit waiting: until this is told to roll back, nothing can be written.
fn stall(file: &Path) -> rusqlite::Connection {
    let other = database::open_to_checkpoint(file).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    other
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_one_waits_those_of_other_ledgers_are_left_to_their_threads() {
    let folder = tempfile::tempdir().unwrap();
    let data = DataFolder::lock(folder.path()).unwrap();
    let open = |name| Arc::new(EmbeddedLedger::open(&data, name).unwrap());
    let (one_ledger, other_ledger) = (open(NAME), open("access"));
    calm_down(&one_ledger, 0).await;
    calm_down(&other_ledger, 0).await;
    assert!(at_once(&other_ledger, CALM_COMMITS).is_some());

    let other = stall(&folder.path().join(format!("{NAME}.db")));
    let stalled = tokio::spawn({
        let ledger = one_ledger.clone();
        async move { at_once(&ledger, CALM_COMMITS) }
    });
    std::thread::sleep(Duration::from_millis(100));
    assert!(!is_alone(&other_ledger, append("meanwhile", 0, [1])).await);
    assert!(!stalled.is_finished());
    other.execute_batch("ROLLBACK").unwrap();
    assert!(stalled.await.unwrap().unwrap().is_ok());
    at_rest(&other_ledger).await;
    assert!(at_once(&other_ledger, CALM_COMMITS + 2).is_some());
}

/// A lone append waits on its caller's thread: here the worker that has heard of all that happens, while the other sleeps.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lone_append_that_waits_holds_up_nobody_else() {
    const STALLS: u64 = 6;
    const STALL: Duration = Duration::from_millis(300);
    let (ledger, folder, next) = calm_ledger().await;
    let file = folder.path().join(format!("{NAME}.db"));
    let ticks = Arc::new(AtomicUsize::new(0));
    let counted = ticks.clone();
    let ticking = tokio::spawn(async move {
        loop {
            tokio::time::sleep(Duration::from_millis(10)).await;
            counted.fetch_add(1, Ordering::Relaxed);
        }
    });
    for number in next..next + STALLS {
        let other = stall(&file);
        let before = ticks.load(Ordering::Relaxed);
        let stalled = tokio::spawn({
            let ledger = ledger.clone();
            async move {
                tokio::time::sleep(Duration::from_millis(1)).await;
                at_once(&ledger, number)
            }
        });
        std::thread::sleep(STALL);
        let ticked = ticks.load(Ordering::Relaxed) - before;
        assert!(!stalled.is_finished());
        other.execute_batch("ROLLBACK").unwrap();
        // Of some thirty.
        assert!(ticked >= 5, "{ticked} ticks in {STALL:?}");
        assert!(stalled.await.unwrap().unwrap().is_ok());
    }
    ticking.abort();
}

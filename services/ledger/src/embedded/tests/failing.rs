//! The storage fails: a full disk, a write that is refused.

use std::{
    path::Path,
    process::{Command, Stdio},
};

use super::{
    CHILD_FOLDER, NAME, Seams, all_answers, fill, open_in, queued_and_alone, this_test_as_child,
    told_folder,
};
use crate::{
    AppendError, DataFolder, EmbeddedLedger, Ledger, Outcome, Position, SealReason,
    contract::append,
};

queued_and_alone! {
    a_full_disk_refuses_appends_and_loses_nothing
}

async fn a_full_disk_refuses_appends_and_loses_nothing() {
    // A single event is committed by the statement that inserts it.
    for events in [20, 1] {
        refused_by_a_full_disk(events).await;
    }
}

/// Fills a disk with appends of so many events.
async fn refused_by_a_full_disk(events: u64) {
    let folder = tempfile::tempdir().unwrap();
    let data = DataFolder::lock(folder.path()).unwrap();
    let seams = Seams { pages_max: Some(60), ..Seams::default() };
    let ledger = EmbeddedLedger::open_with(&data, NAME, seams).unwrap();
    let mut version = 0;
    let refused = loop {
        match ledger.append(append("growing", version, 0..events)).await {
            Ok(appended) => version = appended.version.get() + 1,
            Err(error) => break error,
        }
        assert!(version < 10_000, "never full");
    };
    assert_eq!(refused, AppendError::Full);
    assert_eq!(refused.outcome(), Outcome::DefinitelyNotDone);
    assert_eq!(ledger.sealed(), None);
    assert_eq!(ledger.append(append("growing", version, 0..events)).await, Err(AppendError::Full));
    assert_eq!(ledger.head().await.unwrap(), Position::new(version));
    assert_eq!(ledger.verify(|_| ()).await.unwrap().head, Position::new(version));
    ledger.close().await;

    // There is room again.
    let ledger = EmbeddedLedger::open(&data, NAME).unwrap();
    assert_eq!(ledger.head().await.unwrap(), Position::new(version));
    let appended = ledger.append(append("growing", version, 0..events)).await.unwrap();
    assert!(!appended.repeated);
    assert_eq!(appended.position, Position::new(version + events));
    ledger.verify(|_| ()).await.unwrap();
}

#[tokio::test]
async fn a_full_disk_forgets_what_was_decided_in_the_failed_batch() {
    let folder = tempfile::tempdir().unwrap();
    let data = DataFolder::lock(folder.path()).unwrap();
    let seams = Seams { pages_max: Some(30), ..Seams::default() };
    let ledger = EmbeddedLedger::open_with(&data, NAME, seams).unwrap();
    // One message, one batch: the first appends fit, all together do not.
    let appends = (0..1000).map(|number| append("growing", number, [number]));
    let answers = ledger.append_each(appends.collect()).await;
    assert!(answers.iter().all(|answer| *answer == Err(AppendError::Full)), "{:?}", answers[0]);
    assert_eq!(ledger.head().await.unwrap(), Position::START);
    let first = ledger.append(append("growing", 0, [0])).await.unwrap();
    assert_eq!((first.position, first.repeated), (Position::new(1), false));
}

/// The child: appends until the file-size limit makes a write fail, and says what it saw.
async fn append_until_refused(folder: &Path) {
    let ledger = open_in(folder).unwrap();
    let mut acknowledged = 0;
    let refused = loop {
        match ledger.append(append(&format!("certificate-{acknowledged}"), 0, [acknowledged])).await
        {
            Ok(appended) => {
                acknowledged += 1;
                assert_eq!(appended.position, Position::new(acknowledged));
            }
            Err(error) => break error,
        }
        assert!(acknowledged < 100_000, "no write failed");
    };
    println!("child: acknowledged {acknowledged}");
    println!("child: {:?}", refused.outcome());
    let later = ledger.append(append("later", 0, [1])).await.unwrap_err();
    assert!(matches!(later, AppendError::Sealed(SealReason::Storage(_))), "{later}");
    assert_eq!(later.outcome(), Outcome::DefinitelyNotDone);
    assert!(ledger.sealed().is_some());
    // Reads go on, and show what was acknowledged and nothing else.
    let everything = &all_answers(&ledger).await.unwrap()[0];
    assert_eq!(everything.len() as u64, acknowledged);
    assert_eq!(ledger.head().await.unwrap(), Position::new(acknowledged));
    ledger.close().await;
    println!("child: done");
}

#[tokio::test]
async fn a_refused_write_seals_the_ledger_and_is_never_acknowledged() {
    refused_writes("a_refused_write_seals_the_ledger_and_is_never_acknowledged").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_write_of_a_lone_append_seals_the_ledger_too() {
    refused_writes("a_refused_write_of_a_lone_append_seals_the_ledger_too").await;
}

async fn refused_writes(test: &str) {
    if let Some(folder) = told_folder() {
        return append_until_refused(&folder).await;
    }
    // KiB. The first refuses a commit, the second what is written ahead of commits, and then a commit.
    for limit in [400, 1_300] {
        refused_at(&format!("failing::{test}"), limit).await;
    }
}

async fn refused_at(test: &str, limit: u32) {
    let folder = tempfile::tempdir().unwrap();
    let child = this_test_as_child(test, folder.path());
    // A limit on the size of files, with the signal ignored, lets a write fail like a bad disk.
    let limited = Command::new("bash")
        .args(["-c", &format!("trap '' XFSZ; ulimit -f {limit} || exit 99; exec \"$0\" \"$@\"")])
        .arg(child.get_program())
        .args(child.get_args())
        .env(CHILD_FOLDER, folder.path())
        .stdin(Stdio::null())
        .output();
    let Ok(limited) = limited else {
        eprintln!("SKIPPED: no bash on this machine to set a file-size limit with");
        return;
    };
    let said = String::from_utf8_lossy(&limited.stdout).into_owned();
    let complained = String::from_utf8_lossy(&limited.stderr);
    assert!(said.contains("child: done"), "{said}\n{complained}");
    let acknowledged: u64 = said
        .lines()
        .find_map(|line| line.strip_prefix("child: acknowledged "))
        .unwrap()
        .parse()
        .unwrap();
    assert!(acknowledged > 10, "{said}");
    assert!(said.contains("child: Indefinite"), "{said}");

    // Opened again without the limit: all acknowledged events, and perhaps the one in doubt.
    let ledger = open_in(folder.path()).unwrap();
    let head = ledger.head().await.unwrap().get();
    assert!((acknowledged..=acknowledged + 1).contains(&head), "{head} after {acknowledged}");
    ledger.verify(|_| ()).await.unwrap();
    let name = format!("certificate-{acknowledged}");
    let retried = ledger.append(append(&name, 0, [acknowledged])).await.unwrap();
    assert_eq!(retried.position, Position::new(acknowledged + 1));
    assert_eq!(retried.repeated, head > acknowledged);
    drop(ledger);
    fill(&open_in(tempfile::tempdir().unwrap().path()).unwrap(), 1).await;
}

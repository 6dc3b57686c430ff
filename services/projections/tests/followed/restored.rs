//! A snapshot that may be used is used, and one that may not is not.

use std::{fs, path::Path};

use domain::certificate::{Disclosure, Event};
use ledger::Position;
use projections::Projections;

use crate::story::{LONG, Story, certificate, fiscal, person, row, snapshots};

const NAME: &str = "projections.snapshot";
const SET_ASIDE: &str = "projections.snapshot.set-aside";

/// A story of some certificates, and a snapshot of it.
async fn told(folder: &Path, certificates: u128) -> Story {
    let story = Story::new();
    for number in 1..=certificates {
        register(&story, number).await;
    }
    story.projected(Some(snapshots(folder, 1_000_000))).await.stop().await;
    assert!(folder.join(NAME).exists());
    story
}

async fn register(story: &Story, number: u128) -> Position {
    let row = row("", fiscal(2026), u32::try_from(number).unwrap());
    let registered = Event::Registered { row, disclosure: Disclosure::Open };
    story.tell(&certificate(person(number), "child"), &registered).await
}

/// Started with the snapshot, the projections were rebuilt: they are right, and it is set aside.
async fn check_refused(story: &Story, folder: &Path) {
    let projections = story.projected(Some(snapshots(folder, 1_000_000))).await;
    assert!(!folder.join(NAME).exists());
    assert!(folder.join(SET_ASIDE).exists());
    let rebuilt = story.projected(None).await;
    assert_eq!(projections.digest().unwrap(), rebuilt.digest().unwrap());
    projections.stop().await;
    assert!(!folder.join(SET_ASIDE).exists(), "the next snapshot replaces it");
}

#[tokio::test]
async fn after_a_restart_only_the_tail_is_replayed() {
    let folder = tempfile::tempdir().unwrap();
    let story = told(folder.path(), 20).await;

    // Nothing else has run yet on this thread: what is there was in the snapshot.
    let projections = story.start(Some(snapshots(folder.path(), 1_000_000))).await;

    assert_eq!(projections.registration_position(), Position::new(20));
    assert_eq!(projections.certificates_of(person(20)).unwrap().len(), 1);
    let position = register(&story, 21).await;
    projections.wait_for(position, LONG).await.unwrap();
    assert_eq!(projections.certificates_of(person(21)).unwrap().len(), 1);
}

#[tokio::test]
async fn nothing_personal_stands_open_in_a_snapshot() {
    let folder = tempfile::tempdir().unwrap();
    told(folder.path(), 3).await;
    let bytes = fs::read(folder.path().join(NAME)).unwrap();
    for text in ["0000003", "負担割合", "子ども医療費受給者証", "child"] {
        let found = bytes.windows(text.len()).any(|window| window == text.as_bytes());
        assert!(!found, "{text} stands open");
    }
}

#[tokio::test]
async fn a_snapshot_with_any_byte_altered_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let story = told(folder.path(), 3).await;
    let whole = fs::read(folder.path().join(NAME)).unwrap();
    let step = whole.len() / 40 + 1;
    for at in (0..whole.len()).step_by(step).chain([7, 8, 24, 27, 28, whole.len() - 1]) {
        let mut altered = whole.clone();
        altered[at] ^= 0x80;
        fs::write(folder.path().join(NAME), altered).unwrap();
        check_refused(&story, folder.path()).await;
    }
}

#[tokio::test]
async fn a_torn_or_longer_snapshot_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let story = told(folder.path(), 3).await;
    let whole = fs::read(folder.path().join(NAME)).unwrap();
    for length in [0, 5, 20, 26, 100, whole.len() - 1] {
        fs::write(folder.path().join(NAME), &whole[..length]).unwrap();
        check_refused(&story, folder.path()).await;
    }
    fs::write(folder.path().join(NAME), [whole.as_slice(), &[0]].concat()).unwrap();
    check_refused(&story, folder.path()).await;
}

#[tokio::test]
async fn a_snapshot_of_another_ledger_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    told(folder.path(), 3).await;
    let other = Story::new();
    for number in 4..=9 {
        register(&other, number).await;
    }
    check_refused(&other, folder.path()).await;
}

#[tokio::test]
async fn a_snapshot_that_is_ahead_of_its_ledger_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let long = told(folder.path(), 3).await;
    let short = Story { keys: long.keys.clone(), ..Story::new() };
    let events = long.registration.read_all(Position::START, 2).await.unwrap();
    for event in events {
        let new = ledger::NewEvent {
            id: event.id,
            event_type: event.event_type.to_string().into(),
            payload: event.payload,
        };
        crate::story::append(&short.registration, event.stream.as_str(), new).await;
    }
    check_refused(&short, folder.path()).await;
}

#[tokio::test]
async fn a_snapshot_is_written_after_so_many_events_while_more_are_taken_in() {
    let folder = tempfile::tempdir().unwrap();
    let story = Story::new();
    let projections = story.start(Some(snapshots(folder.path(), 5))).await;
    let mut number = 0;
    while !folder.path().join(NAME).exists() {
        number += 1;
        let position = register(&story, number).await;
        projections.wait_for(position, LONG).await.unwrap();
    }
    drop(projections);
    let restored = restart(&story, folder.path()).await;
    let rebuilt = story.projected(None).await;
    assert_eq!(restored.digest().unwrap(), rebuilt.digest().unwrap());
    assert!(!folder.path().join(SET_ASIDE).exists());
}

async fn restart(story: &Story, folder: &Path) -> std::sync::Arc<Projections> {
    story.projected(Some(snapshots(folder, 1_000_000))).await
}

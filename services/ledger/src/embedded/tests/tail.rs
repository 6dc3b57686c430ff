//! The end of the write-ahead file is lost: `SQLite` alone would not say so.

use std::{fs, path::Path};

use rusqlite::Connection;
use tempfile::TempDir;

use super::{all_answers, copy_files, fill, open_in};
use crate::{DataFolder, EmbeddedLedger, Ledger, OpenError, Position, accept_tail};

/// Events that are in the write-ahead file only, each in a commit of its own.
const EVENTS: u64 = 40;

/// Places at which the write-ahead file is damaged.
const PLACES: usize = 60;

/// A ledger that was not closed: what a crash leaves behind.
async fn crashed() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let ledger = open_in(folder.path()).unwrap();
    for _ in 0..EVENTS {
        fill(&ledger, 1).await;
    }
    copy_files(folder.path())
}

fn wal(folder: &Path) -> std::path::PathBuf {
    folder.join("registration.db-wal")
}

/// How many events `SQLite` alone finds, without a word.
fn found_by_sqlite(folder: &Path) -> u64 {
    let copy = copy_files(folder);
    let database = Connection::open(copy.path().join("registration.db")).unwrap();
    let count: i64 =
        database.query_row("SELECT count(*) FROM event", [], |row| row.get(0)).unwrap();
    u64::try_from(count).unwrap()
}

/// Opening tells how many events were lost, changes no file, and tells so again.
fn opening_tells(folder: &Path, found_in_database: u64) {
    // An empty write-ahead file is as good as none.
    let bytes =
        |ending| fs::read(folder.join(format!("registration.{ending}"))).unwrap_or_default();
    let before = ["db", "db-wal", "tail"].map(bytes);
    for _ in 0..2 {
        let refused = open_in(folder).map(|_| ()).unwrap_err();
        let OpenError::LostTail { marked, found, .. } = refused else { panic!("{refused}") };
        assert_eq!((marked.get(), found.get()), (EVENTS, found_in_database));
    }
    assert!(["db", "db-wal", "tail"].map(bytes) == before, "the evidence was changed");
}

#[tokio::test]
async fn what_a_crash_leaves_is_opened_with_all_that_was_acknowledged() {
    let folder = crashed().await;
    assert_eq!(found_by_sqlite(folder.path()), EVENTS);
    let ledger = open_in(folder.path()).unwrap();
    assert_eq!(ledger.head().await.unwrap(), Position::new(EVENTS));
    ledger.verify(|_| ()).await.unwrap();
}

#[tokio::test]
async fn a_write_ahead_file_cut_short_is_a_lost_tail() {
    let crashed = crashed().await;
    let whole = fs::read(wal(crashed.path())).unwrap();
    let mut lost = 0;
    for place in 0..PLACES {
        let cut = copy_files(crashed.path());
        let length = whole.len() * place / PLACES;
        fs::write(wal(cut.path()), &whole[..length]).unwrap();
        let found = found_by_sqlite(cut.path());
        assert!(found < EVENTS, "at {length} of {} bytes", whole.len());
        opening_tells(cut.path(), found);
        lost += EVENTS - found;
    }
    assert!(lost > 0);
}

#[tokio::test]
async fn a_flipped_bit_in_the_write_ahead_file_is_a_lost_tail_or_changes_nothing() {
    let crashed = crashed().await;
    let whole = fs::read(wal(crashed.path())).unwrap();
    let intact = copy_files(crashed.path());
    let answers = all_answers(&open_in(intact.path()).unwrap()).await.unwrap();
    let mut lost = 0;
    for place in 0..PLACES {
        let damaged = copy_files(crashed.path());
        let mut bytes = whole.clone();
        let at = (whole.len() * place / PLACES + place * 131) % whole.len();
        bytes[at] ^= 1 << (place % 8);
        fs::write(wal(damaged.path()), bytes).unwrap();
        let found = found_by_sqlite(damaged.path());
        if found < EVENTS {
            opening_tells(damaged.path(), found);
            lost += 1;
        } else {
            let ledger = open_in(damaged.path()).unwrap();
            assert!(all_answers(&ledger).await.unwrap() == answers, "byte {at}");
        }
    }
    assert!(lost > PLACES / 2, "only {lost} of {PLACES} flips lost a tail");
}

#[tokio::test]
async fn a_write_ahead_file_that_is_gone_is_a_lost_tail_until_it_is_accepted() {
    let folder = crashed().await;
    fs::remove_file(wal(folder.path())).unwrap();
    opening_tells(folder.path(), 0);
    let data = DataFolder::lock(folder.path()).unwrap();
    assert_eq!(accept_tail(&data, "registration").unwrap().head, Position::START);
    let ledger = EmbeddedLedger::open(&data, "registration").unwrap();
    fill(&ledger, 5).await;
}

#[tokio::test]
async fn a_database_that_is_gone_is_a_lost_tail_and_none_is_made() {
    let folder = crashed().await;
    for file in ["registration.db", "registration.db-wal"] {
        fs::remove_file(folder.path().join(file)).unwrap();
    }
    for _ in 0..2 {
        let refused = open_in(folder.path()).map(|_| ()).unwrap_err();
        let OpenError::LostTail { marked, found, .. } = refused else { panic!("{refused}") };
        assert_eq!((marked.get(), found), (EVENTS, Position::START));
    }
}

#[tokio::test]
async fn events_beyond_the_mark_are_kept_after_they_were_proved() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = open_in(folder.path()).unwrap();
    fill(&ledger, 10).await;
    let mark = fs::read(folder.path().join("registration.tail")).unwrap();
    fill(&ledger, 2000).await;
    ledger.close().await;
    // As after a power cut between the commit and the mark's own sync.
    fs::write(folder.path().join("registration.tail"), mark).unwrap();
    let ledger = open_in(folder.path()).unwrap();
    assert_eq!(ledger.head().await.unwrap(), Position::new(2010));
    ledger.close().await;
    let ledger = open_in(folder.path()).unwrap();
    assert_eq!(ledger.verify(|_| ()).await.unwrap().head, Position::new(2010));
}

//! The write-ahead file is made longer before small commits need it, and brought back to memory before they write over it;
//! nothing is lost by that.

use super::{
    super::{seal::Seal, wal_blocks::WalBlocks, writer::WalPages},
    *,
};
use crate::SealReason;

/// Small commits enough to pass the first MiB of the write-ahead file, and the first piece behind it.
const COMMITS: u64 = 400;

/// What is written ahead, and when the file is long enough for it.
const PIECE_BYTES: u64 = 1024 * 1024;

fn wal_bytes(folder: &Path) -> u64 {
    fs::metadata(folder.join(format!("{NAME}.db-wal"))).unwrap().len()
}

/// Where the frames end that belong to what was committed last.
fn frames_end(folder: &Path) -> u64 {
    let bytes = fs::read(folder.join(format!("{NAME}.db-wal"))).unwrap();
    let (header, frames) = bytes.split_at(32);
    let salt = &header[16..24];
    let known = frames.chunks(24 + 4096).take_while(|frame| frame.get(8..16) == Some(salt));
    32 + known.count() as u64 * (24 + 4096)
}

async fn commit_one_by_one(ledger: &EmbeddedLedger, commits: u64) {
    for _ in 0..commits {
        fill(ledger, 1).await;
    }
}

queued_and_alone! {
    small_commits_find_their_blocks_there
    what_a_crash_leaves_with_zeros_behind_it_is_opened_whole
    zeros_over_acknowledged_events_are_a_lost_tail
    a_file_that_begins_anew_or_is_emptied_is_written_on
}

async fn small_commits_find_their_blocks_there() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = open_in(folder.path()).unwrap();
    commit_one_by_one(&ledger, 40).await;
    assert_eq!(wal_bytes(folder.path()), frames_end(folder.path()), "a short file is not longer");

    let mut lengths = Vec::new();
    for _ in 40..COMMITS {
        let before = wal_bytes(folder.path());
        fill(&ledger, 1).await;
        // What is written after the answer left is there when the next one comes.
        lengths.push((before, frames_end(folder.path())));
    }
    let grown: Vec<_> = lengths.iter().filter(|(before, end)| end > before).collect();
    let after_the_first = grown.iter().filter(|(before, _)| *before > PIECE_BYTES + 64 * 1024);
    assert_eq!(after_the_first.count(), 0, "{grown:?}");
    assert!(wal_bytes(folder.path()) > 2 * PIECE_BYTES);
    assert!(wal_bytes(folder.path()) < frames_end(folder.path()) + 2 * PIECE_BYTES);
}

async fn what_a_crash_leaves_with_zeros_behind_it_is_opened_whole() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = open_in(folder.path()).unwrap();
    commit_one_by_one(&ledger, COMMITS).await;
    let expected = all_answers(&ledger).await.unwrap();
    let crashed = copy_files(folder.path());
    assert!(wal_bytes(crashed.path()) > frames_end(crashed.path()));

    let reopened = open_in(crashed.path()).unwrap();
    assert_eq!(all_answers(&reopened).await.unwrap(), expected);
    commit_one_by_one(&reopened, COMMITS).await;
    let twice = copy_files(crashed.path());
    drop(reopened);

    let reopened = open_in(twice.path()).unwrap();
    assert_eq!(reopened.head().await.unwrap(), Position::new(2 * COMMITS));
    reopened.verify(|_| ()).await.unwrap();
}

async fn zeros_over_acknowledged_events_are_a_lost_tail() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = open_in(folder.path()).unwrap();
    commit_one_by_one(&ledger, COMMITS).await;
    let crashed = copy_files(folder.path());
    let wal = crashed.path().join(format!("{NAME}.db-wal"));
    let mut bytes = fs::read(&wal).unwrap();
    let end = usize::try_from(frames_end(crashed.path())).unwrap();
    bytes[end - 4096..end].fill(0);
    fs::write(&wal, bytes).unwrap();
    let refused = open_in(crashed.path()).map(|_| ()).unwrap_err();
    let OpenError::LostTail { marked, found, .. } = refused else { panic!("{refused}") };
    assert_eq!((marked.get(), found.get()), (COMMITS, COMMITS - 1));
}

async fn a_file_that_begins_anew_or_is_emptied_is_written_on() {
    // Begun anew after 300 pages, emptied after 600.
    for wal_pages in [
        WalPages { pass: 64, anew: 300, max: 100_000 },
        WalPages { pass: 300, anew: 100_000, max: 600 },
    ] {
        let folder = tempfile::tempdir().unwrap();
        let data = DataFolder::lock(folder.path()).unwrap();
        let seams = Seams { wal_pages, ..Seams::default() };
        let ledger = EmbeddedLedger::open_with(&data, NAME, seams).unwrap();
        commit_one_by_one(&ledger, 5 * COMMITS).await;
        // Answered when all is done that follows after the answers before it.
        let nothing = append("certificate-0", 5 * COMMITS, [0]);
        ledger.append(nothing).await.unwrap_err();
        let crashed = copy_files(folder.path());
        assert!(wal_bytes(folder.path()) < 8 * PIECE_BYTES, "{wal_pages:?}");
        assert!(ledger.sealed().is_none());
        let reopened = open_in(crashed.path()).unwrap();
        assert_eq!(all_answers(&reopened).await.unwrap(), all_answers(&ledger).await.unwrap());
        reopened.verify(|_| ()).await.unwrap();
    }
}

/// The file at `path` after a small commit that ends behind the first MiB.
fn kept_ahead(path: &str) -> (WalBlocks, Seal) {
    let (mut blocks, seal) = (WalBlocks::open(Path::new(path)).unwrap(), Seal::default());
    blocks.keep_ahead(250, &seal);
    blocks.keep_ahead(256, &seal);
    (blocks, seal)
}

#[test]
fn a_failed_sync_of_what_is_written_ahead_seals_the_ledger() {
    // Takes every write, and cannot be synced.
    let (_, seal) = kept_ahead("/dev/null");
    let reason = seal.reason().unwrap();
    assert!(matches!(reason, SealReason::Storage(text) if text.starts_with("write-ahead file: ")));
}

#[test]
fn a_disk_that_is_full_for_what_is_written_ahead_seals_nothing() {
    let (mut blocks, seal) = kept_ahead("/dev/full");
    blocks.keep_ahead(260, &seal);
    assert!(seal.reason().is_none());
}

#[test]
fn an_emptied_file_is_made_longer_again() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let (mut blocks, seal) = kept_ahead(file.path().to_str().unwrap());
    let bytes = || file.as_file().metadata().unwrap().len();
    assert_eq!(bytes(), 32 + 256 * (24 + 4096) + PIECE_BYTES);
    file.as_file().set_len(0).unwrap();
    blocks.forget();
    blocks.keep_ahead(256, &seal);
    blocks.keep_ahead(257, &seal);
    assert_eq!(bytes(), 32 + 257 * (24 + 4096) + PIECE_BYTES);
    assert!(seal.reason().is_none());
}

/// A page, with the header of its frame.
const FRAME_BYTES: u64 = 24 + 4096;

/// Blocks of a file that held so many pages, and was begun anew with one.
fn begun_anew(path: &Path, pages: u64) -> WalBlocks {
    let (mut blocks, seal) = (WalBlocks::open(path).unwrap(), Seal::default());
    blocks.keep_ahead(pages, &seal);
    blocks.note(1);
    blocks
}

#[test]
fn what_is_written_over_is_due_piece_by_piece_up_to_the_end_of_the_file() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let pages_before = 4 * PIECE_BYTES / FRAME_BYTES;
    file.as_file().set_len(32 + pages_before * FRAME_BYTES).unwrap();
    let (mut blocks, seal) = (begun_anew(file.path(), pages_before), Seal::default());
    let mut pieces = Vec::new();
    for pages in 2..pages_before {
        if blocks.are_due() {
            pieces.push(pages * FRAME_BYTES);
            blocks.keep_ahead(pages, &seal);
        } else {
            blocks.note(pages);
        }
    }
    // The first at once, each later one before the last is used up; the last few commits make the file longer.
    assert_eq!(pieces.first(), Some(&(2 * FRAME_BYTES)));
    for pair in pieces.windows(2) {
        let step = pair[1] - pair[0];
        assert!((PIECE_BYTES / 2..PIECE_BYTES).contains(&step), "{pieces:?}");
    }
    assert_eq!(
        file.as_file().metadata().unwrap().len(),
        32 + pages_before * FRAME_BYTES + PIECE_BYTES
    );
    assert!(seal.reason().is_none());
}

#[test]
fn a_large_commit_asks_for_room_for_two_like_it() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let (mut blocks, seal) = (begun_anew(file.path(), 10_000), Seal::default());
    blocks.keep_ahead(1, &seal);
    // 8 MiB, and again, and a third time.
    blocks.keep_ahead(2_001, &seal);
    blocks.note(4_001);
    assert!(!blocks.are_due());
    blocks.note(6_001);
    assert!(blocks.are_due());
}

#[cfg(target_os = "linux")]
mod in_memory {
    use std::{fs::File, io::IoSliceMut, os::unix::fs::FileExt, thread::sleep, time::Duration};

    use rustix::{
        fs::{Advice, fadvise},
        io::{ReadWriteFlags, preadv2},
    };

    use super::*;

    /// A page of memory.
    const PAGE_BYTES: u64 = 4096;

    /// Whether the page at this offset can be read without waiting for the disk. If not, it is asked for: a page tells this
    /// once.
    fn is_in_memory(file: &File, offset: u64) -> bool {
        let byte = &mut [0];
        preadv2(file, &mut [IoSliceMut::new(byte)], offset, ReadWriteFlags::NOWAIT).is_ok()
    }

    /// Whether a page in this half of a piece is in memory, soon.
    fn is_any_in_memory(file: &File, from: u64) -> bool {
        (from..from + PIECE_BYTES / 2).step_by(PAGE_BYTES.try_into().unwrap()).any(|offset| {
            sleep(Duration::from_millis(20));
            is_in_memory(file, offset)
        })
    }

    #[test]
    fn what_the_next_commits_write_over_is_read_before_they_come() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let pages_before = 4 * PIECE_BYTES / FRAME_BYTES;
        fs::write(file.path(), vec![7; usize::try_from(4 * PIECE_BYTES).unwrap()]).unwrap();
        file.as_file().sync_all().unwrap();
        fadvise(file.as_file(), 0, None, Advice::DontNeed).unwrap();
        let reading = File::open(file.path()).unwrap();
        fadvise(&reading, 0, None, Advice::Random).unwrap();
        let was_let_go = !is_in_memory(&reading, 0);
        reading.read_exact_at(&mut [0], 0).unwrap();
        if !was_let_go || !is_in_memory(&reading, 0) {
            eprintln!("SKIPPED: this file system does not let go of a file, or does not say so");
            return;
        }
        let (mut blocks, seal) = (begun_anew(file.path(), pages_before), Seal::default());
        // From the end of the first commit on; and, when most of that is used up, from there on.
        for pages in [1, 200] {
            blocks.keep_ahead(pages, &seal);
            let end = pages * FRAME_BYTES;
            assert!(is_any_in_memory(&reading, end + PIECE_BYTES / 4), "after {pages} pages");
        }
        assert!(!is_in_memory(&reading, 3 * PIECE_BYTES), "all of it was read");
    }
}

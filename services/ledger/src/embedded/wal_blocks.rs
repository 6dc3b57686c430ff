//! Blocks for the write-ahead file, before they are needed.
//!
//! A sync that makes a file longer also writes where the new part stands: measured, a commit of one small event took
//! 180 us that way, and 100 where it fell on bytes that were there. `SQLite` writes its file from the beginning again and
//! again, so this is the way of the first round only; but that is the first 64 MiB after each start, a whole morning of a
//! small hub. So zeros are written behind the end, after the answers have left.
//!
//! Zeros are no frame: to `SQLite` they are what an unfinished commit leaves, and it reads to their beginning.

use std::{
    fs::{File, OpenOptions},
    io,
    os::unix::fs::FileExt,
    path::Path,
};

use super::seal::Seal;
use crate::SealReason;

/// The header of the file.
const HEADER_BYTES: u64 = 32;

/// A page, with the header of its frame.
const FRAME_BYTES: u64 = 24 + 4096;

/// So much is written at once: one or two milliseconds, after more than a hundred commits.
const PIECE_BYTES: u64 = 1024 * 1024;

/// The next piece is written when less than this is left of the last one.
const LEFT_BYTES: u64 = PIECE_BYTES / 4;

/// A file that is shorter grows as it is filled: a ledger in which little happens stays small.
const FILE_BYTES_MIN: u64 = PIECE_BYTES;

/// A commit of more pages is not held up much by new blocks; writing them twice would cost it more.
const COMMIT_PAGES_MAX: u64 = 16;

/// What a piece is written from.
static ZEROS: [u8; 64 * 1024] = [0; 64 * 1024];

/// The write-ahead file, as one who only makes it longer sees it.
#[derive(Debug)]
pub(super) struct WalBlocks {
    file: File,
    /// The file is known to be so long.
    bytes: u64,
    /// As many pages stood in it after the last commit.
    pages: u64,
    /// A piece is to be written.
    is_due: bool,
    /// No more is written: the disk is full, or the file may not be longer.
    is_over: bool,
}

impl WalBlocks {
    /// The write-ahead file at `path`, which must be there.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let file = OpenOptions::new().write(true).open(path)?;
        Ok(Self { file, bytes: 0, pages: 0, is_due: false, is_over: false })
    }

    /// Takes note of a commit that left so many `pages` in the file.
    pub(super) fn note(&mut self, pages: u64) {
        let written = pages.saturating_sub(self.pages);
        self.pages = pages;
        let is_enough = self.bytes >= self.end() + LEFT_BYTES;
        let is_small = (1..=COMMIT_PAGES_MAX).contains(&written);
        self.is_due = is_small && !is_enough && self.end() >= FILE_BYTES_MIN && !self.is_over;
    }

    /// Whether the next small commits want blocks, after the last one noted.
    pub(super) fn are_due(&self) -> bool {
        self.is_due
    }

    /// Sees that there are blocks for the next small commits, after one that left so many `pages` in the file. Only the
    /// writer of the ledger may ask, between two commits.
    ///
    /// A failed sync seals the ledger. A refused write does not: nothing more is written ahead until the ledger is opened
    /// again.
    pub(super) fn keep_ahead(&mut self, pages: u64, seal: &Seal) {
        self.note(pages);
        if !std::mem::take(&mut self.is_due) {
            return;
        }
        match self.lengthen(self.end()) {
            Ok(true) => {
                if let Err(error) = self.file.sync_data() {
                    seal.set(SealReason::Storage(format!("write-ahead file: {error}").into()));
                }
            }
            Ok(false) => {}
            // Commits find out themselves whether there is room for them.
            Err(error) => {
                tracing::warn!(%error, "write-ahead file is not made longer ahead of its commits");
                self.is_over = true;
            }
        }
    }

    /// Where the frames of what is committed end.
    fn end(&self) -> u64 {
        HEADER_BYTES + self.pages * FRAME_BYTES
    }

    /// The file was emptied.
    pub(super) fn forget(&mut self) {
        self.bytes = 0;
    }

    /// Whether a piece was written behind the file's end, which is not before `end`.
    fn lengthen(&mut self, end: u64) -> io::Result<bool> {
        let from = self.file.metadata()?.len().max(end);
        self.bytes = from;
        if from >= end + LEFT_BYTES {
            return Ok(false);
        }
        let to = from + PIECE_BYTES;
        while self.bytes < to {
            self.file.write_all_at(&ZEROS, self.bytes)?;
            self.bytes += ZEROS.len() as u64;
        }
        Ok(true)
    }
}

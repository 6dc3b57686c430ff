//! Blocks for the write-ahead file, before they are needed: on the disk, and in memory.
//!
//! A sync that makes a file longer also writes where the new part stands: measured, a commit of one small event took
//! 180 us that way, and 100 where it fell on bytes that were there. `SQLite` writes its file from the beginning again and
//! again, so this is the way of the first round only; but that is the first 64 MiB after each start, a whole morning of a
//! small hub. So zeros are written behind the end, after the answers have left.
//!
//! In the rounds after it a commit writes over what is there, and not in whole pages: those that the operating system no
//! longer holds in memory it reads first, one after the other, while the caller waits. A system that is short of memory, or
//! sparing with it, lets go of what was not used lately. So what comes next is asked for ahead as well.
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

/// So much is written or asked for at once: one or two milliseconds, after more than a hundred commits.
const PIECE_BYTES: u64 = 1024 * 1024;

/// The next piece is due when less than this is left of the last one.
const LEFT_BYTES: u64 = PIECE_BYTES / 4;

/// A file that is shorter grows as it is filled: a ledger in which little happens stays small.
const FILE_BYTES_MIN: u64 = PIECE_BYTES;

/// A commit of more pages is not held up much by new blocks; writing them twice would cost it more.
const COMMIT_PAGES_MAX: u64 = 16;

/// What a piece is written from.
static ZEROS: [u8; 64 * 1024] = [0; 64 * 1024];

/// The write-ahead file, as one who only makes it longer and reads ahead in it sees it.
#[derive(Debug)]
pub(super) struct WalBlocks {
    file: File,
    /// The file is known to be so long.
    bytes: u64,
    /// The bytes behind the last commit were written or asked for up to here.
    ready: u64,
    /// As many pages stood in it after the last commit.
    pages: u64,
    /// What is to be done ahead of the next commits.
    due: Option<Due>,
    /// No more is written: the disk is full, or the file may not be longer.
    is_over: bool,
}

/// What the next commits want.
#[derive(Clone, Copy, Debug)]
enum Due {
    /// So many of the bytes that are there behind the last commit, in memory.
    Memory(u64),
    /// A file that is longer.
    Blocks,
}

impl WalBlocks {
    /// The write-ahead file at `path`, which must be there.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let file = OpenOptions::new().write(true).open(path)?;
        Ok(Self { file, bytes: 0, ready: 0, pages: 0, due: None, is_over: false })
    }

    /// Takes note of a commit that left so many `pages` in the file.
    pub(super) fn note(&mut self, pages: u64) {
        let written = pages.saturating_sub(self.pages);
        if pages < self.pages {
            // Begun anew.
            self.bytes = self.bytes.max(self.end());
            self.ready = 0;
        }
        self.pages = pages;
        self.due = self.due(written);
    }

    /// What is to be done after a commit of so many pages.
    fn due(&self, written: u64) -> Option<Due> {
        let (end, commit) = (self.end(), written * FRAME_BYTES);
        if self.ready >= end + LEFT_BYTES.max(commit) {
            return None;
        }
        if self.bytes >= end + LEFT_BYTES {
            let is_all = self.ready >= self.bytes;
            return (!is_all).then_some(Due::Memory(PIECE_BYTES.max(2 * commit)));
        }
        let is_small = (1..=COMMIT_PAGES_MAX).contains(&written);
        (is_small && end >= FILE_BYTES_MIN && !self.is_over).then_some(Due::Blocks)
    }

    /// Whether the next commits want something, after the last one noted.
    pub(super) fn are_due(&self) -> bool {
        self.due.is_some()
    }

    /// Sees that the next commits find their blocks, after one that left so many `pages` in the file. Only the writer of
    /// the ledger may ask, between two commits.
    ///
    /// A failed sync seals the ledger. A refused write does not: nothing more is written ahead until the ledger is opened
    /// again.
    pub(super) fn keep_ahead(&mut self, pages: u64, seal: &Seal) {
        self.note(pages);
        match self.due.take() {
            Some(Due::Memory(bytes)) => self.fetch(bytes),
            Some(Due::Blocks) => self.lengthen(seal),
            None => {}
        }
    }

    /// Where the frames of what is committed end.
    fn end(&self) -> u64 {
        HEADER_BYTES + self.pages * FRAME_BYTES
    }

    /// The file was emptied.
    pub(super) fn forget(&mut self) {
        (self.bytes, self.ready, self.pages) = (0, 0, 0);
    }

    /// Asks for so many of the bytes that are there behind the end, and does not wait for them.
    fn fetch(&mut self, bytes: u64) {
        let end = self.end();
        let (from, to) = (self.ready.max(end), self.bytes.min(end + bytes));
        read_ahead::ask(&self.file, from, to);
        self.ready = to;
    }

    fn lengthen(&mut self, seal: &Seal) {
        match self.write_zeros() {
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

    /// Whether a piece was written behind the file's end, which is not before that of the last commit.
    fn write_zeros(&mut self) -> io::Result<bool> {
        let end = self.end();
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
        self.ready = self.bytes;
        Ok(true)
    }
}

#[cfg(target_os = "linux")]
mod read_ahead {
    use std::{fs::File, num::NonZero};

    use rustix::fs::{Advice, fadvise};

    /// Of a longer request the system may read a part only.
    const REQUEST_BYTES: usize = 128 * 1024;

    /// Asks for the bytes from the one to the other offset. A system that will not read them now reads them later.
    pub(super) fn ask(file: &File, from: u64, to: u64) {
        for offset in (from..to).step_by(REQUEST_BYTES) {
            let bytes = (to - offset).min(REQUEST_BYTES as u64);
            let _ = fadvise(file, offset, NonZero::new(bytes), Advice::WillNeed);
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod read_ahead {
    use std::fs::File;

    /// Asks for nothing: this system reads what is written over when it comes to it.
    pub(super) fn ask(_file: &File, _from: u64, _to: u64) {}
}

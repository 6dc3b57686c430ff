//! The tail mark: how far the ledger reaches, written outside the database.
//!
//! `SQLite` takes a damaged end of its write-ahead file for a commit that never finished, and drops
//! it without a word. The mark says what was acknowledged, so the loss is seen when the ledger is
//! opened. Two slots are written in turn: a torn write leaves the other one, a commit older.
//!
//! The mark is written after every commit and before its acknowledgement, so it is exact after a
//! killed process. It is synced when the database is checkpointed and at the close, not at every
//! commit: measured, a second sync cost one writer a tenth of its speed on a quiet disk and doubled
//! its waits on a busy one. After a power cut the mark may therefore be older than the database,
//! never newer; no acknowledged event depends on it.

use std::{
    fs::{self, File, OpenOptions},
    io,
    os::unix::fs::FileExt,
    path::{Path, PathBuf},
};

use super::{
    checksum::{Chain, first_16},
    folder::DataFolder,
};
use crate::Position;

/// The first bytes of a slot, with the version of its form.
const MAGIC: [u8; 8] = *b"pmhtail1";

/// Each slot has a block of its own.
const SLOT_BYTES: u64 = 4096;

const SLOTS: u64 = 2;

/// Magic, position, chain, checksum.
const MARK_BYTES: usize = 8 + 8 + 32 + 16;

/// The last event that was acknowledged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) position: Position,
    pub(super) chain: Chain,
}

/// The file, open to be written.
#[derive(Debug)]
pub(super) struct TailMark {
    file: File,
    writes: u64,
}

/// What the file says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// There is no file.
    Nothing,
    /// Neither slot holds a mark.
    Unreadable,
    /// The newer of the marks, and the slot it does not stand in.
    Mark(Mark, u64),
}

impl Mark {
    /// The mark of an empty ledger.
    pub(super) const START: Self = Self { position: Position::START, chain: Chain::START };

    fn to_bytes(self) -> [u8; MARK_BYTES] {
        let mut bytes = [0; MARK_BYTES];
        let (content, checksum) = bytes.split_at_mut(MARK_BYTES - 16);
        let number = self.position.get().to_le_bytes();
        let fields = MAGIC.iter().chain(&number).chain(&self.chain.0);
        content.iter_mut().zip(fields).for_each(|(to, from)| *to = *from);
        checksum.copy_from_slice(&first_16(blake3::hash(content).as_bytes()));
        bytes
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (magic, rest) = bytes.split_first_chunk::<8>()?;
        let (number, rest) = rest.split_first_chunk::<8>()?;
        let (chain, _) = rest.split_first_chunk::<32>()?;
        let mark =
            Self { position: Position::new(u64::from_le_bytes(*number)), chain: Chain(*chain) };
        (*magic == MAGIC && mark.to_bytes() == bytes).then_some(mark)
    }
}

/// Reads the mark.
pub(super) fn find(path: &Path) -> io::Result<Found> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Found::Nothing),
        Err(error) => return Err(error),
    };
    let slots = bytes.chunks(usize::try_from(SLOT_BYTES).unwrap_or(usize::MAX));
    let marks = slots
        .zip(0..SLOTS)
        .filter_map(|(bytes, slot)| Some((Mark::from_bytes(bytes.get(..MARK_BYTES)?)?, slot)));
    Ok(match marks.max_by_key(|(mark, _)| mark.position) {
        None => Found::Unreadable,
        Some((mark, slot)) => Found::Mark(mark, (slot + 1) % SLOTS),
    })
}

/// Makes the file anew with this mark in both slots, whole or not at all.
pub(super) fn create(folder: &DataFolder, path: &Path, mark: Mark) -> io::Result<()> {
    let temporary: PathBuf = path.with_extension("tail-new");
    let file = File::create(&temporary)?;
    file.set_len(SLOTS * SLOT_BYTES)?;
    for slot in 0..SLOTS {
        file.write_all_at(&mark.to_bytes(), slot * SLOT_BYTES)?;
    }
    file.sync_all()?;
    fs::rename(&temporary, path)?;
    folder.sync()
}

impl TailMark {
    /// Opens the file to go on with this slot.
    pub(super) fn open(path: &Path, slot: u64) -> io::Result<Self> {
        let file = OpenOptions::new().write(true).open(path)?;
        Ok(Self { file, writes: slot })
    }

    /// Writes the mark over the older of the two.
    pub(super) fn write(&mut self, mark: Mark) -> io::Result<()> {
        let slot = self.writes % SLOTS;
        self.writes += 1;
        self.file.write_all_at(&mark.to_bytes(), slot * SLOT_BYTES)
    }

    /// The file, for whoever makes the mark durable.
    pub(super) fn file(&self) -> &File {
        &self.file
    }
}

#[cfg(test)]
mod tests;

//! The mark beside the database (`keys.mark`): how far the key store has come.
//!
//! SQLite drops a damaged end of its write-ahead log without a word, and a lost key loses a
//! person's fields for ever. So each change ends with a mark in a file of its own, made durable
//! before the change is acknowledged, and compared when the store is opened.
//!
//! Two places (at byte 0 and 4096) are written in turn, so a torn write leaves the other. Each:
//! `PMHKMARK`, generation (8 bytes, big-endian), digest of all rows (16), the first 8 bytes of
//! the BLAKE3 of those 32. The file is locked while the store is open.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use super::index::Digest;

/// The first bytes of a mark.
const HEAD: [u8; 8] = *b"PMHKMARK";

/// Bytes of a mark.
const MARK_BYTES: usize = 40;

/// Bytes from one place to the next: no disk tears two of them in one write.
const PLACE_BYTES: u64 = 4096;

/// How far a key store has come: changes made, and what it then held.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Mark {
    /// Changes made, from 0. Signed, as SQLite counts.
    pub(super) generation: i64,
    /// What it held after the last.
    pub(super) digest: Digest,
}

/// The marks in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// The file is empty: no change was ever acknowledged.
    Nothing,
    /// There is content, and no whole mark in it.
    Damaged,
    /// The newest whole mark.
    Mark(Mark),
}

/// The mark file, locked.
pub(super) struct MarkFile(File);

impl MarkFile {
    /// Opens the file, makes it if it is not there, and locks it against every other process.
    ///
    /// # Errors
    ///
    /// [`TryLockError::WouldBlock`] if another holds it, else what the operating system said.
    pub(super) fn open(path: &Path) -> Result<Self, TryLockError> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        owner_only(&mut options);
        let file = options.open(path).map_err(TryLockError::Error)?;
        file.try_lock()?;
        Ok(Self(file))
    }

    /// Reads the newest whole mark.
    ///
    /// # Errors
    ///
    /// What the operating system said.
    pub(super) fn read(&mut self) -> io::Result<Found> {
        let length = self.0.metadata()?.len();
        if length == 0 {
            return Ok(Found::Nothing);
        }
        let mut newest = None;
        for at in [0, PLACE_BYTES] {
            let mut bytes = Vec::with_capacity(MARK_BYTES);
            self.0.seek(SeekFrom::Start(at))?;
            Read::by_ref(&mut self.0).take(MARK_BYTES as u64).read_to_end(&mut bytes)?;
            newest = newest.max(Mark::decode(&bytes).map(|mark| (mark.generation, mark.digest.0)));
        }
        Ok(newest.map_or(Found::Damaged, |(generation, digest)| {
            Found::Mark(Mark { generation, digest: Digest(digest) })
        }))
    }

    /// Makes a mark durable in the place that the one before does not stand in.
    ///
    /// # Errors
    ///
    /// What the operating system said; whether the mark stands is then unknown.
    pub(super) fn write(&mut self, mark: &Mark) -> io::Result<()> {
        let place = if mark.generation % 2 == 0 { 0 } else { PLACE_BYTES };
        self.0.seek(SeekFrom::Start(place))?;
        self.0.write_all(&mark.encode())?;
        self.0.sync_data()
    }
}

impl Mark {
    fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(MARK_BYTES);
        bytes.extend_from_slice(&HEAD);
        bytes.extend_from_slice(&self.generation.to_be_bytes());
        bytes.extend_from_slice(&self.digest.0);
        bytes.extend_from_slice(&checksum(&bytes));
        bytes
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let (content, sum) = bytes.split_last_chunk::<8>()?;
        if *sum != checksum(content) {
            return None;
        }
        let (generation, digest) = content.strip_prefix(&HEAD)?.split_first_chunk()?;
        let generation = i64::from_be_bytes(*generation);
        Some(Self { generation, digest: Digest(digest.try_into().ok()?) })
    }
}

fn checksum(content: &[u8]) -> [u8; 8] {
    let hash = *blake3::hash(content).as_bytes();
    std::array::from_fn(|at| hash.get(at).copied().unwrap_or_default())
}

/// New files are their owner's alone, where files have permission bits.
#[cfg_attr(not(unix), expect(unused_variables, reason = "no permission bits here"))]
pub(super) fn owner_only(options: &mut OpenOptions) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
}

#[cfg(test)]
mod tests;

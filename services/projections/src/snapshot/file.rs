//! The file of a snapshot: frames, one after another, cut into blocks that are closed one by one.
//!
//! `PMHPROJ` and the version (8 bytes), the snapshot's id (16), then blocks, each after its length
//! (4 bytes, little-endian); the highest bit of the length marks the last. Inside the blocks stand
//! frames, each after its length (8 bytes, little-endian), across the bounds of blocks.

use std::{
    fs::{File, OpenOptions},
    io::{self, BufReader, BufWriter, Read, Write},
    path::Path,
};

use sealing::{BLOCK_BYTES_MAX, BlockPlace, SnapshotSealer};
use uuid::Uuid;

use super::{NotUsed, NotWritten};

/// What the file begins with. The last byte is the version: whoever changes what is written
/// changes it.
const HEAD: [u8; 8] = *b"PMHPROJ\x02";

/// The projection's name in the additional data of its blocks.
const PROJECTION: &str = "projections";

/// Bytes of a block before it is closed (1 MiB).
const BLOCK_BYTES: usize = 1024 * 1024;

const _: () = assert!(BLOCK_BYTES <= BLOCK_BYTES_MAX);

/// The most bytes of a closed block; it is a little longer than before.
const SEALED_BYTES_MAX: usize = BLOCK_BYTES + 1024;

/// Marks the length of the last block.
const LAST: u32 = 1 << 31;

/// The longest frame (4 GiB): a shard of many millions of certificates.
const FRAME_BYTES_MAX: u64 = 4 * 1024 * 1024 * 1024;

/// Writes frames.
pub(super) struct FrameWriter {
    file: BufWriter<File>,
    id: Uuid,
    block: u32,
    pending: Vec<u8>,
}

/// Reads frames.
pub(super) struct FrameReader {
    file: BufReader<File>,
    id: Uuid,
    block: u32,
    is_last: bool,
    pending: Vec<u8>,
    /// How much of `pending` was handed out.
    read: usize,
}

impl FrameWriter {
    /// Begins a file, in the place of any that has this name.
    pub(super) fn create(path: &Path, id: Uuid) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = BufWriter::with_capacity(BLOCK_BYTES, options.open(path)?);
        file.write_all(&HEAD)?;
        file.write_all(id.as_bytes())?;
        Ok(Self { file, id, block: 0, pending: Vec::new() })
    }

    /// Writes a frame.
    ///
    /// # Errors
    ///
    /// [`NotWritten::NotSealed`], [`NotWritten::Disk`].
    pub(super) fn frame(
        &mut self,
        sealer: &SnapshotSealer,
        bytes: &[u8],
    ) -> Result<(), NotWritten> {
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        self.pending.extend_from_slice(&length.to_le_bytes());
        self.pending.extend_from_slice(bytes);
        // The last block is marked, so one is always kept back.
        while self.pending.len() > BLOCK_BYTES {
            let rest = self.pending.split_off(BLOCK_BYTES);
            self.write_block(sealer, false)?;
            self.pending = rest;
        }
        Ok(())
    }

    /// Writes what is left, and waits until the disk has all of it.
    ///
    /// # Errors
    ///
    /// [`NotWritten::NotSealed`], [`NotWritten::Disk`].
    pub(super) fn finish(mut self, sealer: &SnapshotSealer) -> Result<(), NotWritten> {
        self.write_block(sealer, true)?;
        self.file.flush()?;
        self.file.get_ref().sync_all()?;
        Ok(())
    }

    fn write_block(&mut self, sealer: &SnapshotSealer, is_last: bool) -> Result<(), NotWritten> {
        let place = place(self.id, self.block, is_last);
        let block = sealer.seal_block(&place, &self.pending)?;
        let length = u32::try_from(block.len()).map_err(io::Error::other)?;
        let marked = if is_last { length | LAST } else { length };
        self.file.write_all(&marked.to_le_bytes())?;
        self.file.write_all(&block)?;
        self.block += 1;
        Ok(())
    }
}

impl FrameReader {
    /// Begins to read a file.
    ///
    /// # Errors
    ///
    /// [`NotUsed::Disk`], [`NotUsed::OtherVersion`].
    pub(super) fn open(file: File) -> Result<Self, NotUsed> {
        let mut file = BufReader::with_capacity(BLOCK_BYTES, file);
        let mut head = [0; HEAD.len()];
        file.read_exact(&mut head)?;
        if head != HEAD {
            return Err(NotUsed::OtherVersion);
        }
        let mut id = [0; 16];
        file.read_exact(&mut id)?;
        let id = Uuid::from_bytes(id);
        Ok(Self { file, id, block: 0, is_last: false, pending: Vec::new(), read: 0 })
    }

    /// The next frame; none after the last.
    ///
    /// # Errors
    ///
    /// [`NotUsed::Disk`], [`NotUsed::NotOpened`], [`NotUsed::Malformed`].
    pub(super) fn frame(&mut self, sealer: &SnapshotSealer) -> Result<Option<Vec<u8>>, NotUsed> {
        let Some(length) = self.take(sealer, 8)? else { return Ok(None) };
        let length = length.try_into().map_err(|_| NotUsed::Malformed)?;
        let length = u64::from_le_bytes(length);
        if length > FRAME_BYTES_MAX {
            return Err(NotUsed::Malformed);
        }
        let length = usize::try_from(length).map_err(|_| NotUsed::Malformed)?;
        self.take(sealer, length)?.ok_or(NotUsed::Malformed).map(Some)
    }

    /// The next bytes; none if none are left.
    fn take(&mut self, sealer: &SnapshotSealer, count: usize) -> Result<Option<Vec<u8>>, NotUsed> {
        while self.pending.len() - self.read < count {
            if self.is_last {
                let is_whole = self.read == self.pending.len();
                return if is_whole { Ok(None) } else { Err(NotUsed::Malformed) };
            }
            self.pending.drain(..self.read);
            self.read = 0;
            self.read_block(sealer)?;
        }
        let end = self.read + count;
        let taken = self.pending.get(self.read..end).map(<[u8]>::to_vec);
        self.read = end;
        Ok(taken)
    }

    fn read_block(&mut self, sealer: &SnapshotSealer) -> Result<(), NotUsed> {
        let mut length = [0; 4];
        self.file.read_exact(&mut length)?;
        let marked = u32::from_le_bytes(length);
        self.is_last = marked & LAST != 0;
        let length = usize::try_from(marked & !LAST).map_err(|_| NotUsed::Malformed)?;
        if length > SEALED_BYTES_MAX {
            return Err(NotUsed::Malformed);
        }
        let mut block = vec![0; length];
        self.file.read_exact(&mut block)?;
        let place = place(self.id, self.block, self.is_last);
        self.pending.append(&mut sealer.open_block(&place, &block)?);
        self.block += 1;
        if self.is_last && self.file.read(&mut [0])? != 0 {
            return Err(NotUsed::Malformed);
        }
        Ok(())
    }
}

fn place(snapshot_id: Uuid, block: u32, is_last: bool) -> BlockPlace<'static> {
    BlockPlace { name: PROJECTION, snapshot_id, block, is_last }
}

//! Blocks of a projection's snapshot, closed under the root's snapshot key.
//!
//! Sealed: format 1 (1 byte), nonce (12, random), ciphertext (as long as the block), tag (16).
//! Additional data: `pmh/snapshot/v1`, the name's length in bytes (8, big-endian), the name, the
//! snapshot's id (16), the number of the block (4, big-endian), 1 for the last block, else 0.

use std::fmt;

use uuid::Uuid;

use crate::cipher::{Cipher, NONCE_BYTES, Refused, TAG_BYTES};
use crate::derive::Secret;
use crate::random::{NoRandomness, random};

/// The first byte of a sealed block of the one form there is.
const FORMAT: u8 = 1;

/// The head of the additional data of a block.
const SNAPSHOT: &[u8] = b"pmh/snapshot/v1";

/// The longest block before sealing: 4 MiB.
pub const BLOCK_BYTES_MAX: usize = 4 * 1024 * 1024;

/// How much longer a sealed block is.
const OVERHEAD_BYTES: usize = 1 + NONCE_BYTES + TAG_BYTES;

/// Where a block stands. It opens in this place only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlockPlace<'a> {
    /// The projection the snapshot is of.
    pub name: &'a str,
    /// The id of the snapshot, new for each.
    pub snapshot_id: Uuid,
    /// The number of the block, from 0.
    pub block: u32,
    /// Whether no block follows; who reads to the last one has missed none.
    pub is_last: bool,
}

/// A block was not sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealBlockError {
    /// The block is longer than [`BLOCK_BYTES_MAX`].
    #[error("snapshot block is {bytes} bytes, more than 4194304")]
    TooLong {
        /// Its length.
        bytes: usize,
    },
    /// There was no nonce to be had.
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
}

/// A sealed block did not open. The snapshot is of no use; the ledger still has everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenBlockError {
    /// Fewer bytes than an empty block has when sealed.
    #[error("snapshot block is {bytes} bytes, fewer than 29")]
    TooShort {
        /// How many there are.
        bytes: usize,
    },
    /// More bytes than the longest block has when sealed.
    #[error("snapshot block is {bytes} bytes, more than 4194333")]
    TooLong {
        /// How many there are.
        bytes: usize,
    },
    /// The first byte names no format that this build reads.
    #[error("snapshot block has the unknown format {format}")]
    UnknownFormat {
        /// The first byte.
        format: u8,
    },
    /// Altered, moved, of another snapshot, or sealed under another root key.
    #[error("snapshot block was altered or moved, or another root key closed it")]
    Altered,
}

/// Closes and opens the blocks of snapshots; made by [`RootKey::snapshot_sealer`].
///
/// [`RootKey::snapshot_sealer`]: crate::RootKey::snapshot_sealer
pub struct SnapshotSealer(Box<Cipher>);

impl SnapshotSealer {
    /// The sealer with this key.
    pub(crate) fn new(key: &Secret) -> Self {
        Self(Box::new(Cipher::new(key)))
    }

    /// Closes a block for this one place. Sealing it again gives other bytes.
    ///
    /// # Errors
    ///
    /// [`SealBlockError`], in the order of its variants.
    pub fn seal_block(
        &self,
        place: &BlockPlace<'_>,
        block: &[u8],
    ) -> Result<Vec<u8>, SealBlockError> {
        self.seal_block_with(place, block, &*random()?)
    }

    pub(crate) fn seal_block_with(
        &self,
        place: &BlockPlace<'_>,
        block: &[u8],
        nonce: &[u8; NONCE_BYTES],
    ) -> Result<Vec<u8>, SealBlockError> {
        let too_long = SealBlockError::TooLong { bytes: block.len() };
        if block.len() > BLOCK_BYTES_MAX {
            return Err(too_long);
        }
        let mut sealed = Vec::with_capacity(block.len() + OVERHEAD_BYTES);
        sealed.push(FORMAT);
        sealed.extend_from_slice(nonce);
        self.0
            .seal_onto(&mut sealed, nonce, &place.associated(), block)
            .map_err(|Refused| too_long)?;
        Ok(sealed)
    }

    /// Opens a block that was sealed for this place.
    ///
    /// # Errors
    ///
    /// [`OpenBlockError`], in the order of its variants.
    pub fn open_block(
        &self,
        place: &BlockPlace<'_>,
        sealed: &[u8],
    ) -> Result<Vec<u8>, OpenBlockError> {
        let bytes = sealed.len();
        let too_short = OpenBlockError::TooShort { bytes };
        if bytes < OVERHEAD_BYTES {
            return Err(too_short);
        }
        if bytes > BLOCK_BYTES_MAX + OVERHEAD_BYTES {
            return Err(OpenBlockError::TooLong { bytes });
        }
        let (&format, rest) = sealed.split_first().ok_or(too_short)?;
        if format != FORMAT {
            return Err(OpenBlockError::UnknownFormat { format });
        }
        let (nonce, text) = rest.split_first_chunk::<NONCE_BYTES>().ok_or(too_short)?;
        self.0.open(nonce, &place.associated(), text).map_err(|Refused| OpenBlockError::Altered)
    }
}

impl fmt::Debug for SnapshotSealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SnapshotSealer(..)")
    }
}

impl BlockPlace<'_> {
    /// The additional data. The length comes first, so no two places give the same bytes.
    fn associated(&self) -> Vec<u8> {
        let mut associated = Vec::with_capacity(SNAPSHOT.len() + 8 + self.name.len() + 16 + 4 + 1);
        associated.extend_from_slice(SNAPSHOT);
        associated.extend_from_slice(&(self.name.len() as u64).to_be_bytes());
        associated.extend_from_slice(self.name.as_bytes());
        associated.extend_from_slice(self.snapshot_id.as_bytes());
        associated.extend_from_slice(&self.block.to_be_bytes());
        associated.push(u8::from(self.is_last));
        associated
    }
}

#[cfg(test)]
mod tests;

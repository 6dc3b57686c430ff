//! Hashes of identifiers that may not be stored, under a key that is stored nowhere beside them.
//!
//! Hash: HMAC-SHA-256 under the 32 bytes given, of the label, one zero byte, the identifier.
//! Without the key it cannot be found by trying all identifiers; without a key, a My Number
//! (個人番号) would be found from its hash in hours.

use std::fmt;
use std::path::Path;

use subtle::ConstantTimeEq;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::derive::{self, Secret};
use crate::key_material::{self, KeyFileError, KeyTextError};

/// The namespace of the UUIDs that stand for keyed hashes in the names of streams.
const STREAM_NAMESPACE: Uuid = Uuid::from_u128(0x7d7f_24b0_2b46_48d0_bdaf_1028_5c8c_82e8);

/// A key for looking identifiers up: 32 bytes and the number of the rotation they came with.
///
/// Its own material, not derived from the root key: rotating either leaves the other alone, and
/// each kind of identifier has a key of its own. Wiped on drop, never shown.
pub struct LookupKey {
    version: u32,
    key: Secret,
}

impl LookupKey {
    /// Reads the lookup key of this version from a file that only its owner may touch.
    ///
    /// The file holds exactly 32 raw bytes, or 64 hex digits and at most one line end.
    ///
    /// # Errors
    ///
    /// [`KeyFileError`]; each says what to do.
    pub fn from_file(version: u32, path: &Path) -> Result<Self, KeyFileError> {
        key_material::from_file(path).map(|key| Self { version, key })
    }

    /// Reads the lookup key of this version from a text: 64 hex digits and at most one line end.
    ///
    /// # Errors
    ///
    /// [`KeyTextError`].
    pub fn from_text(version: u32, text: &str) -> Result<Self, KeyTextError> {
        key_material::from_text(text).map(|key| Self { version, key })
    }

    /// The number of the rotation.
    #[must_use]
    pub fn version(&self) -> u32 {
        self.version
    }

    /// The hash of an identifier. `label` names its kind and form and holds no zero byte:
    /// `pmh/insurance/v1`.
    #[must_use]
    pub fn hash(&self, label: &'static str, identifier: &[u8]) -> KeyedHash {
        let hash = derive::hmac(&self.key, &[label.as_bytes(), &[0], identifier]);
        KeyedHash { version: self.version, hash }
    }
}

impl fmt::Debug for LookupKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LookupKey").field("version", &self.version).finish_non_exhaustive()
    }
}

/// The keyed hash of an identifier, and the version of the key it was made with.
///
/// Equal hashes of one version mean equal identifiers. Compared in constant time, never shown;
/// it stands in the ledger of who made it and nowhere else.
#[derive(Clone, Copy)]
pub struct KeyedHash {
    version: u32,
    hash: [u8; 32],
}

impl KeyedHash {
    /// The hash that was stored as these bytes, made with the key of this version.
    #[must_use]
    pub fn from_stored(version: u32, hash: [u8; 32]) -> Self {
        Self { version, hash }
    }

    /// The version of the key it was made with.
    #[must_use]
    pub fn version(&self) -> u32 {
        self.version
    }

    /// The bytes to store.
    #[must_use]
    pub fn to_stored(self) -> [u8; 32] {
        self.hash
    }

    /// Whether both are the same hash, in a time that does not depend on where they differ.
    #[must_use]
    pub fn ct_eq(&self, other: &Self) -> bool {
        (self.version.ct_eq(&other.version) & self.hash.ct_eq(&other.hash)).into()
    }

    /// The UUID (version 5) that stands for the hash in the name of a stream.
    ///
    /// Made of the key's version (4 bytes, big-endian) and the hash; it does not give them back.
    #[must_use]
    pub fn stream_uuid(&self) -> Uuid {
        let mut name = Zeroizing::new(Vec::with_capacity(36));
        name.extend_from_slice(&self.version.to_be_bytes());
        name.extend_from_slice(&self.hash);
        Uuid::new_v5(&STREAM_NAMESPACE, &name)
    }
}

impl PartialEq for KeyedHash {
    fn eq(&self, other: &Self) -> bool {
        self.ct_eq(other)
    }
}

impl Eq for KeyedHash {}

impl fmt::Debug for KeyedHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyedHash(..)")
    }
}

#[cfg(test)]
mod tests;

//! The root key: what closes the key store and the snapshots.
//!
//! It is used for nothing itself: each use has a key of its own, derived by HKDF-SHA-256.

use std::fmt;
use std::path::Path;

use crate::data_key::Wrapper;
use crate::derive::{self, Secret};
use crate::key_material::{self, KeyFileError, KeyTextError};
use crate::snapshot::SnapshotSealer;

/// The salt of HKDF-Extract.
const SALT: &[u8] = b"pmh/root/v1";

/// The info of the key that wraps data keys.
const WRAPPING: &[u8] = b"pmh/root/v1/wrapping";

/// The info of the commitment by which a key store knows its root key again.
const COMMITMENT: &[u8] = b"pmh/root/v1/commitment";

/// The info of the key that closes snapshots.
const SNAPSHOT: &[u8] = b"pmh/root/v1/snapshot";

/// The root key of a hub: 32 bytes and the number of the rotation they came with.
///
/// Holding one proves that 32 bytes were given that are not all the same; that they were drawn
/// at random is the operator's to see to (`head -c 32 /dev/urandom`). Wiped on drop, never shown.
pub struct RootKey {
    version: u32,
    /// HKDF-Extract of the 32 bytes given.
    extracted: Secret,
}

impl RootKey {
    /// Reads the root key of this version from a file that only its owner may touch.
    ///
    /// The file holds exactly 32 raw bytes, or 64 hex digits and at most one line end.
    ///
    /// # Errors
    ///
    /// [`KeyFileError`]; each says what to do.
    pub fn from_file(version: u32, path: &Path) -> Result<Self, KeyFileError> {
        key_material::from_file(path).map(|material| Self::new(version, &material))
    }

    /// Reads the root key of this version from a text: 64 hex digits and at most one line end.
    ///
    /// # Errors
    ///
    /// [`KeyTextError`].
    pub fn from_text(version: u32, text: &str) -> Result<Self, KeyTextError> {
        key_material::from_text(text).map(|material| Self::new(version, &material))
    }

    fn new(version: u32, material: &Secret) -> Self {
        Self { version, extracted: derive::extract(SALT, material) }
    }

    /// The number of the rotation; key stores remember under which they are closed.
    #[must_use]
    pub fn version(&self) -> u32 {
        self.version
    }

    /// What closes the snapshots of projections.
    #[must_use]
    pub fn snapshot_sealer(&self) -> SnapshotSealer {
        SnapshotSealer::new(&self.derive(SNAPSHOT))
    }

    /// What wraps and unwraps data keys.
    pub(crate) fn wrapper(&self) -> Wrapper {
        Wrapper::new(&self.derive(WRAPPING), self.version)
    }

    /// 32 bytes that only this key has, and that say nothing about it.
    pub(crate) fn commitment(&self) -> [u8; 32] {
        *self.derive(COMMITMENT)
    }

    fn derive(&self, info: &[u8]) -> Secret {
        derive::expand(&self.extracted, info)
    }
}

impl fmt::Debug for RootKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RootKey").field("version", &self.version).finish_non_exhaustive()
    }
}

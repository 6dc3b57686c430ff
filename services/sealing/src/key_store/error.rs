//! How the operations of a key store fail, each with its own list.

use std::fs::TryLockError;
use std::io;
use std::path::PathBuf;

use domain::person_key::PersonKey;

use super::{BATCH_MAX, index};
use crate::random::NoRandomness;

/// The database or the file system refused; what it said is the source.
#[derive(Debug, thiserror::Error)]
#[error("storage of the key store (keys.db, keys.mark) failed")]
pub struct StorageError(#[source] Box<dyn std::error::Error + Send + Sync>);

impl StorageError {
    /// Whether the database is not what was written.
    fn is_damage(&self) -> bool {
        use rusqlite::ErrorCode::{DatabaseCorrupt, NotADatabase};
        let error = self.0.downcast_ref::<rusqlite::Error>();
        let code = error.and_then(rusqlite::Error::sqlite_error_code);
        matches!(code, Some(DatabaseCorrupt | NotADatabase))
    }

    /// Whether the database found the disk full.
    pub(super) fn is_full_disk(&self) -> bool {
        let error = self.0.downcast_ref::<rusqlite::Error>();
        error.and_then(rusqlite::Error::sqlite_error_code) == Some(rusqlite::ErrorCode::DiskFull)
    }
}

impl From<rusqlite::Error> for StorageError {
    fn from(error: rusqlite::Error) -> Self {
        Self(Box::new(error))
    }
}

impl From<io::Error> for StorageError {
    fn from(error: io::Error) -> Self {
        Self(Box::new(error))
    }
}

/// A key store was not opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process, or another part of this one, has it open.
    #[error("key store in {} is in use: only one process may hold it", folder.display())]
    InUse {
        /// The folder of the key store.
        folder: PathBuf,
    },
    /// The database or the file system refused.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// `keys.db` is another program's, or a newer build's.
    #[error(
        "keys.db is no key store that this build reads (application {application:#x}, format {format})"
    )]
    UnknownFormat {
        /// The application id in the database.
        application: i64,
        /// The format number in the database.
        format: i64,
    },
    /// The store is closed under another version of the root key.
    #[error("key store is closed under root key version {stored}, not {given}")]
    OtherRootVersion {
        /// The version it is closed under.
        stored: u32,
        /// The version given.
        given: u32,
    },
    /// The root key has the right version and other bytes, or the store's header is damaged.
    #[error("key store is not closed under this root key (version {version})")]
    WrongRoot {
        /// The version of both.
        version: u32,
    },
    /// `keys.mark` is gone or empty though keys were acknowledged.
    #[error("keys.mark is missing: restore it from the backup that keys.db is from")]
    MarkMissing,
    /// `keys.mark` holds no whole mark.
    #[error("keys.mark is damaged: restore it from the backup that keys.db is from")]
    MarkDamaged,
    /// The database is older than what was acknowledged: its end was lost, or an older one was
    /// put in its place.
    #[error(
        "key store has lost acknowledged changes: keys.db is at change {found}, keys.mark at {marked}"
    )]
    LostTail {
        /// Changes acknowledged.
        marked: i64,
        /// Changes found.
        found: i64,
    },
    /// A row has not the form of one. Slots count from 0, in the order of creation.
    #[error("row {slot} of the key store is damaged")]
    DamagedSlot {
        /// The slot.
        slot: u32,
    },
    /// A person's row does not open under the root key.
    #[error("data key of person {person} is damaged")]
    DamagedKey {
        /// The person.
        person: PersonKey,
    },
    /// All rows there are open, and others were there: rows were lost, doubled or exchanged.
    #[error("rows of the key store were lost or exchanged")]
    OtherRows,
}

impl OpenError {
    /// Whether what is stored is not what was acknowledged: an operator must restore a copy.
    #[must_use]
    pub fn is_damage(&self) -> bool {
        match self {
            Self::Storage(error) => error.is_damage(),
            Self::MarkMissing
            | Self::MarkDamaged
            | Self::LostTail { .. }
            | Self::DamagedSlot { .. }
            | Self::DamagedKey { .. }
            | Self::OtherRows => true,
            Self::InUse { .. }
            | Self::UnknownFormat { .. }
            | Self::OtherRootVersion { .. }
            | Self::WrongRoot { .. } => false,
        }
    }

    /// What locking the mark file said.
    pub(super) fn locking(error: TryLockError, folder: &std::path::Path) -> Self {
        match error {
            TryLockError::WouldBlock => Self::InUse { folder: folder.to_owned() },
            TryLockError::Error(error) => Self::Storage(error.into()),
        }
    }
}

impl From<rusqlite::Error> for OpenError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Storage(error.into())
    }
}

impl From<io::Error> for OpenError {
    fn from(error: io::Error) -> Self {
        Self::Storage(error.into())
    }
}

/// A person's data key was not given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GetError {
    /// The person was erased: the key is destroyed, for ever.
    #[error("data key of person {person} was destroyed")]
    Shredded {
        /// The person.
        person: PersonKey,
    },
    /// The person's row does not open under the root key.
    #[error("data key of person {person} is damaged")]
    Damaged {
        /// The person.
        person: PersonKey,
    },
}

/// Data keys were neither found nor made for all.
#[derive(Debug, thiserror::Error)]
pub enum CreateError {
    /// More people than [`BATCH_MAX`] in one call.
    #[error("{asked} data keys asked for at once, more than {BATCH_MAX}")]
    TooMany {
        /// How many.
        asked: usize,
    },
    /// A person among them was erased; nothing was made for anyone.
    #[error("data key of person {person} was destroyed")]
    Shredded {
        /// The person.
        person: PersonKey,
    },
    /// The store has sealed itself after a failed write; reopen it.
    #[error("key store takes no changes since a write failed: restart to recover")]
    ReadOnly,
    /// 2³² people have keys; no more fit.
    #[error("key store is full")]
    Full,
    /// There was no key to be had; nothing was made.
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
    /// The disk is full; nothing was made. Keys are made again once there is room.
    #[error("disk of the key store is full")]
    DiskFull,
    /// The database or the file system refused. The keys may have been made; none was given out.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// A person's row does not open under the root key; the others' keys were made.
    #[error("data key of person {person} is damaged")]
    Damaged {
        /// The person.
        person: PersonKey,
    },
}

impl From<GetError> for CreateError {
    fn from(error: GetError) -> Self {
        match error {
            GetError::Shredded { person } => Self::Shredded { person },
            GetError::Damaged { person } => Self::Damaged { person },
        }
    }
}

impl From<index::Full> for CreateError {
    fn from(index::Full: index::Full) -> Self {
        Self::Full
    }
}

/// A data key was not destroyed, or not known to be.
#[derive(Debug, thiserror::Error)]
pub enum DestroyError {
    /// The store has sealed itself after a failed write; reopen it and destroy again.
    #[error("key store takes no changes since a write failed: restart to recover")]
    ReadOnly,
    /// 2³² people have rows; not even a destroyed one fits.
    #[error("key store is full")]
    Full,
    /// The database or the file system refused. The key may be gone from some files and not from
    /// others: reopen the store and destroy again.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<index::Full> for DestroyError {
    fn from(index::Full: index::Full) -> Self {
        Self::Full
    }
}

/// A data key does not open under the root key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("data key of person {person} is damaged")]
pub struct VerifyError {
    /// The first person whose key is damaged.
    pub person: PersonKey,
}

/// A key store was not closed under a new root key. Unless the write itself failed, it is
/// closed under the old one as before.
#[derive(Debug, thiserror::Error)]
pub enum RewrapError {
    /// The new root key has not a higher version than the old.
    #[error("new root key has version {new}, not higher than {old}")]
    NotNewer {
        /// The version of the old key.
        old: u32,
        /// The version of the new one.
        new: u32,
    },
    /// The store did not open under the old root key.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// A person's row does not open under the old root key.
    #[error("data key of person {person} is damaged")]
    Damaged {
        /// The person.
        person: PersonKey,
    },
    /// There was no nonce to be had.
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
    /// The database or the file system refused. Open it under either key to learn which holds.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

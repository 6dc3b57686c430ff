//! The data folder: one process holds it, and each ledger in it is open once.

use std::{
    collections::HashSet,
    fs::{self, DirBuilder, File, OpenOptions, TryLockError},
    io,
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

/// The lock file's name in the folder.
const LOCK_FILE: &str = "lock";

/// The longest name of a ledger, in bytes.
const LEDGER_NAME_BYTES_MAX: usize = 32;

/// A data folder that this process holds alone, until the last clone and the last ledger opened
/// in it are gone. A killed process lets go of it at once.
#[derive(Clone, Debug)]
pub struct DataFolder(Arc<Held>);

#[derive(Debug)]
struct Held {
    path: PathBuf,
    lock: File,
    open: Mutex<HashSet<String>>,
    lone: Arc<Mutex<()>>,
}

/// The data folder could not be locked. Variants stand in the order they are checked.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// The folder could be neither found nor made, or its lock file not opened.
    #[error("data folder {} cannot be used: {source}", folder.display())]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Another process, or another [`DataFolder`] of this one, holds the folder. Stop it first.
    #[error("data folder {} is held by another process", folder.display())]
    Held {
        /// The folder.
        folder: PathBuf,
    },
}

impl DataFolder {
    /// Locks the folder for this process; makes it, for its owner only, where it is not there.
    ///
    /// # Errors
    ///
    /// [`LockError::Folder`], then [`LockError::Held`].
    pub fn lock(path: impl AsRef<Path>) -> Result<Self, LockError> {
        let folder = path.as_ref().to_path_buf();
        let lock = match open_lock_file(&folder) {
            Ok(lock) => lock,
            Err(source) => return Err(LockError::Folder { folder, source }),
        };
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(LockError::Held { folder }),
            Err(TryLockError::Error(source)) => return Err(LockError::Folder { folder, source }),
        }
        Ok(Self(Arc::new(Held {
            path: folder,
            lock,
            open: Mutex::default(),
            lone: Arc::default(),
        })))
    }

    /// Where the folder is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0.path
    }

    /// Makes what was created or renamed in the folder durable.
    pub(super) fn sync(&self) -> io::Result<()> {
        File::open(self.path())?.sync_all()
    }

    /// What a lone append in one of the folder's ledgers holds, so that there is one of them at a time.
    pub(super) fn lone(&self) -> Arc<Mutex<()>> {
        self.0.lone.clone()
    }

    /// Takes a ledger's name for as long as the claim lives; none if it is taken.
    pub(super) fn claim(&self, name: &str) -> Option<Claim> {
        let free = self.names(|open| open.insert(name.to_owned()));
        free.then(|| Claim { folder: self.clone(), name: name.to_owned() })
    }

    fn names<T>(&self, change: impl FnOnce(&mut HashSet<String>) -> T) -> T {
        change(&mut self.0.open.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for Held {
    /// Closing the file alone would not do: a child process that is just being started still has
    /// it open for a moment.
    fn drop(&mut self) {
        if let Err(error) = self.lock.unlock() {
            tracing::warn!(%error, "data folder could not be unlocked");
        }
    }
}

fn open_lock_file(folder: &Path) -> io::Result<File> {
    if !folder.is_dir() {
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        let parent = fs::canonicalize(folder)?;
        if let Some(parent) = parent.parent() {
            File::open(parent)?.sync_all()?;
        }
    }
    OpenOptions::new().create(true).truncate(false).write(true).open(folder.join(LOCK_FILE))
}

/// A ledger's name, taken in its folder; also keeps the folder locked.
#[derive(Debug)]
pub(super) struct Claim {
    folder: DataFolder,
    name: String,
}

impl Claim {
    pub(super) fn folder(&self) -> &DataFolder {
        &self.folder
    }

    /// The path of the ledger's file with this ending.
    pub(super) fn file(&self, ending: &str) -> PathBuf {
        self.folder.path().join(format!("{}.{ending}", self.name))
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        self.folder.names(|open| open.remove(&self.name));
    }
}

/// Whether a ledger may be called so: 1 to 32 bytes of `a`–`z`, `0`–`9` and `-`.
pub(super) fn is_ledger_name(name: &str) -> bool {
    (1..=LEDGER_NAME_BYTES_MAX).contains(&name.len())
        && name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
}

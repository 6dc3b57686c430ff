//! Callers who are shut out before their certificates end.
//!
//! A file names them; it is looked at again every [`POLL`], so that a lost key opens nothing a
//! minute later, on open connections neither.

use std::{
    collections::HashSet,
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
    time::{Duration, SystemTime},
};

use domain::caller::Caller;

use crate::peer::{Peer, serial_text};

/// How often the file is looked at. What stands in it is in force at most so much later.
pub(crate) const POLL: Duration = Duration::from_secs(10);

/// The list could not be used when the hub began.
#[derive(Debug, thiserror::Error)]
pub enum RevokedError {
    /// The file could not be read.
    #[error("list of revoked callers {} could not be read", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// A line is neither the name of a caller nor a serial number.
    #[error("list of revoked callers {}: line {line} is neither a name nor a serial number", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// Which line, from 1.
        line: usize,
    },
}

/// The list in force, and the file it came from.
pub(crate) struct Revoked {
    file: Option<PathBuf>,
    list: RwLock<Arc<List>>,
}

/// What one reading of the file gave.
#[derive(Default)]
struct List {
    entries: HashSet<String>,
    /// The first line that could not be read, from 1.
    malformed: Option<usize>,
    mark: Option<Mark>,
}

/// How a file looked when it was read: another time or length means another content.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Mark {
    modified: Option<SystemTime>,
    length: u64,
}

impl Revoked {
    /// Reads the list; without a file, nobody is shut out.
    ///
    /// # Errors
    ///
    /// [`RevokedError`].
    pub(crate) fn open(file: Option<PathBuf>) -> Result<Self, RevokedError> {
        let list = match &file {
            None => List::default(),
            Some(path) => List::read(path)
                .map_err(|source| RevokedError::Unreadable { path: path.clone(), source })?,
        };
        if let (Some(path), Some(line)) = (&file, list.malformed) {
            return Err(RevokedError::Malformed { path: path.clone(), line });
        }
        Ok(Self { file, list: RwLock::new(Arc::new(list)) })
    }

    /// Whether this caller, or its certificate, is shut out.
    pub(crate) fn shuts_out(&self, peer: &Peer) -> bool {
        let list = self.list();
        list.entries.contains(peer.name()) || list.entries.contains(peer.serial())
    }

    /// Looks at the file every [`POLL`], for ever.
    pub(crate) async fn watch(self: Arc<Self>) {
        if self.file.is_none() {
            return;
        }
        loop {
            tokio::time::sleep(POLL).await;
            self.look_again();
        }
    }

    /// Reads the file again if it changed. What cannot be read leaves the list as it was; a line
    /// that cannot be read takes nothing from the others.
    pub(crate) fn look_again(&self) {
        let Some(path) = &self.file else { return };
        if Mark::of(path).is_ok_and(|mark| Some(mark) == self.list().mark) {
            return;
        }
        match List::read(path) {
            Err(error) => {
                tracing::error!(%error, "list of revoked callers cannot be read; the last one holds");
            }
            Ok(list) => {
                if let Some(line) = list.malformed {
                    tracing::error!(line, "list of revoked callers has a malformed line");
                }
                tracing::info!(entries = list.entries.len(), "list of revoked callers was read");
                *self.list.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(list);
            }
        }
    }

    fn list(&self) -> Arc<List> {
        self.list.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl List {
    fn read(path: &Path) -> io::Result<Self> {
        // Before the content: a change in between is found at the next look.
        let mark = Some(Mark::of(path)?);
        let text = fs::read_to_string(path)?;
        let mut list = Self { mark, ..Self::default() };
        for (number, line) in (1..).zip(text.lines()) {
            let entry = line.split('#').next().unwrap_or_default().trim();
            if entry.is_empty() {
                continue;
            }
            if entry.parse::<Caller>().is_ok() {
                list.entries.insert(entry.to_owned());
            } else if entry.bytes().all(|byte| byte.is_ascii_hexdigit()) {
                list.entries.insert(serial_text(entry));
            } else {
                list.malformed.get_or_insert(number);
            }
        }
        Ok(list)
    }
}

impl Mark {
    fn of(path: &Path) -> io::Result<Self> {
        let metadata = fs::metadata(path)?;
        Ok(Self { modified: metadata.modified().ok(), length: metadata.len() })
    }
}

#[cfg(test)]
mod tests;

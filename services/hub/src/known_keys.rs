//! Which hash keys a data folder was used with: another key finds nobody, and would make everyone
//! a new person without a word.
//!
//! For each version of each key a file stands beside the key store (`my-number-1.known`) with a hash
//! of nothing under that key. It is compared at every start, and written when a version is new.

use std::{
    fmt::Write as _,
    fs, io,
    path::{Path, PathBuf},
};

use sealing::LookupKey;
use wire::identity::LookupKeys;

use crate::private_file::write_private;

/// What is hashed: it names no identifier's kind, so it is nobody's hash.
const LABEL: &str = "pmh/known-key/v1";

/// How the files end.
const ENDING: &str = "known";

/// The hash keys are not those of the data folder. Variants stand in the order they are checked.
#[derive(Debug, thiserror::Error)]
pub enum KnownKeysError {
    /// A file could not be read or written.
    #[error("{} could not be read or written", path.display())]
    File {
        /// The file, or the folder.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// The key of this version is another one than before.
    #[error(
        "{kind} key version {version} is not the key this data folder was used with ({}): \
         configure the right one; a new key has a new version",
        path.display()
    )]
    Other {
        /// `my-number` or `insurance`.
        kind: &'static str,
        /// The version.
        version: u32,
        /// What says so.
        path: PathBuf,
    },
    /// A version that the data folder was used with is not configured any more.
    #[error(
        "{kind} key of {} is not configured: whoever was linked with it would not be found",
        path.display()
    )]
    Missing {
        /// `my-number` or `insurance`.
        kind: &'static str,
        /// What says so.
        path: PathBuf,
    },
}

/// Compares the keys with those the folder was used with, and remembers new versions.
///
/// # Errors
///
/// [`KnownKeysError`]; nothing is remembered then of a kind whose keys do not fit.
pub(crate) fn check(
    folder: &Path,
    my_number: &LookupKeys,
    insurance: &LookupKeys,
) -> Result<(), KnownKeysError> {
    for (kind, keys) in [("my-number", my_number), ("insurance", insurance)] {
        let mut new = Vec::new();
        let mut configured = Vec::new();
        for key in keys.iter() {
            let path = folder.join(format!("{kind}-{}.{ENDING}", key.version()));
            match read(&path)? {
                Some(known) if known == shown(key) => {}
                Some(_) => {
                    return Err(KnownKeysError::Other { kind, version: key.version(), path });
                }
                None => new.push((path.clone(), shown(key))),
            }
            configured.push(path);
        }
        if let Some(path) =
            remembered(folder, kind)?.into_iter().find(|known| !configured.contains(known))
        {
            return Err(KnownKeysError::Missing { kind, path });
        }
        for (path, shown) in new {
            remember(&path, &shown).map_err(|source| KnownKeysError::File { path, source })?;
        }
    }
    Ok(())
}

/// What is remembered of a key. It tells nothing of it to whoever has it not.
fn shown(key: &LookupKey) -> String {
    key.hash(LABEL, &[]).to_stored().iter().fold(String::new(), |mut text, byte| {
        // Writing into a text cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn read(path: &Path) -> Result<Option<String>, KnownKeysError> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(KnownKeysError::File { path: path.to_owned(), source }),
    }
}

/// The files of a kind that are there.
fn remembered(folder: &Path, kind: &str) -> Result<Vec<PathBuf>, KnownKeysError> {
    let failed = |source| KnownKeysError::File { path: folder.to_owned(), source };
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
        let is_version = name.strip_prefix(kind).is_some_and(|rest| rest.starts_with('-'));
        if is_version && path.extension().is_some_and(|ending| ending == ENDING) {
            found.push(path);
        }
    }
    Ok(found)
}

/// Writes the file whole or not at all: a hub that is killed here must start again.
fn remember(path: &Path, shown: &str) -> io::Result<()> {
    let unfinished = path.with_extension("unfinished");
    match fs::remove_file(&unfinished) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    write_private(&unfinished, shown.as_bytes())?;
    fs::rename(&unfinished, path)?;
    let folder = path.parent().unwrap_or_else(|| Path::new("."));
    fs::File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests;

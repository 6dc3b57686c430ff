//! An edition's files in a folder: read whole or refused, written whole or not at all.

use std::{
    fs::{self, File},
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
};

use calculation::edition::{Edition, FILE_BYTES_MAX, Files, NotAnEdition};

/// The most entries of a folder that are looked at: an edition has fewer files.
const ENTRIES_MAX: usize = 100;

/// A folder that holds an edition.
pub struct EditionFolder {
    /// Its files.
    pub files: Files<'static>,
    /// The edition they make.
    pub edition: Edition,
}

/// A folder holds no edition.
#[derive(Debug, thiserror::Error)]
pub enum NotAnEditionFolder {
    /// The folder or a file in it cannot be read.
    #[error("{}: {source}", path.display())]
    Unreadable {
        /// The folder or file.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// Something lies there that is no file, or more than an edition has.
    #[error("{} is no file of an edition", .0.display())]
    Foreign(PathBuf),
    /// The files make no edition.
    #[error("{}: {refusal}", path.display())]
    Refused {
        /// The folder.
        path: PathBuf,
        /// Why not.
        refusal: NotAnEdition,
    },
}

/// An edition cannot be written to a folder.
#[derive(Debug, thiserror::Error)]
pub enum NotWritten {
    /// Something has the name already; an edition is never written over.
    #[error("{} exists already; name a folder that does not", .0.display())]
    Exists(PathBuf),
    /// The operating system refuses. Nothing has the name.
    #[error("{}: {source}", path.display())]
    Failed {
        /// The folder or file.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
}

/// Reads an edition from a folder.
///
/// # Errors
///
/// [`NotAnEditionFolder`], in the order of its variants.
pub fn read(folder: &Path) -> Result<EditionFolder, NotAnEditionFolder> {
    let unreadable = |path: &Path| {
        let path = path.to_owned();
        move |source| NotAnEditionFolder::Unreadable { path, source }
    };
    let mut files = Files::default();
    let entries = fs::read_dir(folder).map_err(unreadable(folder))?;
    for (at, entry) in entries.enumerate() {
        let path = entry.map_err(unreadable(folder))?.path();
        let name = path.file_name().and_then(|name| name.to_str()).map(str::to_owned);
        let (Some(name), true, true) = (name, path.is_file(), at < ENTRIES_MAX) else {
            return Err(NotAnEditionFolder::Foreign(path));
        };
        let mut bytes = Vec::new();
        // One byte more than an edition takes: then it says so itself.
        File::open(&path)
            .and_then(|file| file.take(FILE_BYTES_MAX as u64 + 1).read_to_end(&mut bytes))
            .map_err(unreadable(&path))?;
        files.put(name, bytes);
    }
    match Edition::load(&files) {
        Ok(edition) => Ok(EditionFolder { files, edition }),
        Err(refusal) => Err(NotAnEditionFolder::Refused { path: folder.to_owned(), refusal }),
    }
}

/// Writes an edition to a folder that does not exist yet. It has its name only when all files are on the disk.
///
/// # Errors
///
/// [`NotWritten`]; then nothing has the folder's name.
pub fn write(folder: &Path, files: &Files<'_>) -> Result<(), NotWritten> {
    if folder.symlink_metadata().is_ok() {
        return Err(NotWritten::Exists(folder.to_owned()));
    }
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| NotWritten::Failed { path, source }
    };
    let name = folder.file_name().ok_or_else(|| NotWritten::Exists(folder.to_owned()))?;
    let parent = match folder.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        Some(_) | None => Path::new("."),
    };
    let half = format!(".{}.half-{}", name.to_string_lossy(), std::process::id());
    let half = Half(parent.join(half));
    fs::create_dir(&half.0).map_err(failed(&half.0))?;
    for (name, bytes) in files.iter() {
        let path = half.0.join(name);
        let written = File::create_new(&path).and_then(|mut file| {
            file.write_all(bytes)?;
            file.sync_all()
        });
        written.map_err(failed(&path))?;
    }
    let sync = |path: &Path| File::open(path).and_then(|folder| folder.sync_all());
    sync(&half.0).map_err(failed(&half.0))?;
    fs::rename(&half.0, folder).map_err(failed(folder))?;
    sync(parent).map_err(failed(parent))
}

/// A folder that is not whole yet; gone with this value unless it was renamed.
struct Half(PathBuf);

impl Drop for Half {
    fn drop(&mut self) {
        // After the renaming there is nothing of this name, and a failed writing has said what failed.
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[cfg(test)]
mod tests;

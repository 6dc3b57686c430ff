//! Files that only their owner may touch.

use std::{
    fs::{self, DirBuilder, OpenOptions},
    io::{self, Write as _},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::Path,
};

/// Makes the folder, for its owner only, unless it is there.
///
/// # Errors
///
/// What the operating system said.
pub(crate) fn make_folder(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// Writes a new file that only its owner may read, durably. Never writes over one.
///
/// # Errors
///
/// What the operating system said; `AlreadyExists` where there is such a file.
pub(crate) fn write_private(path: &Path, content: &[u8]) -> io::Result<()> {
    write_new(path, content, 0o600)
}

/// Writes a new file that everyone may read, durably. Never writes over one.
///
/// # Errors
///
/// As [`write_private`].
pub(crate) fn write_public(path: &Path, content: &[u8]) -> io::Result<()> {
    write_new(path, content, 0o644)
}

fn write_new(path: &Path, content: &[u8], mode: u32) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(mode).open(path)?;
    file.write_all(content)?;
    file.sync_all()?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    fs::File::open(folder.unwrap_or_else(|| Path::new(".")))?.sync_all()
}

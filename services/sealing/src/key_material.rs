//! Where key material comes from: a file that only its owner reads, or a given text.
//!
//! Either form is read into the same 32 bytes; what they are a key of is decided by who reads.

use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::derive::Secret;

/// Bytes of key material.
const KEY_BYTES: usize = 32;

/// The longest key file: 64 hex digits and a line end of two characters.
const FILE_BYTES_MAX: usize = 2 * KEY_BYTES + 2;

/// A file gave no key.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// The file could not be opened or read.
    #[error("key file {} could not be read", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// The path names a folder, a device or a pipe.
    #[error("key file {} is not a regular file", path.display())]
    NotAFile {
        /// The path.
        path: PathBuf,
    },
    /// The permission bits let others than the owner at the file.
    #[error(
        "key file {} is open to others than its owner (mode {mode:04o}): run chmod 600 {}",
        path.display(), path.display()
    )]
    OpenToOthers {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The content has neither of the two forms.
    #[error("key file {} must hold exactly 32 raw bytes or 64 hex digits", path.display())]
    NotAKey {
        /// The file.
        path: PathBuf,
    },
    /// All 32 bytes are the same: a placeholder, not a key.
    #[error("key file {} holds one byte 32 times: make a random key", path.display())]
    Placeholder {
        /// The file.
        path: PathBuf,
    },
}

/// A text is no key. The text is not repeated: it may be nearly one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyTextError {
    /// Something other than 64 hex digits and at most one line end was given.
    #[error("key text must be exactly 64 hex digits")]
    NotAKey,
    /// All 32 bytes are the same: a placeholder, not a key.
    #[error("key text is one byte 32 times: make a random key")]
    Placeholder,
}

/// The key in a file: exactly 32 raw bytes, or 64 hex digits and at most one line end.
///
/// # Errors
///
/// [`KeyFileError`]. The permissions are those of the file that is then read, not of one that
/// had its name before.
pub(crate) fn from_file(path: &Path) -> Result<Secret, KeyFileError> {
    let unreadable = |source| KeyFileError::Unreadable { path: path.to_owned(), source };
    let file = File::open(path).map_err(unreadable)?;
    let metadata = file.metadata().map_err(unreadable)?;
    if !metadata.is_file() {
        return Err(KeyFileError::NotAFile { path: path.to_owned() });
    }
    if let Some(mode) = mode_open_to_others(&metadata) {
        return Err(KeyFileError::OpenToOthers { path: path.to_owned(), mode });
    }
    let mut content = Zeroizing::new(Vec::with_capacity(FILE_BYTES_MAX + 1));
    let read_max = FILE_BYTES_MAX as u64 + 1;
    file.take(read_max).read_to_end(&mut content).map_err(unreadable)?;
    let key = match <[u8; KEY_BYTES]>::try_from(content.as_slice()) {
        Ok(raw) => Zeroizing::new(raw),
        Err(_) => hex(&content).ok_or_else(|| KeyFileError::NotAKey { path: path.to_owned() })?,
    };
    if is_placeholder(&key) {
        return Err(KeyFileError::Placeholder { path: path.to_owned() });
    }
    Ok(key)
}

/// The key in a text: 64 hex digits and at most one line end.
///
/// # Errors
///
/// [`KeyTextError`].
pub(crate) fn from_text(text: &str) -> Result<Secret, KeyTextError> {
    let key = hex(text.as_bytes()).ok_or(KeyTextError::NotAKey)?;
    if is_placeholder(&key) { Err(KeyTextError::Placeholder) } else { Ok(key) }
}

/// The bytes that 64 hex digits, in either case, and at most one line end write.
fn hex(text: &[u8]) -> Option<Secret> {
    let digits = text.strip_suffix(b"\n").unwrap_or(text);
    let digits = if digits.len() < text.len() {
        digits.strip_suffix(b"\r").unwrap_or(digits)
    } else {
        digits
    };
    if digits.len() != 2 * KEY_BYTES {
        return None;
    }
    let mut key = Zeroizing::new([0; KEY_BYTES]);
    let (pairs, _) = digits.as_chunks::<2>();
    for (byte, [high, low]) in key.iter_mut().zip(pairs) {
        *byte = (nibble(*high)? << 4) | nibble(*low)?;
    }
    Some(key)
}

/// The value of one hex digit.
fn nibble(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

fn is_placeholder(key: &[u8; KEY_BYTES]) -> bool {
    let [first, rest @ ..] = key;
    rest.iter().all(|byte| byte == first)
}

/// The permission bits, if they give group or others anything.
#[cfg(unix)]
fn mode_open_to_others(metadata: &Metadata) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt;
    let mode = metadata.permissions().mode() & 0o7777;
    (mode & 0o077 != 0).then_some(mode)
}

/// Where files have no permission bits, who may read is the operator's to arrange.
#[cfg(not(unix))]
fn mode_open_to_others(_: &Metadata) -> Option<u32> {
    None
}

#[cfg(test)]
mod tests;

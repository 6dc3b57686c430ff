//! The id of an edition: the hash of its files' names and bytes.

use std::{fmt, str::FromStr};

/// What the hash is for: another use of the same bytes has another hash.
const CONTEXT: &str = "Public Medical Hub, edition of rule data, version 1";

/// How many hex digits a short id has.
const SHORT: usize = 12;

/// The id of an edition: 32 bytes, written as 64 hex digits.
///
/// Two editions with one id have the same files, byte for byte.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EditionId([u8; 32]);

/// A text is not an [`EditionId`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an edition's id is 64 hex digits")]
pub struct NotAnEditionId;

impl EditionId {
    /// The id of files, which come in the order of their names.
    pub(crate) fn of<'a>(files: impl Iterator<Item = (&'a str, &'a [u8])>) -> Self {
        let mut hash = blake3::Hasher::new_derive_key(CONTEXT);
        for (name, bytes) in files {
            for part in [name.as_bytes(), bytes] {
                // With its length before it, no part can be taken for the end of another.
                hash.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_le_bytes());
                hash.update(part);
            }
        }
        Self(*hash.finalize().as_bytes())
    }

    /// The first digits, enough for people to tell editions apart.
    #[must_use]
    pub fn short(&self) -> String {
        self.to_string().chars().take(SHORT).collect()
    }
}

impl fmt::Display for EditionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for EditionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EditionId({self})")
    }
}

impl FromStr for EditionId {
    type Err = NotAnEditionId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut id = [0; 32];
        if text.len() != id.len() * 2 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(NotAnEditionId);
        }
        for (n, byte) in id.iter_mut().enumerate() {
            let digits = text.get(n * 2..n * 2 + 2).ok_or(NotAnEditionId)?;
            *byte = u8::from_str_radix(digits, 16).map_err(|_| NotAnEditionId)?;
        }
        Ok(Self(id))
    }
}

#[cfg(test)]
mod tests;

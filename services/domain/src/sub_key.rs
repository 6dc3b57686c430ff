//! What tells several certificates of one type and person apart (受給者証サブキー).

use std::fmt;
use std::str::FromStr;

use crate::printable::{self, TextFault};

/// The most characters of a sub key.
pub const SUB_KEY_CHARACTERS_MAX: usize = 50;

/// A sub key (受給者証サブキー): up to 50 printable characters, as given; mostly empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SubKey(Box<str>);

/// A text is not a [`SubKey`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("sub key {0}")]
pub struct NotASubKey(pub TextFault);

impl SubKey {
    /// The text as the body gave it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether nothing was given.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromStr for SubKey {
    type Err = NotASubKey;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        printable::read_or_empty(text, SUB_KEY_CHARACTERS_MAX).map(Self).map_err(NotASubKey)
    }
}

impl fmt::Display for SubKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests;

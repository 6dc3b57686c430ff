//! The body's key of one period row of a certificate (履歴キー).

use std::fmt;
use std::str::FromStr;

use crate::printable::{self, TextFault};

/// The most characters of a history key.
pub const HISTORY_KEY_CHARACTERS_MAX: usize = 50;

/// A history key (履歴キー): up to 50 printable characters, as given.
///
/// Empty stands for a full registration, which has one period row without a key.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HistoryKey(Box<str>);

/// A text is not a [`HistoryKey`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("history key {0}")]
pub struct NotAHistoryKey(pub TextFault);

impl HistoryKey {
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

impl FromStr for HistoryKey {
    type Err = NotAHistoryKey;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        printable::read_or_empty(text, HISTORY_KEY_CHARACTERS_MAX).map(Self).map_err(NotAHistoryKey)
    }
}

impl fmt::Display for HistoryKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests;

//! What the data does not say.

use std::fmt;

/// An answer that would be a guess: a datum is missing that could change it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct Undecided {
    /// What is missing, in the words of the data: `age`, `pharmacy`, `limit of the certificate`.
    pub item: String,
    /// The row or rule that lacks it, or `facts` where the call did not say it.
    pub row: String,
}

impl fmt::Display for Undecided {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot decide: {} of {}", self.item, self.row)
    }
}

impl Undecided {
    /// `item` of `row` is missing.
    #[must_use]
    pub fn new(item: impl Into<String>, row: impl Into<String>) -> Self {
        Self { item: item.into(), row: row.into() }
    }
}

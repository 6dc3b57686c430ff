//! What the data does not say.

use std::{fmt, ops::Deref};

/// An answer that would be a guess: a datum is missing that could change it.
///
/// It is read as the [`Missing`] datum. That lies apart, so that the answers that are given are small to hand on.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
pub struct Undecided(Box<Missing>);

/// A datum that is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// What is missing, in the words of the data: `age`, `pharmacy`, `limit of the certificate`.
    pub item: String,
    /// The row or rule that lacks it, or `facts` where the call did not say it.
    pub row: String,
}

impl Undecided {
    /// `item` of `row` is missing.
    // Most visits have an answer: what says that one has none is compiled away from them.
    #[must_use]
    #[cold]
    pub fn new(item: impl Into<String>, row: impl Into<String>) -> Self {
        Self(Box::new(Missing { item: item.into(), row: row.into() }))
    }

    /// What is missing, to keep.
    #[must_use]
    pub fn into_missing(self) -> Missing {
        *self.0
    }
}

impl Deref for Undecided {
    type Target = Missing;

    fn deref(&self) -> &Missing {
        &self.0
    }
}

impl fmt::Debug for Undecided {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Undecided").field("item", &self.item).field("row", &self.row).finish()
    }
}

impl fmt::Display for Undecided {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot decide: {} of {}", self.item, self.row)
    }
}

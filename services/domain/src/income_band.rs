//! The code of an income band (所得区分), as the body's program defines it.

use std::fmt;
use std::str::FromStr;

use crate::printable::{self, TextFault};

/// The most characters of an income band.
pub const INCOME_BAND_CHARACTERS_MAX: usize = 20;

/// An income band's code (所得区分): 1 to 20 printable characters, as given.
///
/// Holding one proves its form, not that the program defines such a band.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IncomeBand(Box<str>);

/// A text is not an [`IncomeBand`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("income band {0}")]
pub struct NotAnIncomeBand(pub TextFault);

impl IncomeBand {
    /// The text as the body gave it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for IncomeBand {
    type Err = NotAnIncomeBand;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        printable::read(text, INCOME_BAND_CHARACTERS_MAX).map(Self).map_err(NotAnIncomeBand)
    }
}

impl fmt::Display for IncomeBand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests;

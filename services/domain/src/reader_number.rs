//! The number of a card reader (顔認証付きカードリーダー) within its facility.

use std::fmt;
use std::str::FromStr;

/// The highest number of a reader.
const HIGHEST: u16 = 9_999;

/// A reader's number: `1..=9999`, unique within one facility, written without leading noughts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReaderNumber(u16); // Invariant: 1..=9999.

/// A text or number is not a [`ReaderNumber`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("reader number must be 1 to 9999 without leading noughts")]
pub struct NotAReaderNumber;

impl ReaderNumber {
    /// The number, `1..=9999`.
    #[must_use]
    pub fn number(self) -> u16 {
        self.0
    }
}

impl TryFrom<u16> for ReaderNumber {
    type Error = NotAReaderNumber;

    fn try_from(number: u16) -> Result<Self, Self::Error> {
        if (1..=HIGHEST).contains(&number) { Ok(Self(number)) } else { Err(NotAReaderNumber) }
    }
}

impl FromStr for ReaderNumber {
    type Err = NotAReaderNumber;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // `u16` reads `+1` and `01` too; a reader has one name only.
        if !text.starts_with(|first: char| matches!(first, '1'..='9')) {
            return Err(NotAReaderNumber);
        }
        text.parse::<u16>().map_err(|_| NotAReaderNumber)?.try_into()
    }
}

impl fmt::Display for ReaderNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

#[cfg(test)]
mod tests;

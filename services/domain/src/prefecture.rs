//! The number of a prefecture (都道府県番号), the first two digits of many other numbers.

use std::fmt;
use std::str::FromStr;

use crate::digits;

/// The highest prefecture number. There have been 47 prefectures since 1888.
const HIGHEST: u8 = 47;

/// A prefecture number (都道府県番号): `01..=47`.
///
/// Holding one proves that such a prefecture exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PrefectureCode(u8); // Invariant: 1..=47.

/// A text or number is not a [`PrefectureCode`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("prefecture code must be 2 digits, 01 to 47")]
pub struct NotAPrefecture;

impl PrefectureCode {
    /// The number, `1..=47`.
    #[must_use]
    pub fn number(self) -> u8 {
        self.0
    }

    /// The prefecture that two digits name, if there is one. Each digit is 0..=9.
    pub(crate) fn from_digits(tens: u8, ones: u8) -> Option<Self> {
        Self::try_from(tens * 10 + ones).ok()
    }
}

impl TryFrom<u8> for PrefectureCode {
    type Error = NotAPrefecture;

    fn try_from(number: u8) -> Result<Self, Self::Error> {
        if (1..=HIGHEST).contains(&number) { Ok(Self(number)) } else { Err(NotAPrefecture) }
    }
}

impl FromStr for PrefectureCode {
    type Err = NotAPrefecture;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let [tens, ones] = digits::read(text).ok_or(NotAPrefecture)?;
        Self::from_digits(tens, ones).ok_or(NotAPrefecture)
    }
}

impl fmt::Display for PrefectureCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}", self.0)
    }
}

#[cfg(test)]
mod tests;

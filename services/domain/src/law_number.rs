//! The number of the law a subsidy rests on (法別番号).

use std::fmt;
use std::str::FromStr;

use crate::digits;

/// A law number (法別番号): two digits, the first two of a payer number.
///
/// Holding one proves its form, not that a law has it. Numbers of local programs are given by the
/// prefecture, so one number may mean different programs in different places.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LawNumber([u8; 2]); // Invariant: every element is 0..=9.

/// A text is not a [`LawNumber`]: something other than two ASCII digits was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("law number must be exactly 2 digits")]
pub struct NotTwoDigits;

impl LawNumber {
    /// The law number that two digits give. Each is 0..=9.
    pub(crate) fn from_digits(digits: [u8; 2]) -> Self {
        Self(digits)
    }

    /// The two digits as a number, 0..=99.
    #[must_use]
    #[inline]
    pub const fn number(self) -> u8 {
        let [tens, ones] = self.0;
        tens * 10 + ones
    }
}

impl FromStr for LawNumber {
    type Err = NotTwoDigits;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        digits::read(text).map(Self).ok_or(NotTwoDigits)
    }
}

impl fmt::Display for LawNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        digits::write(&self.0, f)
    }
}

impl fmt::Debug for LawNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LawNumber({self})")
    }
}

#[cfg(test)]
mod tests;

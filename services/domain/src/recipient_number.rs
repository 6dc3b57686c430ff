//! The number by which a body knows a recipient (公費受給者番号).
//!
//! Seven digits in the national form, the seventh a check digit (検証番号); local programs may
//! write anything up to 30 characters. It is handed to the desk exactly as the body gave it.

use std::fmt;
use std::str::FromStr;

use crate::check_digit::tens_complement;
use crate::digits;
use crate::printable::{self, TextFault};

/// The most characters of a recipient number.
pub const RECIPIENT_NUMBER_CHARACTERS_MAX: usize = 30;

/// A recipient number (公費受給者番号): 1 to 30 printable characters, as given.
///
/// Holding one proves that it can be printed, not that any body has issued it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecipientNumber(Box<str>);

/// A text is not a [`RecipientNumber`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("recipient number {0}")]
pub struct NotARecipientNumber(pub TextFault);

impl RecipientNumber {
    /// The number as the body gave it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it has the national form: seven ASCII digits.
    #[must_use]
    pub fn is_national_form(&self) -> bool {
        digits::read::<7>(&self.0).is_some()
    }

    /// Whether the seventh digit is the check digit (検証番号) of the first six.
    ///
    /// None if the number does not have the national form: there is no digit to ask about.
    #[must_use]
    pub fn check_digit_holds(&self) -> Option<bool> {
        let [body @ .., last] = digits::read::<7>(&self.0)?;
        Some(last == tens_complement(&body))
    }
}

impl FromStr for RecipientNumber {
    type Err = NotARecipientNumber;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        printable::read(text, RECIPIENT_NUMBER_CHARACTERS_MAX)
            .map(Self)
            .map_err(NotARecipientNumber)
    }
}

impl fmt::Display for RecipientNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests;

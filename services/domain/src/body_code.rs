//! The code of a body (全国地方公共団体コード): who decides and pays.
//!
//! Six digits: prefecture (2), body (3), check digit (検証番号, 1). The three digits that name the
//! implementing body inside a payer number are another numbering.

use std::fmt;
use std::str::FromStr;

use crate::check_digit::elevens_complement;
use crate::digits;
use crate::prefecture::PrefectureCode;
use crate::resource_name::{self, NotAResourceName};

/// A body code (全国地方公共団体コード): six digits.
///
/// Holding one proves its form; [`crate::bodies::find`] says whether the body exists.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BodyCode([u8; 6]); // Invariant: every element is 0..=9.

/// A text is not a [`BodyCode`]: something other than six ASCII digits was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("body code must be exactly 6 digits")]
pub struct NotSixDigits;

impl BodyCode {
    const COLLECTION: &str = "bodies";
    const FORM: &str = "bodies/{6 digits}";

    /// The prefecture the first two digits name; none if they name none.
    #[must_use]
    pub fn prefecture(self) -> Option<PrefectureCode> {
        let Self([tens, ones, ..]) = self;
        PrefectureCode::from_digits(tens, ones)
    }

    /// Whether the sixth digit is the check digit (検証番号) of the first five.
    #[must_use]
    pub fn check_digit_holds(self) -> bool {
        let Self([body @ .., last]) = self;
        last == elevens_complement(&body)
    }

    /// Its name in the API: `bodies/{6 digits}`.
    #[must_use]
    pub fn resource_name(self) -> String {
        resource_name::write(Self::COLLECTION, self)
    }

    /// Reads a name of the API: `bodies/{6 digits}`.
    ///
    /// # Errors
    ///
    /// [`NotAResourceName`].
    pub fn from_resource_name(name: &str) -> Result<Self, NotAResourceName> {
        resource_name::read(name, Self::COLLECTION, Self::FORM)
    }

    /// The six digits as text.
    pub(crate) fn six_digits(self) -> [u8; 6] {
        self.0.map(|digit| digit + b'0')
    }
}

impl FromStr for BodyCode {
    type Err = NotSixDigits;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        digits::read(text).map(Self).ok_or(NotSixDigits)
    }
}

impl fmt::Display for BodyCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        digits::write(&self.0, f)
    }
}

impl fmt::Debug for BodyCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BodyCode({self})")
    }
}

#[cfg(test)]
mod tests;

//! The number of a health insurer (保険者番号).
//!
//! Eight digits: law number (2), prefecture (2), insurer (3), check digit (検証番号, 1). Municipal
//! health insurance (国民健康保険) has no law number and prints six; some files write `00` before
//! them, and the result files of the eligibility system pad with spaces.

use std::fmt;
use std::str::FromStr;

use crate::check_digit::tens_complement;
use crate::digits;
use crate::law_number::LawNumber;
use crate::prefecture::PrefectureCode;

/// An insurer number (保険者番号): eight digits, or six for municipal health insurance.
///
/// Holding one proves its form. `00138057` and `138057` are the same number, written `138057`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InsurerNumber([u8; 8]); // Invariant: every element is 0..=9; six digits follow 0, 0.

/// A text is not an [`InsurerNumber`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("insurer number must be exactly 8 or 6 digits")]
pub struct NotAnInsurerNumber;

impl InsurerNumber {
    /// Reads the eight places of a result file, where six digits follow two spaces.
    ///
    /// # Errors
    ///
    /// [`NotAnInsurerNumber`]: not eight places, or something else than digits after the spaces.
    pub fn from_padded(text: &str) -> Result<Self, NotAnInsurerNumber> {
        if text.len() == 8 {
            text.strip_prefix("  ").unwrap_or(text).parse()
        } else {
            Err(NotAnInsurerNumber)
        }
    }

    /// The law it insures under (法別番号); none for municipal health insurance.
    #[must_use]
    pub fn law_number(self) -> Option<LawNumber> {
        match self.0 {
            [0, 0, ..] => None,
            [tens, ones, ..] => Some(LawNumber::from_digits([tens, ones])),
        }
    }

    /// The prefecture its digits name; none if they name none.
    #[must_use]
    pub fn prefecture(self) -> Option<PrefectureCode> {
        let Self([_, _, tens, ones, ..]) = self;
        PrefectureCode::from_digits(tens, ones)
    }

    /// Whether the last digit is the check digit (検証番号) of those before it.
    #[must_use]
    pub fn check_digit_holds(self) -> bool {
        let Self([body @ .., last]) = self;
        // Leading noughts add nothing, so six and eight digits follow one rule.
        last == tens_complement(&body)
    }

    /// All eight digits as text, `00` before the six of municipal health insurance.
    pub(crate) fn eight_digits(self) -> [u8; 8] {
        self.0.map(|digit| digit + b'0')
    }
}

impl FromStr for InsurerNumber {
    type Err = NotAnInsurerNumber;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let six = || digits::read(text).map(|[a, b, c, d, e, f]| [0, 0, a, b, c, d, e, f]);
        digits::read(text).or_else(six).map(Self).ok_or(NotAnInsurerNumber)
    }
}

impl fmt::Display for InsurerNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            [0, 0, six @ ..] => digits::write(six, f),
            eight => digits::write(eight, f),
        }
    }
}

impl fmt::Debug for InsurerNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "InsurerNumber({self})")
    }
}

#[cfg(test)]
mod tests;

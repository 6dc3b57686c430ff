//! The number that says who pays a medical subsidy (公費負担者番号).
//!
//! Eight decimal digits: law number (法別番号, 2), prefecture (都道府県番号, 2),
//! implementing body (実施機関番号, 3), check digit (検証番号, 1).

use std::fmt;
use std::str::FromStr;

use crate::check_digit::tens_complement;
use crate::digits;
use crate::law_number::LawNumber;
use crate::prefecture::PrefectureCode;

/// A payer number (公費負担者番号): eight digits.
///
/// Holding one proves its form, not that any body has issued it. Whether its check digit
/// holds is a question that the body's policy asks ([`PayerNumber::check_digit_holds`]).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PayerNumber([u8; 8]); // Invariant: every element is 0..=9.

/// A text is not a [`PayerNumber`]: something other than eight ASCII digits was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("payer number must be exactly 8 digits")]
pub struct NotEightDigits;

impl PayerNumber {
    /// The law it pays under (法別番号), its first two digits.
    #[must_use]
    pub fn law_number(self) -> LawNumber {
        let Self([tens, ones, ..]) = self;
        LawNumber::from_digits([tens, ones])
    }

    /// The prefecture its third and fourth digit name; none if they name none.
    #[must_use]
    pub fn prefecture(self) -> Option<PrefectureCode> {
        let Self([_, _, tens, ones, ..]) = self;
        PrefectureCode::from_digits(tens, ones)
    }

    /// The number of the implementing body (実施機関番号) inside its law and prefecture, its fifth to seventh digit.
    #[must_use]
    pub fn agency_number(self) -> String {
        let Self([_, _, _, _, agency @ .., _]) = self;
        agency.iter().map(|digit| char::from(b'0' + digit)).collect()
    }

    /// Whether the eighth digit is the check digit (検証番号) of the first seven.
    ///
    /// Published numbers hold (81136244), published samples may not (87654321).
    #[must_use]
    pub fn check_digit_holds(self) -> bool {
        let Self([body @ .., last]) = self;
        last == tens_complement(&body)
    }
}

impl FromStr for PayerNumber {
    type Err = NotEightDigits;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        digits::read(text).map(Self).ok_or(NotEightDigits)
    }
}

impl fmt::Display for PayerNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        digits::write(&self.0, f)
    }
}

impl fmt::Debug for PayerNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PayerNumber({self})")
    }
}

#[cfg(test)]
mod tests;

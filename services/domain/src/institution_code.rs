//! The code of a facility (医療機関コード): hospital, clinic, pharmacy, nursing station.
//!
//! Ten digits: prefecture (2), fee table (点数表, 1), district (郡市区, 2), institution (4), check
//! digit (検証番号, 1). The code printed on paper is the last seven of them.

use std::fmt;
use std::str::FromStr;

use crate::check_digit::tens_complement;
use crate::digits;
use crate::prefecture::PrefectureCode;
use crate::resource_name::{self, NotAResourceName};

/// An institution code (医療機関コード): ten digits.
///
/// Holding one proves its form, not that such a facility exists.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InstitutionCode([u8; 10]); // Invariant: every element is 0..=9.

/// The fee table (点数表) a facility bills by, the third digit of its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FeeTable {
    /// Medical (医科), digit 1.
    Medical,
    /// Dental (歯科), digit 3.
    Dental,
    /// Dispensing (調剤), digit 4: a pharmacy.
    Pharmacy,
    /// Home-visit nursing (訪問看護), digit 6. The digit is inferred, no primary source was found.
    Nursing,
}

/// A text is not an [`InstitutionCode`]: something other than ten ASCII digits was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("institution code must be exactly 10 digits")]
pub struct NotTenDigits;

impl InstitutionCode {
    const COLLECTION: &str = "facilities";
    const FORM: &str = "facilities/{10 digits}";

    /// The prefecture the first two digits name; none if they name none.
    #[must_use]
    pub fn prefecture(self) -> Option<PrefectureCode> {
        let Self([tens, ones, ..]) = self;
        PrefectureCode::from_digits(tens, ones)
    }

    /// The fee table the third digit names; none if it names none.
    #[must_use]
    pub fn fee_table(self) -> Option<FeeTable> {
        let Self([_, _, digit, ..]) = self;
        match digit {
            1 => Some(FeeTable::Medical),
            3 => Some(FeeTable::Dental),
            4 => Some(FeeTable::Pharmacy),
            6 => Some(FeeTable::Nursing),
            _ => None,
        }
    }

    /// Whether the tenth digit is the check digit (検証番号) of all nine before it.
    ///
    /// Prefecture and fee table count, although they are not printed on paper.
    #[must_use]
    pub fn check_digit_holds(self) -> bool {
        let Self([body @ .., last]) = self;
        last == tens_complement(&body)
    }

    /// Its name in the API: `facilities/{10 digits}`.
    #[must_use]
    pub fn resource_name(self) -> String {
        resource_name::write(Self::COLLECTION, self)
    }

    /// Reads a name of the API: `facilities/{10 digits}`.
    ///
    /// # Errors
    ///
    /// [`NotAResourceName`].
    pub fn from_resource_name(name: &str) -> Result<Self, NotAResourceName> {
        resource_name::read(name, Self::COLLECTION, Self::FORM)
    }

    /// The ten digits as text.
    pub(crate) fn ten_digits(self) -> [u8; 10] {
        self.0.map(|digit| digit + b'0')
    }
}

impl FromStr for InstitutionCode {
    type Err = NotTenDigits;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        digits::read(text).map(Self).ok_or(NotTenDigits)
    }
}

impl fmt::Display for InstitutionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        digits::write(&self.0, f)
    }
}

impl fmt::Debug for InstitutionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "InstitutionCode({self})")
    }
}

#[cfg(test)]
mod tests;

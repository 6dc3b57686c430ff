//! How health insurance knows a person (資格情報): insurer, symbol, number, branch.

use std::fmt;
use std::str::FromStr;

use crate::digits;
use crate::insurer_number::InsurerNumber;
use crate::match_key::fold_width;
use crate::printable::{self, TextFault};
use crate::resource_name::joined;

/// The most characters of the symbol.
pub const INSURANCE_SYMBOL_CHARACTERS_MAX: usize = 20;
/// The most characters of the number.
pub const INSURANCE_NUMBER_CHARACTERS_MAX: usize = 20;

/// A person's insurance identity, each part as given.
///
/// Holding one proves the form of its parts, not that anybody is insured under it. It is personal:
/// `Debug` shows the insurer only, and there is no `Display`. Equality compares the parts as
/// given; [`InsuranceIdentity::canonical_bytes`] compares what they mean.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct InsuranceIdentity {
    insurer: InsurerNumber,
    symbol: Box<str>,
    number: Box<str>,
    branch: Option<BranchNumber>,
}

/// A branch number (枝番): two digits, one per member of a family.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BranchNumber([u8; 2]); // Invariant: every element is 0..=9.

/// A text is not a [`BranchNumber`]: something other than two ASCII digits was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("insurance branch number must be exactly 2 digits")]
pub struct NotABranchNumber;

/// Parts do not make an [`InsuranceIdentity`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAnInsuranceIdentity {
    /// The symbol is too long or cannot be printed.
    #[error("insurance symbol {0}")]
    Symbol(TextFault),
    /// The number is blank, too long or cannot be printed.
    #[error("insurance number {0}")]
    Number(TextFault),
}

impl InsuranceIdentity {
    /// Takes the parts of an insurance identity.
    ///
    /// `symbol` (記号): up to 20 printable characters, empty where the insurer has none.
    /// `number` (番号): 1 to 20 printable characters. `branch` (枝番): none for the late elderly
    /// (後期高齢者) and wherever a file has none.
    ///
    /// # Errors
    ///
    /// [`NotAnInsuranceIdentity`], in the order of its variants.
    pub fn new(
        insurer: InsurerNumber,
        symbol: &str,
        number: &str,
        branch: Option<BranchNumber>,
    ) -> Result<Self, NotAnInsuranceIdentity> {
        let symbol = printable::read_or_empty(symbol, INSURANCE_SYMBOL_CHARACTERS_MAX)
            .map_err(NotAnInsuranceIdentity::Symbol)?;
        let number = printable::read(number, INSURANCE_NUMBER_CHARACTERS_MAX)
            .map_err(NotAnInsuranceIdentity::Number)?;
        Ok(Self { insurer, symbol, number, branch })
    }

    /// The insurer (保険者番号).
    #[must_use]
    pub fn insurer(&self) -> InsurerNumber {
        self.insurer
    }

    /// The symbol (記号) as given, maybe empty.
    #[must_use]
    pub fn symbol(&self) -> &str {
        &self.symbol
    }

    /// The number (番号) as given.
    #[must_use]
    pub fn number(&self) -> &str {
        &self.number
    }

    /// The branch number (枝番), if there is one.
    #[must_use]
    pub fn branch(&self) -> Option<BranchNumber> {
        self.branch
    }

    /// The bytes that stand for this identity under a keyed hash, the same for ever.
    ///
    /// Full-width, half-width and lower-case writings of one identity give the same bytes, and so
    /// do the several dashes; white space does not count. Leading noughts do count, and no branch
    /// is different from branch `00`.
    #[must_use]
    pub fn canonical_bytes(&self) -> Vec<u8> {
        let branch = self.branch.map(|branch| branch.0.map(|digit| digit + b'0'));
        joined(&[
            &self.insurer.eight_digits(),
            fold_width(&self.symbol).as_bytes(),
            fold_width(&self.number).as_bytes(),
            branch.as_ref().map_or(&[], <[u8; 2]>::as_slice),
        ])
    }
}

impl fmt::Debug for InsuranceIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InsuranceIdentity").field("insurer", &self.insurer).finish_non_exhaustive()
    }
}

impl FromStr for BranchNumber {
    type Err = NotABranchNumber;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        digits::read(text).map(Self).ok_or(NotABranchNumber)
    }
}

impl fmt::Display for BranchNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        digits::write(&self.0, f)
    }
}

impl fmt::Debug for BranchNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BranchNumber(..)")
    }
}

#[cfg(test)]
mod tests;

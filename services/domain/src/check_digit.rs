//! The last digit that guards the others (検証番号): the two rules that printed numbers follow.
//!
//! Whether a wrong one matters is not decided here: the body's [`CheckDigitPolicy`] says. The rule
//! for My Number is deliberately absent; it lives where My Number lives.

use std::fmt;
use std::str::FromStr;

/// What a body wants done about a number whose check digit does not hold.
///
/// Published samples and numbers in daily use fail the rule, so the default warns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CheckDigitPolicy {
    /// The check digit is not looked at.
    Off,
    /// The number is accepted and the sender is told.
    #[default]
    Warn,
    /// The number is refused.
    Reject,
}

/// What a [`CheckDigitPolicy`] says about one number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CheckDigitVerdict {
    /// Nothing to say: the digit holds, or nobody asked.
    Silent,
    /// Accepted, and the sender is told that the digit does not hold.
    Warned,
    /// Refused, because the digit does not hold.
    Refused,
}

/// A text is not a [`CheckDigitPolicy`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("check digit policy must be OFF, WARN or REJECT")]
pub struct NotACheckDigitPolicy;

impl CheckDigitPolicy {
    /// What follows under this policy for a number whose check digit holds, or does not.
    #[must_use]
    pub fn judge(self, holds: bool) -> CheckDigitVerdict {
        match (self, holds) {
            (_, true) | (Self::Off, false) => CheckDigitVerdict::Silent,
            (Self::Warn, false) => CheckDigitVerdict::Warned,
            (Self::Reject, false) => CheckDigitVerdict::Refused,
        }
    }
}

impl FromStr for CheckDigitPolicy {
    type Err = NotACheckDigitPolicy;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "OFF" => Ok(Self::Off),
            "WARN" => Ok(Self::Warn),
            "REJECT" => Ok(Self::Reject),
            _ => Err(NotACheckDigitPolicy),
        }
    }
}

impl fmt::Display for CheckDigitPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Off => "OFF",
            Self::Warn => "WARN",
            Self::Reject => "REJECT",
        })
    }
}

/// The check digit of payer, recipient, insurer and institution numbers.
///
/// From the rightmost digit the digits count double and single in turn; the digits of each product
/// are added; what is missing to the next ten is the check digit. `body` is the number without its
/// last digit, every element 0..=9.
#[must_use]
pub fn tens_complement(body: &[u8]) -> u8 {
    let sum = body.iter().rev().zip([2, 1].into_iter().cycle()).fold(0, |sum, (digit, weight)| {
        let product = digit * weight;
        (sum + product / 10 + product % 10) % 10
    });
    (10 - sum) % 10
}

/// The check digit of body codes (全国地方公共団体コード).
///
/// The five digits weigh 6, 5, 4, 3, 2; eleven less the remainder by eleven, last digit only.
/// `body` is the code without its last digit, every element 0..=9.
#[must_use]
pub fn elevens_complement(body: &[u8; 5]) -> u8 {
    let sum: u8 = body.iter().zip([6, 5, 4, 3, 2]).map(|(digit, weight)| digit * weight).sum();
    (11 - sum % 11) % 10
}

#[cfg(test)]
mod tests;

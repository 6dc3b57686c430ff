//! A ratio (割合) as a fraction, never a float.

use super::{Rounding, Yen};

/// A fraction between nothing and the whole, ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Ratio {
    numerator: u32,
    // Invariant: not zero, not below the numerator.
    denominator: u32,
}

/// Not a fraction between nothing and the whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a ratio is between 0 and 1 and has no zero below the line")]
pub struct NotARatio;

impl Ratio {
    /// Nothing.
    pub const NONE: Self = Self { numerator: 0, denominator: 1 };

    /// All of it.
    pub const WHOLE: Self = Self { numerator: 1, denominator: 1 };

    /// `numerator / denominator`.
    ///
    /// # Errors
    /// The denominator is zero, or below the numerator.
    pub const fn new(numerator: u32, denominator: u32) -> Result<Self, NotARatio> {
        if denominator == 0 || numerator > denominator {
            return Err(NotARatio);
        }
        Ok(Self { numerator, denominator })
    }

    /// So many hundredths.
    ///
    /// # Errors
    /// More than a hundred.
    pub const fn percent(percent: u32) -> Result<Self, NotARatio> {
        Self::new(percent, 100)
    }

    /// Whether it is the same part as another: three tenths are thirty hundredths.
    #[must_use]
    pub fn is(self, other: Self) -> bool {
        u64::from(self.numerator) * u64::from(other.denominator)
            == u64::from(other.numerator) * u64::from(self.denominator)
    }

    /// Above the line.
    #[must_use]
    pub const fn numerator(self) -> u32 {
        self.numerator
    }

    /// Below the line.
    #[must_use]
    pub const fn denominator(self) -> u32 {
        self.denominator
    }

    /// This part of `amount`, in whole yen.
    #[must_use]
    #[inline]
    pub fn of(self, amount: Yen, rounding: Rounding) -> Yen {
        let amount = amount.0 * i64::from(self.numerator);
        // Nearly all ratios are hundredths, and a division by a number that is known takes a fraction of the time.
        Yen(match self.denominator {
            100 => rounding.divide(amount, 100),
            by => rounding.divide(amount, i64::from(by)),
        })
    }

    /// This part of `amount`, in tens of yen: `rounding` settles what is below ten.
    #[must_use]
    #[inline]
    pub fn of_in_tens(self, amount: Yen, rounding: Rounding) -> Yen {
        let amount = amount.0 * i64::from(self.numerator);
        let tens = match self.denominator {
            100 => rounding.divide(amount, 1_000),
            by => rounding.divide(amount, i64::from(by) * 10),
        };
        Yen(tens * 10)
    }
}

#[cfg(test)]
mod tests;

//! An amount of money in whole yen (円).

use std::{
    fmt,
    iter::Sum,
    ops::{Add, AddAssign, Neg, Sub, SubAssign},
};

use super::Rounding;

/// An amount in whole yen. May be negative where a later visit lowers what an earlier one was charged.
///
/// Costs are refused at the door above [`Yen::COST_MAX`], so sums of a month stay far from the ends of the type.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Yen(pub i64);

impl Yen {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// The highest cost of one visit that is taken for a cost: a thousand million yen. More is a typing error.
    pub const COST_MAX: Self = Self(1_000_000_000);

    /// The smaller one.
    #[must_use]
    #[inline]
    pub fn min(self, other: Self) -> Self {
        Ord::min(self, other)
    }

    /// The larger one.
    #[must_use]
    #[inline]
    pub fn max(self, other: Self) -> Self {
        Ord::max(self, other)
    }

    /// This, or nothing where it is below nothing.
    #[must_use]
    #[inline]
    pub fn or_zero(self) -> Self {
        self.max(Self::ZERO)
    }

    /// What is collected at the counter (窓口) for this amount of the receipt: below five yen is dropped, five yen
    /// and more count as ten (健康保険法第75条, 国民健康保険法第42条の2).
    #[must_use]
    #[inline]
    pub fn at_the_counter(self) -> Self {
        Self(Rounding::HalfUp.divide(self.0, 10) * 10)
    }
}

impl Add for Yen {
    type Output = Self;
    #[inline]
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl AddAssign for Yen {
    #[inline]
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl Sub for Yen {
    type Output = Self;
    #[inline]
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl SubAssign for Yen {
    #[inline]
    fn sub_assign(&mut self, other: Self) {
        self.0 -= other.0;
    }
}

impl Neg for Yen {
    type Output = Self;
    #[inline]
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl Sum for Yen {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

impl fmt::Display for Yen {
    /// Digits in groups of three: `-12,345`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.0.unsigned_abs().to_string();
        let mut text = String::with_capacity(digits.len() + digits.len() / 3);
        for (n, digit) in digits.chars().enumerate() {
            if n > 0 && (digits.len() - n).is_multiple_of(3) {
                text.push(',');
            }
            text.push(digit);
        }
        f.pad_integral(self.0 >= 0, "", &text)
    }
}

#[cfg(test)]
mod tests;

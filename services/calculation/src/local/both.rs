//! An amount in both of its yen: as the receipt has it, and as the counter collects it.

use std::ops::{Add, AddAssign, Sub, SubAssign};

use crate::money::{Ratio, Rounding, Yen};

/// An amount on the receipt (1 yen, レセプト) and at the counter (in tens of yen, 窓口).
///
/// A limit counts what was collected, so each yen has its own month: 453 yen on the receipt are 450 at the counter, and
/// the counter stops when its own amounts reach the limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Both {
    /// In receipt yen.
    pub receipt: Yen,
    /// In counter yen.
    pub counter: Yen,
}

impl Both {
    /// Nothing.
    pub const ZERO: Self = Self { receipt: Yen::ZERO, counter: Yen::ZERO };

    /// The same amount in both, as a limit has it.
    #[must_use]
    pub const fn flat(yen: Yen) -> Self {
        Self { receipt: yen, counter: yen }
    }

    /// An amount of the receipt, and what the counter collects for it.
    #[must_use]
    #[inline]
    pub fn of_receipt(yen: Yen) -> Self {
        Self { receipt: yen, counter: yen.at_the_counter() }
    }

    /// A part of an amount: whole yen on the receipt, tens at the counter.
    #[must_use]
    #[inline]
    pub(crate) fn part(ratio: Ratio, of: Self, rounding: Rounding) -> Self {
        Self {
            receipt: ratio.of(of.receipt, rounding),
            counter: ratio.of_in_tens(of.counter, rounding),
        }
    }

    /// The smaller amount of each.
    #[must_use]
    #[inline]
    pub fn min(self, other: Self) -> Self {
        Self { receipt: self.receipt.min(other.receipt), counter: self.counter.min(other.counter) }
    }

    /// Nothing where an amount is below nothing.
    #[must_use]
    #[inline]
    pub fn or_zero(self) -> Self {
        Self { receipt: self.receipt.or_zero(), counter: self.counter.or_zero() }
    }

    /// Whether either amount is above nothing.
    #[must_use]
    #[inline]
    pub fn is_some(self) -> bool {
        self.receipt > Yen::ZERO || self.counter > Yen::ZERO
    }
}

impl Add for Both {
    type Output = Self;
    #[inline]
    fn add(self, other: Self) -> Self {
        Self { receipt: self.receipt + other.receipt, counter: self.counter + other.counter }
    }
}

impl AddAssign for Both {
    #[inline]
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sub for Both {
    type Output = Self;
    #[inline]
    fn sub(self, other: Self) -> Self {
        Self { receipt: self.receipt - other.receipt, counter: self.counter - other.counter }
    }
}

impl SubAssign for Both {
    #[inline]
    fn sub_assign(&mut self, other: Self) {
        *self = *self - other;
    }
}

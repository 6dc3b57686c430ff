//! What the counter collects for a receipt, payment by payment.
//!
//! While no limit holds, each payment is rounded to tens of yen; once one holds, the counter collects what is left of
//! the month's receipt yen to the single yen, so that the limit is met exactly.

use crate::money::Yen;

/// The counter of one receipt in one month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counter {
    paid: Yen,
}

impl Counter {
    /// Collects for a visit that raised the person's part of the receipt by `increase` to `total`. `bound` says whether
    /// a limit holds for the receipt now. The amount may be negative where a payment before was rounded up above the
    /// limit, or a visit lowered what an earlier one was charged.
    pub fn collect(&mut self, increase: Yen, total: Yen, bound: bool) -> Yen {
        let payment = if bound { total - self.paid } else { increase.at_the_counter() };
        self.paid += payment;
        payment
    }

    /// What has been collected so far.
    #[must_use]
    pub const fn paid(&self) -> Yen {
        self.paid
    }
}

#[cfg(test)]
mod tests;

//! A run of calendar days (期間), both ends included.

use std::fmt;

use jiff::civil::{Date, date};

/// A period (期間): days of the calendar in Japan, from the first to the last, both included.
///
/// Holding one proves that it has at least one day and that both ends are in the years 1868 to
/// 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    first: Date,
    last: Date,
}

/// Two days do not make a [`Period`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAPeriod {
    /// A day is before [`Period::EARLIEST`]. (None is after [`Period::OPEN_END`].)
    #[error("period must not reach before {earliest}, has {given}", earliest = Period::EARLIEST, given = .0)]
    TooEarly(Date),
    /// The last day is before the first.
    #[error("period must not end on {last}, before its first day {first}")]
    Reversed {
        /// The first day given.
        first: Date,
        /// The last day given.
        last: Date,
    },
}

impl Period {
    /// The earliest day of any period: the year in which the era system of today began.
    pub const EARLIEST: Date = date(1868, 1, 1);
    /// The last day of a period without an end, as the registers write it.
    pub const OPEN_END: Date = date(9999, 12, 31);

    /// The period of these two days and every day between them.
    ///
    /// # Errors
    ///
    /// [`NotAPeriod`], in the order of its variants.
    pub fn new(first: Date, last: Date) -> Result<Self, NotAPeriod> {
        if let Some(early) = [first, last].into_iter().find(|day| *day < Self::EARLIEST) {
            return Err(NotAPeriod::TooEarly(early));
        }
        if last < first {
            return Err(NotAPeriod::Reversed { first, last });
        }
        Ok(Self { first, last })
    }

    /// The period from this day on, without an end.
    ///
    /// # Errors
    ///
    /// [`NotAPeriod::TooEarly`].
    pub fn from(first: Date) -> Result<Self, NotAPeriod> {
        Self::new(first, Self::OPEN_END)
    }

    /// The first day.
    #[must_use]
    pub const fn first(self) -> Date {
        self.first
    }

    /// The last day; [`Period::OPEN_END`] if there is none.
    #[must_use]
    pub const fn last(self) -> Date {
        self.last
    }

    /// Whether it has no end.
    #[must_use]
    pub fn is_open(self) -> bool {
        self.last == Self::OPEN_END
    }

    /// Whether the day is one of its days.
    #[must_use]
    pub fn contains(self, day: Date) -> bool {
        (self.first..=self.last).contains(&day)
    }

    /// Whether the two have a day in common.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.first <= other.last && other.first <= self.last
    }

    /// The same period with this last day; with its first day as the last, if this one is before it.
    ///
    /// Total, for histories that have been decided already; whoever decides compares the days.
    #[must_use]
    pub fn ending(self, last: Date) -> Self {
        Self { first: self.first, last: last.max(self.first) }
    }
}

impl fmt::Display for Period {
    /// `2026-04-01..2027-03-31`, and `2026-04-01..` without an end.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_open() {
            write!(f, "{}..", self.first)
        } else {
            write!(f, "{}..{}", self.first, self.last)
        }
    }
}

#[cfg(test)]
mod tests;

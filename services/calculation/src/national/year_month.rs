//! A month of treatment (診療月).

use std::{fmt, str::FromStr};

use jiff::civil::Date;

/// A calendar month in Japan, as `2026-08`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct YearMonth(i32); // Months since year 0.

/// Not a month: `yyyy-mm` was expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a month is written yyyy-mm")]
pub struct NotAMonth;

impl YearMonth {
    /// The year, 1..=9999.
    #[must_use]
    pub fn year(self) -> i32 {
        self.0.div_euclid(12)
    }

    /// The month, 1..=12.
    #[must_use]
    pub fn month(self) -> i32 {
        self.0.rem_euclid(12) + 1
    }

    /// The month after.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }

    /// Whether the month is one of `first..=last`; an absent end is open.
    #[must_use]
    pub fn within(self, first: Option<Self>, last: Option<Self>) -> bool {
        first.is_none_or(|first| first <= self) && last.is_none_or(|last| self <= last)
    }

    /// The day of this month, where the month has it.
    #[must_use]
    pub fn day(self, day: i8) -> Option<Date> {
        Date::new(i16::try_from(self.year()).ok()?, i8::try_from(self.month()).ok()?, day).ok()
    }
}

impl From<Date> for YearMonth {
    fn from(day: Date) -> Self {
        Self(i32::from(day.year()) * 12 + i32::from(day.month()) - 1)
    }
}

impl FromStr for YearMonth {
    type Err = NotAMonth;

    fn from_str(text: &str) -> Result<Self, NotAMonth> {
        let (year, month) = text.split_once('-').ok_or(NotAMonth)?;
        if year.len() != 4 || month.len() != 2 {
            return Err(NotAMonth);
        }
        let year: u16 = year.parse().map_err(|_| NotAMonth)?;
        let month: u8 = month.parse().map_err(|_| NotAMonth)?;
        if year == 0 || !(1..=12).contains(&month) {
            return Err(NotAMonth);
        }
        Ok(Self(i32::from(year) * 12 + i32::from(month) - 1))
    }
}

impl fmt::Display for YearMonth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.month())
    }
}

impl fmt::Debug for YearMonth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "YearMonth({self})")
    }
}

#[cfg(test)]
mod tests;

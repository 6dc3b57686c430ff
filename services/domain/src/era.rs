//! The eras by which Japan counts years (元号), and a day as they write it (和暦).

use std::fmt;

use jiff::civil::{Date, date};

/// An era (元号) of the time since the calendar of today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Era {
    /// Meiji (明治), 1868-10-23 to 1912-07-29.
    Meiji,
    /// Taishō (大正), 1912-07-30 to 1926-12-24.
    Taisho,
    /// Shōwa (昭和), 1926-12-25 to 1989-01-07.
    Showa,
    /// Heisei (平成), 1989-01-08 to 2019-04-30.
    Heisei,
    /// Reiwa (令和), from 2019-05-01.
    Reiwa,
}

/// A day as the eras write it (和暦): `令和7年4月1日`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Wareki {
    /// The era in force on that day.
    pub era: Era,
    /// The year of the era, from 1.
    pub year: i16,
    /// The month, `1..=12`.
    pub month: i8,
    /// The day of the month, `1..=31`.
    pub day: i8,
}

impl Era {
    /// Every era, the oldest first.
    pub const ALL: [Self; 5] = [Self::Meiji, Self::Taisho, Self::Showa, Self::Heisei, Self::Reiwa];

    /// The first day on which months and days in Japan are those of today's calendar (明治6年1月1日).
    ///
    /// Before it the months followed the moon, so 明治5年4月1日 is not the first of April.
    pub const CALENDAR_FIRST: Date = date(1873, 1, 1);

    /// Its name (明治).
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Meiji => "明治",
            Self::Taisho => "大正",
            Self::Showa => "昭和",
            Self::Heisei => "平成",
            Self::Reiwa => "令和",
        }
    }

    /// Its letter on forms (`M`).
    #[must_use]
    pub const fn letter(self) -> char {
        match self {
            Self::Meiji => 'M',
            Self::Taisho => 'T',
            Self::Showa => 'S',
            Self::Heisei => 'H',
            Self::Reiwa => 'R',
        }
    }

    /// Its digit in data files, `1..=5`.
    #[must_use]
    pub const fn digit(self) -> u8 {
        match self {
            Self::Meiji => 1,
            Self::Taisho => 2,
            Self::Showa => 3,
            Self::Heisei => 4,
            Self::Reiwa => 5,
        }
    }

    /// Its first day. The day on which an era changed belongs to the new one.
    #[must_use]
    pub const fn first_day(self) -> Date {
        match self {
            Self::Meiji => date(1868, 10, 23),
            Self::Taisho => date(1912, 7, 30),
            Self::Showa => date(1926, 12, 25),
            Self::Heisei => date(1989, 1, 8),
            Self::Reiwa => date(2019, 5, 1),
        }
    }

    /// Its last day; none while it goes on.
    #[must_use]
    pub fn last_day(self) -> Option<Date> {
        let next = Self::ALL.into_iter().find(|era| *era > self)?;
        next.first_day().yesterday().ok()
    }

    /// The era in force on this day; none before [`Era::CALENDAR_FIRST`].
    #[must_use]
    pub fn on(day: Date) -> Option<Self> {
        if day < Self::CALENDAR_FIRST {
            return None;
        }
        Self::ALL.into_iter().rev().find(|era| era.first_day() <= day)
    }
}

/// The day as the eras write it; none before [`Era::CALENDAR_FIRST`].
#[must_use]
pub fn to_wareki(day: Date) -> Option<Wareki> {
    let era = Era::on(day)?;
    let year = day.year() - era.first_day().year() + 1;
    Some(Wareki { era, year, month: day.month(), day: day.day() })
}

impl fmt::Display for Era {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Display for Wareki {
    /// `令和7年4月1日`; the first year of an era is 元年.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { era, year, month, day } = self;
        match year {
            1 => write!(f, "{era}元年{month}月{day}日"),
            _ => write!(f, "{era}{year}年{month}月{day}日"),
        }
    }
}

#[cfg(test)]
mod tests;

//! Between which days an age condition of a row holds (年齢基準).
//!
//! An age is attained with the end of the day before the birthday (年齢計算ニ関する法律); who was born on 29 February
//! attains it with the end of 28 February in years without that day.

use jiff::{ToSpan, civil::Date};

use crate::official::{AgeFrom, AgeTo};

/// The highest age a row may name, in years.
pub const YEARS_MAX: u32 = 150;

/// The first day on which the lower age holds; none: a day no calendar has.
pub(crate) fn first_day(basis: AgeFrom, years: u32, birth: Date) -> Option<Date> {
    let eve = eve(birth, years)?;
    match basis {
        AgeFrom::NoTest => Some(Date::MIN),
        AgeFrom::Birthday => eve.tomorrow().ok(),
        AgeFrom::FirstOfMonthOfDayBefore => Some(eve.first_of_month()),
        AgeFrom::FirstOfBirthdayMonth => Some(eve.tomorrow().ok()?.first_of_month()),
        AgeFrom::FiscalYearStartOfDayBefore => fiscal_year_start(eve),
        AgeFrom::DayBefore => Some(eve),
        AgeFrom::DayAfter => eve.checked_add(2.days()).ok(),
        AgeFrom::FirstOfMonthAfterBirthdayMonth => {
            eve.tomorrow().ok()?.last_of_month().tomorrow().ok()
        }
        AgeFrom::FirstOfMonthAfterThatOfDayBefore => eve.last_of_month().tomorrow().ok(),
    }
}

/// The last day on which the upper age holds; none: a day no calendar has.
pub(crate) fn last_day(basis: AgeTo, years: u32, birth: Date) -> Option<Date> {
    let eve = eve(birth, years)?;
    match basis {
        AgeTo::NoTest => Some(Date::MAX),
        AgeTo::Birthday => eve.tomorrow().ok(),
        AgeTo::MonthEndOfDayBefore => Some(eve.last_of_month()),
        AgeTo::MonthEndOfBirthday => Some(eve.tomorrow().ok()?.last_of_month()),
        AgeTo::FiscalYearEndOfBirthday => fiscal_year_end(eve.tomorrow().ok()?),
        AgeTo::DayBefore => Some(eve),
        AgeTo::TwoDaysBefore => eve.yesterday().ok(),
        AgeTo::FiscalYearEndOfDayBefore => fiscal_year_end(eve),
    }
}

/// The day before the birthday of an age: the day with whose end the age is attained.
fn eve(birth: Date, years: u32) -> Option<Date> {
    let year = birth.year().checked_add(i16::try_from(years.min(YEARS_MAX)).ok()?)?;
    match Date::new(year, birth.month(), birth.day()) {
        Ok(birthday) => birthday.yesterday().ok(),
        Err(_) => Date::new(year, birth.month(), birth.day() - 1).ok(),
    }
}

/// The first day of the fiscal year (年度) of a day.
fn fiscal_year_start(day: Date) -> Option<Date> {
    let year = if day.month() < 4 { day.year().checked_sub(1)? } else { day.year() };
    Date::new(year, 4, 1).ok()
}

/// The last day of the fiscal year (年度) of a day.
fn fiscal_year_end(day: Date) -> Option<Date> {
    let year = if day.month() < 4 { day.year() } else { day.year().checked_add(1)? };
    Date::new(year, 3, 31).ok()
}

#[cfg(test)]
mod tests;

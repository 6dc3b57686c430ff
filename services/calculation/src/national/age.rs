//! Ages as the law counts them (年齢計算ニ関する法律): a year of age is completed with the end of the day before the
//! birthday, so that who is born on the 1st completes it in the month before.

use jiff::{ToSpan, civil::Date};

/// The day at whose end the person is `years` old (達する日): the day before the birthday. Who is born on 29 February
/// completes a year without that day at the end of 28 February.
#[must_use]
pub fn attains(birth: Date, years: i16) -> Option<Date> {
    let year = birth.year().checked_add(years)?;
    match Date::new(year, birth.month(), birth.day()) {
        Ok(birthday) => birthday.yesterday().ok(),
        Err(_) => Date::new(year, birth.month(), birth.day() - 1).ok(),
    }
}

/// When, after an age is attained, something starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// At birth.
    Birth,
    /// On the birthday itself.
    Birthday,
    /// On the first day of the month after the month in which the age is attained: the month of the birthday itself
    /// for who is born on the 1st.
    MonthAfter,
    /// On 1 April after the first 31 March on or after the day the age is attained.
    FiscalYearAfter,
}

impl Start {
    /// The first day on which what starts at `years` holds for who was born on `birth`.
    #[must_use]
    pub fn day(self, birth: Date, years: i16) -> Option<Date> {
        let attained = match self {
            Self::Birth => return Some(birth),
            Self::Birthday | Self::MonthAfter | Self::FiscalYearAfter => attains(birth, years)?,
        };
        match self {
            Self::Birth | Self::Birthday => attained.tomorrow().ok(),
            Self::MonthAfter => attained.first_of_month().checked_add(1.month()).ok(),
            Self::FiscalYearAfter => {
                let this = Date::new(attained.year(), 4, 1).ok()?;
                if attained < this { Some(this) } else { this.checked_add(1.year()).ok() }
            }
        }
    }
}

#[cfg(test)]
mod tests;

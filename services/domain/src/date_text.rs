//! Days as municipalities write them: ISO, eight digits, and by era (和暦).
//!
//! The text is made plain (width, blanks), its form is found, then the calendar and the eras are
//! asked. Which day it is today is not known here, so a day in the future is a day.

use std::fmt;

use jiff::civil::Date;
use unicode_normalization::UnicodeNormalization;

use crate::era::{Era, Wareki, to_wareki};
use crate::period::Period;

/// The most characters of a date's text. The longest form has 18 with every blank in it.
const CHARACTERS_MAX: usize = 32;

/// A day and how it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DateText {
    /// The day, in the years 1868 to 9999.
    pub date: Date,
    /// How it was written.
    pub form: DateForm,
    /// What whoever wrote it should be told.
    pub warning: Option<EraOverrun>,
}

/// How a day was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DateForm {
    /// `2025-04-01`.
    Iso,
    /// `20250401`.
    EightDigits,
    /// By era (和暦): `令和7年4月1日`, `R7.4.1`, `R070401` or `5070401`.
    Era,
}

/// A day was written in an era that had ended: certificates printed as 平成35年.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EraOverrun {
    /// The era as written.
    pub written: Era,
    /// The day as its own era writes it.
    pub read_as: Wareki,
}

/// A text is not a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotADate {
    /// The text has none of the forms.
    #[error(
        "date must be written like 2025-04-01, 20250401, 令和7年4月1日, R7.4.1, R070401 or 5070401"
    )]
    Form,
    /// The calendar has no such day: 30 February, month 13, year 0 of an era.
    #[error("date is not in the calendar")]
    NotInCalendar,
    /// The day is written by era and before the calendar of today.
    #[error(
        "date by era must not be before 明治6年1月1日 ({}): months followed the moon; write it like \
         1872-12-31",
        Era::CALENDAR_FIRST
    )]
    LunarCalendar,
    /// The day is before the era it is written in.
    #[error("date is before {era}, which began on {first}", era = .0, first = .0.first_day())]
    BeforeEra(Era),
    /// The day is after the era it is written in; only where that is refused.
    #[error("date is after {}, it would be {}", .0.written, .0.read_as)]
    AfterEra(EraOverrun),
    /// The day is before the earliest of any period.
    #[error("date must not be before {}", Period::EARLIEST)]
    TooEarly,
}

impl DateText {
    /// Reads a day that may be written in an era past its end, as printed certificates are.
    ///
    /// # Errors
    ///
    /// [`NotADate`], in the order of its variants, but never [`NotADate::AfterEra`].
    pub fn read(text: &str) -> Result<Self, NotADate> {
        let read = match read_digits(text) {
            // The common case needs no copy of the text.
            Some(read) => read,
            None => read_any(&plain(text).ok_or(NotADate::Form)?),
        }?;
        if read.date < Period::EARLIEST { Err(NotADate::TooEarly) } else { Ok(read) }
    }

    /// Reads a day that lay in the past when it was written, a birth date: its era must fit.
    ///
    /// # Errors
    ///
    /// [`NotADate`], in the order of its variants.
    pub fn read_within_era(text: &str) -> Result<Self, NotADate> {
        let read = Self::read(text)?;
        read.warning.map_or(Ok(read), |overrun| Err(NotADate::AfterEra(overrun)))
    }
}

/// The text in ASCII width and without blanks; none if it is too long to be a date.
fn plain(text: &str) -> Option<String> {
    let fits = text.chars().nth(CHARACTERS_MAX).is_none();
    fits.then(|| text.nfkc().filter(|character| !character.is_whitespace()).collect())
}

/// Reads ISO and eight digits; none if the text has another form.
fn read_digits(text: &str) -> Option<Result<DateText, NotADate>> {
    let (form, year, month, day) = match text.as_bytes() {
        [_, _, _, _, b'-', _, _, b'-', _, _] => {
            (DateForm::Iso, text.get(..4)?, text.get(5..7)?, text.get(8..)?)
        }
        [_, _, _, _, _, _, _, _] => {
            (DateForm::EightDigits, text.get(..4)?, text.get(4..6)?, text.get(6..)?)
        }
        _ => return None,
    };
    let (year, month, day) = (number(year)?, number(month)?, number(day)?);
    Some(on_calendar(year, month, day).map(|date| DateText { date, form, warning: None }))
}

/// Reads every form of a plain text.
fn read_any(text: &str) -> Result<DateText, NotADate> {
    if let Some(read) = read_digits(text) {
        return read;
    }
    let (era, rest) = split_era(text).ok_or(NotADate::Form)?;
    let (year, month, day) = split_day(rest).ok_or(NotADate::Form)?;
    in_era(era, year, month, day)
}

/// The era a text begins with, by name, first kanji, letter or digit, and the rest.
fn split_era(text: &str) -> Option<(Era, &str)> {
    Era::ALL.into_iter().find_map(|era| {
        if let Some(rest) = text.strip_prefix(era.name()) {
            return Some((era, rest));
        }
        let mut characters = text.chars();
        let first = characters.next()?;
        let rest = characters.as_str();
        let by_letter = first.to_ascii_uppercase() == era.letter() || era.name().starts_with(first);
        // The digit stands only before six others: 5070401, never 5.07.04.
        let by_digit = rest.len() == 6 && first.to_digit(10) == Some(u32::from(era.digit()));
        (by_letter || by_digit && number(rest).is_some()).then_some((era, rest))
    })
}

/// Year, month and day after the era: `7年4月1日`, `7.4.1`, `7/4/1`, `7-4-1` or `070401`.
fn split_day(text: &str) -> Option<(i32, i32, i32)> {
    if text.len() == 6 && number(text).is_some() {
        return Some((number(text.get(..2)?)?, number(text.get(2..4)?)?, number(text.get(4..)?)?));
    }
    let (year, month, day) = if let Some(text) = text.strip_suffix('日') {
        let (year, rest) = text.split_once('年')?;
        let (month, day) = rest.split_once('月')?;
        (year, month, day)
    } else {
        let separator = text.chars().find(|character| matches!(character, '.' | '/' | '-'))?;
        let mut parts = text.splitn(3, separator);
        (parts.next()?, parts.next()?, parts.next()?)
    };
    let year = if year == "元" { 1 } else { one_or_two_digits(year)? };
    Some((year, one_or_two_digits(month)?, one_or_two_digits(day)?))
}

/// The day that this year, month and day of an era are.
fn in_era(written: Era, year: i32, month: i32, day: i32) -> Result<DateText, NotADate> {
    if year < 1 {
        return Err(NotADate::NotInCalendar);
    }
    let date = on_calendar(i32::from(written.first_day().year()) + year - 1, month, day)?;
    let read_as = to_wareki(date).ok_or(NotADate::LunarCalendar)?;
    if date < written.first_day() {
        return Err(NotADate::BeforeEra(written));
    }
    let warning = (read_as.era != written).then_some(EraOverrun { written, read_as });
    Ok(DateText { date, form: DateForm::Era, warning })
}

/// The day of today's calendar.
fn on_calendar(year: i32, month: i32, day: i32) -> Result<Date, NotADate> {
    let narrow = (i16::try_from(year), i8::try_from(month), i8::try_from(day));
    let (Ok(year), Ok(month), Ok(day)) = narrow else { return Err(NotADate::NotInCalendar) };
    Date::new(year, month, day).map_err(|_| NotADate::NotInCalendar)
}

/// The number that ASCII digits write.
fn number(text: &str) -> Option<i32> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().ok() } else { None }
}

/// The number that one or two ASCII digits write.
fn one_or_two_digits(text: &str) -> Option<i32> {
    if text.len() <= 2 { number(text) } else { None }
}

impl fmt::Display for EraOverrun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "date is after the end of {}, read as {}", self.written, self.read_as)
    }
}

#[cfg(test)]
mod tests;

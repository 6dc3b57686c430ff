//! Reads single fields: each says what it must, or why it does not.

use std::{borrow::Cow, fmt::Display, str::FromStr};

use domain::{period::Period, request_id::RequestId};
use jiff::civil::Date;

use crate::{proto::common::v1 as proto, refusal::FieldError};

/// A text that must be there and have a form.
///
/// # Errors
///
/// `FIELD_MISSING` when it is empty, `FIELD_MALFORMED` when it does not parse.
pub fn required<T>(field: impl Into<Cow<'static, str>>, text: &str) -> Result<T, FieldError>
where
    T: FromStr<Err: Display>,
{
    let field = field.into();
    optional(field.clone(), text)?.ok_or_else(|| FieldError::missing(field))
}

/// A text that may be empty and else must have a form.
///
/// # Errors
///
/// `FIELD_MALFORMED` when it is not empty and does not parse.
pub fn optional<T>(field: impl Into<Cow<'static, str>>, text: &str) -> Result<Option<T>, FieldError>
where
    T: FromStr<Err: Display>,
{
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|error| FieldError::malformed(field, error))
}

/// The request id that every write carries.
///
/// # Errors
///
/// `FIELD_MISSING` or `FIELD_MALFORMED` on `request_id`.
pub fn request_id(text: &str) -> Result<RequestId, FieldError> {
    required("request_id", text)
}

/// A message that must be there.
///
/// # Errors
///
/// `FIELD_MISSING`.
pub fn present<T>(field: impl Into<Cow<'static, str>>, value: Option<T>) -> Result<T, FieldError> {
    value.ok_or_else(|| FieldError::missing(field))
}

/// A printable text of 1 to `limit` characters, kept as given.
///
/// # Errors
///
/// `FIELD_MISSING` when it is empty, then as [`text`].
pub fn required_text(
    field: impl Into<Cow<'static, str>>,
    value: String,
    limit: usize,
) -> Result<String, FieldError> {
    let field = field.into();
    if value.is_empty() {
        return Err(FieldError::missing(field));
    }
    text(field, value, limit)
}

/// A printable text of up to `limit` characters, kept as given.
///
/// # Errors
///
/// `FIELD_TOO_LONG`, then `FIELD_MALFORMED` when it holds a control character.
pub fn text(
    field: impl Into<Cow<'static, str>>,
    value: String,
    limit: usize,
) -> Result<String, FieldError> {
    let field = field.into();
    // Bytes first: a text of at most `limit` bytes cannot have more characters.
    if value.len() > limit && value.chars().count() > limit {
        return Err(FieldError::too_long(field, limit, "characters"));
    }
    if value.chars().any(char::is_control) {
        return Err(FieldError::malformed(field, "holds a control character"));
    }
    Ok(value)
}

/// No more than `limit` elements.
///
/// # Errors
///
/// `FIELD_TOO_LONG`.
pub fn at_most<T>(
    field: impl Into<Cow<'static, str>>,
    values: &[T],
    limit: usize,
) -> Result<(), FieldError> {
    if values.len() > limit {
        return Err(FieldError::too_long(field, limit, "elements"));
    }
    Ok(())
}

/// A date that must be there and be one of the civil calendar, 1868 to 9999.
///
/// # Errors
///
/// `FIELD_MISSING`, then `FIELD_MALFORMED`.
pub fn date(
    field: impl Into<Cow<'static, str>>,
    value: Option<proto::Date>,
) -> Result<Date, FieldError> {
    let field = field.into();
    let proto::Date { year, month, day } = present(field.clone(), value)?;
    let made = (|| {
        let year = i16::try_from(year).ok().filter(|year| (1868..=9999).contains(year))?;
        Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
    })();
    made.ok_or_else(|| FieldError::malformed(field, "is not a date of the calendar, 1868 to 9999"))
}

/// A date as a message.
#[must_use]
pub fn from_date(date: Date) -> proto::Date {
    proto::Date { year: date.year().into(), month: date.month().into(), day: date.day().into() }
}

/// A period that must be there, with both ends, the last not before the first.
///
/// # Errors
///
/// `FIELD_MISSING`, `FIELD_MALFORMED`, then `PERIOD_REVERSED`.
pub fn period(field: &str, value: Option<proto::Period>) -> Result<Period, FieldError> {
    let value = present(field.to_owned(), value)?;
    let first = date(format!("{field}.first"), value.first)?;
    let last = date(format!("{field}.last"), value.last)?;
    Period::new(first, last).map_err(|error| FieldError {
        field: field.to_owned().into(),
        reason: proto::ErrorReason::PeriodReversed,
        message: error.to_string(),
        remedy: "let the last day be the first day or later".into(),
    })
}

/// A period as a message.
#[must_use]
pub fn from_period(period: Period) -> proto::Period {
    proto::Period { first: Some(from_date(period.first())), last: Some(from_date(period.last())) }
}

//! The calendar in Japan. Which instant it is now is not known here.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::{Offset, offset};

/// Japan Standard Time: nine hours before UTC, the whole year (there is no summer time).
const STANDARD_TIME: Offset = offset(9);

/// The calendar day in Japan at this instant.
#[must_use]
pub fn day(instant: Timestamp) -> Date {
    STANDARD_TIME.to_datetime(instant).date()
}

#[cfg(test)]
mod tests;

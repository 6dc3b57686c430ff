//! What time it is where the command runs.
//!
//! Commands speak of today (a visit, a birth date); the hub's own clock decides what holds.

use jiff::{Timestamp, civil::Date};

/// The instant now.
#[must_use]
pub fn now() -> Timestamp {
    hub::clock::system()()
}

/// The calendar day in Japan now.
#[must_use]
pub fn today() -> Date {
    domain::japan::day(now())
}

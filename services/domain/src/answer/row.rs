//! Which row of a certificate speaks on a day.

use jiff::civil::Date;

use super::KnownRow;

/// Whether a row holds on the visit date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Validity {
    /// It holds.
    InForce,
    /// It has ended.
    Expired,
    /// It begins later.
    NotYet,
}

/// The one row that speaks on this day; none if there is no row.
///
/// In force: of several, the one that begins later, then the one recorded later. Else the one that
/// ended last; else the one that begins next. Equal in all of that, the larger history key decides.
#[must_use]
pub fn row_on<'a, T>(
    rows: &'a [KnownRow<'a, T>],
    day: Date,
) -> Option<(&'a KnownRow<'a, T>, Validity)> {
    let in_force = rows
        .iter()
        .filter(|row| row.period.contains(day))
        .max_by_key(|row| (row.period.first(), row.recorded, row.history_key));
    let ended = || {
        rows.iter().filter(|row| row.period.last() < day).max_by_key(|row| {
            (row.period.last(), row.period.first(), row.recorded, row.history_key)
        })
    };
    let next = || {
        rows.iter().filter(|row| row.period.first() > day).max_by_key(|row| {
            (std::cmp::Reverse(row.period.first()), row.recorded, row.history_key)
        })
    };
    in_force
        .map(|row| (row, Validity::InForce))
        .or_else(|| ended().map(|row| (row, Validity::Expired)))
        .or_else(|| next().map(|row| (row, Validity::NotYet)))
}

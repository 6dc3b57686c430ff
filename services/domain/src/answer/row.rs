//! Which row of a certificate speaks on a day.

use jiff::civil::Date;

use super::KnownRow;
use crate::period::Period;

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

/// The one of these that speaks on this day, as its row does; none if there is none.
///
/// In force: of several, the one that begins later, then the one recorded later. Else the one that
/// ended last; else the one that begins next. Equal in all of that, the larger history key decides.
#[must_use]
pub fn row_on<'a, T: 'a, R: Copy>(
    of: &[R],
    row: impl Fn(R) -> &'a KnownRow<'a, T>,
    day: Date,
) -> Option<(R, Validity)> {
    let these = |wanted: fn(Period, Date) -> bool| {
        let all = of.iter().copied();
        all.map(|one| (one, row(one))).filter(move |(_, row)| wanted(row.period, day))
    };
    let in_force = these(Period::contains)
        .max_by_key(|(_, row)| (row.period.first(), row.recorded, row.history_key));
    let ended = || {
        these(|period, day| period.last() < day).max_by_key(|(_, row)| {
            (row.period.last(), row.period.first(), row.recorded, row.history_key)
        })
    };
    let next = || {
        these(|period, day| period.first() > day).max_by_key(|(_, row)| {
            (std::cmp::Reverse(row.period.first()), row.recorded, row.history_key)
        })
    };
    in_force
        .map(|(one, _)| (one, Validity::InForce))
        .or_else(|| ended().map(|(one, _)| (one, Validity::Expired)))
        .or_else(|| next().map(|(one, _)| (one, Validity::NotYet)))
}

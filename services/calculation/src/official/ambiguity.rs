//! Two rows that cannot be told apart: the same program, number and conditions, in force on one day, and not saying the
//! same. Whichever was taken would be a guess.

use std::collections::{HashMap, hash_map::Entry};

use domain::period::Period;
use jiff::civil::Date;

use super::{
    fault::Wrong,
    reading::Reading,
    row::{Layout, Row},
    view::{Marked, Part, Parts, View},
};

/// Whatever tells two rows apart on one day.
const TOLD_APART: Parts = Parts::all_but(&[Part::Period, Part::Pays]);

/// Tells every row that overlaps another one which is not told apart from it.
pub(crate) fn refuse(rows: &[Row], layout: &Layout, reading: &mut Reading<'_>) {
    let mut found: Vec<_> = overlapping(rows);
    found.sort_unstable();
    for (n, before) in found {
        let (Some(row), Some(other)) = (rows.get(n), rows.get(before)) else { continue };
        let period = [layout.valid_from() + 1, layout.valid_to() + 1];
        let differing = layout.differing(row, other);
        let differs = differing.iter().find(|place| !period.contains(&usize::from(**place)));
        let Some(differs) = differs.copied() else { continue };
        let day = first_day(row).max(first_day(other)).to_string();
        let wrong = Wrong::Ambiguous { other: before + 1, day, differs };
        reading.fault_of(n + 1, Some(layout.valid_from()), wrong);
    }
}

/// Each row that overlaps an earlier one of its group and pays otherwise, with that one.
///
/// Rows of a group that overlap one after the other all overlap the one that lasts longest so far; so comparing with it
/// alone finds whether any two of them differ.
fn overlapping(rows: &[Row]) -> Vec<(usize, usize)> {
    let mut by_start: Vec<_> = rows.iter().enumerate().collect();
    by_start.sort_by_key(|(n, row)| (first_day(row), *n));
    let mut lasting: HashMap<View<'_>, (usize, &Row)> = HashMap::with_capacity(rows.len());
    let mut found = Vec::new();
    for (n, row) in by_start {
        match lasting.entry(Marked::new(row).view(TOLD_APART)) {
            Entry::Vacant(entry) => {
                entry.insert((n, row));
            }
            Entry::Occupied(mut entry) => {
                let (longest, other) = *entry.get();
                if first_day(row) <= last_day(other) && !pay_the_same(row, other) {
                    found.push((n.max(longest), n.min(longest)));
                }
                if last_day(other) < last_day(row) {
                    entry.insert((n, row));
                }
            }
        }
    }
    found
}

fn pay_the_same(one: &Row, other: &Row) -> bool {
    const PAYS: Parts = Parts::only(&[Part::Pays]);
    one.says_the_same(other, PAYS)
}

fn first_day(row: &Row) -> Date {
    row.valid_from.unwrap_or(Date::MIN)
}

fn last_day(row: &Row) -> Date {
    row.valid_to.unwrap_or(Period::OPEN_END)
}

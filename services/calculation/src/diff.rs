//! What changed between two states of the local programs: which rows were added, ended or changed, in words, and whom it
//! touches.
//!
//! The official key (prefecture, municipality, payer number, number inside the program) is not unique, so rows are matched
//! in steps, from the surest to the least sure (`matching`). The result depends on the rows only, not on their order
//! in the files where that can be helped, and is in a fixed order.

pub(crate) mod matching;
mod words;

pub use words::{Cell, Item, Said, Whom, Words};

use crate::official::{Layout, Row};

/// What changed between two lists of rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diff {
    /// How many rows say the same in both, wherever they stand.
    pub unchanged: usize,
    /// The changes, by prefecture, municipality, program and place in the file.
    pub changes: Vec<Change>,
}

/// One change. Rows are named by their place in their list, from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A row that has no match before.
    Added {
        /// Its place after.
        after: usize,
    },
    /// A row that has no match after.
    Ended {
        /// Its place before.
        before: usize,
    },
    /// A row that says something else than its match.
    Changed {
        /// Its place before.
        before: usize,
        /// Its place after.
        after: usize,
        /// The columns that differ, by position from 1, in order. At least one.
        columns: Vec<u8>,
    },
}

/// How many rows changed in which way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Added rows.
    pub added: usize,
    /// Ended rows.
    pub ended: usize,
    /// Changed rows.
    pub changed: usize,
}

/// What changed from `before` to `after`.
#[must_use]
pub fn diff(before: &[Row], after: &[Row], layout: &Layout) -> Diff {
    let matched = matching::rows(before, after);
    let differ = matched.pairs.into_iter().filter_map(|(before_at, after_at)| {
        let columns = layout.differing(before.get(before_at)?, after.get(after_at)?);
        Some(Change::Changed { before: before_at, after: after_at, columns })
    });
    let ended = matched.before.into_iter().map(|before| Change::Ended { before });
    let added = matched.after.into_iter().map(|after| Change::Added { after });
    let mut changes: Vec<_> = differ.chain(ended).chain(added).collect();
    changes.sort_by_cached_key(|change| {
        let row = change.row(before, after);
        let place = row.map(|row| (row.prefecture, row.municipality, row.name.clone()));
        (place, change.places())
    });
    Diff { unchanged: matched.same.len(), changes }
}

impl Diff {
    /// How many rows changed in which way.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for change in &self.changes {
            *match change {
                Change::Added { .. } => &mut counts.added,
                Change::Ended { .. } => &mut counts.ended,
                Change::Changed { .. } => &mut counts.changed,
            } += 1;
        }
        counts
    }
}

impl Change {
    /// The row as it is after the change, or was before it ended.
    #[must_use]
    pub fn row<'a>(&self, before: &'a [Row], after: &'a [Row]) -> Option<&'a Row> {
        match self {
            Self::Added { after: at } | Self::Changed { after: at, .. } => after.get(*at),
            Self::Ended { before: at } => before.get(*at),
        }
    }

    /// Where the row stands after and before, for a fixed order.
    fn places(&self) -> (usize, usize) {
        match self {
            Self::Added { after } => (*after, usize::MAX),
            Self::Ended { before } => (*before, *before),
            Self::Changed { before, after, .. } => (*after, *before),
        }
    }
}

#[cfg(test)]
mod tests;

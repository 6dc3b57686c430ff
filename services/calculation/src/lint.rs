//! What in an edition cannot be right, is never reached, or cannot be decided: told before anybody asks.
//!
//! Unreachable and contradictory rows are found by looking; undecidable ones by trying: each row is asked for an ordinary
//! visit of a person whom it fits. A finding is no refusal. The edition answers wherever it can, and where it cannot, it
//! says so.

mod columns;
mod findings;
mod reason;

pub use findings::Finding;
pub use reason::{Kind, Reason};

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::edition::Edition;

/// What was found in an edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lint {
    /// How many rows were looked at: the local master's and those beyond it.
    pub rows: usize,
    /// How many of them compute an inpatient or an outpatient visit.
    pub computing: usize,
    /// The findings, by file and row, in the order of [`Reason`].
    pub findings: Vec<Finding>,
}

/// How many rows have a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The reason.
    pub reason: Reason,
    /// The item it is about: a column's key, or a word of the data; empty where the reason says all.
    pub item: String,
    /// How many rows.
    pub rows: usize,
}

/// Looks at an edition. Periods that ended before `on` are told as ended.
#[must_use]
pub fn lint(edition: &Edition, on: Date) -> Lint {
    findings::of(edition, on)
}

impl Lint {
    /// How many rows there are for each reason and item, in order.
    #[must_use]
    pub fn table(&self) -> Vec<Line> {
        let mut counts: BTreeMap<(Reason, &str), usize> = BTreeMap::new();
        for finding in &self.findings {
            *counts.entry((finding.reason, &finding.item)).or_default() += 1;
        }
        let line = |((reason, item), rows): ((Reason, &str), usize)| Line {
            reason,
            item: item.to_owned(),
            rows,
        };
        counts.into_iter().map(line).collect()
    }
}

#[cfg(test)]
mod tests;

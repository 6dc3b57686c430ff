//! Which rows of a newer local master keep the supplement of their match.
//!
//! A supplement says what the columns cannot, so it holds as long as the columns say the same. And the tiers of a rule
//! belong together: the first that fits applies, so a rule that lost a tier would take people for whom it never was. A
//! rule is kept whole or not at all.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::{Edition, Files, supplement};
use crate::{
    diff::matching,
    local,
    official::{Part, Parts, Row},
};

const PAYS: Parts = Parts::only(&[Part::Pays]);

/// How a supplement says that it does not know how a program pays: then the columns say it.
pub(super) const UNKNOWN: &str = "unknown";

/// What becomes of a row's line of supplement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// It keeps the line of the old row at this place, from 0.
    Kept(usize),
    /// It stands on its columns; its match was at this place, where it had one.
    Own(Option<usize>),
}

/// The old lines of supplement, and what becomes of them.
pub(super) struct Carry {
    /// The old lines, in the order of the old rows.
    pub(super) old: Vec<Line>,
    /// What becomes of each new row.
    pub(super) fates: Vec<Fate>,
    /// The rules that are not kept.
    lost: HashSet<String>,
}

/// A line of supplement.
#[derive(Clone, Debug, Default)]
pub(super) struct Line(Map<String, Value>);

impl Carry {
    /// Decides it for the rows of a newer local master.
    pub(super) fn new(edition: &Edition, files: &Files<'_>, rows: &[Row]) -> Self {
        let old = Line::all(files.get(Files::LOCAL_SUPPLEMENT).unwrap_or_default());
        let mut fates = fates(edition.local_rows(), rows, &old);
        let kept: HashSet<usize> = fates.iter().filter_map(|fate| fate.kept()).collect();
        let lost = old.iter().enumerate().filter(|(at, _)| !kept.contains(at));
        let lost: HashSet<String> = lost.filter_map(|(_, line)| line.rule()).collect();
        for fate in &mut fates {
            if let Fate::Kept(from) = *fate
                && old.get(from).and_then(Line::rule).is_some_and(|rule| lost.contains(&rule))
            {
                *fate = Fate::Own(Some(from));
            }
        }
        Self { old, fates, lost }
    }

    /// Whether a line outside the local master belongs to a rule that is not kept.
    pub(super) fn leaves_out(&self, line: &Line) -> bool {
        line.rule().is_some_and(|rule| self.lost.contains(&rule))
    }
}

impl Fate {
    /// The old row whose line is kept.
    pub(super) fn kept(self) -> Option<usize> {
        match self {
            Self::Kept(from) => Some(from),
            Self::Own(_) => None,
        }
    }
}

impl Line {
    /// The lines of a supplement that has been read before.
    pub(super) fn all(supplement: &[u8]) -> Vec<Self> {
        let lines = supplement::lines(supplement);
        lines.map(|line| Self(serde_json::from_slice(line).unwrap_or_default())).collect()
    }

    /// The line in another place.
    pub(super) fn at(mut self, row: usize) -> Self {
        self.0.insert("row".to_owned(), json!(row));
        self
    }

    /// The line without what the columns now say otherwise.
    pub(super) fn fitting(mut self, was: Option<&Row>, is: &Row) -> Self {
        let method = |row: &Row| row.method;
        if was.map(method) != Some(is.method) {
            self.0.insert("settle".to_owned(), json!(UNKNOWN));
            self.0.remove("settle_detail");
            self.0.remove("settle_by");
        }
        let meals = |row: &Row| (row.meal, row.meal_day_cap, row.meal_month_cap);
        if was.map(meals) != Some(meals(is)) {
            self.0.remove("meal");
        }
        self
    }

    /// The line as the file has it.
    pub(super) fn write(self) -> String {
        Value::Object(self.0).to_string()
    }

    /// The rule whose tiers belong together; none where the row stands on its columns.
    fn rule(&self) -> Option<String> {
        let word = |key| self.0.get(key).and_then(Value::as_str);
        if self.0.get("columns_only") == Some(&Value::Bool(true)) {
            return None;
        }
        let (id, rule) = (word("id")?, word("rule_id"));
        Some(local::rule_of(id, rule, word("orca_number")).to_owned())
    }

    /// Whether it has an operator: then the amounts are not those of the columns alone.
    fn states_amounts(&self) -> bool {
        self.0.get("supplement").and_then(Value::as_array).is_some_and(|ops| !ops.is_empty())
    }
}

fn fates(before: &[Row], after: &[Row], old: &[Line]) -> Vec<Fate> {
    let matched = matching::rows(before, after);
    let mut fates = vec![Fate::Own(None); after.len()];
    for (from, to) in matched.same.into_iter().chain(matched.pairs) {
        let (Some(was), Some(is)) = (before.get(from), after.get(to)) else { continue };
        let fits =
            was.says_the_same(is, PAYS) || old.get(from).is_some_and(|line| !line.states_amounts());
        if let Some(fate) = fates.get_mut(to) {
            *fate = if fits { Fate::Kept(from) } else { Fate::Own(Some(from)) };
        }
    }
    fates
}

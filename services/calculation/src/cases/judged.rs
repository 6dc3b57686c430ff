//! Whether a file of cases holds: nothing differs, every published case comes out, and of the derived ones only those
//! stay undecided that are listed with their reason.

use super::{CaseResult, Verdict};

/// A derived case that may stay undecided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The id of the case.
    pub id: &'static str,
    /// Why it cannot be decided.
    pub reason: &'static str,
}

/// The derived cases that may stay undecided: none at present.
pub const UNDECIDED: &[Listed] = &[];

/// How cases with numbers that a source prints begin to name their status.
const PUBLISHED: &str = "published";

/// Of how many derived cases one may stay undecided.
const DERIVED_PER_UNDECIDED: usize = 20;

/// How many cases became what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Judged {
    /// All of them.
    pub cases: usize,
    /// Those whose numbers are printed in a source.
    pub published: usize,
    /// Those that come out.
    pub ok: usize,
    /// Those of which an amount differs.
    pub differs: usize,
    /// Those without an answer, listed or not.
    pub undecided: usize,
    /// Those without an answer that are derived and listed.
    pub listed: usize,
    /// Those that are not of the form.
    pub malformed: usize,
}

impl CaseResult {
    /// Whether its numbers are printed in a source.
    #[must_use]
    pub fn is_published(&self) -> bool {
        self.status.starts_with(PUBLISHED)
    }

    /// Why it may stay undecided, where it is derived and listed.
    #[must_use]
    pub fn may_be_undecided(&self, list: &[Listed]) -> Option<&'static str> {
        let listed = list.iter().find(|listed| listed.id == self.id);
        listed.filter(|_| !self.is_published()).map(|listed| listed.reason)
    }
}

impl Judged {
    /// Counts what became of cases; `list` says which may stay undecided.
    #[must_use]
    pub fn of(results: &[CaseResult], list: &[Listed]) -> Self {
        let mut judged = Self { cases: results.len(), ..Self::default() };
        for result in results {
            judged.published += usize::from(result.is_published());
            match result.verdict {
                Verdict::Ok => judged.ok += 1,
                Verdict::Differs(_) => judged.differs += 1,
                Verdict::Undecided(_) => {
                    judged.undecided += 1;
                    judged.listed += usize::from(result.may_be_undecided(list).is_some());
                }
                Verdict::Malformed(_) => judged.malformed += 1,
            }
        }
        judged
    }

    /// Whether they hold.
    #[must_use]
    pub fn holds(&self) -> bool {
        let derived = self.cases - self.published;
        self.ok + self.listed == self.cases && self.listed * DERIVED_PER_UNDECIDED <= derived
    }
}

#[cfg(test)]
mod tests;

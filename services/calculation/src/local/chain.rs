//! The steps a local program takes, said only where somebody reads them.

use super::rule::RowMeta;
use crate::{NoTrace, Operator, Step, Trace, money::Yen};

/// Where the chain of steps stands, and in whose name the next step is taken.
pub(crate) struct Chain<'a, T> {
    trace: Option<&'a mut T>,
    row: &'a RowMeta,
    at: Yen,
    /// What is left beside what the program is applied to.
    beside: Yen,
}

impl<'a, T: Trace> Chain<'a, T> {
    /// A chain that stands at an amount of the receipt, and goes on by a row.
    pub(crate) fn new(trace: &'a mut T, row: &'a RowMeta, at: Yen) -> Self {
        Self { trace: Some(trace), row, at, beside: Yen::ZERO }
    }

    /// The row.
    pub(crate) fn row(&self) -> &'a RowMeta {
        self.row
    }

    /// The id of the row.
    pub(crate) fn rule(&self) -> &'a str {
        self.row.id()
    }

    /// Sets apart what is left and not touched by the program.
    pub(crate) fn set_beside(&mut self, beside: Yen) {
        self.beside = beside;
    }

    /// Takes a step, where it leads to another amount.
    #[inline]
    pub(crate) fn reach(
        &mut self,
        operator: Operator,
        after: Yen,
        inputs: impl FnOnce() -> Vec<(&'static str, i64)>,
    ) {
        if !T::ON {
            return;
        }
        let after = after + self.beside;
        if after == self.at {
            return;
        }
        let before = self.at;
        self.at = after;
        if let Some(trace) = &mut self.trace {
            trace.step(|| Step {
                rule: self.row.id().to_owned(),
                operator,
                before,
                after,
                inputs: inputs(),
                source: self.row.source().to_owned(),
            });
        }
    }
}

impl<'a> Chain<'a, NoTrace> {
    /// A chain nobody reads.
    pub(crate) fn silent(row: &'a RowMeta) -> Self {
        Self { trace: None, row, at: Yen::ZERO, beside: Yen::ZERO }
    }
}

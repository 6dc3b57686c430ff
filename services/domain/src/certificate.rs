//! A certificate (受給者証): what a body has decided about one person under one of its types.
//!
//! History in, decision out: [`Certificate::evolve`] accepts all of history, [`Certificate::decide`]
//! says what a command makes of it. Inside a certificate a [`HistoryKey`] names one period row.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::{history_key::HistoryKey, period::Period};

mod decide;
mod limit;
mod reference;
mod row;
#[cfg(test)]
mod tests;

pub use decide::{Command, Refusal};
pub use limit::{CareSetting, CopaymentLimit, LimitPeriod};
pub use reference::{CertificateRef, stream_of};
pub use row::{
    AdditionalCondition, BasicInfo, DesignatedInstitution, DetailItem, Field, Personal, Row, Sex,
};

/// Whether a certificate may be told to anyone (不開示).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Disclosure {
    /// May be told to a desk with consent.
    #[default]
    Open,
    /// May be told to a desk with consent; hidden from the history a person or proxy can see.
    HideFromHistory,
    /// Told to nobody but auditors and the body (不開示フラグ true).
    HideAll,
}

/// Why a period row ended earlier than it said (喪失事由).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndCause {
    /// The body sent the row with an earlier last day and no cause.
    NotGiven,
    /// Moved out of the body's area (転出).
    MovedOut,
    /// Died (死亡).
    Died,
    /// Public assistance began (生活保護).
    PublicAssistance,
    /// The condition for the program no longer holds (要件喪失).
    ConditionLost,
    /// Given back or declined (返還・辞退).
    Returned,
}

/// What happened to a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// It became known, with its first row.
    Registered {
        /// The first row.
        row: Row,
        /// Whether it may be told.
        disclosure: Disclosure,
    },
    /// A further row became known: a renewal, another class.
    PeriodAdded(Row),
    /// A row was corrected: it now says this.
    Corrected {
        /// The row as it now stands.
        row: Row,
        /// What changed.
        changed: Vec<Field>,
    },
    /// A row ends earlier than it said.
    Ended {
        /// Which row.
        history_key: HistoryKey,
        /// The last day on which it holds.
        last: Date,
        /// Why.
        cause: EndCause,
    },
    /// A row was taken back: it was registered by mistake.
    Deleted(HistoryKey),
    /// A deleted row holds again.
    Reinstated(Row),
    /// The certificate is told to fewer.
    Withheld {
        /// To whom it is told from now on.
        disclosure: Disclosure,
        /// The body's reason code; may be empty.
        reason_code: String,
    },
    /// The certificate may be told again.
    Lifted {
        /// The body's reason code; may be empty.
        reason_code: String,
    },
}

/// What is known of a certificate: the fold of its events.
///
/// [`Certificate::default`] is one nothing is known of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Certificate {
    rows: BTreeMap<HistoryKey, RowState>,
    disclosure: Disclosure,
}

/// One row as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
struct RowState {
    row: Row,
    deleted: bool,
}

impl Certificate {
    /// The certificate after these events, oldest first.
    #[must_use]
    pub fn replay(events: impl IntoIterator<Item = Event>) -> Self {
        events.into_iter().fold(Self::default(), Self::evolve)
    }

    /// The certificate after one more event. Accepts all of history, also what `decide` would refuse today.
    #[must_use]
    pub fn evolve(mut self, event: Event) -> Self {
        match event {
            Event::Registered { row, disclosure } => {
                self.disclosure = disclosure;
                self.put(row);
            }
            Event::PeriodAdded(row) | Event::Corrected { row, .. } | Event::Reinstated(row) => {
                self.put(row);
            }
            Event::Ended { history_key, last, .. } => {
                if let Some(state) = self.rows.get_mut(&history_key) {
                    state.row.period = state.row.period.ending(last);
                }
            }
            Event::Deleted(history_key) => {
                if let Some(state) = self.rows.get_mut(&history_key) {
                    state.deleted = true;
                }
            }
            Event::Withheld { disclosure, .. } => self.disclosure = disclosure,
            Event::Lifted { .. } => self.disclosure = Disclosure::Open,
        }
        self
    }

    /// Whether nothing is known of it.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        self.rows.is_empty()
    }

    /// Whether it may be told.
    #[must_use]
    pub fn disclosure(&self) -> Disclosure {
        self.disclosure
    }

    /// The rows that stand, in the order of their keys; deleted ones are left out.
    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        self.rows.values().filter(|state| !state.deleted).map(|state| &state.row)
    }

    /// The key of a standing row, other than `history_key`, that shares a day with `period`.
    #[must_use]
    pub fn overlapping(&self, history_key: &HistoryKey, period: Period) -> Option<&HistoryKey> {
        self.rows()
            .find(|row| row.history_key != *history_key && row.period.overlaps(period))
            .map(|row| &row.history_key)
    }

    fn put(&mut self, row: Row) {
        self.rows.insert(row.history_key.clone(), RowState { row, deleted: false });
    }
}

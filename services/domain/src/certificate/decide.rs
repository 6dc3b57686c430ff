//! What a command makes of a certificate's history.

use jiff::civil::Date;

use super::{Certificate, Disclosure, EndCause, Event, Field, Row, RowState};
use crate::history_key::HistoryKey;

/// What a body asks for.
#[expect(clippy::large_enum_variant, reason = "most of them carry a row")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Let the certificate have this row, whatever it had under the same key.
    Register {
        /// The row.
        row: Row,
        /// The non-disclosure flag (不開示フラグ) that came with it.
        not_disclosed: bool,
    },
    /// Take a row back: it was registered by mistake.
    Delete(HistoryKey),
    /// End a row on a day within its period.
    End {
        /// Which row.
        history_key: HistoryKey,
        /// The last day on which it holds.
        last: Date,
        /// Why.
        cause: EndCause,
    },
    /// Tell the certificate to fewer.
    Withhold {
        /// To whom it is told from now on; not [`Disclosure::Open`].
        disclosure: Disclosure,
        /// The body's reason code; may be empty.
        reason_code: String,
    },
    /// Let the certificate be told again.
    Lift {
        /// The body's reason code; may be empty.
        reason_code: String,
    },
}

/// Why a command was refused, in the order in which it is checked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Nothing is known of the certificate.
    #[error("the certificate is not registered")]
    NotRegistered,
    /// The certificate has no such row.
    #[error("the certificate has no history row `{0}`")]
    NoSuchRow(HistoryKey),
    /// The day is outside the row's period.
    #[error("certificate is not in force on {0}")]
    NotInForce(Date),
    /// It already is as asked for.
    #[error("disclosure of the certificate already is as asked for")]
    DisclosureUnchanged,
}

impl Certificate {
    /// What happens when this command comes: nothing, one event, or two.
    ///
    /// No event means that the command says what is known.
    ///
    /// # Errors
    ///
    /// [`Refusal`], in the order of its variants.
    pub fn decide(&self, command: Command) -> Result<Vec<Event>, Refusal> {
        match command {
            Command::Register { row, not_disclosed } => Ok(self.register(row, not_disclosed)),
            Command::Delete(history_key) => self.delete(history_key),
            Command::End { history_key, last, cause } => self.end(history_key, last, cause),
            Command::Withhold { disclosure, reason_code } => {
                self.change_disclosure(disclosure, reason_code)
            }
            Command::Lift { reason_code } => self.change_disclosure(Disclosure::Open, reason_code),
        }
    }

    fn register(&self, row: Row, not_disclosed: bool) -> Vec<Event> {
        if self.is_unknown() {
            let disclosure = if not_disclosed { Disclosure::HideAll } else { Disclosure::Open };
            return vec![Event::Registered { row, disclosure }];
        }
        let of_row = match self.rows.get(&row.history_key) {
            None => Some(Event::PeriodAdded(row)),
            Some(RowState { deleted: true, .. }) => Some(Event::Reinstated(row)),
            Some(RowState { row: known, deleted: false }) => change(known, row),
        };
        // The flag cannot say HideFromHistory, so `false` leaves that finer state alone.
        let of_disclosure = match (not_disclosed, self.disclosure) {
            (true, Disclosure::Open | Disclosure::HideFromHistory) => Some(Event::Withheld {
                disclosure: Disclosure::HideAll,
                reason_code: String::new(),
            }),
            (false, Disclosure::HideAll) => Some(Event::Lifted { reason_code: String::new() }),
            (true, Disclosure::HideAll)
            | (false, Disclosure::Open | Disclosure::HideFromHistory) => None,
        };
        of_row.into_iter().chain(of_disclosure).collect()
    }

    fn delete(&self, history_key: HistoryKey) -> Result<Vec<Event>, Refusal> {
        match self.rows.get(&history_key) {
            None => Err(Refusal::NoSuchRow(history_key)),
            Some(RowState { deleted: true, .. }) => Ok(Vec::new()),
            Some(RowState { deleted: false, .. }) => Ok(vec![Event::Deleted(history_key)]),
        }
    }

    fn end(
        &self,
        history_key: HistoryKey,
        last: Date,
        cause: EndCause,
    ) -> Result<Vec<Event>, Refusal> {
        if self.is_unknown() {
            return Err(Refusal::NotRegistered);
        }
        match self.rows.get(&history_key) {
            None | Some(RowState { deleted: true, .. }) => Err(Refusal::NoSuchRow(history_key)),
            Some(RowState { row, .. }) if !row.period.contains(last) => {
                Err(Refusal::NotInForce(last))
            }
            Some(_) => Ok(vec![Event::Ended { history_key, last, cause }]),
        }
    }

    fn change_disclosure(
        &self,
        to: Disclosure,
        reason_code: String,
    ) -> Result<Vec<Event>, Refusal> {
        if self.is_unknown() {
            return Err(Refusal::NotRegistered);
        }
        if self.disclosure == to {
            return Err(Refusal::DisclosureUnchanged);
        }
        Ok(vec![match to {
            Disclosure::Open => Event::Lifted { reason_code },
            Disclosure::HideFromHistory | Disclosure::HideAll => {
                Event::Withheld { disclosure: to, reason_code }
            }
        }])
    }
}

/// What changed from a row to its successor; an earlier last day alone is an end.
fn change(known: &Row, next: Row) -> Option<Event> {
    let changed = known.differences(&next);
    if changed.is_empty() {
        return None;
    }
    if changed == [Field::ValidTo] && next.period.last() < known.period.last() {
        return Some(Event::Ended {
            history_key: next.history_key,
            last: next.period.last(),
            cause: EndCause::NotGiven,
        });
    }
    Some(Event::Corrected { row: next, changed })
}

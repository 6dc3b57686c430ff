//! What an event changes in what is kept of a certificate.
//!
//! The same fold as [`domain::certificate::Certificate::evolve`], over what a desk may be told; a
//! deleted row is dropped but for its key, for whatever brings it back brings all of it.

use bytes::Bytes;
use domain::{
    certificate::{CertificateRef, DesignatedInstitution, Disclosure},
    history_key::HistoryKey,
    period::Period,
};
use jiff::civil::Date;
use ledger::Position;
use uuid::Uuid;

use super::facts::{Kind, Wording};
use super::record::{Record, RowRecord};
use super::words::{Place, Words};

/// An event of a certificate, read.
#[derive(Debug)]
pub(crate) struct CertificateEvent {
    pub(crate) certificate: CertificateRef,
    pub(crate) position: Position,
    pub(crate) change: Change,
}

/// What it says.
#[derive(Debug)]
pub(crate) enum Change {
    Registered { row: NewRow, disclosure: Disclosure },
    PeriodAdded(NewRow),
    Corrected(NewRow),
    Ended { history_key: HistoryKey, last: Date },
    Deleted(HistoryKey),
    Reinstated(NewRow),
    Withheld(Disclosure),
    Lifted,
}

/// A row as an event gives it, without the five basic attributes.
#[derive(Debug)]
pub(crate) struct NewRow {
    pub(crate) history_key: HistoryKey,
    pub(crate) period: Period,
    pub(crate) wording: Wording,
    pub(crate) institutions: Vec<DesignatedInstitution>,
    pub(crate) event_id: Uuid,
    /// Recipient number and printed items, closed.
    pub(crate) sealed: Bytes,
}

impl<'a> Record<'a> {
    /// A certificate of which this is the first event.
    pub(crate) fn first(event: &'a CertificateEvent, words: &mut Words) -> Self {
        let kind = words.kinds.hold(&Kind {
            body: event.certificate.body(),
            certificate_type: event.certificate.certificate_type().clone(),
        });
        Self {
            kind,
            sub_key: event.certificate.sub_key().as_str(),
            disclosure: Disclosure::Open,
            last_event: Position::START,
            rows: Vec::new(),
            deleted: Vec::new(),
        }
    }

    /// Takes an event in; says which words the record no longer holds.
    pub(crate) fn evolve(&mut self, event: &'a CertificateEvent, words: &mut Words) -> Vec<Place> {
        self.last_event = event.position;
        match &event.change {
            Change::Registered { row, disclosure } => {
                self.disclosure = *disclosure;
                self.put(row, event.position, words)
            }
            Change::PeriodAdded(row) | Change::Corrected(row) | Change::Reinstated(row) => {
                self.put(row, event.position, words)
            }
            Change::Ended { history_key, last } => {
                if let Ok(at) = self.find(history_key)
                    && let Some(row) = self.rows.get_mut(at)
                {
                    row.period = row.period.ending(*last);
                    row.recorded = event.position;
                }
                Vec::new()
            }
            Change::Deleted(history_key) => match self.find(history_key) {
                Ok(at) => {
                    if let Err(place) = self.deleted.binary_search(&history_key.as_str()) {
                        self.deleted.insert(place, history_key.as_str());
                    }
                    self.rows.remove(at).words().collect()
                }
                Err(_) => Vec::new(),
            },
            Change::Withheld(disclosure) => {
                self.disclosure = *disclosure;
                Vec::new()
            }
            Change::Lifted => {
                self.disclosure = Disclosure::Open;
                Vec::new()
            }
        }
    }

    fn put(&mut self, row: &'a NewRow, at: Position, words: &mut Words) -> Vec<Place> {
        let new = RowRecord::new(row, at, words);
        self.deleted.retain(|key| *key != row.history_key.as_str());
        match self.find(&row.history_key) {
            Err(at) => {
                self.rows.insert(at, new);
                Vec::new()
            }
            Ok(at) => match self.rows.get_mut(at) {
                Some(known) => std::mem::replace(known, new).words().collect(),
                None => Vec::new(),
            },
        }
    }

    /// Where the row with this key stands, or would.
    fn find(&self, history_key: &HistoryKey) -> Result<usize, usize> {
        self.rows.binary_search_by(|row| row.history_key.cmp(history_key.as_str()))
    }
}

impl<'a> RowRecord<'a> {
    fn new(row: &'a NewRow, recorded: Position, words: &mut Words) -> Self {
        Self {
            history_key: row.history_key.as_str(),
            period: row.period,
            recorded,
            wording: words.wordings.hold(&row.wording),
            institutions: row
                .institutions
                .iter()
                .map(|institution| words.institutions.hold(institution))
                .collect(),
            event_id: row.event_id,
            sealed: &row.sealed,
        }
    }
}

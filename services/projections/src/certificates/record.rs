//! One certificate as it is kept: a few dozen bytes, and the places of the words it shares.
//!
//! In memory a word stands as its place, in a snapshot as its number in that snapshot, in a digest
//! as itself: whoever writes or reads a record says how.

use domain::{
    certificate::Disclosure, certificate_id::CertificateId, period::Period, person_key::PersonKey,
};
use ledger::Position;
use uuid::Uuid;

use super::facts::{CertificateFacts, ClosedDetail, RowFacts, put_disclosure, take_disclosure};
use super::words::{Place, Words};
use crate::bytes::{Reader, put_bytes, put_count, put_number, put_period, put_text, put_uuid};

/// What is kept of a certificate. Its texts are borrowed from where they were read.
#[derive(Clone, Debug)]
pub(crate) struct Record<'a> {
    /// The place of its kind.
    pub(crate) kind: usize,
    pub(crate) sub_key: &'a str,
    pub(crate) disclosure: Disclosure,
    /// The last event that concerned it.
    pub(crate) last_event: Position,
    /// The rows that stand, in the order of their keys; none after the last was deleted.
    pub(crate) rows: Vec<RowRecord<'a>>,
    /// The keys of rows that were deleted, in their order.
    pub(crate) deleted: Vec<&'a str>,
}

/// What is kept of a row.
#[derive(Clone, Debug)]
pub(crate) struct RowRecord<'a> {
    pub(crate) history_key: &'a str,
    pub(crate) period: Period,
    /// The last event that concerned it.
    pub(crate) recorded: Position,
    /// The place of its wording.
    pub(crate) wording: usize,
    /// The places of its institutions.
    pub(crate) institutions: Vec<usize>,
    /// The event in which the row was given.
    pub(crate) event_id: Uuid,
    /// What it said closed.
    pub(crate) sealed: &'a [u8],
}

/// How a word is read.
pub(crate) trait ReadWord {
    /// Reads a word of this sort, and says its place.
    fn read(&mut self, reader: &mut Reader<'_>, sort: Sort) -> Option<usize>;
}

/// A sort of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sort {
    Kind,
    Wording,
    Institution,
}

/// Reads words as they stand in memory: by their places.
pub(crate) struct ByPlace;

impl ReadWord for ByPlace {
    fn read(&mut self, reader: &mut Reader<'_>, _: Sort) -> Option<usize> {
        reader.count()
    }
}

impl<'a> Record<'a> {
    /// Writes the record; each word by `word`. [`None`] if `word` could not.
    pub(crate) fn write(
        &self,
        out: &mut Vec<u8>,
        mut word: impl FnMut(&mut Vec<u8>, Place) -> Option<()>,
    ) -> Option<()> {
        word(out, Place::Kind(self.kind))?;
        put_text(out, self.sub_key);
        put_disclosure(out, self.disclosure);
        put_number(out, self.last_event.get());
        put_count(out, self.rows.len());
        for row in &self.rows {
            put_text(out, row.history_key);
            put_period(out, row.period);
            put_number(out, row.recorded.get());
            word(out, Place::Wording(row.wording))?;
            put_count(out, row.institutions.len());
            for institution in &row.institutions {
                word(out, Place::Institution(*institution))?;
            }
            put_uuid(out, row.event_id);
            put_bytes(out, row.sealed);
        }
        put_count(out, self.deleted.len());
        for history_key in &self.deleted {
            put_text(out, history_key);
        }
        Some(())
    }

    /// Reads a record; each word by `words`.
    pub(crate) fn read(reader: &mut Reader<'a>, words: &mut impl ReadWord) -> Option<Self> {
        Some(Self {
            kind: words.read(reader, Sort::Kind)?,
            sub_key: reader.text()?,
            disclosure: take_disclosure(reader)?,
            last_event: Position::new(reader.number()?),
            rows: reader.list(|reader| RowRecord::read(reader, words))?,
            deleted: reader.list(Reader::text)?,
        })
    }

    /// The record in these bytes of memory.
    pub(crate) fn in_memory(bytes: &'a [u8]) -> Option<Self> {
        Self::read(&mut Reader::new(bytes), &mut ByPlace)
    }

    /// The bytes that are kept in memory: as many as it takes and no more, written to `bytes` first.
    pub(crate) fn to_memory(&self, bytes: &mut Vec<u8>) -> Box<[u8]> {
        bytes.clear();
        // Always Some: a place can always be written.
        let _ = self.write(bytes, |out, place| {
            put_count(out, place.number());
            Some(())
        });
        bytes.as_slice().into()
    }

    /// The word of the record itself; those of its rows come beside it.
    pub(crate) fn kind(&self) -> Place {
        Place::Kind(self.kind)
    }

    /// What the record says, in words; [`None`] where it is not readable.
    pub(crate) fn facts(
        &self,
        person: PersonKey,
        id: CertificateId,
        words: &Words,
    ) -> Option<CertificateFacts> {
        let kind = words.kinds.get(self.kind)?;
        Some(CertificateFacts {
            id,
            person,
            body: kind.body,
            certificate_type: kind.certificate_type.clone(),
            sub_key: self.sub_key.parse().ok()?,
            disclosure: self.disclosure,
            rows: self.rows.iter().map(|row| row.facts(words)).collect::<Option<_>>()?,
            deleted: self.deleted.iter().map(|key| key.parse().ok()).collect::<Option<_>>()?,
            last_event: self.last_event,
        })
    }
}

impl<'a> RowRecord<'a> {
    fn read(reader: &mut Reader<'a>, words: &mut impl ReadWord) -> Option<Self> {
        Some(Self {
            history_key: reader.text()?,
            period: reader.period()?,
            recorded: Position::new(reader.number()?),
            wording: words.read(reader, Sort::Wording)?,
            institutions: reader.list(|reader| words.read(reader, Sort::Institution))?,
            event_id: reader.uuid()?,
            sealed: reader.bytes()?,
        })
    }

    /// The words of the row.
    pub(crate) fn words(&self) -> impl Iterator<Item = Place> {
        [Place::Wording(self.wording)]
            .into_iter()
            .chain(self.institutions.iter().copied().map(Place::Institution))
    }

    fn facts(&self, words: &Words) -> Option<RowFacts> {
        Some(RowFacts {
            history_key: self.history_key.parse().ok()?,
            period: self.period,
            recorded: self.recorded,
            wording: words.wordings.get(self.wording)?.clone(),
            designated_institutions: self
                .institutions
                .iter()
                .map(|place| words.institutions.get(*place).cloned())
                .collect::<Option<_>>()?,
            detail: ClosedDetail { event_id: self.event_id, sealed: self.sealed.into() },
        })
    }
}

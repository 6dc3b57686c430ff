//! Person → certificates, with what a desk's answer needs (受給者証).
//!
//! In memory, in 1,024 parts that are locked apart. A certificate is an index entry of
//! [`ENTRY_BYTES`] bytes and a record of its own beside it; what many certificates say alike is
//! kept once (`words`). A corrected record takes the place of the old one, and nothing is left
//! of it.
//!
//! Many may ask at once; only one takes events in at a time (`content` sees to it).

use std::sync::RwLock;

use domain::{certificate_id::CertificateId, person_key::PersonKey};

use crate::lock::{read, write};

mod change;
mod facts;
mod record;
mod shard;
mod stored;
#[cfg(test)]
pub(crate) mod tests;
mod words;

pub(crate) use change::{CertificateEvent, Change, NewRow};
pub use facts::{CertificateFacts, ClosedDetail, RowFacts, Wording};
use record::Record;
use shard::Shard;
pub(crate) use stored::{Dictionary, Numbers};
use words::Words;

/// Into how many parts the index is cut. A power of two.
pub(crate) const SHARDS: usize = 1024;

/// The bytes of one index entry, with its slot in the table of people.
pub const ENTRY_BYTES: usize = size_of::<shard::Entry>() + shard::SLOT_BYTES;

// "An index entry of at most 64 bytes per certificate."
const _: () = assert!(ENTRY_BYTES <= 64);

/// What is kept in memory of a certificate cannot be read: a defect of this room. The hub stops
/// answering rather than leaving a certificate out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("projection of certificate {certificate} is not readable")]
pub struct Unreadable {
    /// Which certificate.
    pub certificate: CertificateId,
}

/// How much there is, and how much memory it takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sizes {
    /// Certificates known, those without a standing row among them.
    pub certificates: usize,
    /// Bytes of the index: entries and table slots, unused capacity included.
    pub index_bytes: usize,
    /// Bytes of the records beside the index, without what the allocator adds.
    pub record_bytes: usize,
    /// Distinct words that the records share.
    pub words: usize,
}

/// The certificates of everyone.
pub struct Certificates {
    /// All shards but the last.
    shards: Box<[RwLock<Shard>]>,
    last_shard: RwLock<Shard>,
    words: RwLock<Words>,
}

impl Certificates {
    pub(crate) fn new() -> Self {
        let shards = (1..SHARDS).map(|_| RwLock::default()).collect();
        Self { shards, last_shard: RwLock::default(), words: RwLock::default() }
    }

    /// What is known of the certificates recorded under this one person key, in the order of their
    /// ids, those without a standing row among them.
    ///
    /// # Errors
    ///
    /// [`Unreadable`].
    pub fn of(&self, person: PersonKey) -> Result<Vec<CertificateFacts>, Unreadable> {
        // The words of a record are released only after the record was replaced, which waits for
        // the shard: while it is read, they are there.
        let shard = read(self.shard(person));
        let words = read(&self.words);
        let mut known = Vec::new();
        for entry in shard.of(person) {
            let facts = Record::in_memory(&entry.record)
                .and_then(|record| record.facts(person, entry.certificate, &words))
                .ok_or(Unreadable { certificate: entry.certificate })?;
            known.push(facts);
        }
        known.sort_unstable_by_key(|facts| facts.id);
        Ok(known)
    }

    /// How much there is. Looks at every record: for reports, not for every request.
    #[must_use]
    pub fn sizes(&self) -> Sizes {
        let mut sizes = Sizes { words: read(&self.words).len(), ..Sizes::default() };
        for shard in self.shards() {
            let shard = read(shard);
            sizes.certificates += shard.len();
            sizes.index_bytes += shard.index_bytes();
            sizes.record_bytes += shard.entries().map(|entry| entry.record.len()).sum::<usize>();
        }
        sizes
    }

    /// Takes an event in. One that was taken in before changes nothing.
    ///
    /// # Errors
    ///
    /// [`Unreadable`]: the record it would change.
    pub(crate) fn take_in(&self, event: &CertificateEvent) -> Result<(), Unreadable> {
        let certificate = event.certificate.id();
        let unreadable = Unreadable { certificate };
        let person = event.certificate.person();
        let known = read(self.shard(person)).find(person, certificate).map(Box::<[u8]>::from);
        let mut words = write(&self.words);
        let mut record = match &known {
            Some(bytes) => Record::in_memory(bytes).ok_or(unreadable)?,
            None => Record::first(event, &mut words),
        };
        if event.position <= record.last_event {
            return Ok(());
        }
        let released = record.evolve(event, &mut words);
        let bytes = record.to_memory(&mut words.scratch);
        drop(words);
        write(self.shard(person)).put(person, certificate, bytes);
        if !released.is_empty() {
            let mut words = write(&self.words);
            for place in released {
                words.release(place);
            }
        }
        Ok(())
    }

    /// Forgets everything recorded under this person key.
    ///
    /// # Errors
    ///
    /// [`Unreadable`]: a record was removed whose words could not be released.
    pub(crate) fn forget(&self, person: PersonKey) -> Result<(), Unreadable> {
        let removed = write(self.shard(person)).remove_all(person);
        let mut words = write(&self.words);
        for entry in removed {
            let record = Record::in_memory(&entry.record)
                .ok_or(Unreadable { certificate: entry.certificate })?;
            words.release(record.kind());
            for place in record.rows.iter().flat_map(record::RowRecord::words) {
                words.release(place);
            }
        }
        Ok(())
    }

    /// How many certificates there are, those without a standing row among them.
    pub(crate) fn len(&self) -> usize {
        self.shards().map(|shard| read(shard).len()).sum()
    }

    /// The shard of a person. The same person has the same shard on every machine.
    fn shard(&self, person: PersonKey) -> &RwLock<Shard> {
        let at = usize::try_from(shard::spread(person) >> 32).unwrap_or(0) % SHARDS;
        self.shards.get(at).unwrap_or(&self.last_shard)
    }

    fn shards(&self) -> impl Iterator<Item = &RwLock<Shard>> {
        self.shards.iter().chain([&self.last_shard])
    }
}

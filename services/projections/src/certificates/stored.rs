//! Certificates as a snapshot holds them, and as a digest sees them.
//!
//! A word is written where it is first used and gets the next number of its sort; after that its
//! number stands for it. The certificates may change while they are written, shard after shard: a
//! place then may hold another word than before, which gets a number of its own.

use std::{hash::Hash, sync::Arc};

use domain::{
    certificate::DesignatedInstitution, certificate_id::CertificateId, person_key::PersonKey,
};
use hashbrown::HashMap;

use super::facts::{Kind, Word, Wording};
use super::record::{ReadWord, Record, Sort};
use super::words::{Place, Shelf, Words};
use super::{Certificates, Unreadable};
use crate::bytes::{Reader, put_count, put_uuid};
use crate::lock::{read, write};

/// Which words a snapshot that is being written has already.
#[derive(Default)]
pub(crate) struct Dictionary {
    kinds: Written<Kind>,
    wordings: Written<Wording>,
    institutions: Written<DesignatedInstitution>,
}

/// Words of one sort that were written. Holding them keeps their addresses from being used again.
struct Written<T> {
    numbers: HashMap<usize, (Arc<T>, usize)>,
    next: usize,
}

/// Where the words of a snapshot that is being read have gone.
#[derive(Default)]
pub(crate) struct Numbers {
    kinds: Vec<usize>,
    wordings: Vec<usize>,
    institutions: Vec<usize>,
}

impl<T> Default for Written<T> {
    fn default() -> Self {
        Self { numbers: HashMap::new(), next: 0 }
    }
}

impl Certificates {
    /// Writes the certificates of the `at`-th shard.
    ///
    /// # Errors
    ///
    /// [`Unreadable`].
    pub(crate) fn store_shard(
        &self,
        at: usize,
        dictionary: &mut Dictionary,
        out: &mut Vec<u8>,
    ) -> Result<(), Unreadable> {
        let Some(shard) = self.shards().nth(at) else { return Ok(()) };
        let shard = read(shard);
        let words = read(&self.words);
        put_count(out, shard.len());
        for entry in shard.entries() {
            let unreadable = || Unreadable { certificate: entry.certificate };
            put_uuid(out, entry.person.uuid());
            put_uuid(out, entry.certificate.uuid());
            Record::in_memory(&entry.record)
                .ok_or_else(unreadable)?
                .write(out, |out, place| dictionary.put(out, place, &words))
                .ok_or_else(unreadable)?;
        }
        Ok(())
    }

    /// Reads what [`Certificates::store_shard`] wrote, into certificates that nobody uses yet;
    /// [`None`] if it is something else.
    pub(crate) fn load_shard(&self, stored: &[u8], numbers: &mut Numbers) -> Option<()> {
        let mut reader = Reader::new(stored);
        let mut bytes = Vec::new();
        let mut words = write(&self.words);
        for _ in 0..reader.count()? {
            let person = PersonKey::from_uuid(reader.uuid()?);
            let certificate = CertificateId::from_uuid(reader.uuid()?);
            let mut loader = Loader { words: &mut words, numbers };
            let record = Record::read(&mut reader, &mut loader)?;
            write(self.shard(person)).put(person, certificate, record.to_memory(&mut bytes));
        }
        reader.is_at_end().then_some(())
    }

    /// Adds all certificates to a hash, in an order that depends on nothing but themselves.
    ///
    /// # Errors
    ///
    /// [`Unreadable`].
    pub(crate) fn digest(&self, hasher: &mut blake3::Hasher) -> Result<(), Unreadable> {
        let mut out = Vec::new();
        for shard in self.shards() {
            let shard = read(shard);
            let words = read(&self.words);
            let mut entries: Vec<_> = shard.entries().collect();
            entries.sort_unstable_by_key(|entry| (entry.person, entry.certificate));
            for entry in entries {
                let unreadable = || Unreadable { certificate: entry.certificate };
                out.clear();
                put_uuid(&mut out, entry.person.uuid());
                put_uuid(&mut out, entry.certificate.uuid());
                Record::in_memory(&entry.record)
                    .ok_or_else(unreadable)?
                    .write(&mut out, |out, place| spell(out, place, &words))
                    .ok_or_else(unreadable)?;
                hasher.update(&out);
            }
        }
        Ok(())
    }
}

/// Writes a word itself.
fn spell(out: &mut Vec<u8>, place: Place, words: &Words) -> Option<()> {
    match place {
        Place::Kind(place) => words.kinds.get(place)?.put(out),
        Place::Wording(place) => words.wordings.get(place)?.put(out),
        Place::Institution(place) => words.institutions.get(place)?.put(out),
    }
    Some(())
}

impl Dictionary {
    fn put(&mut self, out: &mut Vec<u8>, place: Place, words: &Words) -> Option<()> {
        match place {
            Place::Kind(place) => self.kinds.put(out, place, &words.kinds),
            Place::Wording(place) => self.wordings.put(out, place, &words.wordings),
            Place::Institution(place) => self.institutions.put(out, place, &words.institutions),
        }
    }
}

impl<T: Word + Clone + Eq + Hash> Written<T> {
    /// Writes the number of a word after 0, or 0 and the word itself where it has none yet.
    fn put(&mut self, out: &mut Vec<u8>, place: usize, words: &Shelf<T>) -> Option<()> {
        let word = words.get(place)?;
        if let Some((_, number)) =
            self.numbers.get(&place).filter(|(known, _)| Arc::ptr_eq(known, word))
        {
            put_count(out, number + 1);
            return Some(());
        }
        put_count(out, 0);
        word.put(out);
        self.numbers.insert(place, (word.clone(), self.next));
        self.next += 1;
        Some(())
    }
}

/// Reads words of a snapshot, and holds them.
struct Loader<'a> {
    words: &'a mut Words,
    numbers: &'a mut Numbers,
}

impl ReadWord for Loader<'_> {
    fn read(&mut self, reader: &mut Reader<'_>, sort: Sort) -> Option<usize> {
        let Self { words, numbers } = self;
        match sort {
            Sort::Kind => hold(reader, &mut words.kinds, &mut numbers.kinds),
            Sort::Wording => hold(reader, &mut words.wordings, &mut numbers.wordings),
            Sort::Institution => hold(reader, &mut words.institutions, &mut numbers.institutions),
        }
    }
}

fn hold<T: Word + Clone + Eq + Hash>(
    reader: &mut Reader<'_>,
    shelf: &mut Shelf<T>,
    numbers: &mut Vec<usize>,
) -> Option<usize> {
    if let Some(number) = reader.count()?.checked_sub(1) {
        let place = *numbers.get(number)?;
        shelf.hold_again(place)?;
        return Some(place);
    }
    let place = shelf.hold(&T::take(reader)?);
    numbers.push(place);
    Some(place)
}

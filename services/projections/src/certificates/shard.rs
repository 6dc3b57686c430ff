//! One part of the index: entries side by side, and a table from person to entry.

use domain::{certificate_id::CertificateId, person_key::PersonKey};
use hashbrown::HashTable;

/// The bytes of a slot of the table, its control byte included.
pub(super) const SLOT_BYTES: usize = size_of::<u32>() + 1;

/// Entries grow by this part of themselves, so that little is kept unused.
const GROWTH: usize = 16;

/// The fewest entries that room is made for at once.
const GROWTH_MIN: usize = 8;

/// One certificate.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) person: PersonKey,
    pub(super) certificate: CertificateId,
    pub(super) record: Box<[u8]>,
}

/// A part of the index. Entries have no gaps: the last one takes the place of a removed one.
#[derive(Default)]
pub(super) struct Shard {
    entries: Vec<Entry>,
    /// Places of entries, by person; a person with several certificates has several slots.
    places: HashTable<u32>,
}

impl Shard {
    /// The entries of a person, in no order.
    pub(super) fn of(&self, person: PersonKey) -> impl Iterator<Item = &Entry> {
        self.places
            .iter_hash(spread(person))
            .filter_map(|place| self.entry(*place))
            .filter(move |entry| entry.person == person)
    }

    /// The record of a certificate.
    pub(super) fn find(&self, person: PersonKey, certificate: CertificateId) -> Option<&[u8]> {
        let place = *self.places.find(spread(person), |place| {
            self.entry(*place).is_some_and(|entry| entry.is(person, certificate))
        })?;
        Some(&self.entry(place)?.record)
    }

    /// Lets the certificate have this record.
    pub(super) fn put(&mut self, person: PersonKey, certificate: CertificateId, record: Box<[u8]>) {
        let Self { entries, places } = self;
        let found = places.find(spread(person), |place| {
            at(entries, *place).is_some_and(|entry| entry.is(person, certificate))
        });
        if let Some(&place) = found {
            if let Some(entry) = index(place).and_then(|index| entries.get_mut(index)) {
                entry.record = record;
            }
            return;
        }
        // A shard of 2^32 certificates would take more memory than there is.
        let Ok(place) = u32::try_from(entries.len()) else { return };
        if entries.len() == entries.capacity() {
            entries.reserve_exact((entries.len() / GROWTH).max(GROWTH_MIN));
        }
        entries.push(Entry { person, certificate, record });
        places.insert_unique(spread(person), place, |place| {
            at(entries, *place).map_or(0, |entry| spread(entry.person))
        });
    }

    /// Takes out all entries of a person.
    pub(super) fn remove_all(&mut self, person: PersonKey) -> Vec<Entry> {
        let mut removed = Vec::new();
        while let Some(entry) = self.remove_one(person) {
            removed.push(entry);
        }
        removed
    }

    fn remove_one(&mut self, person: PersonKey) -> Option<Entry> {
        let Self { entries, places } = self;
        let slot = places
            .find_entry(spread(person), |place| {
                at(entries, *place).is_some_and(|entry| entry.person == person)
            })
            .ok()?;
        let (place, _) = slot.remove();
        let last = u32::try_from(entries.len().checked_sub(1)?).ok()?;
        if let Some(mover) = at(entries, last)
            && place != last
            && let Some(slot) = places.find_mut(spread(mover.person), |place| *place == last)
        {
            *slot = place;
        }
        Some(entries.swap_remove(index(place)?))
    }

    /// All entries, in no order.
    pub(super) fn entries(&self) -> impl ExactSizeIterator<Item = &Entry> {
        self.entries.iter()
    }

    /// How many entries there are.
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Bytes of entries and slots, unused capacity included.
    pub(super) fn index_bytes(&self) -> usize {
        self.entries.capacity() * size_of::<Entry>() + self.places.allocation_size()
    }

    fn entry(&self, place: u32) -> Option<&Entry> {
        at(&self.entries, place)
    }
}

impl Entry {
    fn is(&self, person: PersonKey, certificate: CertificateId) -> bool {
        self.certificate == certificate && self.person == person
    }
}

fn at(entries: &[Entry], place: u32) -> Option<&Entry> {
    entries.get(index(place)?)
}

fn index(place: u32) -> Option<usize> {
    usize::try_from(place).ok()
}

/// A hash of a person key, the same on every machine. Person keys are random and chosen by the
/// hub, so nobody can aim at a shard; this only spreads keys that differ in few bits.
pub(super) fn spread(person: PersonKey) -> u64 {
    let (high, low) = person.uuid().as_u64_pair();
    let mixed = (high ^ low.rotate_left(32)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9)
}

#[cfg(test)]
mod tests;

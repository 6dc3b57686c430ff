//! Every wrapped key in memory, found by person: 77 bytes a person, and about 10 to find it.
//!
//! Rows lie in the order of their slots, in chunks that never move, so growing copies nothing.

use domain::person_key::PersonKey;
use hashbrown::HashTable;

use crate::data_key::Wrapped;

/// Rows in a chunk: 1.2 MiB.
const CHUNK_ROWS: usize = 16 * 1024;

/// What is kept of one person. Its slot is its number in the order of creation, from 0.
#[derive(Clone, Copy)]
pub(super) struct Row {
    pub(super) person: PersonKey,
    pub(super) wrapped: Wrapped,
}

impl Row {
    /// The first 16 bytes of the BLAKE3 of person and wrapped key: they change when any bit of the row does.
    fn digest(&self) -> Digest {
        let mut hash = blake3::Hasher::new();
        hash.update(self.person.uuid().as_bytes());
        hash.update(&self.wrapped.0);
        let hash = *hash.finalize().as_bytes();
        Digest(std::array::from_fn(|at| hash.get(at).copied().unwrap_or_default()))
    }
}

/// The XOR of the digests of all rows. Against accidents: it shows that a row was lost, doubled
/// or damaged. Against people each key has its own authentication.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Digest(pub(super) [u8; 16]);

impl Digest {
    /// Takes a row in, or out again.
    pub(super) fn toggle(&mut self, row: &Row) {
        for (to, from) in self.0.iter_mut().zip(row.digest().0) {
            *to ^= from;
        }
    }
}

/// No slot is left: 2³² people have one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Full;

/// The rows, and where each person's is.
#[derive(Default)]
pub(super) struct Index {
    chunks: Vec<Vec<Row>>,
    slots: HashTable<u32>,
}

impl Index {
    /// How many people have a row.
    pub(super) fn len(&self) -> usize {
        self.slots.len()
    }

    /// The next free slot, if this many rows still fit.
    ///
    /// # Errors
    ///
    /// [`Full`].
    pub(super) fn room_for(&self, rows: usize) -> Result<u32, Full> {
        u32::try_from(self.len() + rows).map_err(|_| Full)?;
        u32::try_from(self.len()).map_err(|_| Full)
    }

    /// The slot of a person's row, and the row.
    pub(super) fn find(&self, person: PersonKey) -> Option<(u32, &Row)> {
        let slot = *self.slots.find(hash(person), |slot| {
            row(&self.chunks, *slot).is_some_and(|row| row.person == person)
        })?;
        row(&self.chunks, slot).map(|row| (slot, row))
    }

    /// All rows, in the order of their slots.
    pub(super) fn rows(&self) -> impl Iterator<Item = &Row> {
        self.chunks.iter().flatten()
    }

    /// Adds a row in the next slot. The caller knows that the person has none.
    ///
    /// # Errors
    ///
    /// [`Full`].
    pub(super) fn push(&mut self, new: Row) -> Result<(), Full> {
        let slot = self.room_for(1)?;
        match self.chunks.last_mut() {
            Some(chunk) if chunk.len() < CHUNK_ROWS => chunk.push(new),
            Some(_) | None => {
                let mut chunk = Vec::with_capacity(CHUNK_ROWS);
                chunk.push(new);
                self.chunks.push(chunk);
            }
        }
        let chunks = &self.chunks;
        self.slots.insert_unique(hash(new.person), slot, |slot| {
            row(chunks, *slot).map_or(0, |row| hash(row.person))
        });
        Ok(())
    }

    /// Overwrites what is kept in a slot; without such a slot nothing happens.
    pub(super) fn overwrite(&mut self, slot: u32, wrapped: Wrapped) {
        let (chunk, at) = place(slot);
        if let Some(row) = self.chunks.get_mut(chunk).and_then(|chunk| chunk.get_mut(at)) {
            row.wrapped = wrapped;
        }
    }
}

fn row(chunks: &[Vec<Row>], slot: u32) -> Option<&Row> {
    let (chunk, at) = place(slot);
    chunks.get(chunk)?.get(at)
}

fn place(slot: u32) -> (usize, usize) {
    let slot = slot as usize;
    (slot / CHUNK_ROWS, slot % CHUNK_ROWS)
}

/// Person keys are random and made by the hub alone, so mixing both halves is enough.
fn hash(person: PersonKey) -> u64 {
    let (high, low) = person.uuid().as_u64_pair();
    let mixed = (high ^ low.rotate_left(32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed ^ (mixed >> 32)
}

#[cfg(test)]
mod tests;

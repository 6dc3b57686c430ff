//! Tables by words and names of the data, made when an edition is loaded and asked at each calculation.

use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
};

use smallvec::SmallVec;

/// How many bytes of a word stand in the table itself. The id of a row is no longer, as a rule.
const SHORT: usize = 24;

/// Something for each word.
#[derive(Clone, Debug)]
pub(crate) struct ByWord<T>(HashMap<SmallVec<[u8; SHORT]>, T, BuildHasherDefault<WordHasher>>);

/// A quick hash. Who asks cannot make words collide that the edition has, so it need not be a secret one.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct WordHasher(u64);

/// A number without pattern: the fraction of the golden ratio.
const MIX: u64 = 0x9e37_79b9_7f4a_7c15;

impl<T> ByWord<T> {
    /// What stands for a word.
    #[inline]
    pub(crate) fn get(&self, word: &str) -> Option<&T> {
        self.0.get(word.as_bytes())
    }

    /// Puts something for a word, in the place of what stood there.
    pub(crate) fn put(&mut self, word: &str, of: T) {
        self.0.insert(SmallVec::from_slice(word.as_bytes()), of);
    }
}

impl<T> Default for ByWord<T> {
    fn default() -> Self {
        Self(HashMap::default())
    }
}

impl WordHasher {
    #[inline]
    fn take(&mut self, word: u64) {
        let mixed = u128::from(self.0 ^ word) * u128::from(MIX);
        let [low, high] = [mixed, mixed >> u64::BITS].map(|half| half & u128::from(u64::MAX));
        // Both halves fit.
        self.0 = u64::try_from(low ^ high).unwrap_or_default();
    }
}

impl Hasher for WordHasher {
    /// Takes a word by its beginning, eight bytes at a time, and by its end, which may overlap.
    #[inline]
    fn write(&mut self, bytes: &[u8]) {
        if let Some(end) = bytes.last_chunk() {
            let (words, rest) = bytes.as_chunks();
            for word in words {
                self.take(u64::from_le_bytes(*word));
            }
            if !rest.is_empty() {
                self.take(u64::from_le_bytes(*end));
            }
        } else if let (Some(begin), Some(end)) = (bytes.first_chunk(), bytes.last_chunk()) {
            let half = |bytes: &[u8; 4]| u64::from(u32::from_le_bytes(*bytes));
            self.take(half(begin) << u32::BITS | half(end));
        } else {
            self.take(bytes.iter().fold(0, |last, byte| last << u8::BITS | u64::from(*byte)));
        }
    }

    /// The length of a word, which comes before it.
    #[inline]
    fn write_usize(&mut self, length: usize) {
        self.take(u64::try_from(length).unwrap_or(u64::MAX));
    }

    #[inline]
    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests;

//! Tables by words and names of the data, made when an edition is loaded and asked at each calculation.

use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
};

/// Something for each word.
pub(crate) type ByWord<T> = HashMap<Box<str>, T, BuildHasherDefault<WordHasher>>;

/// A quick hash. Who asks cannot make words collide that the edition has, so it need not be a secret one.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct WordHasher(u64);

/// A number without pattern: the fraction of the golden ratio.
const MIX: u64 = 0x9e37_79b9_7f4a_7c15;

impl WordHasher {
    fn take(&mut self, bytes: [u8; 8]) {
        let mixed = u128::from(self.0 ^ u64::from_le_bytes(bytes)) * u128::from(MIX);
        let [low, high] = [mixed, mixed >> u64::BITS].map(|half| half & u128::from(u64::MAX));
        // The halves fit, and adding them without a carry is the point.
        self.0 = u64::try_from(low ^ high).unwrap_or_default();
    }
}

impl Hasher for WordHasher {
    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks();
        for word in words {
            self.take(*word);
        }
        let last = rest.iter().fold(0, |last: u64, byte| last << u8::BITS | u64::from(*byte));
        self.take(last.to_le_bytes());
    }

    /// What ends a text: the length of its last part is in its bytes already.
    fn write_u8(&mut self, byte: u8) {
        self.0 = self.0.rotate_left(8) ^ u64::from(byte);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests;

//! Tables by words and names of the data, made when an edition is loaded and asked at each calculation.

use std::mem;

use smallvec::SmallVec;

/// How many bytes of a word stand in the table itself. The id of a row is no longer, as a rule.
const SHORT: usize = 24;

/// How many places a table has at first.
const PLACES: usize = 16;

/// Something for each word.
#[derive(Clone, Debug)]
pub(crate) struct ByWord<T> {
    /// A word stands in the place that its hash names, or in the first one after it that was free. Half of them are free
    /// at least, and there is a power of two of them.
    places: Vec<Option<Entry<T>>>,
    words: usize,
}

#[derive(Clone, Debug)]
struct Entry<T> {
    hash: u64,
    word: SmallVec<[u8; SHORT]>,
    of: T,
}

/// A number without pattern: the fraction of the golden ratio.
const MIX: u64 = 0x9e37_79b9_7f4a_7c15;

impl<T> ByWord<T> {
    /// What stands for a word.
    #[inline]
    pub(crate) fn get(&self, word: &str) -> Option<&T> {
        match self.places.get(self.place(word.as_bytes(), hash(word.as_bytes())))? {
            Some(entry) => Some(&entry.of),
            None => None,
        }
    }

    /// Puts something for a word, in the place of what stood there.
    pub(crate) fn put(&mut self, word: &str, of: T) {
        let word = word.as_bytes();
        if self.places.len() <= self.words * 2 {
            self.grow();
        }
        let hash = hash(word);
        let place = self.place(word, hash);
        if let Some(place) = self.places.get_mut(place) {
            self.words += usize::from(place.is_none());
            *place = Some(Entry { hash, word: SmallVec::from_slice(word), of });
        }
    }

    /// The place of a word, or the free one where it belongs.
    #[inline]
    fn place(&self, word: &[u8], hash: u64) -> usize {
        let last = self.places.len().wrapping_sub(1);
        let mut place = usize::try_from(hash).unwrap_or_default() & last;
        while let Some(Some(entry)) = self.places.get(place) {
            if entry.hash == hash && *entry.word == *word {
                break;
            }
            place = place.wrapping_add(1) & last;
        }
        place
    }

    fn grow(&mut self) {
        let mut places = Vec::new();
        places.resize_with(PLACES.max(self.places.len() * 2), || None);
        let before = mem::replace(&mut self.places, places);
        for entry in before.into_iter().flatten() {
            let place = self.place(&entry.word, entry.hash);
            if let Some(place) = self.places.get_mut(place) {
                *place = Some(entry);
            }
        }
    }
}

impl<T> Default for ByWord<T> {
    fn default() -> Self {
        Self { places: Vec::new(), words: 0 }
    }
}

/// A quick hash of a word. Who asks cannot make words collide that the edition has, so it need not be a secret one.
#[inline]
fn hash(word: &[u8]) -> u64 {
    let length = u64::try_from(word.len()).unwrap_or(u64::MAX);
    let mut hash = mix(0, length);
    // Eight bytes at a time, and the last eight, which may overlap.
    if let Some(end) = word.last_chunk() {
        let (words, rest) = word.as_chunks();
        for word in words {
            hash = mix(hash, u64::from_le_bytes(*word));
        }
        if rest.is_empty() { hash } else { mix(hash, u64::from_le_bytes(*end)) }
    } else if let (Some(begin), Some(end)) = (word.first_chunk(), word.last_chunk()) {
        let half = |bytes: &[u8; 4]| u64::from(u32::from_le_bytes(*bytes));
        mix(hash, half(begin) << u32::BITS | half(end))
    } else {
        mix(hash, word.iter().fold(0, |last, byte| last << u8::BITS | u64::from(*byte)))
    }
}

/// A hash that has taken one more word of eight bytes.
#[inline]
fn mix(hash: u64, word: u64) -> u64 {
    let mixed = u128::from(hash ^ word) * u128::from(MIX);
    let [low, high] = [mixed, mixed >> u64::BITS].map(|half| half & u128::from(u64::MAX));
    // Both halves fit.
    u64::try_from(low ^ high).unwrap_or_default()
}

#[cfg(test)]
mod tests;

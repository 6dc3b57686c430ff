//! Tables by words and names of the data, made when an edition is loaded and asked at each calculation.

use hashbrown::HashMap;
use smallvec::SmallVec;

/// How many bytes of a word stand in the table itself. The id of a row is no longer, as a rule.
const SHORT: usize = 24;

/// Something for each word.
#[derive(Clone, Debug)]
pub(crate) struct ByWord<T>(HashMap<SmallVec<[u8; SHORT]>, T>);

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

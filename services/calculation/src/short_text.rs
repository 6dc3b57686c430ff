//! A name that is kept: in its own place as long as it is short, as the codes of facilities are.

use smallvec::SmallVec;

/// How many bytes of a name need no place of their own in memory.
const SHORT: usize = 16;

/// A name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ShortText(SmallVec<[u8; SHORT]>);

impl ShortText {
    /// Whether it is this name.
    pub(crate) fn is(&self, name: &str) -> bool {
        *self.0 == *name.as_bytes()
    }
}

impl From<&str> for ShortText {
    fn from(name: &str) -> Self {
        Self(SmallVec::from_slice(name.as_bytes()))
    }
}

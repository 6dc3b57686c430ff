//! A text that many rows share, kept once.

use std::{borrow::Borrow, collections::HashSet, fmt, ops::Deref, sync::Arc};

/// A text kept once for all rows that say it. Cloning it copies no letter.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text(Arc<str>);

/// The texts of a file, each kept once.
#[derive(Debug, Default)]
pub(crate) struct Texts(HashSet<Text>);

impl Texts {
    /// `text`, as it is kept.
    pub(crate) fn keep(&mut self, text: &str) -> Text {
        if let Some(kept) = self.0.get(text) {
            return kept.clone();
        }
        let kept = Text(text.into());
        self.0.insert(kept.clone());
        kept
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Text {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

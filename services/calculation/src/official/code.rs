//! A code (コード) of the layout: a few characters that the dictionary gives a meaning.

use std::{fmt, str};

/// The longest code: the published ones have one to three characters.
pub const CODE_BYTES_MAX: usize = 4;

/// A code as the file gives it: one to four bytes of text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code([u8; CODE_BYTES_MAX]); // Invariant: UTF-8, padded with zeros at the end, not empty.

/// A code with a meaning the dictionary knows, or one it does not: kept as given, never guessed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Coded<T> {
    /// What it means.
    Known(T),
    /// A code that has not been seen in any published list.
    Unseen(Code),
}

impl<T: Copy> Coded<T> {
    /// What it means, where that is known.
    #[must_use]
    pub fn known(self) -> Option<T> {
        match self {
            Self::Known(meaning) => Some(meaning),
            Self::Unseen(_) => None,
        }
    }
}

impl Code {
    /// The code that a text is; none if it is empty or too long for one.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let mut code = [0; CODE_BYTES_MAX];
        code.get_mut(..text.len())?.copy_from_slice(text.as_bytes());
        if text.is_empty() || text.contains('\0') { None } else { Some(Self(code)) }
    }

    /// As the file gives it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        let Self(bytes) = self;
        let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(CODE_BYTES_MAX);
        bytes.get(..end).and_then(|code| str::from_utf8(code).ok()).unwrap_or_default()
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Code({self})")
    }
}

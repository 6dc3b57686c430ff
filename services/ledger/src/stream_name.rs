//! The name of a stream (系列): `certificate-…`, `checkin-…`.
//!
//! 1 to 160 bytes of `a`–`z`, `0`–`9` and `-`.

use std::{fmt, str::FromStr, sync::Arc};

/// The longest stream name, in bytes.
pub const STREAM_NAME_BYTES_MAX: usize = 160;

/// The name of a stream (系列), cheap to clone.
///
/// Holding one proves its form (1..=160 bytes of `[a-z0-9-]`), not that the stream has events.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StreamName(Arc<str>);

/// A text is not a [`StreamName`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidStreamName {
    /// No byte, or more than [`STREAM_NAME_BYTES_MAX`].
    #[error("stream name must have 1 to 160 bytes, not {0}")]
    Length(usize),
    /// A byte other than `a`–`z`, `0`–`9` and `-` stands at this place, counted from 0.
    #[error("stream name must be of a-z, 0-9 and '-'; byte {0} is not")]
    Character(usize),
}

impl StreamName {
    /// A name that was recorded, so its form was proved before.
    pub(crate) fn recorded(text: &str) -> Self {
        Self(Arc::from(text))
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for StreamName {
    type Err = InvalidStreamName;

    fn from_str(text: &str) -> Result<Self, InvalidStreamName> {
        if text.is_empty() || text.len() > STREAM_NAME_BYTES_MAX {
            return Err(InvalidStreamName::Length(text.len()));
        }
        let allowed = |byte: &u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-');
        match text.as_bytes().iter().position(|byte| !allowed(byte)) {
            Some(at) => Err(InvalidStreamName::Character(at)),
            None => Ok(Self(Arc::from(text))),
        }
    }
}

impl TryFrom<String> for StreamName {
    type Error = InvalidStreamName;

    fn try_from(text: String) -> Result<Self, InvalidStreamName> {
        text.parse()
    }
}

impl TryFrom<&str> for StreamName {
    type Error = InvalidStreamName;

    fn try_from(text: &str) -> Result<Self, InvalidStreamName> {
        text.parse()
    }
}

impl AsRef<str> for StreamName {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for StreamName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests;

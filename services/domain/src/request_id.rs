//! The id a caller gives a request before the first attempt, and keeps for every repetition.

use std::fmt;
use std::str::FromStr;

use uuid::Uuid;

/// A request id: a UUID chosen by the caller's system.
///
/// A repeated id gets the first answer again. The UUID of noughts is refused: it is what a field
/// that nobody filled looks like, and would make strangers' requests repetitions of each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestId(Uuid);

/// A text is not a [`RequestId`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("request id must be a uuid of 36 characters in groups of 8-4-4-4-12, not all noughts")]
pub struct NotARequestId;

impl RequestId {
    /// The request id that this UUID is.
    ///
    /// # Errors
    ///
    /// [`NotARequestId`] for the UUID of noughts.
    pub fn from_uuid(uuid: Uuid) -> Result<Self, NotARequestId> {
        if uuid.is_nil() { Err(NotARequestId) } else { Ok(Self(uuid)) }
    }

    /// The UUID that this id is.
    #[must_use]
    pub fn uuid(self) -> Uuid {
        self.0
    }
}

impl FromStr for RequestId {
    type Err = NotARequestId;

    /// Reads 36 characters; upper case is accepted and written back in lower case.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() != 36 {
            return Err(NotARequestId);
        }
        Self::from_uuid(Uuid::try_parse(text).map_err(|_| NotARequestId)?)
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0.hyphenated(), f)
    }
}

#[cfg(test)]
mod tests;

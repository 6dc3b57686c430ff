//! Where an event stands: its position in the ledger, its version in its stream.

use std::fmt;

/// A place in the ledger's order (位置): 1 for the first event, and only growing.
///
/// Positions order events even where the clock jumped. Nobody may rely on them having no gaps:
/// the embedded ledger's are dense, KurrentDB's are not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position(u64);

impl Position {
    /// Before the first event (0).
    pub const START: Self = Self(0);

    /// The position with this number; 0 is [`Position::START`].
    #[must_use]
    pub const fn new(number: u64) -> Self {
        Self(number)
    }

    /// The number, 0 for [`Position::START`].
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }
}

impl From<u64> for Position {
    fn from(number: u64) -> Self {
        Self(number)
    }
}

impl From<Position> for u64 {
    fn from(position: Position) -> Self {
        position.0
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A place in one stream: 0 for its first event, then one more for each, without gaps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version(u64);

impl Version {
    /// The version of a stream's first event.
    pub const FIRST: Self = Self(0);

    /// The version with this number.
    #[must_use]
    pub const fn new(number: u64) -> Self {
        Self(number)
    }

    /// The number, 0 for the first event.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }

    /// The version of the event after this one.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

impl From<u64> for Version {
    fn from(number: u64) -> Self {
        Self(number)
    }
}

impl From<Version> for u64 {
    fn from(version: Version) -> Self {
        version.0
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What a stream must be for an append to be decided on the present state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ExpectedVersion {
    /// The stream has no event.
    NoStream,
    /// The last event of the stream has this version.
    Exactly(Version),
}

impl ExpectedVersion {
    /// What to expect of a stream whose last event has this version, if it has any.
    #[must_use]
    pub const fn after(current: Option<Version>) -> Self {
        match current {
            None => Self::NoStream,
            Some(version) => Self::Exactly(version),
        }
    }

    /// The version that the first event of an append gets.
    #[must_use]
    pub const fn next(self) -> Version {
        match self {
            Self::NoStream => Version::FIRST,
            Self::Exactly(version) => version.next(),
        }
    }
}

/// The order in which a stream is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// From older to newer.
    Forwards,
    /// From newer to older.
    Backwards,
}

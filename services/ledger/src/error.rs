//! How appends and reads fail, and what a failed append has left behind.

use std::{fmt, sync::Arc};

use crate::{Position, STREAM_EVENTS_MAX, STREAMS_PER_READ_MAX, StreamName, Version};

/// An append was not acknowledged. Variants stand in the order they are checked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AppendError {
    /// The append has no event, or an event has no type.
    #[error("append has no event or an event without a type")]
    Empty,
    /// A part of the append is larger than its documented limit.
    #[error("{size} {what} exceed the limit of {max}")]
    TooLarge {
        /// What is counted, with its unit.
        what: &'static str,
        /// How much was given.
        size: usize,
        /// How much is allowed.
        max: usize,
    },
    /// Two events of the append have the same id.
    #[error("two events of the append have the same id")]
    RepeatedId,
    /// The ledger was closed before it took the append.
    #[error("ledger is closed")]
    Closed,
    /// The ledger is read-only until a human has looked at it. This call did nothing; it says
    /// nothing about an earlier attempt that ended [`AppendError::Indefinite`].
    #[error("ledger is sealed read-only: {0}")]
    Sealed(SealReason),
    /// The stream is at another version, and the append is no retry of what stands there. Read
    /// the stream and decide again.
    #[error("stream is at another version than expected ({})", version_text(*current))]
    Conflict {
        /// The version of the stream's last event; none if it has no event.
        current: Option<Version>,
    },
    /// The disk is full; the append was rolled back. Appends succeed again once there is room.
    #[error("disk is full")]
    Full,
    /// The ledger failed while making the append durable. Whether it is will be known after the
    /// ledger was opened again; the same append with the same ids may then be sent again.
    #[error("append may have been done: {0}")]
    Indefinite(Arc<str>),
}

/// What a failed append has left behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing of it was or will be recorded by this call.
    DefinitelyNotDone,
    /// It may have been recorded. Send it again with the same ids to learn.
    Indefinite,
}

impl AppendError {
    /// What the append has left behind.
    #[must_use]
    pub const fn outcome(&self) -> Outcome {
        match self {
            Self::Empty
            | Self::TooLarge { .. }
            | Self::RepeatedId
            | Self::Closed
            | Self::Sealed(_)
            | Self::Conflict { .. }
            | Self::Full => Outcome::DefinitelyNotDone,
            Self::Indefinite(_) => Outcome::Indefinite,
        }
    }
}

fn version_text(current: Option<Version>) -> String {
    current.map_or_else(|| "no events".into(), |version| format!("version {version}"))
}

/// Why a ledger takes no more appends.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealReason {
    /// Writing or syncing failed; what the disk holds of the last batch is unknown.
    #[error("storage failed: {0}")]
    Storage(Arc<str>),
    /// Something that was recorded is no longer what it was.
    #[error("{0}")]
    Damage(Damage),
}

/// A read failed. Variants stand in the order they are checked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// More streams were asked for than one call reads.
    #[error("{0} streams exceed the limit of {STREAMS_PER_READ_MAX} per read")]
    TooManyStreams(usize),
    /// The ledger was closed.
    #[error("ledger is closed")]
    Closed,
    /// A whole stream was asked for that is too long for it; read it in pages.
    #[error("stream {0} has more than {STREAM_EVENTS_MAX} events")]
    StreamTooLong(StreamName),
    /// The storage could not be read.
    #[error("storage failed: {0}")]
    Storage(Arc<str>),
    /// What is stored is not what was recorded.
    #[error("{0}")]
    Damaged(Damage),
}

/// Something that was recorded is no longer what it was: a human must look, and restore a copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// The first position concerned, where one can be named.
    pub at: Option<Position>,
    /// What was found.
    pub kind: DamageKind,
}

/// What is wrong with what is stored.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DamageKind {
    /// The event's fields do not match its checksum.
    #[error("event does not match its checksum")]
    Checksum,
    /// The running hash does not follow from the event before.
    #[error("running hash does not follow from the event before")]
    Chain,
    /// No event stands at this position, but a later one does.
    #[error("event is missing")]
    Gap,
    /// The versions of this event's stream are not dense.
    #[error("versions of stream {0} are not dense")]
    Versions(Arc<str>),
    /// A stored field has another type or form than was written.
    #[error("field {0} is malformed")]
    Field(&'static str),
    /// The index by stream does not say the same as the events.
    #[error("index by stream disagrees with the events")]
    Index,
    /// The tail mark does not say the same as the event at its position.
    #[error("tail mark disagrees with the event")]
    Mark,
    /// The database's pages cannot be read.
    #[error("database is malformed: {0}")]
    Pages(Arc<str>),
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.at {
            Some(position) => write!(f, "ledger is damaged at position {position}: {}", self.kind),
            None => write!(f, "ledger is damaged: {}", self.kind),
        }
    }
}

impl std::error::Error for Damage {}

//! Appends and reads events by stream and position: in memory, and embedded on disk.
//!
//! An [`Append`] names its stream (系列) and the version it expects; the ledger (台帳) makes its
//! events durable, gives them positions (位置), and only then answers. A retry with the same event
//! ids gets the first answer again, for ever. Every read proves what it returns or fails.
//!
//! This room knows neither certificates nor callers, and holds no clock: what an event means and
//! when it was recorded is told to it.

mod contents;
#[cfg(any(test, feature = "contract"))]
pub mod contract;
mod embedded;
mod error;
mod event;
mod memory;
mod position;
mod stream_name;
mod subscription;

pub use contents::{Ledger, SharedLedger};
pub use embedded::{
    DataFolder, EmbeddedLedger, LockError, OpenError, QUEUE_BYTES_MAX, QUEUE_MESSAGES_MAX,
    Verified, accept_tail, let_others_listen,
};
pub use error::{AppendError, Damage, DamageKind, Outcome, ReadError, SealReason};
pub use event::{
    APPEND_BYTES_MAX, Append, Appended, Attribution, CALLER_BYTES_MAX, EVENT_TYPE_BYTES_MAX,
    EVENTS_PER_APPEND_MAX, NewEvent, PAYLOAD_BYTES_MAX, REQUEST_ID_BYTES_MAX, RecordedEvent,
};
pub use memory::MemoryLedger;
pub use position::{Direction, ExpectedVersion, Position, Version};
pub use stream_name::{InvalidStreamName, STREAM_NAME_BYTES_MAX, StreamName};
pub use subscription::{PageSource, Subscription};

/// The most events one page holds; a larger `max` is taken as this one.
pub const PAGE_EVENTS_MAX: usize = 1024;

/// A page ends after the event that brings its payloads to this many bytes, so a page shorter
/// than `max` is not yet the end: only an empty page is.
pub const PAGE_BYTES_MAX: usize = 4 * 1024 * 1024;

/// The most events of one stream that [`Ledger::read_streams`] returns.
pub const STREAM_EVENTS_MAX: usize = 1000;

/// The most streams one [`Ledger::read_streams`] reads.
pub const STREAMS_PER_READ_MAX: usize = 10_000;

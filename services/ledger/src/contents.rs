//! The trait: what every ledger does, whatever it stands on.

use std::sync::Arc;

use async_trait::async_trait;

use crate::{
    Append, AppendError, Appended, Direction, Position, ReadError, RecordedEvent, StreamName,
    Subscription, Version,
};

/// A ledger (台帳), shared by everyone who appends to it or reads it.
pub type SharedLedger = Arc<dyn Ledger>;

/// Appends and reads events by stream and position.
///
/// An append is decided on its expected version: where it fits, the events are recorded, next to
/// each other in position and version, and acknowledged once they are durable. Where it does not
/// fit, but the ids that stand from the expected version on are exactly the ids of the append, it
/// is the same append sent again, and gets its first answer with `repeated` set. Ids elsewhere in
/// the stream are not searched. This is KurrentDB's rule, and needs no index over ids.
///
/// Dropping the future of an append says nothing about it: it may still be recorded.
#[async_trait]
pub trait Ledger: Send + Sync + 'static {
    /// Appends the events, durably.
    ///
    /// # Errors
    ///
    /// [`AppendError`]; its [`outcome`](AppendError::outcome) tells whether it may have been done.
    async fn append(&self, append: Append) -> Result<Appended, AppendError> {
        self.append_each(vec![append]).await.pop().unwrap_or(Err(AppendError::Closed))
    }

    /// Appends each of these, in this order: every one is decided by itself, on what those before
    /// it have recorded, and succeeds or fails by itself. One answer each, in order.
    ///
    /// Cheaper than one call each: they share a commit.
    async fn append_each(&self, appends: Vec<Append>) -> Vec<Result<Appended, AppendError>>;

    /// A page of one stream, from this version on (included; absent: from the first event
    /// forwards, from the last backwards). Up to `max` events and
    /// [`PAGE_EVENTS_MAX`](crate::PAGE_EVENTS_MAX); only an empty page is the end. A stream
    /// without events is empty.
    ///
    /// # Errors
    ///
    /// [`ReadError`].
    async fn read_stream(
        &self,
        stream: &StreamName,
        from: Option<Version>,
        direction: Direction,
        max: usize,
    ) -> Result<Vec<RecordedEvent>, ReadError>;

    /// The whole of each of these streams, forwards, in the order asked for: up to
    /// [`STREAMS_PER_READ_MAX`](crate::STREAMS_PER_READ_MAX) streams of up to
    /// [`STREAM_EVENTS_MAX`](crate::STREAM_EVENTS_MAX) events.
    ///
    /// # Errors
    ///
    /// [`ReadError`].
    async fn read_streams(
        &self,
        streams: &[StreamName],
    ) -> Result<Vec<Vec<RecordedEvent>>, ReadError>;

    /// A page of all events after this position, in order. Up to `max` events and
    /// [`PAGE_EVENTS_MAX`](crate::PAGE_EVENTS_MAX); only an empty page is the end.
    ///
    /// # Errors
    ///
    /// [`ReadError`].
    async fn read_all(&self, after: Position, max: usize) -> Result<Vec<RecordedEvent>, ReadError>;

    /// The position of the last durable event; [`Position::START`] in an empty ledger.
    ///
    /// # Errors
    ///
    /// [`ReadError`].
    async fn head(&self) -> Result<Position, ReadError>;

    /// All events after this position: first those recorded, then each as it becomes durable; none
    /// is left out and none comes twice. Nothing is buffered for a slow subscriber.
    fn subscribe(&self, after: Position) -> Subscription;
}

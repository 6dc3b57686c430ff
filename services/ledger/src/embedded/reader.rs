//! Reading: a few read-only connections, each used by one blocking thread at a time.
//!
//! A page never goes beyond the head that was published when it began, and every event in it is
//! proved: its checksum, its place in its stream, and in a page of all events its place in the
//! chain. Readers hold no lock that a writer waits for.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use async_trait::async_trait;
use rusqlite::Connection;
use tokio::sync::{Semaphore, watch};

use super::{StreamHash, database, queries, row::Decoder, seal::Seal};
use crate::{
    Direction, PageSource, Position, ReadError, RecordedEvent, SealReason, StreamName, Version,
};

/// The connections, and so the reads that run at the same time. Others wait their turn.
pub(super) const READERS_MAX: usize = 4;

/// Where reads are done.
pub(super) struct Readers {
    path: PathBuf,
    stream_hash: StreamHash,
    idle: Mutex<Vec<Reader>>,
    turns: Arc<Semaphore>,
    head: watch::Receiver<Position>,
    seal: Arc<Seal>,
}

/// A connection, and what decodes its rows.
pub(super) struct Reader {
    pub(super) connection: Connection,
    pub(super) decoder: Decoder,
}

impl Readers {
    pub(super) fn new(
        path: PathBuf,
        stream_hash: StreamHash,
        head: watch::Receiver<Position>,
        seal: Arc<Seal>,
    ) -> Self {
        let turns = Arc::new(Semaphore::new(READERS_MAX));
        Self { path, stream_hash, idle: Mutex::default(), turns, head, seal }
    }

    pub(super) fn stream_hash(&self) -> StreamHash {
        self.stream_hash
    }

    pub(super) fn head(&self) -> Position {
        *self.head.borrow()
    }

    pub(super) fn watch_head(&self) -> watch::Receiver<Position> {
        self.head.clone()
    }

    pub(super) async fn read_all(
        self: &Arc<Self>,
        after: Position,
        max: usize,
    ) -> Result<Vec<RecordedEvent>, ReadError> {
        self.read(move |reader, head| queries::page(reader, after, head, max)).await
    }

    pub(super) async fn read_stream(
        self: &Arc<Self>,
        stream: StreamName,
        from: Option<Version>,
        direction: Direction,
        max: usize,
    ) -> Result<Vec<RecordedEvent>, ReadError> {
        let hash = (self.stream_hash)(stream.as_str());
        self.read(move |reader, head| {
            queries::stream_page(reader, hash, &stream, from, direction, head, max)
        })
        .await
    }

    pub(super) async fn read_streams(
        self: &Arc<Self>,
        streams: Vec<StreamName>,
    ) -> Result<Vec<Vec<RecordedEvent>>, ReadError> {
        let hash = self.stream_hash;
        self.read(move |reader, head| queries::whole_streams(reader, hash, &streams, head)).await
    }

    /// Waits for reads to end, refuses later ones, and closes the connections.
    pub(super) async fn close(&self) {
        let all = u32::try_from(READERS_MAX).unwrap_or(u32::MAX);
        let turns = self.turns.acquire_many(all).await;
        self.turns.close();
        self.idle().clear();
        drop(turns);
    }

    /// Does a read on a blocking thread, once it is its turn. Damage it meets seals the ledger:
    /// nothing is built on what is not intact.
    pub(super) async fn read<T: Send + 'static>(
        self: &Arc<Self>,
        read: impl FnOnce(&mut Reader, Position) -> Result<T, ReadError> + Send + 'static,
    ) -> Result<T, ReadError> {
        let turn = self.turns.clone().acquire_owned().await.map_err(|_| ReadError::Closed)?;
        let readers = self.clone();
        let reading = tokio::task::spawn_blocking(move || {
            let mut reader = readers.take()?;
            let result = read(&mut reader, readers.head());
            readers.idle().push(reader);
            drop(turn);
            if let Err(ReadError::Damaged(damage)) = &result {
                readers.seal.set(SealReason::Damage(damage.clone()));
            }
            result
        });
        reading.await.unwrap_or_else(|error| Err(ReadError::Storage(error.to_string().into())))
    }

    fn take(&self) -> Result<Reader, ReadError> {
        let idle = self.idle().pop();
        match idle {
            Some(reader) => Ok(reader),
            None => self.another(),
        }
    }

    /// A connection of its own, beside the shared ones.
    pub(super) fn another(&self) -> Result<Reader, ReadError> {
        let connection = database::open_to_read(&self.path).map_err(database::read_error)?;
        Ok(Reader { connection, decoder: Decoder::default() })
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Reader>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a subscription pulls from.
pub(super) struct Pages(pub(super) Arc<Readers>);

#[async_trait]
impl PageSource for Pages {
    async fn page(&self, after: Position, max: usize) -> Result<Vec<RecordedEvent>, ReadError> {
        self.0.read_all(after, max).await
    }
}

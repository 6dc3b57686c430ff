//! The ledger on disk: `SQLite` with a write-ahead file, one writer, a few readers.
//!
//! Appends wait in a bounded queue; the writer commits what waits in one transaction and answers
//! when it is durable. One that comes alone is committed by its caller. An append is one statement to
//! its caller: what was acknowledged survives a killed process and a power cut, and what cannot be
//! made durable seals the ledger.

mod batch;
mod checkpointer;
mod checksum;
mod database;
mod extents;
mod folder;
mod lone;
mod nearness;
mod open;
mod queries;
mod reader;
mod row;
mod seal;
mod tail_mark;
mod verify;
mod wal_blocks;
mod writer;

use std::{
    io,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    thread::JoinHandle,
};

use async_trait::async_trait;
use tokio::sync::{Semaphore, mpsc, oneshot, watch};

use self::{
    batch::Prepared,
    checkpointer::{Checkpointer, Pass},
    database::Kind,
    folder::Claim,
    lone::{Calm, Lone},
    reader::{Pages, Reader, Readers},
    row::Decoder,
    seal::Seal,
    tail_mark::Mark,
    writer::{Answers, Message, WalPages, Writer},
};
pub use self::{
    folder::{DataFolder, LockError},
    nearness::let_others_listen,
    open::OpenError,
    verify::Verified,
};
use crate::{
    Append, AppendError, Appended, Direction, Ledger, Position, ReadError, RecordedEvent,
    STREAMS_PER_READ_MAX, SealReason, StreamName, Subscription, Version,
};

/// The most messages that wait for the writer; more callers wait for room.
pub const QUEUE_MESSAGES_MAX: usize = 4096;

/// The most bytes that wait for the writer (64 MiB); more callers wait for room.
pub const QUEUE_BYTES_MAX: usize = 64 * 1024 * 1024;

/// A message to the writer is closed when it holds so many events.
const MESSAGE_EVENTS_MAX: usize = 1024;

/// A message to the writer is closed when it holds so many bytes.
const MESSAGE_BYTES_MAX: usize = 2 * 1024 * 1024;

/// The queue's bytes are given out in pieces of this size.
const ROOM_BYTES: usize = 1024;

/// What an event takes beside its payload, about.
const EVENT_OVERHEAD_BYTES: usize = 256;

/// Room to hash an event in; grows where one is longer.
const SCRATCH_BYTES: usize = 1024;

/// The hash by which the index finds a stream's first event: less than nothing, so it is no position.
type StreamHash = fn(&str) -> i64;

/// What only tests set otherwise.
#[derive(Clone, Copy)]
struct Seams {
    /// One that lets names collide, for instance.
    stream_hash: StreamHash,
    /// The database's pages, after which it is full.
    pages_max: Option<u32>,
    wal_pages: WalPages,
}

impl Default for Seams {
    fn default() -> Self {
        Self { stream_hash, pages_max: None, wal_pages: WalPages::default() }
    }
}

/// A ledger in a data folder: `NAME.db`, `SQLite`'s `NAME.db-wal`, and the tail mark `NAME.tail`. They belong together:
/// copy or restore them together. While it is open, other processes find the database locked.
pub struct EmbeddedLedger {
    readers: Arc<Readers>,
    seal: Arc<Seal>,
    room: Arc<Semaphore>,
    mark_file: PathBuf,
    lone: Lone,
    queue: Mutex<Option<mpsc::Sender<Message>>>,
    writer: Mutex<Option<JoinHandle<()>>>,
}

impl EmbeddedLedger {
    /// Opens the ledger with this name in the folder, or makes it. Proves its end against the tail
    /// mark first; blocks until that is done, a few milliseconds as a rule.
    ///
    /// # Errors
    ///
    /// [`OpenError`].
    pub fn open(folder: &DataFolder, name: &str) -> Result<Self, OpenError> {
        Self::open_with(folder, name, Seams::default())
    }

    fn open_with(
        folder: &DataFolder,
        name: &str,
        Seams { stream_hash, pages_max, wal_pages }: Seams,
    ) -> Result<Self, OpenError> {
        let claim = claim(folder, name)?;
        let file = claim.file("db");
        let mark_file = claim.file("tail");
        let opened = open::open(&claim)?;
        let failed = |error| open::refused(database::read_error(error), &file);
        if let Some(pages) = pages_max {
            let limit = opened.connection.pragma_update(None, "max_page_count", pages);
            limit.map_err(failed)?;
        }
        let (head, watch) = watch::channel(opened.tail.position);
        let seal = Arc::new(Seal::default());
        let readers = Arc::new(Readers::new(file.clone(), stream_hash, watch, seal.clone()));
        let no_thread = |source| OpenError::File { file: file.clone(), source };
        let mark = opened.mark.file().try_clone().map_err(no_thread)?;
        let pass = Pass::new(&file, mark, seal.clone()).map_err(failed)?;
        let checkpointing = (wal_pages, Checkpointer::start(name, pass).map_err(no_thread)?);
        let writer = Writer::new(opened, head, seal.clone(), checkpointing, claim);
        let writer = writer.map_err(failed)?;
        let (queue, messages) = mpsc::channel(QUEUE_MESSAGES_MAX);
        let writer = Arc::new(Mutex::new(Some(writer)));
        let calm = Arc::new(Calm::default());
        let lone =
            Lone::new(name, folder.lone(), writer.clone(), calm.clone()).map_err(no_thread)?;
        let thread = std::thread::Builder::new().name(format!("ledger-{name}"));
        let thread =
            thread.spawn(move || writer::run(&writer, &calm, messages)).map_err(no_thread)?;
        Ok(Self {
            readers,
            seal,
            room: Arc::new(Semaphore::new(QUEUE_BYTES_MAX / ROOM_BYTES)),
            mark_file,
            lone,
            queue: Mutex::new(Some(queue)),
            writer: Mutex::new(Some(thread)),
        })
    }

    /// Why the ledger takes no more appends, if it is sealed.
    #[must_use]
    pub fn sealed(&self) -> Option<SealReason> {
        self.seal.reason().cloned()
    }

    /// Checks every event, version, index entry and page up to the present end, and the tail mark.
    /// Appends and reads go on meanwhile; `SQLite`'s write-ahead file may grow while pages are checked.
    ///
    /// `progress` is told now and then which position was reached.
    ///
    /// # Errors
    ///
    /// [`ReadError::Damaged`] with the first damage found; it seals the ledger.
    /// [`ReadError::Storage`] if the files cannot be read.
    pub async fn verify(
        &self,
        mut progress: impl FnMut(Position) + Send + 'static,
    ) -> Result<Verified, ReadError> {
        let (readers, mark_file) = (self.readers.clone(), self.mark_file.clone());
        let checking = tokio::task::spawn_blocking(move || {
            // What is marked is in the database, even if the head does not say so yet.
            let mark = verify::current_mark(&mark_file)?;
            let head = readers.head().max(mark.position);
            let reader = &mut readers.another()?;
            verify::verify(reader, readers.stream_hash(), mark, head, &mut progress)
        });
        let verified = checking
            .await
            .unwrap_or_else(|error| Err(ReadError::Storage(error.to_string().into())));
        if let Err(ReadError::Damaged(damage)) = &verified {
            self.seal.set(SealReason::Damage(damage.clone()));
        }
        verified
    }

    /// Records what is queued, ends reads and subscriptions, empties the write-ahead file into the
    /// database, and closes the files. Then the ledger may be opened again.
    pub async fn close(&self) {
        self.readers.close().await;
        lock(&self.queue).take();
        let thread = lock(&self.writer).take();
        if let Some(thread) = thread {
            // A writer that panicked has nothing left to close.
            let _ = tokio::task::spawn_blocking(move || thread.join()).await;
        }
    }

    /// Sends to the writer in messages of bounded size, and waits for all answers.
    async fn send(&self, prepared: Vec<Prepared>) -> Answers {
        let queue = lock(&self.queue).clone();
        let Some(queue) = queue else {
            return prepared.iter().map(|_| Err(AppendError::Closed)).collect();
        };
        let does_any_wait = queue.capacity() < queue.max_capacity();
        if let Some(answer) = self.lone.commit(&prepared, does_any_wait) {
            return vec![answer];
        }
        let mut waiting = Vec::new();
        for (appends, bytes) in in_messages(prepared) {
            let count = appends.len();
            waiting.push((count, self.send_one(&queue, appends, bytes).await));
        }
        drop(queue);
        let mut answers = Vec::new();
        for (count, answer) in waiting {
            let answered = match answer {
                Ok(answer) => answer.await.map_err(|_| {
                    AppendError::Indefinite(Arc::from("the writer stopped before it answered"))
                }),
                Err(error) => Err(error),
            };
            match answered {
                Ok(answered) => answers.extend(answered),
                Err(error) => answers.extend((0..count).map(|_| Err(error.clone()))),
            }
        }
        answers
    }

    async fn send_one(
        &self,
        queue: &mpsc::Sender<Message>,
        appends: Vec<Prepared>,
        bytes: usize,
    ) -> Result<oneshot::Receiver<Answers>, AppendError> {
        let pieces = u32::try_from(bytes.div_ceil(ROOM_BYTES)).unwrap_or(u32::MAX);
        let room = self.room.clone().acquire_many_owned(pieces).await;
        let room = room.map_err(|_| AppendError::Closed)?;
        let (answer, answered) = oneshot::channel();
        let message = Message { appends, bytes, answer, room };
        queue.send(message).await.map_err(|_| AppendError::Closed)?;
        Ok(answered)
    }
}

impl Drop for EmbeddedLedger {
    /// Closes as [`EmbeddedLedger::close`] does, and blocks meanwhile.
    fn drop(&mut self) {
        lock(&self.queue).take();
        let thread = lock(&self.writer).take();
        if let Some(thread) = thread {
            let _ = thread.join();
        }
    }
}

#[async_trait]
impl Ledger for EmbeddedLedger {
    async fn append_each(&self, appends: Vec<Append>) -> Vec<Result<Appended, AppendError>> {
        let (mut prepared, mut refused) = (Vec::with_capacity(appends.len()), Vec::new());
        let mut scratch = Vec::with_capacity(SCRATCH_BYTES);
        for (place, append) in appends.into_iter().enumerate() {
            match append.check() {
                Ok(()) => {
                    prepared.push(Prepared::new(append, self.readers.stream_hash(), &mut scratch));
                }
                Err(error) => refused.push((place, error)),
            }
        }
        let mut answers = self.send(prepared).await;
        // In rising order of places, so each lands where it belongs.
        for (place, error) in refused {
            answers.insert(place, Err(error));
        }
        answers
    }

    async fn read_stream(
        &self,
        stream: &StreamName,
        from: Option<Version>,
        direction: Direction,
        max: usize,
    ) -> Result<Vec<RecordedEvent>, ReadError> {
        self.readers.read_stream(stream.clone(), from, direction, max).await
    }

    async fn read_streams(
        &self,
        streams: &[StreamName],
    ) -> Result<Vec<Vec<RecordedEvent>>, ReadError> {
        if streams.len() > STREAMS_PER_READ_MAX {
            return Err(ReadError::TooManyStreams(streams.len()));
        }
        self.readers.read_streams(streams.to_vec()).await
    }

    async fn read_all(&self, after: Position, max: usize) -> Result<Vec<RecordedEvent>, ReadError> {
        self.readers.read_all(after, max).await
    }

    async fn head(&self) -> Result<Position, ReadError> {
        Ok(self.readers.head())
    }

    fn subscribe(&self, after: Position) -> Subscription {
        let source = Arc::new(Pages(self.readers.clone()));
        Subscription::pulling(source, self.readers.watch_head(), after)
    }
}

/// Accepts a database as it is found, after a full check of it, and writes its tail mark anew: for
/// whoever has decided that what [`OpenError::LostTail`], [`OpenError::MarkMissing`] or
/// [`OpenError::MarkDamaged`] told of is lost and cannot be restored. Blocks meanwhile.
///
/// # Errors
///
/// [`OpenError`]: a database that is damaged is not accepted.
pub fn accept_tail(folder: &DataFolder, name: &str) -> Result<Verified, OpenError> {
    let claim = claim(folder, name)?;
    let (file, mark_file) = (claim.file("db"), claim.file("tail"));
    let refused = |error| open::refused(error, &file);
    let not_there = |source| OpenError::File { file: file.clone(), source };
    std::fs::metadata(&file).map_err(not_there)?;
    let connection =
        database::open_to_read(&file).map_err(|error| refused(database::read_error(error)))?;
    let kind = database::kind(&connection).map_err(|error| refused(database::read_error(error)))?;
    match kind {
        Kind::Ledger => {}
        Kind::Before => return Err(OpenError::Older { file: file.clone() }),
        Kind::Newer(found) => return Err(OpenError::Newer { file: file.clone(), found }),
        Kind::Empty | Kind::Other => return Err(OpenError::NotALedger { file: file.clone() }),
    }
    let mut reader = Reader { connection, decoder: Decoder::default() };
    let (head, _) = queries::tail(&reader.connection).map_err(refused)?;
    let verified = verify::verify(&mut reader, stream_hash, Mark::START, head, &mut |_| {})
        .map_err(refused)?;
    let mark = Mark { position: head, chain: checksum::Chain(verified.chain) };
    let mark_error = |source: io::Error| OpenError::File { file: mark_file.clone(), source };
    tail_mark::create(claim.folder(), &mark_file, mark).map_err(mark_error)?;
    Ok(verified)
}

fn claim(folder: &DataFolder, name: &str) -> Result<Claim, OpenError> {
    if !folder::is_ledger_name(name) {
        return Err(OpenError::Name);
    }
    folder.claim(name).ok_or_else(|| OpenError::AlreadyOpen(name.to_owned()))
}

/// The first 64 bits of the name's hash, the sign set.
fn stream_hash(name: &str) -> i64 {
    let hash = blake3::hash(name.as_bytes());
    let first = hash.as_bytes().first_chunk().map_or(0, |first| i64::from_le_bytes(*first));
    first | i64::MIN
}

/// Parts appends into messages of bounded size, with the bytes each takes.
fn in_messages(prepared: Vec<Prepared>) -> Vec<(Vec<Prepared>, usize)> {
    let mut messages = Vec::new();
    let (mut appends, mut events, mut bytes) = (Vec::new(), 0, 0);
    for one in prepared {
        events += one.append.events.len();
        bytes += one.append.payload_bytes() + one.append.events.len() * EVENT_OVERHEAD_BYTES;
        appends.push(one);
        if events >= MESSAGE_EVENTS_MAX || bytes >= MESSAGE_BYTES_MAX {
            messages.push((std::mem::take(&mut appends), std::mem::take(&mut bytes)));
            events = 0;
        }
    }
    if !appends.is_empty() {
        messages.push((appends, bytes));
    }
    messages
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;

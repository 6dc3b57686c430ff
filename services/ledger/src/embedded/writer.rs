//! The writer: one thread, one connection, one commit for all that waits.
//!
//! It takes what is in the queue, decides each append on what those before it recorded, commits,
//! writes the tail mark, publishes the head, and only then answers. What is in the write-ahead file
//! is brought into the database file after the answers have left.

use std::sync::{
    Arc,
    atomic::{AtomicI32, Ordering},
};

use rusqlite::{Connection, ErrorCode};
use tokio::sync::{OwnedSemaphorePermit, mpsc, oneshot, watch};

use super::{
    batch::{Batch, Prepared, Tail},
    database::{self, Checkpoint},
    folder::Claim,
    row::Decoder,
    seal::Seal,
    tail_mark::{Mark, TailMark},
    versions::Versions,
};
use crate::{AppendError, Appended, Position, SealReason};

/// A commit closes before a message that would bring it past so many events.
pub(super) const BATCH_EVENTS_MAX: usize = 4096;

/// A commit closes before a message that would bring it past so many bytes.
pub(super) const BATCH_BYTES_MAX: usize = 8 * 1024 * 1024;

/// New pages in the write-ahead file (4 KiB each) from which on they are brought into the database
/// file.
const WAL_PAGES_CHECKPOINT: i32 = 4096;

/// Pages from which on the writer waits for readers so that the file can be emptied.
const WAL_PAGES_MAX: i32 = 16 * WAL_PAGES_CHECKPOINT;

pub(super) type Answers = Vec<Result<Appended, AppendError>>;

/// Appends that came in one call, and where their answers go.
pub(super) struct Message {
    pub(super) appends: Vec<Prepared>,
    pub(super) bytes: usize,
    pub(super) answer: oneshot::Sender<Answers>,
    /// The message's share of the queue's bytes, given back when it was answered.
    pub(super) room: OwnedSemaphorePermit,
}

impl Message {
    fn events(&self) -> usize {
        self.appends.iter().map(|prepared| prepared.append.events.len()).sum()
    }
}

pub(super) struct Writer {
    connection: Connection,
    decoder: Decoder,
    versions: Versions,
    tail: Tail,
    mark: TailMark,
    head: watch::Sender<Position>,
    seal: Arc<Seal>,
    wal_pages: Arc<AtomicI32>,
    wal_pages_done: i32,
    /// Dropped last: the ledger may be opened again only when the connection is closed.
    claim: Claim,
}

impl Writer {
    pub(super) fn new(
        mut connection: Connection,
        tail: Tail,
        mark: TailMark,
        head: watch::Sender<Position>,
        seal: Arc<Seal>,
        claim: Claim,
    ) -> rusqlite::Result<Self> {
        let wal_pages = Arc::new(AtomicI32::new(0));
        let count = wal_pages.clone();
        connection.wal_hook(Some(move |_: &mut _, pages| {
            count.store(pages, Ordering::Relaxed);
            Ok(())
        }))?;
        let decoder = Decoder::default();
        let versions = Versions::default();
        Ok(Self {
            connection,
            decoder,
            versions,
            tail,
            mark,
            head,
            seal,
            wal_pages,
            wal_pages_done: 0,
            claim,
        })
    }

    /// Takes messages until nobody can send any more.
    pub(super) fn run(mut self, mut queue: mpsc::Receiver<Message>) {
        let mut held_back = None;
        while let Some(first) = held_back.take().or_else(|| queue.blocking_recv()) {
            let (messages, next) = gather(first, &mut queue);
            held_back = next;
            let answers = self.record(&messages);
            for (message, answers) in messages.into_iter().zip(answers) {
                // Whoever asked may have gone; what is recorded stays recorded.
                let _ = message.answer.send(answers);
                drop(message.room);
            }
            self.checkpoint_if_due();
        }
        self.close();
    }

    fn record(&mut self, messages: &[Message]) -> Vec<Answers> {
        if let Some(reason) = self.seal.reason() {
            return all(messages, &AppendError::Sealed(reason.clone()));
        }
        match self.decide_and_commit(messages) {
            Ok((answers, tail)) => {
                self.advance(tail);
                answers
            }
            Err(error) => {
                self.versions.forget_all();
                all(messages, &error)
            }
        }
    }

    /// One transaction over all messages; on failure nothing of it is visible to anyone.
    fn decide_and_commit(
        &mut self,
        messages: &[Message],
    ) -> Result<(Vec<Answers>, Tail), AppendError> {
        let decided = self.decide(messages).map_err(|failure| self.give_up(failure))?;
        match self.connection.prepare_cached("COMMIT").and_then(|mut commit| commit.execute([])) {
            Ok(_) => Ok(decided),
            Err(error) => Err(self.commit_failed(error)),
        }
    }

    fn decide(&mut self, messages: &[Message]) -> Result<(Vec<Answers>, Tail), BatchFailure> {
        let Self { connection, decoder, versions, tail, .. } = self;
        let mut batch = Batch::begin(connection, decoder, versions, *tail)?;
        let mut decide = |prepared| batch.decide(prepared);
        let answers: Result<_, _> = messages
            .iter()
            .map(|message| message.appends.iter().map(&mut decide).collect())
            .collect();
        Ok((answers?, batch.tail()))
    }

    /// The batch failed before its commit: none of it was done. A full disk is only full; anything
    /// else seals the ledger.
    fn give_up(&mut self, failure: BatchFailure) -> AppendError {
        let rolled_back = self.roll_back();
        match failure {
            BatchFailure::Storage(error) if is_full(&error) && rolled_back => AppendError::Full,
            BatchFailure::Storage(error) => {
                self.sealed(SealReason::Storage(error.to_string().into()))
            }
            BatchFailure::Damage(reason) => self.sealed(reason),
        }
    }

    /// The commit failed. `SQLite` reports a full disk before it syncs anything, and rolls back; after
    /// any other failure the write-ahead file may hold the whole commit.
    fn commit_failed(&mut self, error: rusqlite::Error) -> AppendError {
        let rolled_back = self.roll_back();
        if is_full(&error) && rolled_back {
            return AppendError::Full;
        }
        let text: Arc<str> = error.to_string().into();
        self.seal.set(SealReason::Storage(text.clone()));
        AppendError::Indefinite(text)
    }

    fn sealed(&self, reason: SealReason) -> AppendError {
        self.seal.set(reason.clone());
        AppendError::Sealed(reason)
    }

    fn roll_back(&self) -> bool {
        self.connection.is_autocommit() || self.connection.execute_batch("ROLLBACK").is_ok()
    }

    /// What was committed is durable: mark it, and show it to readers.
    fn advance(&mut self, tail: Tail) {
        if tail.position > self.tail.position {
            let mark = Mark { position: tail.position, chain: tail.chain };
            if let Err(error) = self.mark.write(mark) {
                self.seal.set(SealReason::Storage(format!("tail mark: {error}").into()));
            }
            self.head.send_replace(tail.position);
        }
        self.tail = tail;
    }

    fn checkpoint_if_due(&mut self) {
        let pages = self.wal_pages.load(Ordering::Relaxed);
        if pages < self.wal_pages_done {
            self.wal_pages_done = 0; // The file was begun anew.
        }
        if pages - self.wal_pages_done < WAL_PAGES_CHECKPOINT || self.seal.reason().is_some() {
            return;
        }
        self.wal_pages_done = pages;
        let how = if pages < WAL_PAGES_MAX { Checkpoint::Passive } else { Checkpoint::Truncate };
        self.checkpoint(how);
    }

    fn checkpoint(&mut self, how: Checkpoint) {
        match database::checkpoint(&self.connection, how) {
            Ok(_) => {}
            // The write-ahead file keeps everything; appends will find the disk full themselves.
            Err(error) if is_full(&error) => tracing::warn!("disk is full: checkpoint put off"),
            Err(error) => self.seal.set(SealReason::Storage(error.to_string().into())),
        }
        if let Err(error) = self.mark.sync() {
            self.seal.set(SealReason::Storage(format!("tail mark: {error}").into()));
        }
    }

    /// A sealed ledger is left as it is, for whoever looks at it.
    fn close(mut self) {
        if self.seal.reason().is_none() {
            self.checkpoint(Checkpoint::Truncate);
        }
        let Self { connection, claim, .. } = self;
        drop(connection);
        drop(claim);
    }
}

/// Why a batch could not be brought to its commit.
pub(super) enum BatchFailure {
    Storage(rusqlite::Error),
    Damage(SealReason),
}

impl From<rusqlite::Error> for BatchFailure {
    fn from(error: rusqlite::Error) -> Self {
        Self::Storage(error)
    }
}

/// This message and those that wait behind it, as many as fit one commit; and the one that did
/// not.
fn gather(first: Message, queue: &mut mpsc::Receiver<Message>) -> (Vec<Message>, Option<Message>) {
    let (mut events, mut bytes) = (first.events(), first.bytes);
    let mut messages = vec![first];
    while let Ok(message) = queue.try_recv() {
        events += message.events();
        bytes += message.bytes;
        if events > BATCH_EVENTS_MAX || bytes > BATCH_BYTES_MAX {
            return (messages, Some(message));
        }
        messages.push(message);
    }
    (messages, None)
}

fn all(messages: &[Message], error: &AppendError) -> Vec<Answers> {
    let answers = |message: &Message| message.appends.iter().map(|_| Err(error.clone())).collect();
    messages.iter().map(answers).collect()
}

fn is_full(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::DiskFull)
}

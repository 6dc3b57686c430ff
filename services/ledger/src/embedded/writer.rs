//! The writer: one connection, one commit for all that waits.
//!
//! Its thread takes what is in the queue, decides each append on what those before it recorded, commits,
//! writes the tail mark, publishes the head, and only then answers. What is in the write-ahead file
//! is brought into the database file by another thread ([`Checkpointer`]), but for the little that is
//! written meanwhile: that follows after the answers have left, as do the blocks for the next commits ([`WalBlocks`]).
//! An append that is alone is committed the same way, on its caller's thread ([`Lone`](super::lone::Lone)).

use std::sync::{
    Arc,
    atomic::{AtomicI32, Ordering},
};

use rusqlite::Connection;
use tokio::sync::{OwnedSemaphorePermit, mpsc, oneshot, watch};

use super::{
    batch::{Batch, Prepared, Tail},
    checkpointer::{self, Checkpointer},
    database::{Checkpoint, is_full},
    extents::Extents,
    folder::Claim,
    lone::{Calm, SharedWriter},
    open::Opened,
    row::Decoder,
    seal::Seal,
    tail_mark::{Mark, TailMark},
    wal_blocks::WalBlocks,
};
use crate::{AppendError, Appended, Position, SealReason};

/// A commit closes before a message that would bring it past so many events.
pub(super) const BATCH_EVENTS_MAX: usize = 4096;

/// A commit closes before a message that would bring it past so many bytes.
pub(super) const BATCH_BYTES_MAX: usize = 8 * 1024 * 1024;

/// How many pages (4 KiB each) the write-ahead file takes.
#[derive(Clone, Copy, Debug)]
pub(super) struct WalPages {
    /// So many new ones are brought into the database file by another thread.
    pub(super) pass: i32,
    /// From so many on, what that thread has left is brought over by the writer, so that the file begins anew.
    pub(super) anew: i32,
    /// From so many on, the writer waits for readers so that the file can be emptied.
    pub(super) max: i32,
}

impl Default for WalPages {
    fn default() -> Self {
        Self { pass: 4_096, anew: 16_384, max: 65_536 }
    }
}

pub(super) type Answers = Vec<Result<Appended, AppendError>>;

/// How a batch begins.
type Begin<'a> =
    fn(&'a Connection, &'a mut Decoder, &'a mut Extents, Tail) -> Result<Batch<'a>, BatchFailure>;

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
        self.appends.iter().map(Prepared::events).sum()
    }
}

pub(super) struct Writer {
    connection: Connection,
    decoder: Decoder,
    extents: Extents,
    tail: Tail,
    mark: TailMark,
    head: watch::Sender<Position>,
    seal: Arc<Seal>,
    wal_pages: Arc<AtomicI32>,
    wal_pages_done: i32,
    wal_blocks: WalBlocks,
    limits: WalPages,
    checkpointer: Checkpointer,
    /// Dropped last: the ledger may be opened again only when the connection is closed.
    claim: Claim,
}

impl Writer {
    pub(super) fn new(
        Opened { mut connection, tail, mark, wal_blocks }: Opened,
        head: watch::Sender<Position>,
        seal: Arc<Seal>,
        (limits, checkpointer): (WalPages, Checkpointer),
        claim: Claim,
    ) -> rusqlite::Result<Self> {
        let wal_pages = Arc::new(AtomicI32::new(0));
        let count = wal_pages.clone();
        connection.wal_hook(Some(move |_: &mut _, pages| {
            count.store(pages, Ordering::Relaxed);
            Ok(())
        }))?;
        let decoder = Decoder::default();
        let extents = Extents::default();
        Ok(Self {
            connection,
            decoder,
            extents,
            tail,
            mark,
            head,
            seal,
            wal_pages,
            wal_pages_done: 0,
            wal_blocks,
            limits,
            checkpointer,
            claim,
        })
    }

    /// Records the appends of all messages in one commit, and answers each.
    fn record_messages(&mut self, messages: Vec<Message>) {
        let groups: Vec<_> = messages.iter().map(|message| message.appends.as_slice()).collect();
        let answers = self.record(&groups);
        for (message, answers) in messages.into_iter().zip(answers) {
            // Whoever asked may have gone; what is recorded stays recorded.
            let _ = message.answer.send(answers);
            drop(message.room);
        }
    }

    /// Records an append in a commit of its own, on the thread of its caller.
    pub(super) fn record_alone(&mut self, append: &Prepared) -> Result<Appended, AppendError> {
        let answers = self.record(&[std::slice::from_ref(append)]);
        self.wal_blocks.note(self.pages());
        answers.into_iter().flatten().next().unwrap_or(Err(AppendError::Closed))
    }

    fn record(&mut self, groups: &[&[Prepared]]) -> Vec<Answers> {
        if let Some(reason) = self.seal.reason() {
            return all(groups, &AppendError::Sealed(reason.clone()));
        }
        match self.decide_and_commit(groups) {
            Ok((answers, tail)) => {
                self.advance(tail);
                answers
            }
            Err(error) => {
                self.extents.forget_all();
                all(groups, &error)
            }
        }
    }

    /// One transaction over all of them; on failure nothing of it is visible to anyone. A single event is inserted and
    /// committed by one statement, which spares it two.
    fn decide_and_commit(
        &mut self,
        groups: &[&[Prepared]],
    ) -> Result<(Vec<Answers>, Tail), AppendError> {
        if matches!(groups, [[append]] if append.events() == 1) {
            return match self.decide(groups, Batch::of_statements) {
                Ok(decided) => Ok(decided),
                Err(BatchFailure::Storage(error)) => Err(self.commit_failed(error)),
                Err(failure @ BatchFailure::Damage(_)) => Err(self.give_up(failure)),
            };
        }
        let decided = self.decide(groups, Batch::begin);
        let decided = decided.map_err(|failure| self.give_up(failure))?;
        match self.connection.prepare_cached("COMMIT").and_then(|mut commit| commit.execute([])) {
            Ok(_) => Ok(decided),
            Err(error) => Err(self.commit_failed(error)),
        }
    }

    fn decide<'a>(
        &'a mut self,
        groups: &[&[Prepared]],
        begin: Begin<'a>,
    ) -> Result<(Vec<Answers>, Tail), BatchFailure> {
        let Self { connection, decoder, extents, tail, .. } = self;
        let mut batch = begin(connection, decoder, extents, *tail)?;
        let mut decide = |prepared| batch.decide(prepared);
        let answers: Result<_, _> =
            groups.iter().map(|appends| appends.iter().map(&mut decide).collect()).collect();
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

    /// Whether there is something to be done that the caller of an append should not wait for.
    pub(super) fn is_upkeep_due(&self) -> bool {
        let (pages, limits) = (self.wal_pages.load(Ordering::Relaxed), self.limits);
        let is_pass_due = pages < self.wal_pages_done || pages - self.wal_pages_done >= limits.pass;
        is_pass_due || pages >= limits.anew || self.wal_blocks.are_due()
    }

    /// What is to be done between two commits.
    fn look_after(&mut self) {
        self.keep_ahead();
        self.checkpoint_if_due();
    }

    fn checkpoint_if_due(&mut self) {
        let pages = self.wal_pages.load(Ordering::Relaxed);
        if pages < self.wal_pages_done {
            self.wal_pages_done = 0; // The file was begun anew.
        }
        if self.seal.reason().is_some() {
            return;
        }
        let due = pages - self.wal_pages_done >= self.limits.pass;
        if due {
            self.wal_pages_done = pages;
        }
        if due && pages >= self.limits.max {
            self.checkpoint(Checkpoint::Truncate);
            self.wal_blocks.forget();
        } else if self.checkpointer.has_passed() && pages >= self.limits.anew {
            self.checkpoint(Checkpoint::Passive);
        } else if due {
            self.checkpointer.ask();
        }
    }

    fn keep_ahead(&mut self) {
        if self.seal.reason().is_none() {
            let pages = self.pages();
            self.wal_blocks.keep_ahead(pages, &self.seal);
        }
    }

    /// How many pages the write-ahead file holds.
    fn pages(&self) -> u64 {
        u64::try_from(self.wal_pages.load(Ordering::Relaxed)).unwrap_or(0)
    }

    fn checkpoint(&self, how: Checkpoint) {
        checkpointer::checkpoint(&self.connection, how, self.mark.file(), &self.seal);
    }

    /// A sealed ledger is left as it is, for whoever looks at it.
    fn close(self) {
        let Self { connection, mark, seal, checkpointer, claim, .. } = self;
        checkpointer.end();
        if seal.reason().is_none() {
            checkpointer::checkpoint(&connection, Checkpoint::Truncate, mark.file(), &seal);
        }
        drop(connection);
        drop(claim);
    }
}

/// Takes messages until nobody can send any more; then closes the ledger's files.
pub(super) fn run(writer: &SharedWriter, calm: &Calm, mut queue: mpsc::Receiver<Message>) {
    let mut held_back = None;
    while let Some(first) = held_back.take().or_else(|| queue.blocking_recv()) {
        let (messages, next) = gather(first, &mut queue);
        held_back = next;
        let is_alone =
            matches!(messages.as_slice(), [Message { appends, .. }] if appends.len() == 1);
        calm.saw(is_alone && held_back.is_none());
        // Poisoned: a lone append panicked. Nothing more is written, as if it had been this thread.
        let Ok(mut writer) = writer.lock() else { return };
        let Some(writer) = writer.as_mut() else { return };
        writer.record_messages(messages);
        writer.look_after();
    }
    let last = writer.lock().ok().and_then(|mut writer| writer.take());
    if let Some(writer) = last {
        writer.close();
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

fn all(groups: &[&[Prepared]], error: &AppendError) -> Vec<Answers> {
    groups.iter().map(|appends| appends.iter().map(|_| Err(error.clone())).collect()).collect()
}

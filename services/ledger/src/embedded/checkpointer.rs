//! The checkpointer: a thread that brings what is committed into the database file while the writer goes on.
//!
//! `SQLite` begins its write-ahead file anew only when all of it stands in the database file, and a writer that never
//! rests is always a little ahead of this thread. What is left after a pass the writer brings over itself
//! ([`Checkpointer::has_passed`]): a few pages, where the whole would hold up every caller.

use std::{
    fs::File,
    io,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread::JoinHandle,
};

use rusqlite::Connection;

use super::{
    database::{self, Checkpoint},
    seal::Seal,
};
use crate::SealReason;

/// What brings pages into the database file: a connection, and the tail mark that is synced with it.
pub(super) struct Pass {
    connection: Connection,
    mark: File,
    seal: Arc<Seal>,
}

/// The thread.
pub(super) struct Checkpointer {
    ask: SyncSender<()>,
    passed: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

impl Pass {
    /// A pass over the database file at `path`.
    pub(super) fn new(path: &Path, mark: File, seal: Arc<Seal>) -> rusqlite::Result<Self> {
        let connection = database::open_to_checkpoint(path)?;
        Ok(Self { connection, mark, seal })
    }

    /// Brings over what is committed; nothing where the ledger is sealed.
    fn run(&self) {
        if self.seal.reason().is_none() {
            checkpoint(&self.connection, Checkpoint::Passive, &self.mark, &self.seal);
        }
    }
}

impl Checkpointer {
    /// Starts the thread.
    pub(super) fn start(name: &str, pass: Pass) -> io::Result<Self> {
        // One may wait while one runs; more would find nothing left to do.
        let (ask, asked) = sync_channel(1);
        let passed = Arc::new(AtomicBool::new(false));
        let tell = passed.clone();
        let thread = std::thread::Builder::new().name(format!("pages-{name}"));
        let thread = thread.spawn(move || run(&pass, &asked, &tell))?;
        Ok(Self { ask, passed, thread })
    }

    /// Asks for a pass. Waits for nothing.
    pub(super) fn ask(&self) {
        // Full: a pass is to come that will see these pages too.
        let _ = self.ask.try_send(());
    }

    /// Whether a pass has ended since this was asked last.
    pub(super) fn has_passed(&self) -> bool {
        self.passed.swap(false, Ordering::Acquire)
    }

    /// Waits for the pass that runs, and closes the connection.
    pub(super) fn end(self) {
        drop(self.ask);
        // A thread that panicked has nothing left to close.
        let _ = self.thread.join();
    }
}

fn run(pass: &Pass, asked: &Receiver<()>, passed: &AtomicBool) {
    while asked.recv().is_ok() {
        pass.run();
        passed.store(true, Ordering::Release);
    }
}

/// Brings pages into the database file and syncs the tail mark after it; what cannot be made durable seals the ledger.
pub(super) fn checkpoint(connection: &Connection, how: Checkpoint, mark: &File, seal: &Seal) {
    match database::checkpoint(connection, how) {
        Ok(_) => {}
        // The write-ahead file keeps everything; appends will find the disk full themselves.
        Err(error) if database::is_full(&error) => {
            tracing::warn!("disk is full: checkpoint put off");
        }
        Err(error) => seal.set(SealReason::Storage(error.to_string().into())),
    }
    if let Err(error) = mark.sync_data() {
        seal.set(SealReason::Storage(format!("tail mark: {error}").into()));
    }
}

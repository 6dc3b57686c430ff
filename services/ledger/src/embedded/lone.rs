//! A lone append: committed on its caller's thread, while nobody else asks.
//!
//! An append that waits in the queue wakes the writer's thread, and its answer wakes the caller's again. Where appends come
//! one at a time that is a tenth of what a call takes, and there is nobody to share a commit with. So where the last
//! commits held one append each, and nothing waits, the next is committed by whoever asks for it. As soon as two come at
//! once they go through the queue, which commits them together.
//!
//! Whoever asks is a worker of an asynchronous runtime, and does nothing else meanwhile: as a rule for as long as a disk
//! takes to sync, but a disk may keep it waiting. Of all the ledgers in a data folder one has a lone append at a time, so
//! the runtime's other workers go on, if one of them is awake to hear what comes in; a [`Watch`] sees to that.

use std::{
    io,
    sync::{
        Arc, Mutex, OnceLock,
        atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use tokio::runtime::{Handle, RuntimeFlavor};

use super::{batch::Prepared, nearness, writer::Writer};
use crate::{AppendError, Appended};

/// After so many commits of one append each, the next one is taken for a lone one.
const CALM_COMMITS: u32 = 16;

/// A larger append is left to the writer's thread: it keeps its caller for longer than a sync.
const EVENTS_MAX: usize = 16;

/// As [`EVENTS_MAX`], in bytes of payload.
const BYTES_MAX: usize = 64 * 1024;

/// A commit that takes longer than this keeps a worker that may be the only one awake.
const PATIENCE: Duration = Duration::from_millis(5);

/// After so many looks at nothing, the watch sleeps until it is called.
const IDLE_LOOKS: u32 = 200;

/// The writer, for its own thread and for lone appends; none once the ledger was closed.
pub(super) type SharedWriter = Arc<Mutex<Option<Writer>>>;

/// How many commits in a row held one append each, and found nothing waiting behind it.
#[derive(Debug, Default)]
pub(super) struct Calm(AtomicU32);

impl Calm {
    /// Takes note of a commit of the queue.
    pub(super) fn saw(&self, was_alone: bool) {
        if was_alone {
            self.0.fetch_add(1, Ordering::Relaxed);
        } else {
            self.end();
        }
    }

    /// Two came at once.
    fn end(&self) {
        self.0.store(0, Ordering::Relaxed);
        nearness::end_row();
    }

    fn is_deep(&self) -> bool {
        self.0.load(Ordering::Relaxed) >= CALM_COMMITS
    }
}

/// Where lone appends are committed.
pub(super) struct Lone {
    /// Held by the one lone append of the data folder.
    turn: Arc<Mutex<()>>,
    writer: SharedWriter,
    calm: Arc<Calm>,
    watch: Watch,
}

impl Lone {
    /// Lone appends of the ledger with this name, committed with this writer, in `turn` with those of the other ledgers.
    pub(super) fn new(
        name: &str,
        turn: Arc<Mutex<()>>,
        writer: SharedWriter,
        calm: Arc<Calm>,
    ) -> io::Result<Self> {
        Ok(Self { turn, writer, calm, watch: Watch::start(name)? })
    }

    /// Commits these appends here and now, if they are one, and nobody else asks. Blocks until it is durable.
    pub(super) fn commit(
        &self,
        appends: &[Prepared],
        does_any_wait: bool,
    ) -> Option<Result<Appended, AppendError>> {
        let [append] = appends else { return None };
        if append.events() > EVENTS_MAX || append.append.payload_bytes() > BYTES_MAX {
            return None;
        }
        if !self.calm.is_deep() || !self.watch.can_wake() {
            return None;
        }
        if does_any_wait {
            self.calm.end();
            return None;
        }
        let Ok(_turn) = self.turn.try_lock() else {
            if self.watch.is_under_way() {
                self.calm.end();
            }
            return None;
        };
        // Otherwise the writer's thread is at work, perhaps on what is due after its last commit.
        let mut writer = self.writer.try_lock().ok()?;
        // What is due after a commit is done by the writer's thread, while nobody waits for it.
        let writer = writer.as_mut().filter(|writer| !writer.is_upkeep_due())?;
        let _watched = self.watch.begin();
        let begun = Instant::now();
        let answer = writer.record_alone(append);
        nearness::note(begun);
        Some(answer)
    }
}

#[cfg(test)]
impl Lone {
    /// Whether the writer's thread has done what follows after its answers.
    pub(super) fn may_begin(&self) -> bool {
        self.writer.try_lock().is_ok()
    }

    /// How many lone appends there were.
    pub(super) fn count(&self) -> u64 {
        self.watch.watched.turns() / 2
    }
}

/// A thread that wakes a worker where a lone append takes long.
///
/// The worker that commits may be the one that has heard of everything the runtime waits for, while all others sleep; none
/// of them would hear of a call that comes in meanwhile. One that was woken listens before it sleeps again.
struct Watch {
    watched: Arc<Watched>,
    thread: Option<JoinHandle<()>>,
}

/// What the thread looks at.
#[derive(Default)]
struct Watched {
    /// Begun and ended; odd while one is under way.
    turns: AtomicU64,
    is_asleep: AtomicBool,
    is_over: AtomicBool,
    /// The runtime of the first caller, if it has a worker to wake.
    runtime: OnceLock<Option<Handle>>,
}

/// A lone append is under way until this is dropped.
struct Turn<'a>(&'a Watched);

impl Watch {
    fn start(name: &str) -> io::Result<Self> {
        let watched = Arc::new(Watched::default());
        let seen = watched.clone();
        let thread = thread::Builder::new().name(format!("watch-{name}"));
        let thread = thread.spawn(move || seen.watch())?;
        Ok(Self { watched, thread: Some(thread) })
    }

    /// Whether there is a worker beside the one that asks.
    fn can_wake(&self) -> bool {
        self.watched.runtime.get_or_init(other_workers).is_some()
    }

    fn is_under_way(&self) -> bool {
        is_under_way(self.watched.turns())
    }

    fn begin(&self) -> Turn<'_> {
        self.watched.turns.fetch_add(1, Ordering::SeqCst);
        if self.watched.is_asleep.swap(false, Ordering::SeqCst) {
            self.call();
        }
        Turn(&self.watched)
    }

    fn call(&self) {
        if let Some(thread) = &self.thread {
            thread.thread().unpark();
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.watched.is_over.store(true, Ordering::SeqCst);
        self.call();
        if let Some(thread) = self.thread.take() {
            // A thread that panicked watches nothing.
            let _ = thread.join();
        }
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.turns.fetch_add(1, Ordering::SeqCst);
    }
}

impl Watched {
    fn watch(&self) {
        while !self.is_over() {
            self.is_asleep.store(true, Ordering::SeqCst);
            // One that began before it could see that this thread sleeps is under way now, or over.
            if !is_under_way(self.turns()) && !self.is_over() {
                thread::park();
            }
            self.is_asleep.store(false, Ordering::SeqCst);
            self.look();
        }
    }

    /// Looks at turn after turn until there were none for a while.
    fn look(&self) {
        let (mut seen, mut idle, mut woken) = (self.turns(), 0, None);
        while idle < IDLE_LOOKS && !self.is_over() {
            thread::park_timeout(PATIENCE);
            let now = self.turns();
            let is_same = std::mem::replace(&mut seen, now) == now;
            idle = if is_same { idle + 1 } else { 0 };
            if is_same && is_under_way(now) && woken != Some(now) {
                woken = Some(now);
                self.wake();
            }
        }
    }

    /// Wakes a worker: with nothing to do, so that it listens.
    fn wake(&self) {
        if let Some(Some(runtime)) = self.runtime.get() {
            runtime.spawn(async {});
        }
    }

    fn turns(&self) -> u64 {
        self.turns.load(Ordering::SeqCst)
    }

    fn is_over(&self) -> bool {
        self.is_over.load(Ordering::SeqCst)
    }
}

fn is_under_way(turns: u64) -> bool {
    !turns.is_multiple_of(2)
}

/// The runtime that this runs in, if it has more than one worker.
fn other_workers() -> Option<Handle> {
    let runtime = Handle::try_current().ok()?;
    let has_others = runtime.runtime_flavor() == RuntimeFlavor::MultiThread
        && runtime.metrics().num_workers() > 1;
    has_others.then_some(runtime)
}

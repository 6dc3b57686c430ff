//! Which processors are near the disk.
//!
//! Where a disk's interrupts come to one processor, a thread that waits for it on another one is woken from there. Measured
//! on a virtual machine of two processors, a lone commit took 159 us in the median on the one and 213 on the other. It is
//! made by whoever asks for it, on the worker that heard of the call; and of workers that sleep, the first one listens. So
//! how long lone commits take is remembered for each processor, and before a worker on a slow one sleeps, it waits for a
//! moment: others that are awake may go to sleep before it, and listen.

use std::{
    sync::{
        OnceLock,
        atomic::{AtomicU32, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

/// Processors beyond these are not looked at: where there are so many, each has interrupts of its own.
const PROCESSORS_MAX: usize = 16;

/// From so many commits on, a processor's mean counts.
const COMMITS_MIN: u32 = 32;

/// A longer commit says something about the disk, and nothing about the processor.
const COMMIT_MAX: Duration = Duration::from_millis(1);

/// The next lone append is waited for after so many in a row. Two callers may miss each other for a while; a wait for the
/// one would hold up the other.
const ROW_MIN: u32 = 64;

/// The last lone commit was not longer ago where the next is waited for.
const RECENT: Duration = Duration::from_millis(2);

/// How long a worker far from the disk waits before it sleeps.
const WAIT: Duration = Duration::from_micros(60);

/// Of this process.
static NEARNESS: Nearness = Nearness::new();

/// What is known of the processors.
struct Nearness {
    processors: [Processor; PROCESSORS_MAX],
    /// When the last lone commit ended, in microseconds of [`now`]; zero before the first.
    last: AtomicU64,
    /// How many commits were lone since appends last came together.
    row: AtomicU32,
}

/// What is known of one.
struct Processor {
    commits: AtomicU32,
    /// The moving mean of its commits, in nanoseconds.
    mean: AtomicU32,
}

/// Takes note of a lone commit that this thread has made since then.
pub(super) fn note(begun: Instant) {
    NEARNESS.note(place::processor(), begun.elapsed(), now());
}

/// Takes note of appends that came together.
pub(super) fn end_row() {
    NEARNESS.end_row();
}

/// Waits for a moment where lone appends come one after the other, and this processor is farther from the disk than
/// others: for the workers of a runtime, each before it sleeps.
pub fn let_others_listen() {
    if NEARNESS.last.load(Ordering::Relaxed) == 0 {
        return;
    }
    if NEARNESS.is_next_soon(now()) && NEARNESS.is_far(place::processor()) {
        let begun = Instant::now();
        while begun.elapsed() < WAIT {
            std::hint::spin_loop();
        }
    }
}

/// Microseconds since this was asked first, and one.
fn now() -> u64 {
    static FIRST: OnceLock<Instant> = OnceLock::new();
    let first = FIRST.get_or_init(Instant::now);
    u64::try_from(first.elapsed().as_micros()).unwrap_or(u64::MAX).saturating_add(1)
}

impl Nearness {
    const fn new() -> Self {
        let processors = [const { Processor { commits: AtomicU32::new(0), mean: AtomicU32::new(0) } };
            PROCESSORS_MAX];
        Self { processors, last: AtomicU64::new(0), row: AtomicU32::new(0) }
    }

    fn note(&self, processor: usize, took: Duration, now: u64) {
        self.last.store(now, Ordering::Relaxed);
        self.row.fetch_add(1, Ordering::Relaxed);
        if let Some(processor) = self.processors.get(processor)
            && took <= COMMIT_MAX
        {
            processor.note(took.subsec_nanos());
        }
    }

    /// Whether commits take an eighth longer here than on the processor where they take the shortest.
    fn is_far(&self, processor: usize) -> bool {
        let known = self.processors.iter().filter_map(Processor::mean);
        let here = self.processors.get(processor).and_then(Processor::mean);
        here.zip(known.min()).is_some_and(|(here, least)| here > least + least / 8)
    }

    fn end_row(&self) {
        self.row.store(0, Ordering::Relaxed);
    }

    /// Whether lone appends come one after the other.
    fn is_next_soon(&self, now: u64) -> bool {
        let since = now.saturating_sub(self.last.load(Ordering::Relaxed));
        self.row.load(Ordering::Relaxed) >= ROW_MIN && Duration::from_micros(since) <= RECENT
    }
}

impl Processor {
    /// Two threads that do this at once may lose one of the two.
    fn note(&self, took: u32) {
        let commits = self.commits.load(Ordering::Relaxed);
        let before = if commits == 0 { took } else { self.mean.load(Ordering::Relaxed) };
        self.mean.store(before - before / 16 + took / 16, Ordering::Relaxed);
        self.commits.store(commits.saturating_add(1), Ordering::Relaxed);
    }

    fn mean(&self) -> Option<u32> {
        let is_known = self.commits.load(Ordering::Relaxed) >= COMMITS_MIN;
        is_known.then(|| self.mean.load(Ordering::Relaxed))
    }
}

#[cfg(target_os = "linux")]
mod place {
    /// The processor that this thread runs on.
    pub(super) fn processor() -> usize {
        rustix::thread::sched_getcpu()
    }
}

#[cfg(not(target_os = "linux"))]
mod place {
    /// Not known: all count as one, which is as near as itself.
    pub(super) fn processor() -> usize {
        0
    }
}

#[cfg(test)]
mod tests;

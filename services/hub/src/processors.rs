//! The threads that calls run on: one worker for each processor, kept on it.
//!
//! Where the system is free to choose, it puts a worker that is woken behind another one that runs as readily as on the
//! processor that sleeps, and the call in it may wait for milliseconds. Work is shared out between the workers anyway;
//! which of them does it makes no difference.

use std::{
    io,
    num::NonZero,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use tokio::runtime::{Builder, Runtime};

use place::Places;

/// The name of a thread that calls run on.
const WORKER: &str = "worker";

/// The name of a thread that waits for files.
const WAITER: &str = "waiter";

/// The threads of the process, for all that is asynchronous in it.
///
/// There are as many workers as the process may use processors, by its affinity and the quota of its group. They are kept
/// on one processor each where that is all of them; where a quota allows fewer, or the system does not say, they
/// stay free. The other threads may run wherever this one may. A worker far from the disk lets others listen.
///
/// # Errors
///
/// The system has no more threads.
pub fn runtime() -> io::Result<Runtime> {
    let workers = thread::available_parallelism().map_or(1, NonZero::get);
    let places = Places::of(workers);
    let named = AtomicUsize::new(0);
    Builder::new_multi_thread()
        .worker_threads(workers)
        // The workers are made first, one after the other.
        .thread_name_fn(move || {
            let is_worker = named.fetch_add(1, Ordering::Relaxed) < workers;
            if is_worker { WORKER } else { WAITER }.to_owned()
        })
        .on_thread_start(move || places.keep(thread::current().name() == Some(WORKER)))
        .on_thread_park(ledger::let_others_listen)
        .enable_all()
        .build()
}

#[cfg(target_os = "linux")]
mod place {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

    /// Where threads are kept.
    pub(super) struct Places {
        /// Wherever the process may run.
        all: CpuSet,
        /// One for each worker; empty where they stay free.
        each: Vec<CpuSet>,
        taken: AtomicUsize,
    }

    impl Places {
        /// The processors this thread may run on, if they are as many as the workers.
        pub(super) fn of(workers: usize) -> Self {
            let all = sched_getaffinity(None).unwrap_or_default();
            let single = (0..CpuSet::MAX_CPU).filter(|at| all.is_set(*at)).map(|at| {
                let mut one = CpuSet::new();
                one.set(at);
                one
            });
            let mut each: Vec<_> = single.collect();
            if each.len() != workers {
                each.clear();
            }
            Self { all, each, taken: AtomicUsize::new(0) }
        }

        /// Keeps the thread that runs this where it belongs. A thread that may not be kept stays free.
        pub(super) fn keep(&self, is_worker: bool) {
            if self.each.is_empty() {
                return;
            }
            // A thread begins where the one that made it was kept.
            let own = is_worker.then(|| self.taken.fetch_add(1, Ordering::Relaxed));
            let place = own.and_then(|own| self.each.get(own)).unwrap_or(&self.all);
            let _ = sched_setaffinity(None, place);
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod place {
    /// Threads stay free: this system does not keep them.
    pub(super) struct Places;

    impl Places {
        pub(super) fn of(_workers: usize) -> Self {
            Self
        }

        pub(super) fn keep(&self, _is_worker: bool) {}
    }
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests;

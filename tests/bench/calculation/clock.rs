//! Processor time of this thread: what else the machine does meanwhile does not count.

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// How long something works.
pub(crate) fn work(act: impl FnOnce()) -> Duration {
    let begun = clock_gettime(ClockId::ThreadCPUTime);
    act();
    let worked = clock_gettime(ClockId::ThreadCPUTime) - begun;
    worked.try_into().unwrap_or_default()
}

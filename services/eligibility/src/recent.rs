//! Check-ins seen lately, so that neither the answer at the reader nor a desk that asks costs a read.
//!
//! What is here may be old; it is only decided on, and the append at its expected version says
//! whether it still holds.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Mutex, MutexGuard, PoisonError},
};

use domain::{check_in::CheckIn, check_in_id::CheckInId};
use ledger::Version;

/// Into how many parts the check-ins are cut. A power of two, at most 256.
const SHARDS: usize = 32;

/// The most check-ins kept in each part; the oldest go first. Together about 130,000, some 30 MB.
const PER_SHARD_MAX: usize = 4_096;

/// A check-in and the version it was seen at.
#[derive(Clone)]
pub(crate) struct Seen {
    pub(crate) check_in: CheckIn,
    pub(crate) version: Version,
}

/// Check-ins seen lately.
pub(crate) struct Recent(Box<[Mutex<Shard>]>);

#[derive(Default)]
struct Shard {
    seen: HashMap<CheckInId, Seen>,
    /// In the order in which they were first seen; may name some that were forgotten.
    order: VecDeque<CheckInId>,
}

impl Default for Recent {
    fn default() -> Self {
        Self((0..SHARDS).map(|_| Mutex::default()).collect())
    }
}

impl Recent {
    /// A check-in, if it was seen lately.
    pub(crate) fn get(&self, id: CheckInId) -> Option<Seen> {
        self.shard(id)?.seen.get(&id).cloned()
    }

    /// Keeps a check-in as it was last seen.
    pub(crate) fn put(&self, id: CheckInId, seen: Seen) {
        let Some(mut shard) = self.shard(id) else { return };
        if shard.seen.insert(id, seen).is_none() {
            shard.order.push_back(id);
        }
        // Ends: every turn shortens the queue.
        while shard.order.len() > PER_SHARD_MAX {
            if let Some(oldest) = shard.order.pop_front() {
                shard.seen.remove(&oldest);
            }
        }
    }

    /// Forgets a check-in: it changed.
    pub(crate) fn forget(&self, id: CheckInId) {
        if let Some(mut shard) = self.shard(id) {
            shard.seen.remove(&id);
        }
    }

    fn shard(&self, id: CheckInId) -> Option<MutexGuard<'_, Shard>> {
        let [.., last] = *id.uuid().as_bytes();
        let shard = self.0.get(usize::from(last) % SHARDS)?;
        // Nothing panics while it holds the lock.
        Some(shard.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests;

//! The streams that were lately appended to, so that the writer need not look.

use std::collections::HashMap;

use crate::{Position, StreamName, Version};

/// The most streams of one generation; two are kept.
const GENERATION_STREAMS_MAX: usize = 32 * 1024;

/// From where to where a stream goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Extent {
    /// Where its first event stands.
    pub(super) first: Position,
    /// Its last version.
    pub(super) last: Version,
}

/// The extents of recent streams, in two generations: when the young one is full it becomes the
/// old one, and the old one is forgotten.
#[derive(Default)]
pub(super) struct Extents {
    young: HashMap<StreamName, Extent>,
    old: HashMap<StreamName, Extent>,
}

impl Extents {
    pub(super) fn get(&self, stream: &StreamName) -> Option<Extent> {
        self.young.get(stream).or_else(|| self.old.get(stream)).copied()
    }

    pub(super) fn set(&mut self, stream: &StreamName, extent: Extent) {
        if let Some(known) = self.young.get_mut(stream) {
            *known = extent;
            return;
        }
        if self.young.len() >= GENERATION_STREAMS_MAX {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(stream.clone(), extent);
    }

    /// Forgets everything: what was remembered may have been rolled back.
    pub(super) fn forget_all(&mut self) {
        self.young.clear();
        self.old.clear();
    }
}

#[cfg(test)]
mod tests;

//! The versions of streams that were lately appended to, so that the writer need not look.

use std::collections::HashMap;

use crate::{StreamName, Version};

/// The most streams of one generation; two are kept.
const GENERATION_STREAMS_MAX: usize = 32 * 1024;

/// Last versions of recent streams, in two generations: when the young one is full it becomes the
/// old one, and the old one is forgotten.
#[derive(Default)]
pub(super) struct Versions {
    young: HashMap<StreamName, Version>,
    old: HashMap<StreamName, Version>,
}

impl Versions {
    pub(super) fn get(&self, stream: &StreamName) -> Option<Version> {
        self.young.get(stream).or_else(|| self.old.get(stream)).copied()
    }

    pub(super) fn set(&mut self, stream: &StreamName, version: Version) {
        if let Some(known) = self.young.get_mut(stream) {
            *known = version;
            return;
        }
        if self.young.len() >= GENERATION_STREAMS_MAX {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(stream.clone(), version);
    }

    /// Forgets everything: what was remembered may have been rolled back.
    pub(super) fn forget_all(&mut self) {
        self.young.clear();
        self.old.clear();
    }
}

#[cfg(test)]
mod tests;

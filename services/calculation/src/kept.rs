//! Lists that are used anew: a month that is opened in the place of another takes over the memory it had.

use std::ops::{Deref, DerefMut};

/// A list that keeps its things when it is cleared, each to be begun anew with the memory it has.
#[derive(Clone, Debug)]
pub(crate) struct Kept<T> {
    all: Vec<T>,
    /// How many of them are in the list; the others wait.
    live: usize,
}

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self { all: Vec::new(), live: 0 }
    }
}

impl<T: Default> Kept<T> {
    /// Takes everything out of the list.
    pub(crate) fn clear(&mut self) {
        self.live = 0;
    }

    /// Adds a thing. `begin` is given one that may have been in use before.
    #[inline]
    pub(crate) fn add(&mut self, begin: impl FnOnce(&mut T)) {
        if self.live == self.all.len() {
            self.all.push(T::default());
        }
        if let Some(next) = self.all.get_mut(self.live) {
            begin(next);
            self.live += 1;
        }
    }
}

impl<T> Deref for Kept<T> {
    type Target = [T];

    #[inline]
    fn deref(&self) -> &[T] {
        self.all.get(..self.live).unwrap_or_default()
    }
}

impl<T> DerefMut for Kept<T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut [T] {
        self.all.get_mut(..self.live).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests;

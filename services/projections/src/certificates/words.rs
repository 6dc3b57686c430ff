//! What many certificates say alike, kept once.
//!
//! A word stays as long as someone holds it; the place of one that nobody holds is used again, so
//! corrected texts do not pile up. Whoever writes a record holds its words first and releases the
//! words of the record it replaces last: a word that a record names is there.

use std::{hash::Hash, sync::Arc};

use domain::certificate::DesignatedInstitution;
use hashbrown::HashMap;

use super::facts::{Kind, Wording};

/// The words of all certificates.
#[derive(Default)]
pub(crate) struct Words {
    pub(crate) kinds: Shelf<Kind>,
    pub(crate) wordings: Shelf<Wording>,
    pub(crate) institutions: Shelf<DesignatedInstitution>,
    /// Where records are written before they get their place. Holds nothing.
    pub(crate) scratch: Vec<u8>,
}

/// The place of a word, and what sort of word it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Place {
    Kind(usize),
    Wording(usize),
    Institution(usize),
}

impl Place {
    /// The place among the words of its sort.
    pub(crate) fn number(self) -> usize {
        match self {
            Self::Kind(place) | Self::Wording(place) | Self::Institution(place) => place,
        }
    }
}

/// Words of one sort.
pub(crate) struct Shelf<T> {
    slots: Vec<Option<Slot<T>>>,
    places: HashMap<Arc<T>, usize>,
    free: Vec<usize>,
}

struct Slot<T> {
    word: Arc<T>,
    /// How many times it is held; never 0.
    holders: u64,
}

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self { slots: Vec::new(), places: HashMap::new(), free: Vec::new() }
    }
}

impl<T: Clone + Eq + Hash> Shelf<T> {
    /// Holds this word once more, and says where it is.
    pub(crate) fn hold(&mut self, word: &T) -> usize {
        if let Some(&place) = self.places.get(word) {
            self.hold_again(place);
            return place;
        }
        let word = Arc::new(word.clone());
        let slot = Some(Slot { word: word.clone(), holders: 1 });
        let place = self.free.pop().unwrap_or(self.slots.len());
        match self.slots.get_mut(place) {
            Some(free) => *free = slot,
            None => self.slots.push(slot),
        }
        self.places.insert(word, place);
        place
    }

    /// Holds the word at this place once more; [`None`] if there is none.
    pub(crate) fn hold_again(&mut self, place: usize) -> Option<()> {
        let slot = self.slots.get_mut(place)?.as_mut()?;
        slot.holders += 1;
        Some(())
    }

    /// Lets go of a word once; it is forgotten when nobody holds it.
    pub(crate) fn release(&mut self, place: usize) {
        let Some(free) = self.slots.get_mut(place) else { return };
        let Some(slot) = free.as_mut() else { return };
        slot.holders -= 1;
        if slot.holders == 0 {
            self.places.remove(&slot.word);
            *free = None;
            self.free.push(place);
        }
    }

    /// The word at this place.
    pub(crate) fn get(&self, place: usize) -> Option<&Arc<T>> {
        Some(&self.slots.get(place)?.as_ref()?.word)
    }

    /// How many words there are.
    pub(crate) fn len(&self) -> usize {
        self.places.len()
    }
}

impl Words {
    /// Lets go of the word at this place once.
    pub(crate) fn release(&mut self, place: Place) {
        match place {
            Place::Kind(place) => self.kinds.release(place),
            Place::Wording(place) => self.wordings.release(place),
            Place::Institution(place) => self.institutions.release(place),
        }
    }

    /// How many words there are, of all sorts.
    pub(crate) fn len(&self) -> usize {
        self.kinds.len() + self.wordings.len() + self.institutions.len()
    }
}

#[cfg(test)]
mod tests;

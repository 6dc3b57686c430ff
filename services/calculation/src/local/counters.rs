//! What a month has counted so far (累計): yen paid against a limit, times charged, days, costs.
//!
//! A counter belongs to a slot (which limit of which certificate) and to a place (which facility, department, prescriber).
//! A month is short and people go to few facilities, so the counters lie in one list and are found by looking.

use super::both::Both;
use crate::money::Yen;

/// The most facilities, departments and prescribers that one month may name.
pub const NAMES_MAX: usize = 1_000;

/// Which limit a counter belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Slot {
    /// The program, by its place among the month's local programs, from 0.
    pub(crate) program: u8,
    /// The limit within the program.
    pub(crate) limit: u16,
}

impl Slot {
    /// Where it is counted what the program of a certificate has paid of a receipt: no limit has this number.
    pub(crate) fn aid(certificate: usize) -> Self {
        Self { program: u8::try_from(certificate).unwrap_or(u8::MAX), limit: u16::MAX }
    }
}

/// Where a counter counts. All zeros: the person as a whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    /// The facility, by its number in [`Names`]; 0 for all.
    pub(crate) facility: u16,
    /// The department or the prescriber inside it; 0 for all.
    pub(crate) within: u16,
    /// The kind of care, from 1; 0 for all.
    pub(crate) part: u8,
    /// The day of the month; 0 for the month.
    pub(crate) day: u8,
}

/// One counter.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Count {
    slot: Slot,
    place: Place,
    /// What the person paid, or the program where the limit is the program's.
    pub(crate) paid: Both,
    /// A second amount: what another tier would have left.
    pub(crate) other: Both,
    /// What was returned of it.
    pub(crate) returned: Both,
    /// The cost.
    pub(crate) cost: Yen,
    /// How many times, or days.
    pub(crate) times: u16,
    /// The facility that has collected; 0 for none.
    pub(crate) facility: u16,
    /// Whether several facilities have.
    pub(crate) several: bool,
}

/// The counters of a month.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    counts: Vec<Count>,
    /// Visits of which nobody knows what they counted.
    uncounted: Vec<Uncounted>,
    /// Whether somebody asked for a counter that such a visit may have moved.
    pub(crate) is_unsure: bool,
}

/// Where a visit may have counted that has no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Uncounted {
    /// The facility and the prescriber; 0 where none is told.
    pub(crate) facility: u16,
    pub(crate) prescriber: u16,
    /// The day of the month.
    pub(crate) day: u8,
}

/// The names of facilities, departments and prescribers, in the order in which they were met.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names(Vec<Box<str>>);

impl Counters {
    /// Does something to the counter of a limit at a place; begins it where it is new.
    pub(crate) fn with<R>(
        &mut self,
        slot: Slot,
        place: Place,
        act: impl FnOnce(&mut Count) -> R,
    ) -> R {
        let Self { counts, uncounted, is_unsure } = self;
        *is_unsure |= uncounted.iter().any(|visit| visit.may_count(place));
        let found = counts.iter_mut().find(|count| count.slot == slot && count.place == place);
        if let Some(count) = found {
            return act(count);
        }
        let mut count = Count::new(slot, place);
        let result = act(&mut count);
        counts.push(count);
        result
    }

    /// Takes over what other counters have counted, in the room that is there already.
    pub(crate) fn copy(&mut self, other: &Self) {
        self.counts.clone_from(&other.counts);
        self.uncounted.clone_from(&other.uncounted);
        self.is_unsure = false;
    }

    /// Notes a visit that counts and nobody knows what.
    pub(crate) fn lose(&mut self, visit: Uncounted) {
        if !self.uncounted.contains(&visit) {
            self.uncounted.push(visit);
        }
    }
}

impl Uncounted {
    fn may_count(self, place: Place) -> bool {
        let here = [0, self.facility, self.prescriber].contains(&place.facility);
        here && (place.day == 0 || place.day == self.day)
    }
}

impl Count {
    /// A counter that begins.
    pub(crate) fn new(slot: Slot, place: Place) -> Self {
        Self {
            slot,
            place,
            paid: Both::ZERO,
            other: Both::ZERO,
            returned: Both::ZERO,
            cost: Yen::ZERO,
            times: 0,
            facility: 0,
            several: false,
        }
    }

    /// Notes that a facility collected something.
    pub(crate) fn collected_by(&mut self, facility: u16) {
        self.several |= self.facility != 0 && self.facility != facility;
        self.facility = facility;
    }

    /// Whether another facility than this one has collected.
    pub(crate) fn others_than(&self, facility: u16) -> bool {
        self.several || (self.facility != 0 && self.facility != facility)
    }
}

impl Names {
    /// The number of a name, from 1; none when [`NAMES_MAX`] are known and this is another.
    pub(crate) fn number(&mut self, name: &str) -> Option<u16> {
        let Self(names) = self;
        let known = names.iter().position(|known| **known == *name);
        if known.is_none() {
            if names.len() == NAMES_MAX {
                return None;
            }
            names.push(name.into());
        }
        u16::try_from(known.map_or(names.len(), |index| index + 1)).ok()
    }
}

#[cfg(test)]
mod tests;

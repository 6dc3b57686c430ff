//! What a month has counted so far (累計): yen paid against a limit, times charged, days, costs.
//!
//! A counter belongs to a slot (which limit of which certificate) and to a place (which facility, department, prescriber).
//! A month is short and people go to few facilities, so the counters lie in one list and are found by looking.

use super::both::Both;
use crate::{kept::Kept, money::Yen};

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
    /// What programs have paid of receipts.
    aids: Vec<Aid>,
    /// How many counters there were before the visit that is being tried, and how those stood that it has touched.
    known: usize,
    stood: Vec<(usize, Count)>,
    /// Visits of which nobody knows what they counted.
    uncounted: Vec<Uncounted>,
    /// Whether somebody asked for a counter that such a visit may have moved.
    pub(crate) is_unsure: bool,
}

/// What a program has paid of a receipt.
#[derive(Clone, Copy, Debug)]
struct Aid {
    certificate: usize,
    receipt: Place,
    paid: Both,
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
pub(crate) struct Names(Kept<String>);

impl Counters {
    /// Forgets everything, for another month.
    #[inline]
    pub(crate) fn clear(&mut self) {
        self.counts.clear();
        self.aids.clear();
        self.stood.clear();
        self.uncounted.clear();
        self.known = 0;
        self.is_unsure = false;
    }

    /// Does something to the counter of a limit at a place; begins it where it is new.
    #[inline]
    pub(crate) fn with<R>(
        &mut self,
        slot: Slot,
        place: Place,
        act: impl FnOnce(&mut Count) -> R,
    ) -> R {
        self.ask(place);
        let Self { counts, known, stood, .. } = self;
        let found = counts.iter_mut().enumerate().find(|(_, count)| count.is(slot, place));
        if let Some((index, count)) = found {
            if index < *known && stood.iter().all(|(other, _)| *other != index) {
                stood.push((index, *count));
            }
            return act(count);
        }
        let mut count = Count::new(slot, place);
        let result = act(&mut count);
        counts.push(count);
        result
    }

    /// How the counter of a limit at a place stands.
    #[inline]
    pub(crate) fn look(&mut self, slot: Slot, place: Place) -> Count {
        self.ask(place);
        let found = self.counts.iter().find(|count| count.is(slot, place));
        found.copied().unwrap_or(Count::new(slot, place))
    }

    /// What the program of a certificate has paid of a receipt.
    pub(crate) fn aid(&mut self, certificate: usize, receipt: Place) -> Both {
        self.ask(receipt);
        let known = self.aids.iter().find(|aid| aid.is(certificate, receipt));
        known.map_or(Both::ZERO, |aid| aid.paid)
    }

    /// Adds to what the program of a certificate has paid of a receipt.
    #[inline]
    pub(crate) fn add_aid(&mut self, certificate: usize, receipt: Place, paid: Both) {
        match self.aids.iter_mut().find(|aid| aid.is(certificate, receipt)) {
            Some(aid) => aid.paid += paid,
            None => self.aids.push(Aid { certificate, receipt, paid }),
        }
    }

    /// Begins to try a visit, which may be taken back.
    pub(crate) fn try_visit(&mut self) {
        self.known = self.counts.len();
        self.stood.clear();
        self.is_unsure = false;
    }

    /// Takes back what the visit has counted that is being tried.
    #[cold]
    pub(crate) fn take_back(&mut self) {
        self.counts.truncate(self.known);
        for (index, stood) in self.stood.drain(..) {
            if let Some(count) = self.counts.get_mut(index) {
                *count = stood;
            }
        }
    }

    fn ask(&mut self, place: Place) {
        self.is_unsure |= self.uncounted.iter().any(|visit| visit.may_count(place));
    }

    /// Notes a visit that counts and nobody knows what.
    pub(crate) fn lose(&mut self, visit: Uncounted) {
        if !self.uncounted.contains(&visit) {
            self.uncounted.push(visit);
        }
    }
}

impl Aid {
    fn is(&self, certificate: usize, receipt: Place) -> bool {
        self.certificate == certificate && self.receipt == receipt
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

    fn is(&self, slot: Slot, place: Place) -> bool {
        self.slot == slot && self.place == place
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
    /// Forgets all names.
    #[inline]
    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// The number of a name, from 1; none when [`NAMES_MAX`] are known and this is another.
    #[inline]
    pub(crate) fn number(&mut self, name: &str) -> Option<u16> {
        let Self(names) = self;
        let known = names.iter().position(|known| known == name);
        if known.is_none() {
            if names.len() == NAMES_MAX {
                return None;
            }
            names.add(|place| name.clone_into(place));
        }
        u16::try_from(known.map_or(names.len(), |index| index + 1)).ok()
    }
}

#[cfg(test)]
mod tests;

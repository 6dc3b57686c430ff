//! A receipt as it runs through a month: what has accumulated, how it is split so far, what was collected.

use std::mem;

use super::{
    NationalSplit, Places, Refusal,
    counter::Counter,
    receipt::{GROUPS_MAX, Group, Outcome},
    split::{Part, Parts},
    terms::Terms,
};
use crate::{Payer, Setting, Share, Shares, Undecided, Visit, money::Yen};

/// One receipt as it stands.
#[derive(Clone, Debug)]
pub(crate) struct Running {
    facility: String,
    pub(crate) setting: Setting,
    pub(crate) late: bool,
    pub(crate) groups: Vec<Group>,
    /// How it is split; nothing of it holds before the first visit was split.
    outcome: Box<Outcome>,
    is_split: bool,
    counter: Counter,
    /// Why nothing more can be said of it.
    pub(crate) lost: Option<Undecided>,
}

impl Default for Running {
    /// The receipt of no visit.
    fn default() -> Self {
        Self {
            facility: String::new(),
            setting: Setting::Outpatient,
            late: false,
            groups: Vec::new(),
            outcome: Box::default(),
            is_split: false,
            counter: Counter::default(),
            lost: None,
        }
    }
}

impl Running {
    /// Begins the receipt of a visit, before it.
    #[inline]
    pub(crate) fn begin(&mut self, visit: &Visit, late: bool) {
        visit.facility.clone_into(&mut self.facility);
        self.setting = visit.setting;
        self.late = late;
        self.groups.clear();
        self.is_split = false;
        self.counter = Counter::default();
        self.lost = None;
    }

    /// How it is split so far.
    #[inline]
    pub(crate) fn outcome(&self) -> &Outcome {
        static NOTHING: Outcome = Outcome::NOTHING;
        if self.is_split { &self.outcome } else { &NOTHING }
    }

    /// Whether a visit is billed on this receipt.
    #[inline]
    pub(crate) fn bills(&self, visit: &Visit, late: bool) -> bool {
        self.setting == visit.setting && self.late == late && self.facility == visit.facility
    }

    /// Adds a visit's cost. `sets` are the certificates of its slices, `terms` those of the national ones, in order of
    /// precedence.
    #[inline]
    pub(crate) fn take(
        &mut self,
        visit: &Visit,
        sets: &[Places],
        terms: &[Terms<'_>],
    ) -> Result<(), Refusal> {
        let nationals = |places: u32| {
            let covering = terms.iter().enumerate();
            let covering = covering.filter(|(_, terms)| places & 1 << terms.place != 0);
            covering.fold(0, |bits, (bit, _)| bits | 1 << bit)
        };
        if let ([], [slice], [Places(places)]) = (&*self.groups, &*visit.slices, sets) {
            let (places, cost) = (*places, slice.cost);
            let nationals = nationals(places);
            self.groups.push(Group { places, nationals, cost, visit: cost });
            return Ok(());
        }
        self.take_slices(visit, sets, nationals)
    }

    /// Adds each slice to the group of its certificates.
    #[inline(never)]
    fn take_slices(
        &mut self,
        visit: &Visit,
        sets: &[Places],
        nationals: impl Fn(u32) -> u8,
    ) -> Result<(), Refusal> {
        let known = self.groups.len();
        for group in &mut self.groups {
            group.visit = Yen::ZERO;
        }
        for (slice, Places(places)) in visit.slices.iter().zip(sets) {
            let places = *places;
            if let Some(group) = self.groups.iter_mut().find(|group| group.places == places) {
                group.visit += slice.cost;
                continue;
            }
            if self.groups.len() == GROUPS_MAX {
                self.groups.truncate(known);
                return Err(Refusal::TooManyParts(GROUPS_MAX));
            }
            let nationals = nationals(places);
            self.groups.push(Group { places, nationals, cost: Yen::ZERO, visit: slice.cost });
        }
        for group in &mut self.groups {
            group.cost += group.visit;
        }
        Ok(())
    }

    /// Takes the new split and says what the visit that was taken adds. `new` is then the one before.
    #[inline]
    pub(crate) fn settle(
        &mut self,
        new: &mut Box<Outcome>,
        terms: &[Terms<'_>],
        split: &mut NationalSplit,
    ) {
        let old = self.outcome();
        let shares = &mut split.shares;
        *shares = Shares::default();
        let mut share = |payer, amount| {
            if amount != Yen::ZERO {
                shares.push(Share { payer, amount });
            }
        };
        share(Payer::Insurer, new.insurer - old.insurer);
        share(Payer::InsurerHighCost, new.high_cost() - old.high_cost());
        for (bit, terms) in terms.iter().enumerate() {
            let (new, old) = (new.program(bit), old.program(bit));
            share(Payer::Program(terms.place), new.rate + new.cap - old.rate - old.cap);
        }
        share(Payer::InsurerOrProgram, new.undivided - old.undivided);
        let before = !new.before_unread && !old.before_unread;
        let patient = new.patient - old.patient;
        split.cost = new.cost - old.cost;
        split.insured_copayment = increase(old.insured, new.insured);
        split.before_programs = before.then(|| new.before_programs - old.before_programs);
        split.patient = patient;
        self.parts(new, &mut split.parts);
        split.bound = new.bound;
        split.refund_later = new.refund - old.refund;
        split.counter = self.counter.collect(patient, new.patient, new.bound);
        mem::swap(&mut self.outcome, new);
        self.is_split = true;
    }

    /// The person's part by certificates: the increase of each group that the visit touches or changes.
    #[inline]
    fn parts(&self, new: &Outcome, Parts(parts): &mut Parts) {
        let old = self.outcome();
        let insured_is_known = old.insured.is_some() && new.insured.is_some();
        let before_is_known = !new.before_unread && !old.before_unread;
        parts.clear();
        for (n, group) in self.groups.iter().enumerate() {
            let (now, then) = (new.part(n), old.part(n));
            let patient = now.patient - then.patient;
            if group.visit != Yen::ZERO || patient != Yen::ZERO || self.groups.len() == 1 {
                parts.push(Part {
                    certificates: Places(group.places),
                    cost: group.visit,
                    insured_copayment: insured_is_known.then(|| now.insured - then.insured),
                    before_programs: before_is_known.then(|| now.before - then.before),
                    patient,
                });
            }
        }
    }
}

fn increase(old: Option<Yen>, new: Option<Yen>) -> Option<Yen> {
    Some(new? - old?)
}

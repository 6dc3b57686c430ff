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
    pub(crate) outcome: Outcome,
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
            outcome: Outcome::default(),
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
        self.outcome.clear();
        self.outcome.insured = Some(Yen::ZERO);
        self.counter = Counter::default();
        self.lost = None;
    }

    /// Whether a visit is billed on this receipt.
    #[inline]
    pub(crate) fn bills(&self, visit: &Visit, late: bool) -> bool {
        self.setting == visit.setting && self.late == late && self.facility == visit.facility
    }

    /// Adds a visit's cost. `terms` are those of the national certificates, in order of precedence.
    #[inline]
    pub(crate) fn take(&mut self, visit: &Visit, terms: &[Terms<'_>]) -> Result<(), Refusal> {
        let known = self.groups.len();
        for group in &mut self.groups {
            group.visit = Yen::ZERO;
        }
        for slice in &visit.slices {
            let places = places(&slice.certificates);
            if let Some(group) = self.groups.iter_mut().find(|group| group.places == places) {
                group.visit += slice.cost;
                continue;
            }
            if self.groups.len() == GROUPS_MAX {
                self.groups.truncate(known);
                return Err(Refusal::TooManyParts(GROUPS_MAX));
            }
            let covers = |terms: &Terms<'_>| places & 1 << terms.place != 0;
            let covering = terms.iter().enumerate().filter(|(_, terms)| covers(terms));
            let nationals = covering.fold(0, |bits, (bit, _)| bits | 1 << bit);
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
        new: &mut Outcome,
        terms: &[Terms<'_>],
        split: &mut NationalSplit,
    ) {
        let old = &self.outcome;
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
        split.counter = self.counter.collect(patient, new.patient, new.bound);
        split.bound = new.bound;
        split.refund_later = new.refund - old.refund;
        mem::swap(&mut self.outcome, new);
    }

    /// The person's part by certificates: the increase of each group that the visit touches or changes.
    #[inline]
    fn parts(&self, new: &Outcome, Parts(parts): &mut Parts) {
        let old = &self.outcome;
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

fn places(certificates: &[usize]) -> u32 {
    certificates.iter().fold(0, |places, place| places | 1 << place)
}

fn increase(old: Option<Yen>, new: Option<Yen>) -> Option<Yen> {
    Some(new? - old?)
}

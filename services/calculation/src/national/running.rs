//! A receipt as it runs through a month: what has accumulated, how it is split so far, what was collected.

use super::{
    NationalSplit, Places, Refusal,
    counter::Counter,
    receipt::{GROUPS_MAX, Group, Outcome, spread},
    split::{Meals, Part},
    terms::Terms,
};
use crate::{Payer, Setting, Share, Undecided, Visit, money::Yen};

/// One receipt as it stands.
#[derive(Clone, Debug)]
pub(crate) struct Running {
    pub(crate) facility: String,
    pub(crate) setting: Setting,
    pub(crate) late: bool,
    pub(crate) groups: Vec<Group>,
    pub(crate) outcome: Outcome,
    insured: [Yen; GROUPS_MAX],
    counter: Counter,
    /// Why nothing more can be said of it.
    pub(crate) lost: Option<Undecided>,
}

impl Running {
    /// The receipt of a visit, before it.
    pub(crate) fn new(visit: &Visit, late: bool) -> Self {
        Self {
            facility: visit.facility.clone(),
            setting: visit.setting,
            late,
            groups: Vec::with_capacity(visit.slices.len()),
            outcome: Outcome { insured: Some(Yen::ZERO), ..Outcome::default() },
            insured: [Yen::ZERO; GROUPS_MAX],
            counter: Counter::default(),
            lost: None,
        }
    }

    /// Whether a visit is billed on this receipt.
    pub(crate) fn bills(&self, visit: &Visit, late: bool) -> bool {
        self.setting == visit.setting && self.late == late && self.facility == visit.facility
    }

    /// Adds a visit's cost. `bits` tells the national certificates by their places.
    pub(crate) fn take(&mut self, visit: &Visit, bits: &[u8]) -> Result<(), Refusal> {
        let known = self.groups.len();
        for slice in &visit.slices {
            let places = places(&slice.certificates);
            if self.groups.iter().any(|group| group.places == places) {
                continue;
            }
            if self.groups.len() == GROUPS_MAX {
                self.groups.truncate(known);
                return Err(Refusal::TooManyParts(GROUPS_MAX));
            }
            let bit = |place: &usize| bits.get(*place).copied().unwrap_or_default();
            let nationals = slice.certificates.iter().map(bit).fold(0, |all, bit| all | bit);
            self.groups.push(Group { places, nationals, cost: Yen::ZERO });
        }
        for slice in &visit.slices {
            let places = places(&slice.certificates);
            if let Some(group) = self.groups.iter_mut().find(|group| group.places == places) {
                group.cost += slice.cost;
            }
        }
        Ok(())
    }

    /// Takes the new split and says what the visit added.
    pub(crate) fn settle(
        &mut self,
        visit: &Visit,
        new: &Outcome,
        terms: &[Terms<'_>],
        undivided: Option<Undecided>,
        meals: Result<Meals, Undecided>,
    ) -> NationalSplit {
        let old = std::mem::replace(&mut self.outcome, *new);
        let parts = self.parts(visit, &old);
        let patient = new.patient - old.patient;
        let mut shares = Vec::with_capacity(2 + terms.len());
        let mut share = |payer, amount| {
            if amount != Yen::ZERO {
                shares.push(Share { payer, amount });
            }
        };
        share(Payer::Insurer, new.insurer - old.insurer);
        share(Payer::InsurerHighCost, new.high_cost() - old.high_cost());
        for (bit, terms) in terms.iter().enumerate() {
            share(Payer::Program(terms.place), new.program(bit) - old.program(bit));
        }
        share(Payer::InsurerOrProgram, new.undivided - old.undivided);
        let before = !new.before_unread && !old.before_unread;
        NationalSplit {
            cost: new.cost - old.cost,
            insured_copayment: increase(old.insured, new.insured),
            before_programs: before.then(|| new.before_programs - old.before_programs),
            shares,
            patient,
            parts,
            counter: self.counter.collect(patient, new.patient, new.bound),
            bound: new.bound,
            refund_later: new.refund - old.refund,
            undivided,
            meals,
        }
    }

    /// The person's part by certificates: the increase of each group that the visit touches or changes.
    fn parts(&mut self, visit: &Visit, old: &Outcome) -> Vec<Part> {
        let mut insured = [Yen::ZERO; GROUPS_MAX];
        let total = self.outcome.insured;
        if let Some(total) = total {
            let costs = self.groups.iter().map(|group| group.cost);
            spread(self.outcome.cost, total, insured.iter_mut().zip(costs));
        }
        let mut parts = Vec::with_capacity(visit.slices.len());
        for (n, group) in self.groups.iter().enumerate() {
            let cost = visit
                .slices
                .iter()
                .filter(|slice| places(&slice.certificates) == group.places)
                .map(|slice| slice.cost)
                .sum();
            let of = |parts: &[Yen; GROUPS_MAX]| parts.get(n).copied().unwrap_or_default();
            let patient = of(&self.outcome.parts) - of(&old.parts);
            let by_insurance =
                increase(old.insured.map(|_| of(&self.insured)), total.map(|_| of(&insured)));
            let before = !self.outcome.before_unread && !old.before_unread;
            let before = before.then(|| of(&self.outcome.parts_before) - of(&old.parts_before));
            if cost != Yen::ZERO || patient != Yen::ZERO || self.groups.len() == 1 {
                parts.push(Part {
                    certificates: Places(group.places),
                    cost,
                    insured_copayment: by_insurance,
                    before_programs: before,
                    patient,
                });
            }
        }
        self.insured = insured;
        parts
    }
}

fn places(certificates: &[usize]) -> u32 {
    certificates.iter().fold(0, |places, place| places | 1 << place)
}

fn increase(old: Option<Yen>, new: Option<Yen>) -> Option<Yen> {
    Some(new? - old?)
}

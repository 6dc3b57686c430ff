//! A receipt as it runs through a month: what has accumulated, how it is split so far, what was collected.

use smallvec::SmallVec;

use super::{
    NationalSplit, Places, Refusal,
    counter::Counter,
    receipt::{GROUPS_MAX, Group, Outcome},
    split::{Meals, Part, Parts},
    terms::Terms,
};
use crate::{
    Payer, Setting, Share, Shares, Undecided, Visit, few::Few, money::Yen, short_text::ShortText,
};

/// One receipt as it stands.
#[derive(Clone, Debug)]
pub(crate) struct Running {
    facility: ShortText,
    pub(crate) setting: Setting,
    pub(crate) late: bool,
    pub(crate) groups: Few<Group>,
    pub(crate) outcome: Outcome,
    counter: Counter,
    /// Why nothing more can be said of it.
    pub(crate) lost: Option<Undecided>,
}

impl Running {
    /// The receipt of a visit, before it.
    #[inline]
    pub(crate) fn new(visit: &Visit, late: bool) -> Self {
        Self {
            facility: ShortText::from(visit.facility.as_str()),
            setting: visit.setting,
            late,
            groups: Few::new(),
            outcome: Outcome { insured: Some(Yen::ZERO), ..Outcome::default() },
            counter: Counter::default(),
            lost: None,
        }
    }

    /// Whether a visit is billed on this receipt.
    #[inline]
    pub(crate) fn bills(&self, visit: &Visit, late: bool) -> bool {
        self.setting == visit.setting && self.late == late && self.facility.is(&visit.facility)
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

    /// Takes the new split and says what the visit that was taken adds.
    #[inline]
    pub(crate) fn settle(
        &mut self,
        new: Outcome,
        terms: &[Terms<'_>],
        undivided: Option<Undecided>,
        meals: Result<Meals, Undecided>,
    ) -> NationalSplit {
        let old = &self.outcome;
        let patient = new.patient - old.patient;
        let mut shares = Shares::default();
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
        let split = NationalSplit {
            cost: new.cost - old.cost,
            insured_copayment: increase(old.insured, new.insured),
            before_programs: before.then(|| new.before_programs - old.before_programs),
            shares,
            patient,
            parts: self.parts(&new),
            counter: self.counter.collect(patient, new.patient, new.bound),
            bound: new.bound,
            refund_later: new.refund - old.refund,
            undivided,
            meals,
        };
        self.outcome = new;
        split
    }

    /// The person's part by certificates: the increase of each group that the visit touches or changes.
    #[inline]
    fn parts(&self, new: &Outcome) -> Parts {
        let old = &self.outcome;
        let insured_is_known = old.insured.is_some() && new.insured.is_some();
        let before_is_known = !new.before_unread && !old.before_unread;
        let mut parts = SmallVec::new();
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
        Parts(parts)
    }
}

fn places(certificates: &[usize]) -> u32 {
    certificates.iter().fold(0, |places, place| places | 1 << place)
}

fn increase(old: Option<Yen>, new: Option<Yen>) -> Option<Yen> {
    Some(new? - old?)
}

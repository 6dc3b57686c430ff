//! A person's month: visits go in one by one, and each answer is the increase of its receipt.

use super::{
    NationalSplit, Places, Refusal, Tables, YearMonth,
    opened::Opened,
    program::Program,
    receipt::{NATIONAL_MAX, Outcome, Rules},
    running::Running,
    split::Meals,
    steps,
};
use crate::{Certificate, Person, Setting, Trace, Undecided, Visit, kept::Kept, money::Yen};

/// The most certificates of a person in one call, national and local.
pub const CERTIFICATES_MAX: usize = 32;

/// The national part of a person's month, a state machine over visits in the order in which they were paid.
#[derive(Clone, Debug)]
pub struct Month<'t> {
    opened: Opened<'t>,
    receipts: Kept<Running>,
    /// The certificates of each slice of the visit that was taken last.
    sets: Vec<Places>,
    /// Where a receipt is split anew.
    new: Box<Outcome>,
    /// The programs of which something undecided counts for the limit.
    lost: u8,
}

impl<'t> Month<'t> {
    /// Opens a month for a person with their certificates. Local certificates are passed over; they keep their places.
    ///
    /// # Errors
    /// The certificates are too many, of unknown or expired programs, two of one program, or have limits of a unit
    /// that national programs do not have; or the month is outside the tables. What is missing of the insurance is
    /// told by the visits.
    pub fn open(
        tables: &'t Tables,
        month: YearMonth,
        person: &Person,
        certificates: &[Certificate],
    ) -> Result<Self, Refusal> {
        let opened = Opened::empty(tables, month);
        let (receipts, new) = (Kept::default(), Box::default());
        let mut opening = Self { opened, receipts, sets: Vec::new(), new, lost: 0 };
        opening.reopen(month, person, certificates)?;
        Ok(opening)
    }

    /// Opens another month in the place of this one.
    ///
    /// # Errors
    /// As [`Month::open`]; nothing is open then.
    #[inline]
    pub(crate) fn reopen(
        &mut self,
        month: YearMonth,
        person: &Person,
        certificates: &[Certificate],
    ) -> Result<(), Refusal> {
        self.receipts.clear();
        self.lost = 0;
        self.opened.begin(month, person, certificates)
    }

    /// The row of a national certificate by its place, from 0; nothing for a local one.
    #[must_use]
    pub fn program(&self, place: usize) -> Option<&'t Program> {
        let terms = self.opened.terms.iter().find(|terms| terms.place == place);
        terms.map(|terms| terms.program.outpatient)
    }

    /// The certificates that are national.
    pub(crate) fn nationals(&self) -> Places {
        self.opened.nationals
    }

    /// Those of them before which local programs may come.
    pub(crate) fn local_first(&self) -> Places {
        self.opened.local_first
    }

    /// The certificates of each slice of the visit that was taken last.
    pub(crate) fn sets(&self) -> &[Places] {
        &self.sets
    }

    /// What counts for the limit of a national certificate this month, other facilities' entries included.
    #[must_use]
    pub fn counted(&self, place: usize) -> Yen {
        let Some(bit) = self.opened.terms.iter().position(|terms| terms.place == place) else {
            return Yen::ZERO;
        };
        let elsewhere = self.opened.terms.get(bit).map_or(Yen::ZERO, |terms| terms.paid_elsewhere);
        let counted = |receipt: &Running| receipt.outcome().program(bit).counted;
        elsewhere + self.receipts.iter().map(counted).sum()
    }

    /// Takes a visit.
    ///
    /// # Errors
    /// The visit is refused and the month as it was; or a datum is missing that could change the answer
    /// ([`Refusal::Undecided`]): then the visit counts, and what depends on it is undecided from here on.
    pub fn visit<T: Trace>(
        &mut self,
        visit: &Visit,
        trace: &mut T,
    ) -> Result<NationalSplit, Refusal> {
        let mut split = NationalSplit::nothing();
        let n = self.visit_into(visit, trace, &mut split)?;
        split.undivided = self.undivided(n, visit);
        split.meals = self.meals(visit);
        Ok(split)
    }

    /// Takes a visit; `split` is where its split goes, but for its meals and why a share of it is undivided. Returns the
    /// place of its receipt.
    ///
    /// # Errors
    /// As [`Month::visit`].
    #[inline]
    pub(crate) fn visit_into<T: Trace>(
        &mut self,
        visit: &Visit,
        trace: &mut T,
        split: &mut NationalSplit,
    ) -> Result<usize, Refusal> {
        self.opened.check(visit, &mut self.sets)?;
        let late = self.opened.is_late(visit);
        let n = self.receipt(visit, late)?;
        let outpatient = visit.setting != Setting::Inpatient;
        if let Err(refusal) = self.split(n, late, outpatient) {
            self.lose(n, &refusal);
            return Err(refusal);
        }
        let Self { opened, receipts, new, .. } = self;
        let Some(receipt) = receipts.get_mut(n) else { return Err(Refusal::NoSlices) };
        if T::ON {
            let standing = opened.stood(late).and_then(|standing| standing.as_ref().ok());
            steps::tell(trace, receipt.outcome(), new, standing, &opened.terms, outpatient);
        }
        receipt.settle(new, &opened.terms, split);
        Ok(n)
    }

    /// Why a share of a receipt is undivided, where one is.
    fn undivided(&self, n: usize, visit: &Visit) -> Option<Undecided> {
        let outcome = self.receipts.get(n)?.outcome();
        let missing = outcome.missing.filter(|_| outcome.undivided != Yen::ZERO)?;
        Some(self.opened.say(missing, self.opened.standing_of(visit)))
    }

    /// The meals of a visit that was taken.
    pub(crate) fn meals(&self, visit: &Visit) -> Result<Meals, Undecided> {
        self.opened.meals(visit, self.opened.standing_of(visit))
    }

    /// Adds a visit's cost to its receipt.
    #[inline]
    fn receipt(&mut self, visit: &Visit, late: bool) -> Result<usize, Refusal> {
        let known = self.receipts.iter().position(|receipt| receipt.bills(visit, late));
        let n = known.unwrap_or(self.receipts.len());
        if known.is_none() {
            self.receipts.add(|receipt| receipt.begin(visit, late));
        }
        let Some(receipt) = self.receipts.get_mut(n) else { return Err(Refusal::NoSlices) };
        receipt.take(visit, &self.sets, &self.opened.terms)?;
        Ok(n)
    }

    /// Splits a receipt on all that has accumulated.
    #[inline]
    fn split(&mut self, n: usize, late: bool, outpatient: bool) -> Result<(), Refusal> {
        let elsewhere = if self.receipts.len() < 2 {
            [Yen::ZERO; NATIONAL_MAX]
        } else {
            self.elsewhere(n, outpatient)
        };
        let Self { opened, receipts, new, lost, .. } = self;
        let Some(receipt) = receipts.get(n) else { return Err(Refusal::NoSlices) };
        if let Some(undecided) = &receipt.lost {
            return Err(undecided.clone().into());
        }
        let standing = match opened.stood(late) {
            Some(Err(refusal)) => return Err(refusal.clone()),
            Some(Ok(standing)) => Some(standing),
            None => None,
        };
        if *lost != 0
            && let Some(undecided) = opened.unsure(receipt, *lost, outpatient)
        {
            return Err(undecided.into());
        }
        let Opened { terms, paying, .. } = &*opened;
        let rules = Rules { standing, terms, paying: *paying, elsewhere, outpatient };
        new.clear();
        rules.split(&receipt.groups, new).map_err(|missing| opened.say(missing, standing).into())
    }

    /// What the other receipts have counted for the limits that hold for a receipt too.
    #[inline(never)]
    fn elsewhere(&self, n: usize, outpatient: bool) -> [Yen; NATIONAL_MAX] {
        let mut elsewhere = [Yen::ZERO; NATIONAL_MAX];
        let receipts = self.receipts.iter().enumerate();
        for (_, receipt) in receipts.filter(|(other, _)| *other != n) {
            let all = self.opened.terms.iter().zip(&mut elsewhere).enumerate();
            for (bit, (terms, paid)) in all {
                if terms.counts(outpatient, receipt.setting) {
                    *paid += receipt.outcome().program(bit).counted;
                }
            }
        }
        elsewhere
    }

    /// Says that a receipt is undecided from here on, and what counts for its programs' limits with it.
    #[cold]
    fn lose(&mut self, n: usize, refusal: &Refusal) {
        let Some(receipt) = self.receipts.get_mut(n) else { return };
        let undecided = match refusal {
            Refusal::Undecided(undecided) => undecided.clone(),
            other => Undecided::new(other.to_string(), "facts"),
        };
        for group in &receipt.groups {
            self.lost |= group.nationals;
        }
        receipt.lost.get_or_insert(undecided);
    }
}

#[cfg(test)]
mod tests;

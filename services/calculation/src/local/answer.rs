//! What a visit comes to, and what the visits of a month have come to.

use std::{mem, ops::Deref};

use super::{
    both::Both,
    due::Due,
    part::Share,
    rule::{RowMeta, RowNumber, Rules},
    settle::How,
};
use crate::{Operator, Step, Trace, Undecided, money::Yen};

/// What a visit comes to after the local programs.
///
/// What the programs pay and what is left add up to what reached them, in each of both yen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// What each local program does, in the order in which they were applied.
    pub programs: Programs,
    /// What is left to the person, before anything the month returns.
    pub patient: Both,
    /// What is collected at the counter now, or why that is not known.
    pub counter: Result<Yen, Undecided>,
    /// What the person gets back later of what was collected: the increase by this visit. Negative where a later visit
    /// lowers what an earlier one promised.
    pub refund_later: Result<Yen, Undecided>,
    /// Money for the month of a stay that this visit completes, beside what it costs.
    pub cash: Yen,
}

/// What local programs do of a visit, in the order in which they were applied: a list that is read as a slice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Programs(Vec<Part>);

impl Deref for Programs {
    type Target = [Part];

    fn deref(&self) -> &[Part] {
        &self.0
    }
}

impl<'a> IntoIterator for &'a Programs {
    type Item = &'a Part;
    type IntoIter = std::slice::Iter<'a, Part>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// What one local program does of a visit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The certificate, by its place in the list.
    pub certificate: usize,
    /// The row that says so: [`Rules::row`] knows it.
    pub row: RowNumber,
    /// What the program pays of the visit, at the counter or later. Negative where a fee goes on after another program's
    /// limit.
    pub aid: Both,
    /// How it pays here.
    pub how: Result<How, Undecided>,
    /// What is returned because a limit of the month is passed: the increase by this visit.
    pub excess: Both,
    /// What is returned because the month as a whole decides: the increase by this visit.
    pub returned: Both,
    /// Why what the program refunds is not known, where it is not.
    pub unknown: Option<Undecided>,
}

/// What the visits of a month have come to so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Total {
    /// What reached the local programs.
    pub left: Both,
    /// The person's part, before anything the month returns.
    pub before_refunds: Both,
    /// What is returned because limits of the month are passed.
    pub excess: Both,
    /// What is returned because the month as a whole decides.
    pub returned: Both,
    /// What was collected at the counters, or the first reason why that is not known.
    pub counter: Result<Yen, Undecided>,
    /// Money for the month of a stay, beside what it costs.
    pub cash: Yen,
    /// Why the person's part in the end is not known, where it is not.
    pub unknown: Option<Undecided>,
}

/// A visit being summed up.
#[derive(Debug, Default)]
pub(crate) struct Sum {
    /// What is left so far.
    pub(crate) left: Both,
    pub(crate) cash: Yen,
    parts: Vec<Part>,
    unsure: Option<Undecided>,
}

/// What a visit comes to, beside what each program does: the fields are those of an [`Answer`].
pub(crate) struct Settled {
    pub(crate) patient: Both,
    pub(crate) counter: Result<Yen, Undecided>,
    pub(crate) refund_later: Result<Yen, Undecided>,
    pub(crate) cash: Yen,
}

impl Total {
    /// Of no visits.
    pub(crate) const NOTHING: Self = Self {
        left: Both::ZERO,
        before_refunds: Both::ZERO,
        excess: Both::ZERO,
        returned: Both::ZERO,
        counter: Ok(Yen::ZERO),
        cash: Yen::ZERO,
        unknown: None,
    };

    /// What the month costs the person in the end.
    ///
    /// # Errors
    /// [`Undecided`]: the data says that something is refunded, but not how much.
    pub fn patient(&self) -> Result<Both, Undecided> {
        match &self.unknown {
            Some(undecided) => Err(undecided.clone()),
            None => Ok(self.before_refunds - self.excess - self.returned),
        }
    }

    pub(crate) fn add(&mut self, due: &Due<'_>, answer: &Answer) {
        self.left += due.left;
        self.before_refunds += answer.patient;
        for part in &answer.programs {
            self.excess += part.excess;
            self.returned += part.returned;
            if self.unknown.is_none() {
                self.unknown.clone_from(&part.unknown);
            }
        }
        match (&mut self.counter, &answer.counter) {
            (Ok(sum), Ok(now)) => *sum += *now,
            (Ok(_), Err(undecided)) => self.counter = Err(undecided.clone()),
            (Err(_), _) => {}
        }
        self.cash += answer.cash;
    }
}

impl Sum {
    /// Begins a visit of which so much is left.
    #[inline]
    pub(crate) fn begin(&mut self, left: Both) {
        self.left = left;
        self.cash = Yen::ZERO;
        self.parts.clear();
        self.unsure = None;
    }

    /// What programs have done so far.
    pub(crate) fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// Adds what a program does.
    #[inline]
    pub(crate) fn add(
        &mut self,
        certificate: usize,
        number: RowNumber,
        row: &RowMeta,
        share: Share,
    ) {
        let Share { burden, how, unknown } = share;
        // Who pays first pays as if there were no limit.
        if burden.unsure && how != Ok(How::PayFirst) && self.unsure.is_none() {
            let item = "whether the counter knows of other facilities";
            self.unsure = Some(Undecided::new(item, &*row.id));
        }
        self.parts.push(Part {
            certificate,
            row: number,
            aid: self.left - burden.patient,
            how,
            excess: burden.excess,
            returned: burden.returned,
            unknown,
        });
        self.left = burden.patient;
    }

    /// Says which programs do not pay at the counter.
    pub(crate) fn say_what_is_paid_first<T: Trace>(&self, rules: &Rules, trace: &mut T) {
        if !T::ON {
            return;
        }
        let mut at = self.left.receipt;
        for part in &self.parts {
            if part.how != Ok(How::PayFirst) || part.aid.receipt == Yen::ZERO {
                continue;
            }
            let Some(row) = rules.row(part.row) else { continue };
            let (before, after) = (at, at + part.aid.receipt);
            at = after;
            trace.step(|| Step {
                rule: row.id().to_owned(),
                operator: Operator::PayFirst,
                before,
                after,
                inputs: vec![("refund", part.aid.receipt.0)],
                source: row.source().to_owned(),
            });
        }
    }

    /// What the visit comes to.
    #[inline]
    pub(crate) fn settle(&mut self) -> Settled {
        let is_plain = |part: &Part| {
            let in_kind = matches!(part.how, Ok(How::OnReceipt | How::OnList | How::InKind));
            in_kind && part.unknown.is_none()
        };
        let (counter, refund_later) = if self.unsure.is_none() && self.parts.iter().all(is_plain) {
            let back = |part: &Part| part.excess.counter + part.returned.counter;
            (Ok(self.left.counter), Ok(self.parts.iter().map(back).sum()))
        } else {
            let paid_first = self.paid_first();
            (self.counter(&paid_first), self.refund_later(paid_first))
        };
        Settled { patient: self.left, counter, refund_later, cash: self.cash }
    }

    /// The answer, with what each program does, which is no longer here then.
    pub(crate) fn answer(&mut self, settled: Settled) -> Answer {
        let Settled { patient, counter, refund_later, cash } = settled;
        let programs = Programs(mem::take(&mut self.parts));
        Answer { programs, patient, counter, refund_later, cash }
    }

    /// What is collected: what is left, and what programs pay later only.
    fn counter(&self, paid_first: &Result<Yen, Undecided>) -> Result<Yen, Undecided> {
        match (&self.unsure, paid_first) {
            (Some(unsure), _) => Err(unsure.clone()),
            (None, Err(undecided)) => Err(undecided.clone()),
            (None, Ok(paid_first)) => Ok(self.left.counter + *paid_first),
        }
    }

    fn refund_later(&self, paid_first: Result<Yen, Undecided>) -> Result<Yen, Undecided> {
        let mut refund = paid_first?;
        for part in &self.parts {
            if let Some(unknown) = &part.unknown {
                return Err(unknown.clone());
            }
            refund += part.excess.counter + part.returned.counter;
        }
        Ok(refund)
    }

    /// What the programs pay that do not pay at the counter.
    fn paid_first(&self) -> Result<Yen, Undecided> {
        let mut sum = Yen::ZERO;
        // How a program pays nothing does not matter.
        for part in self.parts.iter().filter(|part| part.aid != Both::ZERO) {
            match &part.how {
                Ok(How::PayFirst) => sum += part.aid.counter,
                Ok(How::OnReceipt | How::OnList | How::InKind) => {}
                Err(undecided) => return Err(undecided.clone()),
            }
        }
        Ok(sum)
    }
}

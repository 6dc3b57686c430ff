//! The order of payers: national programs come before local ones, but for those whose row says that a local program may
//! come first: they take what the local programs leave, and the person never pays more than under either order alone.

use crate::{
    Certificate, Operator, Payer, RuleName, Share, Shares, Step, Trace, Undecided, Visit,
    local::{self, Both, Due, How, LeftBy},
    money::Yen,
    national::{self, NationalSplit, Places},
};

/// What a visit comes to after all programs: the fields are those of a [`crate::Split`].
pub(crate) struct Settled {
    pub(crate) patient: Yen,
    pub(crate) counter: Result<Yen, Undecided>,
    pub(crate) refund_later: Result<Yen, Undecided>,
    pub(crate) cash: Yen,
}

/// What a visit's certificates mean for the order of payers.
pub(crate) struct Order<'a> {
    pub(crate) certificates: &'a [Certificate],
    /// Those of them that are national.
    pub(crate) nationals: Places,
    /// National certificates that take what local programs leave.
    pub(crate) after_local: Places,
    /// What the local programs have saved the person so far.
    pub(crate) saved: Yen,
}

impl Order<'_> {
    /// The local programs that cover the visit on what the national split leaves, and the person's part after both.
    /// `left_by` is where it is reckoned what each national program left.
    ///
    /// # Errors
    /// [`Undecided`], the local part's.
    #[inline]
    pub(crate) fn together<T: Trace>(
        &self,
        visit: &Visit,
        national: &mut NationalSplit,
        covering: Places,
        local: &mut local::Month<'_>,
        left_by: &mut Vec<LeftBy>,
        trace: &mut T,
    ) -> Result<Settled, Undecided> {
        let Reached { cost, insured, left, untouched, set_aside } =
            self.reached(national, covering);
        if set_aside != Yen::ZERO {
            let patient = national.patient;
            step(trace, Operator::LocalFirst, patient, patient + set_aside);
        }
        self.left_by(national, covering, left_by);
        let insured = insured.map(|insured| Both::of_receipt(insured.or_zero()));
        let due = Due { visit, cost, insured, left, national: left_by };
        let covers = |place| covering.contains(place);
        let beside = &mut Beside { trace, amount: untouched.receipt };
        let answer = local.visit_with(&due, self.saved, covers, beside)?;
        // The programs that were set aside take what is left above what they had left to the person. Where they had left
        // less than nothing, the local programs would have got that back, as far as they have saved it.
        let again = if set_aside == Yen::ZERO {
            set_aside
        } else {
            let had_left = left.receipt - set_aside;
            let had_left = had_left.max((had_left + self.saved).min(Yen::ZERO));
            (answer.patient.receipt - had_left).or_zero().min(set_aside)
        };
        let patient = answer.patient.receipt - again + untouched.receipt;
        let counter = answer.counter.map(|collected| {
            let again = if again == Yen::ZERO { again } else { again.at_the_counter() };
            collected - again + untouched.counter
        });
        if T::ON {
            let paid_first = local.parts().iter().filter(|part| part.how == Ok(How::PayFirst));
            let collected = patient + paid_first.map(|part| part.aid.receipt).sum();
            if again != Yen::ZERO {
                step(trace, Operator::ProgramAll, collected + again, collected);
            }
            round(collected, &counter, trace);
        }
        self.lower(&mut national.shares, set_aside - again);
        for part in local.parts().iter().filter(|part| part.aid.receipt != Yen::ZERO) {
            let payer = Payer::Program(part.certificate);
            national.shares.push(Share { payer, amount: part.aid.receipt });
        }
        let refund_later = answer.refund_later.map(|later| later + national.refund_later);
        Ok(Settled { patient, counter, refund_later, cash: answer.cash })
    }

    /// What reaches the local programs that cover the visit, and what does not.
    #[inline]
    fn reached(&self, national: &NationalSplit, covering: Places) -> Reached {
        let (mut cost, mut insured, mut patient) = (Yen::ZERO, Some(Yen::ZERO), Yen::ZERO);
        for part in national.parts.iter().filter(|part| part.certificates.meets(covering)) {
            cost += part.cost;
            insured = insured.zip(part.insured_copayment).map(|(sum, insured)| sum + insured);
            patient += part.patient;
        }
        let set_aside = self.set_aside(national, covering);
        let left = patient + set_aside;
        let counter = if left == Yen::ZERO {
            // The yen that the counter has still to collect for earlier visits are no burden of this one.
            Yen::ZERO
        } else if set_aside == Yen::ZERO && patient == national.patient {
            if left < Yen::ZERO { national.counter } else { national.counter.or_zero() }
        } else {
            left.at_the_counter()
        };
        let left = Both { receipt: left, counter };
        let untouched = national.patient + set_aside - left.receipt;
        let untouched =
            if untouched == Yen::ZERO { Both::ZERO } else { Both::of_receipt(untouched) };
        Reached { cost, insured, left, untouched, set_aside }
    }

    /// What programs that come after had taken of what these local ones cover.
    #[inline]
    fn set_aside(&self, national: &NationalSplit, covering: Places) -> Yen {
        let after = self.after_local;
        if after == Places::default() {
            return Yen::ZERO;
        }
        let theirs = national.parts.iter().filter(|part| part.certificates.meets(after));
        if theirs.clone().all(|part| part.certificates.meets(covering)) {
            return self.shares_after(&national.shares).sum();
        }
        // They cover other parts too. Of each part it is known what all national programs took, so where others took of
        // it as well the national order is kept.
        let others = self.nationals.without(after);
        let alone = theirs
            .filter(|part| part.certificates.meets(covering) && !part.certificates.meets(others));
        alone.filter_map(|part| Some((part.before_programs? - part.patient).or_zero())).sum()
    }

    /// What each national program has left of what these local ones cover.
    #[inline]
    fn left_by(&self, national: &NationalSplit, covering: Places, left_by: &mut Vec<LeftBy>) {
        left_by.clear();
        for place in self.nationals.iter() {
            let held = self.certificates.get(place).map(|held| &held.rule);
            let Some(RuleName::National { law, .. }) = held else { continue };
            let covers = |part: &&national::Part| {
                part.certificates.contains(place) && part.certificates.meets(covering)
            };
            let mut parts = national.parts.iter().filter(covers);
            if let Some(first) = parts.next() {
                let left = first.patient + parts.map(|part| part.patient).sum();
                left_by.push(LeftBy { law: *law, left });
            }
        }
    }

    /// The shares of the programs that take what local programs leave.
    fn shares_after<'s>(&'s self, shares: &'s [Share]) -> impl Iterator<Item = Yen> + 's {
        shares
            .iter()
            .filter(|share| self.is_after(&share.payer))
            .map(|share| share.amount.or_zero())
    }

    /// Takes from those programs, the last one first, what local programs took.
    fn lower(&self, shares: &mut Shares, mut less: Yen) {
        if less == Yen::ZERO {
            return;
        }
        for share in shares.iter_mut().rev().filter(|share| self.is_after(&share.payer)) {
            let part = share.amount.or_zero().min(less);
            share.amount -= part;
            less -= part;
        }
        shares.retain(|share| share.amount != Yen::ZERO);
    }

    fn is_after(&self, payer: &Payer) -> bool {
        matches!(payer, Payer::Program(place) if self.after_local.contains(*place))
    }
}

/// What reaches the local programs.
struct Reached {
    /// The cost that they cover.
    cost: Yen,
    /// What the person would pay of it by the insurance alone, where that is known.
    insured: Option<Yen>,
    left: Both,
    /// What is left to the person beside them.
    untouched: Both,
    /// What national programs that come after had taken of it.
    set_aside: Yen,
}

/// Says the steps of a part of the visit with what is left beside it, so that the chain holds.
struct Beside<'t, T> {
    trace: &'t mut T,
    amount: Yen,
}

impl<T: Trace> Trace for Beside<'_, T> {
    const ON: bool = T::ON;

    fn step(&mut self, step: impl FnOnce() -> Step) {
        let beside = self.amount;
        self.trace.step(|| {
            let step = step();
            Step { before: step.before + beside, after: step.after + beside, ..step }
        });
    }
}

/// The rule of the order of payers, and of what the counter collects.
const ORDER: (&str, &str) = ("order of payers", "公費負担医療の優先順位");
const COUNTER: (&str, &str) = ("counter", "健康保険法75条, 国民健康保険法42条の2");

fn step<T: Trace>(trace: &mut T, operator: Operator, before: Yen, after: Yen) {
    let (rule, source) = if operator == Operator::CounterRounding { COUNTER } else { ORDER };
    let inputs = Vec::new();
    trace.step(|| Step {
        rule: rule.into(),
        operator,
        before,
        after,
        inputs,
        source: source.into(),
    });
}

/// The last step: what the counter collects.
fn round<T: Trace>(receipt: Yen, counter: &Result<Yen, Undecided>, trace: &mut T) {
    if let Ok(counter) = counter
        && *counter != receipt
    {
        step(trace, Operator::CounterRounding, receipt, *counter);
    }
}

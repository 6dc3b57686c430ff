//! A person's month, all payers: the national part of a visit first, then the local programs on what it leaves.
//!
//! National programs come before local ones, but for those whose row says that a local program may come first: they
//! take what the local programs leave, and the person never pays more than under either order alone.

use crate::{
    Certificate, Meals, Operator, Payer, Person, RuleName, Share, Slice, Split, Step, Trace,
    Undecided, Visit,
    local::{self, Both, Due, How, LeftBy},
    money::Yen,
    national::{self, NationalSplit, YearMonth},
};

/// Why a month is not opened or a visit not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The national part refuses it.
    #[error(transparent)]
    National(#[from] national::Refusal),
    /// The local part refuses it.
    #[error(transparent)]
    Local(#[from] local::Refused),
}

/// A person's month, a state machine over visits in the order in which they are paid.
#[derive(Debug)]
pub struct Calculator<'e> {
    certificates: &'e [Certificate],
    national: national::Month<'e>,
    /// None where no certificate is of a local program.
    local: Option<local::Month<'e>>,
    /// Places of national certificates that take what local programs leave.
    after_local: Vec<usize>,
}

impl<'e> Calculator<'e> {
    /// Opens a month for a person with their certificates.
    ///
    /// # Errors
    /// [`Refusal`], the national part's first.
    pub fn open(
        tables: &'e national::Tables,
        rules: &'e local::Rules,
        month: YearMonth,
        person: &'e Person,
        certificates: &'e [Certificate],
    ) -> Result<Self, Refusal> {
        let national = national::Month::open(tables, month, person, certificates)?;
        let local = if certificates.iter().any(Certificate::is_local) {
            Some(local::Month::new(rules, person, certificates)?)
        } else {
            None
        };
        let first = |place: &usize| {
            local.is_some() && national.program(*place).is_some_and(national::Program::local_first)
        };
        let after_local = (0..certificates.len()).filter(first).collect();
        Ok(Self { certificates, national, local, after_local })
    }

    /// Takes the next visit of the month and says who pays what of it.
    ///
    /// The inner result is the answer: a split, or which datum is missing. After an undecided visit, what depends on it
    /// is undecided too.
    ///
    /// # Errors
    /// [`Refusal`]: the visit was not taken, the month is as it was.
    pub fn visit<T: Trace>(
        &mut self,
        visit: &Visit,
        trace: &mut T,
    ) -> Result<Result<Split, Undecided>, Refusal> {
        let national = match self.national.visit(visit, trace) {
            Ok(national) => national,
            Err(national::Refusal::Undecided(missing)) => return Ok(Err(missing)),
            Err(refusal) => return Err(refusal.into()),
        };
        Ok(match &mut self.local {
            None => Ok(national.settle(trace)),
            Some(local) => {
                let order =
                    Order { certificates: self.certificates, after_local: &self.after_local };
                order.together(visit, national, local, trace)
            }
        })
    }
}

/// What a visit's certificates mean for the order of payers.
struct Order<'a> {
    certificates: &'a [Certificate],
    /// Places of national certificates that take what local programs leave.
    after_local: &'a [usize],
}

impl Order<'_> {
    /// The local programs on what the national split leaves, and the person's part after both.
    fn together<T: Trace>(
        &self,
        visit: &Visit,
        national: NationalSplit,
        local: &mut local::Month<'_>,
        trace: &mut T,
    ) -> Result<Split, Undecided> {
        let Reached { left, untouched, set_aside } = self.reached(visit, &national)?;
        if set_aside != Yen::ZERO {
            let patient = national.patient;
            step(trace, Operator::LocalFirst, patient, patient + set_aside);
        }
        let left_by = self.left_by(&national);
        let insured = national.insured_copayment.unwrap_or(left.receipt).or_zero();
        let insured = Both::of_receipt(insured);
        let due = Due { visit, cost: national.cost, insured, left, national: &left_by };
        let answer = local.visit(&due, &mut Beside { trace, amount: untouched.receipt })?;
        // The programs that were set aside take what is left above what they had left to the person.
        let before = left.receipt - set_aside;
        let again = (answer.patient.receipt - before).or_zero().min(set_aside);
        let patient = answer.patient.receipt - again + untouched.receipt;
        let counter = answer.counter.map(|collected| {
            let again = if again == Yen::ZERO { again } else { again.at_the_counter() };
            collected - again + untouched.counter
        });
        let paid_first = answer.programs.iter().filter(|part| part.how == Ok(How::PayFirst));
        let collected = patient + paid_first.map(|part| part.aid.receipt).sum();
        if again != Yen::ZERO {
            step(trace, Operator::ProgramAll, collected + again, collected);
        }
        round(collected, &counter, trace);
        let mut shares = national.shares;
        self.lower(&mut shares, set_aside - again);
        let aids = answer.programs.iter().filter(|part| part.aid.receipt != Yen::ZERO);
        shares.extend(aids.map(|part| Share {
            payer: Payer::Program(part.certificate),
            amount: part.aid.receipt,
        }));
        Ok(Split {
            cost: national.cost,
            insured_copayment: national.insured_copayment,
            shares,
            patient,
            counter,
            refund_later: answer.refund_later.map(|later| later + national.refund_later),
            cash: answer.cash,
            meals: with_local(visit, national.meals, local),
        })
    }

    /// What reaches the local programs, and what does not.
    ///
    /// # Errors
    /// [`Undecided`]: the local certificates cover different parts of the cost.
    fn reached(&self, visit: &Visit, national: &NationalSplit) -> Result<Reached, Undecided> {
        let mut locals = self.certificates.iter().enumerate().filter(|(_, held)| held.is_local());
        let whole =
            |slice: &Slice| locals.clone().all(|(place, _)| slice.certificates.contains(&place));
        let none =
            |slice: &Slice| !locals.clone().any(|(place, _)| slice.certificates.contains(&place));
        if !visit.slices.iter().all(|slice| whole(slice) || none(slice)) {
            let item = "which part of the cost each local certificate covers";
            return Err(Undecided::new(item, "facts"));
        }
        let Some((first, _)) = locals.next() else { return Ok(Reached::nothing(national)) };
        let parts = national.parts.iter().filter(|part| part.certificates.contains(first));
        let patient: Yen = parts.map(|part| part.patient).sum();
        let set_aside: Yen = self.shares_after(&national.shares).sum();
        let reaching = patient + set_aside;
        // Below nothing where this visit lowers what an earlier one was charged: that goes back to the person.
        let left = reaching.or_zero();
        let counter = if left == Yen::ZERO {
            // The yen that the counter has still to collect for earlier visits are no burden of this one.
            Yen::ZERO
        } else if set_aside == Yen::ZERO && patient == national.patient {
            national.counter.or_zero()
        } else {
            left.at_the_counter()
        };
        let left = Both { receipt: left, counter };
        let untouched = national.patient + set_aside - left.receipt;
        let untouched = Both { receipt: untouched, counter: untouched.at_the_counter() };
        Ok(Reached { left, untouched, set_aside: set_aside.min(left.receipt) })
    }

    /// What each national program that covers the visit has left of it.
    fn left_by(&self, national: &NationalSplit) -> Vec<LeftBy> {
        let law = |place: usize| match self.certificates.get(place).map(|held| &held.rule) {
            Some(RuleName::National { law, .. }) => Some(*law),
            Some(RuleName::Local(_)) | None => None,
        };
        let places = (0..self.certificates.len()).filter_map(|place| Some((place, law(place)?)));
        let covered = |place: usize| {
            let parts = national.parts.iter().filter(move |part| part.certificates.contains(place));
            parts.clone().next().is_some().then(|| parts.map(|part| part.patient).sum())
        };
        places.filter_map(|(place, law)| Some(LeftBy { law, left: covered(place)? })).collect()
    }

    /// The shares of the programs that take what local programs leave.
    fn shares_after<'s>(&'s self, shares: &'s [Share]) -> impl Iterator<Item = Yen> + 's {
        shares
            .iter()
            .filter(|share| self.is_after(&share.payer))
            .map(|share| share.amount.or_zero())
    }

    /// Takes from those programs, the last one first, what local programs took.
    fn lower(&self, shares: &mut Vec<Share>, mut less: Yen) {
        for share in shares.iter_mut().rev().filter(|share| self.is_after(&share.payer)) {
            let part = share.amount.or_zero().min(less);
            share.amount -= part;
            less -= part;
        }
        shares.retain(|share| share.amount != Yen::ZERO);
    }

    fn is_after(&self, payer: &Payer) -> bool {
        matches!(payer, Payer::Program(place) if self.after_local.contains(place))
    }
}

/// What reaches the local programs.
struct Reached {
    left: Both,
    /// What is left to the person beside them.
    untouched: Both,
    /// What national programs that come after had taken of it.
    set_aside: Yen,
}

impl Reached {
    fn nothing(national: &NationalSplit) -> Self {
        let untouched = Both { receipt: national.patient, counter: national.counter };
        Self { left: Both::ZERO, untouched, set_aside: Yen::ZERO }
    }
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

/// The meals of a stay after the local programs.
fn with_local(
    visit: &Visit,
    national: Result<national::Meals, Undecided>,
    local: &local::Month<'_>,
) -> Result<Meals, Undecided> {
    let mut meals = Meals::from(national?);
    if meals.patient > Yen::ZERO {
        let after = local.meals(visit, meals.patient)?;
        meals.patient = after.patient;
        let paid = after.programs.into_iter().filter(|(_, amount)| *amount != Yen::ZERO);
        meals
            .shares
            .extend(paid.map(|(place, amount)| Share { payer: Payer::Program(place), amount }));
    }
    Ok(meals)
}

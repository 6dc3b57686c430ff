//! A person's month, all payers: the national part of a visit first, then the local programs on what it leaves.
//!
//! National programs come before local ones, but for those whose row says that a local program may come first: they
//! take what the local programs leave, and the person never pays more than under either order alone.

use std::mem;

use crate::{
    Certificate, Meals, NoTrace, Operator, Payer, Person, RuleName, Share, Shares, Split, Step,
    Trace, Undecided, Visit,
    few::Few,
    local::{self, Both, Due, How, LeftBy},
    money::Yen,
    national::{self, NationalSplit, Places, YearMonth},
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
    rules: &'e local::Rules,
    certificates: &'e [Certificate],
    /// Those of them that are local.
    locals: Places,
    national: national::Month<'e>,
    /// Open where a certificate is of a local program.
    local: Option<local::Month<'e>>,
    /// National certificates that take what local programs leave.
    after_local: Places,
    /// What the local programs have saved the person so far.
    saved: Yen,
    /// The national part of the visit that is being taken.
    split: NationalSplit,
}

impl<'e> Calculator<'e> {
    /// Opens a month for a person with their certificates. Who opens many, one after the other, does it by [`crate::Months`].
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
        let mut opening = Self {
            rules,
            certificates,
            locals: Places::default(),
            national: national::Month::open(tables, month, person, certificates)?,
            local: None,
            after_local: Places::default(),
            saved: Yen::ZERO,
            split: NationalSplit::nothing(),
        };
        opening.open_local(person)?;
        Ok(opening)
    }

    /// Opens another month in the place of this one.
    ///
    /// # Errors
    /// As [`Calculator::open`]; nothing is open then.
    pub(crate) fn reopen(
        &mut self,
        month: YearMonth,
        person: &'e Person,
        certificates: &'e [Certificate],
    ) -> Result<(), Refusal> {
        self.national.reopen(month, person, certificates)?;
        self.certificates = certificates;
        self.saved = Yen::ZERO;
        self.open_local(person)
    }

    /// Opens the local part, where there is one.
    #[inline]
    fn open_local(&mut self, person: &'e Person) -> Result<(), Refusal> {
        let certificates = self.certificates;
        let places = certificates.iter().enumerate();
        let locals = places.filter(|(_, held)| held.is_local()).map(|(place, _)| place);
        self.locals = locals.collect();
        self.after_local = Places::default();
        if self.locals == Places::default() {
            return Ok(());
        }
        match &mut self.local {
            Some(local) => local.reopen(person, certificates)?,
            None => self.local = Some(local::Month::new(self.rules, person, certificates)?),
        }
        self.after_local = self.national.local_first();
        Ok(())
    }

    /// Takes the next visit of the month and says who pays what of it.
    ///
    /// The inner result is the answer: a split, or which datum is missing. An undecided visit is part of the month, so
    /// what depends on what it counted is undecided too.
    ///
    /// # Errors
    /// [`Refusal`]: the visit was not taken, the month is as it was.
    pub fn visit<T: Trace>(
        &mut self,
        visit: &Visit,
        trace: &mut T,
    ) -> Result<Result<Split, Undecided>, Refusal> {
        if T::ON { self.take(visit, trace) } else { self.take_in_silence(visit) }
    }

    /// Takes a visit without saying why. It is compiled here with all that it calls, which a generic function is not.
    fn take_in_silence(&mut self, visit: &Visit) -> Result<Result<Split, Undecided>, Refusal> {
        self.take(visit, &mut NoTrace)
    }

    fn take<T: Trace>(
        &mut self,
        visit: &Visit,
        trace: &mut T,
    ) -> Result<Result<Split, Undecided>, Refusal> {
        let covering = Covering::of(self.locals, visit);
        match self.national.visit_into(visit, trace, &mut self.split) {
            Ok(_) => {}
            Err(national::Refusal::Undecided(missing)) => {
                self.lose(visit, covering);
                return Ok(Err(missing));
            }
            Err(refusal) => return Err(refusal.into()),
        }
        let (Some(local), Covering::These(covering)) = (&mut self.local, covering) else {
            return Ok(match covering {
                Covering::Several => {
                    self.lose(visit, covering);
                    let item = "which part of the cost each local certificate covers";
                    Err(Undecided::new(item, "facts"))
                }
                Covering::None | Covering::These(_) => Ok(self.split.take(trace)),
            });
        };
        let (certificates, after_local) = (self.certificates, self.after_local);
        let order = Order { certificates, after_local, saved: self.saved };
        let patient = self.split.patient;
        let answer = order.together(visit, &mut self.split, covering, local, trace);
        match &answer {
            Ok(split) => self.saved += patient - split.patient,
            Err(_) => local.lose(visit),
        }
        Ok(answer)
    }

    /// Takes note of a visit that has no answer.
    fn lose(&mut self, visit: &Visit, covering: Covering) {
        match (&mut self.local, covering) {
            (None, _) | (Some(_), Covering::None) => {}
            (Some(local), Covering::These(_) | Covering::Several) => local.lose(visit),
        }
    }
}

/// Which local certificates cover a visit.
#[derive(Clone, Copy)]
enum Covering {
    None,
    /// These cover every part of its cost that any of them does.
    These(Places),
    /// Parts of its cost are covered by different ones.
    Several,
}

impl Covering {
    fn of(locals: Places, visit: &Visit) -> Self {
        let mut covering = Self::None;
        for slice in &visit.slices {
            let here: Places = slice.certificates.iter().copied().collect();
            let here = here.and(locals);
            covering = match covering {
                _ if here == Places::default() => covering,
                Self::None => Self::These(here),
                Self::These(known) if known == here => covering,
                Self::These(_) | Self::Several => Self::Several,
            };
        }
        covering
    }
}

/// What a visit's certificates mean for the order of payers.
struct Order<'a> {
    certificates: &'a [Certificate],
    /// National certificates that take what local programs leave.
    after_local: Places,
    /// What the local programs have saved the person so far.
    saved: Yen,
}

impl Order<'_> {
    /// The local programs that cover the visit on what the national split leaves, and the person's part after both.
    fn together<T: Trace>(
        &self,
        visit: &Visit,
        national: &mut NationalSplit,
        covering: Places,
        local: &mut local::Month<'_>,
        trace: &mut T,
    ) -> Result<Split, Undecided> {
        let Reached { cost, insured, left, untouched, set_aside } =
            self.reached(national, covering);
        if set_aside != Yen::ZERO {
            let patient = national.patient;
            step(trace, Operator::LocalFirst, patient, patient + set_aside);
        }
        let left_by = self.left_by(national, covering);
        let insured = insured.map(|insured| Both::of_receipt(insured.or_zero()));
        let due = Due { visit, cost, insured, left, national: &left_by };
        let covers = |place| covering.contains(place);
        let beside = &mut Beside { trace, amount: untouched.receipt };
        let answer = local.visit_with(&due, self.saved, covers, beside)?;
        // The programs that were set aside take what is left above what they had left to the person.
        let before = left.receipt - set_aside;
        let again = (answer.patient.receipt - before).or_zero().min(set_aside);
        let patient = answer.patient.receipt - again + untouched.receipt;
        let counter = answer.counter.map(|collected| {
            let again = if again == Yen::ZERO { again } else { again.at_the_counter() };
            collected - again + untouched.counter
        });
        let paid_first = local.parts().iter().filter(|part| part.how == Ok(How::PayFirst));
        let collected = patient + paid_first.map(|part| part.aid.receipt).sum();
        if again != Yen::ZERO {
            step(trace, Operator::ProgramAll, collected + again, collected);
        }
        round(collected, &counter, trace);
        let mut shares = mem::take(&mut national.shares);
        self.lower(&mut shares, set_aside - again);
        let aids = local.parts().iter().filter(|part| part.aid.receipt != Yen::ZERO);
        for part in aids {
            let payer = Payer::Program(part.certificate);
            shares.push(Share { payer, amount: part.aid.receipt });
        }
        Ok(Split {
            cost: national.cost,
            insured_copayment: national.insured_copayment,
            shares,
            patient,
            counter,
            refund_later: answer.refund_later.map(|later| later + national.refund_later),
            cash: answer.cash,
            meals: with_local(visit, national.take_meals(), covering, local),
        })
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
        let set_aside = set_aside.min(left.or_zero());
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
        let untouched = Both { receipt: untouched, counter: untouched.at_the_counter() };
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
        let certificates = self.certificates.iter().enumerate();
        let nationals = certificates.filter(|(_, held)| !held.is_local()).map(|(place, _)| place);
        let others: Places = nationals.filter(|place| !after.contains(*place)).collect();
        let alone = theirs
            .filter(|part| part.certificates.meets(covering) && !part.certificates.meets(others));
        alone.filter_map(|part| Some((part.before_programs? - part.patient).or_zero())).sum()
    }

    /// What each national program has left of what these local ones cover.
    #[inline]
    fn left_by(&self, national: &NationalSplit, covering: Places) -> Few<LeftBy> {
        let mut left_by = Few::new();
        for (place, held) in self.certificates.iter().enumerate() {
            let RuleName::National { law, .. } = &held.rule else { continue };
            let covers = |part: &&national::Part| {
                part.certificates.contains(place) && part.certificates.meets(covering)
            };
            let mut parts = national.parts.iter().filter(covers);
            if let Some(first) = parts.next() {
                let left = first.patient + parts.map(|part| part.patient).sum();
                left_by.push(LeftBy { law: *law, left });
            }
        }
        left_by
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

/// The meals of a stay after the local programs.
fn with_local(
    visit: &Visit,
    national: Result<national::Meals, Undecided>,
    covering: Places,
    local: &local::Month<'_>,
) -> Result<Meals, Undecided> {
    let mut meals = Meals::from(national?);
    if meals.patient > Yen::ZERO {
        let after = local.meals(visit, meals.patient, |place| covering.contains(place))?;
        meals.patient = after.patient;
        let paid = after.programs.into_iter().filter(|(_, amount)| *amount != Yen::ZERO);
        meals
            .shares
            .extend(paid.map(|(place, amount)| Share { payer: Payer::Program(place), amount }));
    }
    Ok(meals)
}

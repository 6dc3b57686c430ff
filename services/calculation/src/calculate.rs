//! A person's month, all payers: the national part of a visit first, then the local programs on what it leaves.

use std::mem;

use crate::{
    Certificate, Meals, NoTrace, Payer, Person, Share, Split, Trace, Undecided, Visit,
    local::{self, LeftBy},
    money::Yen,
    national::{self, NationalSplit, Places, YearMonth},
    order::{Order, Settled},
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
    nationals: Places,
    national: national::Month<'e>,
    /// Open where a certificate is of a local program.
    local: Option<local::Month<'e>>,
    /// National certificates that take what local programs leave.
    after_local: Places,
    /// What the local programs have saved the person so far.
    saved: Yen,
    /// The national part of the visit that is being taken.
    split: NationalSplit,
    /// What each national program left of it.
    left_by: Vec<LeftBy>,
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
            nationals: Places::default(),
            national: national::Month::open(tables, month, person, certificates)?,
            local: None,
            after_local: Places::default(),
            saved: Yen::ZERO,
            split: NationalSplit::nothing(),
            left_by: Vec::new(),
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
        self.nationals = self.national.nationals();
        self.locals = Places::up_to(certificates.len()).without(self.nationals);
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
        match self.national.visit_into(visit, trace, &mut self.split) {
            Ok(_) => {}
            Err(national::Refusal::Undecided(missing)) => {
                self.lose_untaken(visit);
                return Ok(Err(missing));
            }
            Err(refusal) => return Err(refusal.into()),
        }
        let covering = Covering::of(self.locals, self.national.sets().iter().copied());
        let settled = match (covering, &mut self.local) {
            (Covering::These(covering), Some(local)) => {
                let Self { certificates, nationals, after_local, saved, .. } = *self;
                let order = Order { certificates, nationals, after_local, saved };
                let Self { split: national, left_by, .. } = self;
                let patient = national.patient;
                match order.together(visit, national, covering, local, left_by, trace) {
                    Ok(settled) => {
                        self.saved += patient - settled.patient;
                        settled
                    }
                    Err(undecided) => {
                        local.lose(visit);
                        return Ok(Err(undecided));
                    }
                }
            }
            (Covering::Several, _) => {
                self.lose(visit, covering);
                let item = "which part of the cost each local certificate covers";
                return Ok(Err(Undecided::new(item, "facts")));
            }
            (Covering::None | Covering::These(_), _) => {
                let NationalSplit { patient, counter, refund_later, .. } = self.split;
                self.split.say_the_counter(trace);
                Settled {
                    patient,
                    counter: Ok(counter),
                    refund_later: Ok(refund_later),
                    cash: Yen::ZERO,
                }
            }
        };
        let meals = self.meals(visit, covering);
        let national = &mut self.split;
        let Settled { patient, counter, refund_later, cash } = settled;
        Ok(Ok(Split {
            cost: national.cost,
            insured_copayment: national.insured_copayment,
            shares: mem::take(&mut national.shares),
            patient,
            counter,
            refund_later,
            cash,
            meals,
        }))
    }

    /// The meals of a stay, and who pays them.
    #[inline]
    fn meals(&self, visit: &Visit, covering: Covering) -> Result<Meals, Undecided> {
        if visit.stay.is_none_or(|stay| stay.meals == 0) {
            return Ok(Meals::default());
        }
        let mut meals = Meals::from(self.national.meals(visit)?);
        if let (Covering::These(covering), Some(local)) = (covering, &self.local)
            && meals.patient > Yen::ZERO
        {
            let after = local.meals(visit, meals.patient, |place| covering.contains(place))?;
            meals.patient = after.patient;
            let paid = after.programs.into_iter().filter(|(_, amount)| *amount != Yen::ZERO);
            let share = |(place, amount)| Share { payer: Payer::Program(place), amount };
            meals.shares.extend(paid.map(share));
        }
        Ok(meals)
    }

    /// Takes note of a visit that the national part has no answer for.
    #[cold]
    fn lose_untaken(&mut self, visit: &Visit) {
        let sets = visit.slices.iter().map(|slice| slice.certificates.iter().copied().collect());
        self.lose(visit, Covering::of(self.locals, sets));
    }

    /// Takes note of a visit that has no answer.
    #[cold]
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
    /// By the certificates of each slice.
    #[inline]
    fn of(locals: Places, sets: impl Iterator<Item = Places>) -> Self {
        let mut covering = Self::None;
        if locals == Places::default() {
            return covering;
        }
        for set in sets {
            let here = set.and(locals);
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

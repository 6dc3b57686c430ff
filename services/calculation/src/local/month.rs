//! A month of a person and their local certificates: visits in order, each applied to what the month has counted.

use super::{
    active::Active,
    answer::{Answer, Part, Settled, Sum, Total},
    apply::{Burden, Case, part as part_of},
    both::Both,
    chain::Chain,
    counters::{Counters, NAMES_MAX, Names, Place, Uncounted},
    due::Due,
    part,
    rule::{RowNumber, Rules},
};
use crate::{Certificate, Operator, Person, RuleName, Trace, Undecided, Visit, money::Yen};

/// The most certificates of local programs one person may use in a month.
pub const CERTIFICATES_MAX: usize = 20;

/// What is not known once a visit had no answer.
const UNCOUNTED: &str = "what an earlier visit of the month was charged";

/// The month is refused before it begins.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// More than [`CERTIFICATES_MAX`] certificates of local programs.
    #[error("more than {CERTIFICATES_MAX} certificates of local programs")]
    TooMany,
    /// No rule and no row has the name.
    #[error("no local rule is called {0}")]
    NoRule(String),
    /// The rule has no tier of the number the certificate states.
    #[error("rule {rule} has no tier {tier}")]
    NoTier {
        /// The rule.
        rule: String,
        /// The tier.
        tier: u16,
    },
    /// Two certificates stand for one program.
    #[error("two certificates stand for {0}")]
    Twice(String),
}

/// A month in the making.
#[derive(Debug)]
pub struct Month<'a> {
    rules: &'a Rules,
    person: &'a Person,
    /// In the order in which they apply.
    programs: Vec<Active<'a>>,
    names: Names,
    counters: Counters,
    /// The visit that was applied last.
    sum: Sum,
    /// What the visits have come to, where somebody adds them up.
    total: Option<Box<Total>>,
}

impl<'a> Month<'a> {
    /// A month of a person with the certificates they use. Those of national programs are passed over.
    ///
    /// # Errors
    /// [`Refused`], in the order of its variants.
    pub fn new(
        rules: &'a Rules,
        person: &'a Person,
        certificates: &'a [Certificate],
    ) -> Result<Self, Refused> {
        let mut month = Self {
            rules,
            person,
            programs: Vec::new(),
            names: Names::default(),
            counters: Counters::default(),
            sum: Sum::default(),
            total: None,
        };
        month.reopen(person, certificates)?;
        Ok(month)
    }

    /// Begins another month in the place of this one.
    ///
    /// # Errors
    /// As [`Month::new`]; no month has begun then.
    #[inline]
    pub(crate) fn reopen(
        &mut self,
        person: &'a Person,
        certificates: &'a [Certificate],
    ) -> Result<(), Refused> {
        let Self { rules, programs, .. } = self;
        programs.clear();
        for (at, certificate) in certificates.iter().enumerate() {
            let RuleName::Local(name) = &certificate.rule else { continue };
            if programs.len() == CERTIFICATES_MAX {
                return Err(Refused::TooMany);
            }
            let active = Active::new(rules, at, certificate, name)?;
            if programs.iter().any(|known| known.is(active.name())) {
                return Err(Refused::Twice(active.name().to_owned()));
            }
            programs.push(active);
        }
        if programs.len() > 1 {
            programs.sort_by_key(Active::priority);
        }
        self.person = person;
        self.names.clear();
        self.counters.clear();
        self.total = None;
        Ok(())
    }

    /// What the visits so far have come to.
    #[must_use]
    pub fn total(&self) -> &Total {
        self.total.as_deref().unwrap_or(&Total::NOTHING)
    }

    /// Applies the local programs to a visit. Visits are given in the order in which they are charged.
    ///
    /// # Errors
    /// [`Undecided`]: a datum is missing that could change the answer. The month is then as it was before.
    pub fn visit<T: Trace>(&mut self, due: &Due<'_>, trace: &mut T) -> Result<Answer, Undecided> {
        let settled = self.visit_with(due, Yen::ZERO, |_| true, trace)?;
        let answer = self.sum.answer(settled);
        self.total.get_or_insert(Box::new(Total::NOTHING)).add(due, &answer);
        Ok(answer)
    }

    /// Applies the local programs whose certificates cover a visit; `covers` is asked by their places in the list. Where
    /// the visit lowers what earlier ones cost, no more than `saved` goes back to programs: what they have saved the
    /// person in the month so far. It is not added to the total.
    ///
    /// # Errors
    /// As [`Month::visit`].
    #[inline]
    pub(crate) fn visit_with<T: Trace>(
        &mut self,
        due: &Due<'_>,
        saved: Yen,
        covers: impl Fn(usize) -> bool,
        trace: &mut T,
    ) -> Result<Settled, Undecided> {
        let visit = due.visit;
        let (facility, department, prescriber) = self.places(visit)?;
        let receipt = Place { facility, part: part_of(visit.setting), ..Place::default() };
        self.sum.begin(due.left);
        if due.left.receipt < Yen::ZERO {
            self.give_back(due, receipt, saved, covers, trace)?;
        } else {
            self.counters.try_visit();
            let places = (facility, department, prescriber);
            if let Err(undecided) = self.apply(due, places, covers, trace) {
                self.counters.take_back();
                return Err(undecided);
            }
            let Self { sum, counters, .. } = self;
            for part in sum.parts().iter().filter(|part| part.aid != Both::ZERO) {
                counters.add_aid(part.certificate, receipt, part.aid);
            }
        }
        self.sum.say_what_is_paid_first(self.rules, trace);
        Ok(self.sum.settle())
    }

    /// What the programs did of the visit that was applied last.
    pub(crate) fn parts(&self) -> &[Part] {
        self.sum.parts()
    }

    /// Applies the programs in their order to what is left.
    fn apply<T: Trace>(
        &mut self,
        due: &Due<'_>,
        (facility, department, prescriber): (u16, u16, u16),
        covers: impl Fn(usize) -> bool,
        trace: &mut T,
    ) -> Result<(), Undecided> {
        let visit = due.visit;
        let Self { programs, counters, sum, .. } = self;
        for (index, active) in programs.iter().enumerate() {
            if !covers(active.at()) {
                continue;
            }
            let Some(tier) = active.tier(self.person, visit, self.rules)? else { continue };
            let number = RowNumber(*tier.rows.of(visit.setting));
            let Some(row) = self.rules.row(number) else { continue };
            let case = Case {
                due,
                person: self.person,
                certificate: active.certificate(),
                at: active.at(),
                row: number,
                program: u8::try_from(index).unwrap_or(u8::MAX),
                facility,
                department,
                prescriber,
            };
            sum.cash += part::cash(tier, &case, counters);
            let mut chain = Chain::new(trace, row, sum.left.receipt);
            let named =
                |name: &str| programs.iter().any(|other| covers(other.at()) && other.is(name));
            part::add(tier, row, named, &case, sum, counters, &mut chain)?;
            if counters.is_unsure {
                return Err(Undecided::new(UNCOUNTED, row.id()));
            }
        }
        Ok(())
    }

    /// A visit that lowers what earlier ones of its receipt cost: programs get back what they have paid of the receipt,
    /// the last first, up to what they have saved the person, who gets the rest.
    #[inline(never)]
    fn give_back<T: Trace>(
        &mut self,
        due: &Due<'_>,
        receipt: Place,
        mut saved: Yen,
        covers: impl Fn(usize) -> bool,
        trace: &mut T,
    ) -> Result<(), Undecided> {
        let Self { programs, counters, sum, .. } = self;
        counters.is_unsure = false;
        for active in programs.iter().rev().filter(|active| covers(active.at())) {
            let Some(tier) = active.tier(self.person, due.visit, self.rules)? else { continue };
            let number = RowNumber(*tier.rows.of(due.visit.setting));
            let Some(row) = self.rules.row(number) else { continue };
            let left = sum.left;
            let paid = counters.aid(active.at(), receipt);
            if counters.is_unsure {
                return Err(Undecided::new(UNCOUNTED, row.id()));
            }
            let most = Both::ZERO - left;
            let back = paid.min(most).min(Both::flat(saved)).or_zero();
            // With the last yen of the receipt, the counter has nothing to give back either.
            let back = if back.receipt == most.receipt { most } else { back };
            if back == Both::ZERO {
                continue;
            }
            saved -= back.receipt;
            let mut chain = Chain::new(trace, row, left.receipt);
            chain.reach(Operator::Aid, (left + back).receipt, Vec::new);
            let how = row.pays_here(self.person, due.visit);
            let burden = Burden { patient: left + back, ..Burden::default() };
            sum.add(active.at(), number, row, part::Share { burden, how, unknown: None });
        }
        for part in sum.parts() {
            counters.add_aid(part.certificate, receipt, part.aid);
        }
        Ok(())
    }

    /// Takes note of a visit that has no answer: whatever depends on what it counted has none from here on.
    #[cold]
    pub fn lose(&mut self, visit: &Visit) {
        // One place too many: nothing was counted there before, so only what counts over all places is touched.
        let (facility, _, prescriber) = self.places(visit).unwrap_or_default();
        let day = visit.date.day().unsigned_abs();
        self.counters.lose(Uncounted { facility, prescriber, day });
    }

    /// What the local programs leave of the charge for the meals of a stay: in receipt yen, program by program, of those
    /// whose certificates cover it.
    ///
    /// # Errors
    /// [`Undecided`]: a program's row does not say, or depends on what nobody told.
    pub fn meals(
        &self,
        visit: &Visit,
        charge: Yen,
        covers: impl Fn(usize) -> bool,
    ) -> Result<Meals, Undecided> {
        let stay = visit.stay.ok_or_else(|| Undecided::new("stay", "facts"))?;
        let mut meals = Meals { patient: charge, programs: Vec::new() };
        for active in self.programs.iter().filter(|active| covers(active.at())) {
            let Some(tier) = active.tier(self.person, visit, self.rules)? else { continue };
            let Some(row) = self.rules.rows.get(tier.rows.inpatient) else { continue };
            if meals.patient == Yen::ZERO {
                break;
            }
            let left = row.more.meal.left(
                meals.patient,
                stay,
                self.person,
                active.certificate(),
                visit.date,
                &row.id,
            )?;
            meals.programs.push((active.at(), meals.patient - left));
            meals.patient = left;
        }
        Ok(meals)
    }

    /// The numbers of the places a visit names; 0 for none.
    #[inline]
    fn places(&mut self, visit: &Visit) -> Result<(u16, u16, u16), Undecided> {
        let mut number = |name: Option<&str>| match name {
            None => Ok(0),
            Some(name) => self
                .names
                .number(name)
                .ok_or_else(|| Undecided::new(format!("more than {NAMES_MAX} places"), "facts")),
        };
        Ok((
            number(Some(&visit.facility))?,
            number(visit.department.as_deref())?,
            number(visit.prescriber.as_deref())?,
        ))
    }
}

/// Who pays the charge for the meals of a stay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meals {
    /// The person's part.
    pub patient: Yen,
    /// What each program pays, by the place of its certificate in the list.
    pub programs: Vec<(usize, Yen)>,
}

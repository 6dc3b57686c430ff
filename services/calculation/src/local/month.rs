//! A month of a person and their local certificates: visits in order, each applied to what the month has counted.

use super::{
    active::Active,
    answer::{Answer, Sum, Total},
    apply::Case,
    chain::Chain,
    counters::{Counters, NAMES_MAX, Names},
    due::Due,
    part,
    rule::{RowNumber, Rules},
};
use crate::{Certificate, Person, RuleName, Trace, Undecided, Visit, money::Yen};

/// The most certificates of local programs one person may use in a month.
pub const CERTIFICATES_MAX: usize = 20;

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
    /// Where a visit is tried before it counts.
    trial: Counters,
    total: Total,
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
        let mut programs: Vec<Active<'a>> =
            Vec::with_capacity(certificates.len().min(CERTIFICATES_MAX));
        for (at, certificate) in certificates.iter().enumerate() {
            let RuleName::Local(name) = &certificate.rule else { continue };
            if programs.len() == CERTIFICATES_MAX {
                return Err(Refused::TooMany);
            }
            let active = Active::new(rules, person, at, certificate, name)?;
            if programs.iter().any(|known| known.is(active.name())) {
                return Err(Refused::Twice(active.name().to_owned()));
            }
            programs.push(active);
        }
        programs.sort_by_key(Active::priority);
        Ok(Self {
            rules,
            person,
            programs,
            names: Names::default(),
            counters: Counters::default(),
            trial: Counters::default(),
            total: Total::default(),
        })
    }

    /// What the visits so far have come to.
    #[must_use]
    pub fn total(&self) -> &Total {
        &self.total
    }

    /// Applies the local programs to a visit. Visits are given in the order in which they are charged.
    ///
    /// # Errors
    /// [`Undecided`]: a datum is missing that could change the answer. The month is then as it was before.
    pub fn visit<T: Trace>(&mut self, due: &Due<'_>, trace: &mut T) -> Result<Answer, Undecided> {
        let visit = due.visit;
        let (facility, department, prescriber) = self.places(visit)?;
        self.trial.copy(&self.counters);
        let mut sum = Sum::new(due.left, self.programs.len());
        for (index, active) in self.programs.iter().enumerate() {
            let Some(tier) = active.tier(self.person, visit, self.rules)? else { continue };
            let number = RowNumber(*tier.rows.of(visit.setting));
            let Some(row) = self.rules.row(number) else { continue };
            let case = Case {
                due,
                person: self.person,
                certificate: active.certificate(),
                program: u8::try_from(index).unwrap_or(u8::MAX),
                facility,
                department,
                prescriber,
            };
            sum.cash += part::cash(tier, &case, &mut self.trial);
            let mut chain = Chain::new(trace, &row.id, &row.source, sum.left.receipt);
            let others = &self.programs;
            let named = |name: &str| others.iter().any(|other| other.is(name));
            let part = part::of(tier, row, named, &case, sum.left, &mut self.trial, &mut chain)?;
            if let Some(part) = part {
                sum.add(active.at(), number, row, part);
            }
        }
        std::mem::swap(&mut self.counters, &mut self.trial);
        sum.say_what_is_paid_first(self.rules, trace);
        let answer = sum.answer();
        self.total.add(due, &answer);
        Ok(answer)
    }

    /// What the local programs leave of the charge for the meals of a stay: in receipt yen, program by program.
    ///
    /// # Errors
    /// [`Undecided`]: a program's row does not say, or depends on what nobody told.
    pub fn meals(&self, visit: &Visit, charge: Yen) -> Result<Meals, Undecided> {
        let stay = visit.stay.ok_or_else(|| Undecided::new("stay", "facts"))?;
        let mut meals = Meals { patient: charge, programs: Vec::new() };
        for active in &self.programs {
            let Some(tier) = active.tier(self.person, visit, self.rules)? else { continue };
            let Some(row) = self.rules.rows.get(tier.rows.inpatient) else { continue };
            if meals.patient == Yen::ZERO {
                break;
            }
            let left = row.meal.left(
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

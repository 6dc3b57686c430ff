//! A month, visit by visit.

use calculation::{
    Calculator, Certificate, Person, Refusal as Refused, Split, Steps, Undecided, Visit,
    edition::Edition, money::Yen, national::YearMonth,
};

/// The visits of a month, calculated in order.
#[derive(Debug)]
pub(crate) struct Month {
    pub(crate) visits: Vec<Outcome>,
}

/// What came of a visit, and why.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) split: Result<Split, Undecided>,
    pub(crate) steps: Steps,
}

/// Facts that the calculation refuses, and the place of the visit they are of where they are of one.
#[derive(Debug)]
pub(crate) struct NotCalculated {
    pub(crate) visit: Option<usize>,
    pub(crate) why: Refused,
}

impl Month {
    /// All visits, in order. What depends on an undecided one is undecided too.
    ///
    /// # Errors
    /// [`NotCalculated`].
    pub(crate) fn of(
        edition: &Edition,
        person: &Person,
        certificates: &[Certificate],
        visits: &[Visit],
    ) -> Result<Self, NotCalculated> {
        let Some(first) = visits.first() else { return Ok(Self { visits: Vec::new() }) };
        let (national, local) = (edition.national(), edition.rules());
        let month = YearMonth::from(first.date);
        let mut calculator = Calculator::open(national, local, month, person, certificates)
            .map_err(|why| NotCalculated { visit: None, why })?;
        let mut outcomes: Vec<Outcome> = Vec::with_capacity(visits.len());
        for (at, visit) in visits.iter().enumerate() {
            let mut steps = Steps::default();
            let split = calculator.visit(visit, &mut steps);
            let split = split.map_err(|why| NotCalculated { visit: Some(at), why })?;
            outcomes.push(Outcome { split, steps });
        }
        Ok(Self { visits: outcomes })
    }

    /// What the person pays in receipt yen.
    pub(crate) fn patient(&self) -> Option<Yen> {
        self.splits().map(|split| Some(split?.patient)).sum()
    }

    /// What is collected at counters.
    pub(crate) fn counter(&self) -> Option<Yen> {
        self.splits().map(|split| split?.counter.as_ref().ok().copied()).sum()
    }

    /// What the person gets back later.
    pub(crate) fn refund_later(&self) -> Option<Yen> {
        self.splits().map(|split| split?.refund_later.as_ref().ok().copied()).sum()
    }

    /// What the person carries in the end.
    pub(crate) fn in_the_end(&self) -> Option<Yen> {
        Some(self.counter()? - self.refund_later()?)
    }

    fn splits(&self) -> impl Iterator<Item = Option<&Split>> {
        self.visits.iter().map(|outcome| outcome.split.as_ref().ok())
    }
}

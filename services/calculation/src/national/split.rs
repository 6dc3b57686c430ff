//! The national split of a visit: what the insurer and the national programs take, and what is left to local programs
//! and the person.

use std::ops::Deref;

use crate::{Operator, Payer, Share, Shares, Split, Step, Trace, Undecided, money::Yen};

/// Places in the list of certificates, as a set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Places(pub(crate) u32);

impl Places {
    /// Whether the set has a place, from 0.
    #[must_use]
    pub const fn contains(self, place: usize) -> bool {
        place < u32::BITS as usize && self.0 & (1 << place) != 0
    }

    /// The places that both sets have.
    pub(crate) const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The places that the other set has not.
    pub(crate) const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// So many places from the first on, up to 32.
    pub(crate) fn up_to(count: usize) -> Self {
        let none = u32::try_from(count).ok().and_then(|count| u32::MAX.checked_shl(count));
        Self(!none.unwrap_or_default())
    }

    /// The set and one more place. Beyond the 32nd there is none.
    pub(crate) const fn with(self, place: usize) -> Self {
        if place < u32::BITS as usize { Self(self.0 | 1 << place) } else { self }
    }

    /// The places, in order.
    pub(crate) fn iter(self) -> impl Iterator<Item = usize> {
        let places = 0..(u32::BITS - self.0.leading_zeros()) as usize;
        places.filter(move |place| self.contains(*place))
    }

    /// Whether the sets have a place in common.
    #[must_use]
    pub const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

impl FromIterator<usize> for Places {
    /// The set of these places. Beyond the 32nd there is none.
    fn from_iter<I: IntoIterator<Item = usize>>(places: I) -> Self {
        places.into_iter().fold(Self::default(), Self::with)
    }
}

/// How the national part splits a visit, in receipt yen: the increase of its receipt. Any amount may be negative where
/// this visit lowers what an earlier one of the month was charged.
///
/// Holding it proves that the shares and the person's part add up to the cost, and the parts to the person's part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NationalSplit {
    /// The cost of the visit.
    pub cost: Yen,
    /// What the person would pay by the insurance alone, the high-cost limit applied and no program; absent where a
    /// missing datum could change it and does not change what the person pays.
    pub insured_copayment: Option<Yen>,
    /// What the person would pay before any program paid, each part under its own limit (レセプト保険欄); absent as above.
    pub before_programs: Option<Yen>,
    /// What each payer takes, in order: the insurer, the insurer above the limit, programs by precedence, and what is
    /// undivided. Nothing is left out but zeros.
    pub shares: Shares,
    /// What is left to local programs and the person.
    pub patient: Yen,
    /// The same, by the certificates that cover it.
    pub parts: Parts,
    /// What the national programs alone would have the counter collect.
    pub counter: Yen,
    /// Whether a limit holds on the receipt now, so that the counter collects single yen.
    pub bound: bool,
    /// What the person gets back later of what is collected (償還).
    pub refund_later: Yen,
    /// Why the payers of an undivided share cannot be told apart.
    pub undivided: Option<Undecided>,
    /// The meals of a stay.
    pub meals: Result<Meals, Undecided>,
}

/// What is left to the person, by the certificates that cover it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parts(pub(crate) Vec<Part>);

impl Deref for Parts {
    type Target = [Part];

    fn deref(&self) -> &[Part] {
        &self.0
    }
}

/// What is left to the person of the cost that the same certificates cover.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// The certificates, national and local.
    pub certificates: Places,
    /// The cost.
    pub cost: Yen,
    /// What the person would pay by the insurance alone; absent as in [`NationalSplit::insured_copayment`].
    pub insured_copayment: Option<Yen>,
    /// What the person would pay before any program paid; absent as in [`NationalSplit::before_programs`].
    pub before_programs: Option<Yen>,
    /// What is left to local programs and the person.
    pub patient: Yen,
}

/// The charge of a stay's meals (入院時食事療養の標準負担額), beside the cost.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Meals {
    /// The charge.
    pub charge: Yen,
    /// What a national program pays of it.
    pub program: Option<Share>,
    /// What is left to local programs and the person.
    pub patient: Yen,
}

impl NationalSplit {
    /// Of no visit.
    pub(crate) fn nothing() -> Self {
        Self {
            cost: Yen::ZERO,
            insured_copayment: None,
            before_programs: None,
            shares: Shares::default(),
            patient: Yen::ZERO,
            parts: Parts::default(),
            counter: Yen::ZERO,
            bound: false,
            refund_later: Yen::ZERO,
            undivided: None,
            meals: Ok(Meals::default()),
        }
    }

    /// What a payer takes.
    #[must_use]
    pub fn share(&self, payer: &Payer) -> Yen {
        self.shares.iter().find(|share| share.payer == *payer).map_or(Yen::ZERO, |s| s.amount)
    }

    /// The answer of a visit without local programs. The last step says what the counter collects.
    pub fn settle(self, trace: &mut impl Trace) -> Split {
        self.say_the_counter(trace);
        Split {
            cost: self.cost,
            insured_copayment: self.insured_copayment,
            shares: self.shares,
            patient: self.patient,
            counter: Ok(self.counter),
            refund_later: Ok(self.refund_later),
            cash: Yen::ZERO,
            meals: self.meals.map(crate::Meals::from),
        }
    }

    /// Says what the counter collects.
    pub(crate) fn say_the_counter(&self, trace: &mut impl Trace) {
        if self.counter == self.patient {
            return;
        }
        trace.step(|| Step {
            rule: "counter".to_owned(),
            operator: Operator::CounterRounding,
            before: self.patient,
            after: self.counter,
            inputs: vec![("bound", i64::from(self.bound))],
            source: "健康保険法75条, 国民健康保険法42条の2".to_owned(),
        });
    }
}

impl From<Meals> for crate::Meals {
    fn from(meals: Meals) -> Self {
        let Meals { charge, program, patient } = meals;
        Self { charge, shares: program.into_iter().collect(), patient }
    }
}

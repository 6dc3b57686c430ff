//! A person's standing in the insurance during a month: their share and every limit, ready to be asked.

use jiff::civil::Date;

use super::{
    Refusal, Tables, YearMonth,
    insurance::{Class, Group, Insurances, ShareRow},
    limits::{Asked, Bound, Limits, Schedule, Side},
    measures::{Measures, Relief},
};
use crate::{
    AgeBand, Insurance, LongTermIllness, Undecided,
    money::{Ratio, Rounding, Yen},
};

/// Which limit is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The person's own class.
    Own,
    /// That of care under a special program.
    Special,
    /// That of public assistance.
    Assistance,
}

/// What a person is to the insurance.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Standing<'t> {
    pub(crate) share: Ratio,
    pub(crate) rounding: Rounding,
    pub(crate) over70: bool,
    fourth: bool,
    halving: Halving,
    /// The row the share comes from; absent where the call states it.
    pub(crate) row: Option<&'t ShareRow>,
    pub(crate) relief: Option<&'t Relief>,
    /// The class whose limit is proved, for what else depends on it.
    proved: Option<&'t Class>,
    own: Own<'t>,
    side: &'t Side,
    measures: &'t Measures,
    long_term: Bound,
}

/// The limit of the person's own class.
#[derive(Clone, Copy, Debug)]
enum Own<'t> {
    Of(&'t Limits),
    /// Nothing proves a limit, and none holds without a proof.
    Unproved,
    /// A limit is proved and its class was not said.
    Unsaid,
}

/// Whether limits are divided in the month of the change to the late elderly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Halving {
    No,
    Yes,
    Unsaid,
}

impl<'t> Standing<'t> {
    /// The standing of an insured person on a day, by the limits of its month.
    #[inline]
    pub(crate) fn of(
        tables: &'t Tables,
        schedule: &'t Schedule,
        birth: Option<Date>,
        insurance: &Insurance,
        on: Date,
    ) -> Result<Self, Refusal> {
        let month = YearMonth::from(on);
        let by_age = || birth.and_then(|birth| tables.insurances.band(birth, on));
        let band = insurance.age_band.or_else(by_age);
        let band = band.ok_or_else(|| Undecided::new("birth date or age band", "facts"))?;
        let over70 = band != AgeBand::Under70;
        let side = schedule.side(over70);
        let class = match &insurance.income_class {
            None => None,
            Some(word) => Some(
                tables
                    .insurances
                    .class(word, over70)
                    .ok_or_else(|| Refusal::UnknownIncomeClass(word.clone()))?,
            ),
        };
        let group = class.map(|class| class.group);
        let row = match insurance.share {
            None => tables.insurances.share(band, birth, group, on),
            Some(share) => tables.insurances.row_of(band, share, on),
        };
        let share = insurance.share.or(row.map(|row| row.share));
        let share = share.ok_or_else(|| Undecided::new("insurance share", "facts"))?;
        let relief = &tables.measures.relief;
        let doubled = band == AgeBand::From75 || group == Some(Group::General2);
        let relieved = doubled
            && relief.runs(month)
            && insurance.long_term_illness.is_none()
            && share.is(relief.share);
        Ok(Self {
            share,
            rounding: row.map_or(Rounding::HalfUp, |row| row.rounding),
            over70,
            fourth: insurance.fourth_month,
            halving: halving(tables, band, birth, insurance, on),
            row,
            relief: relieved.then_some(relief),
            proved: class.filter(|_| insurance.limit_proof),
            own: own(side, class, row, insurance.limit_proof),
            side,
            measures: &tables.measures,
            long_term: insurance
                .long_term_illness
                .map_or(Bound::Open, |illness| long_term(tables, illness, over70, class)),
        })
    }

    /// The class whose limit is proved, in the words of the table.
    pub(crate) fn proved(&self) -> Option<&'t str> {
        self.proved.map(Class::word)
    }

    /// The limit of a kind for a cost, that of a long-term illness included.
    #[inline]
    pub(crate) fn limit(&self, kind: Kind, cost: Yen, outpatient: bool) -> Bound {
        let asked = self.asked(kind, outpatient);
        let bound = match (kind, self.own) {
            (Kind::Own, Own::Of(limits)) => limits.bound(cost, asked),
            (Kind::Own, Own::Unproved) => Bound::Open,
            (Kind::Own, Own::Unsaid) => self.side.lowest(cost, asked),
            (Kind::Special | Kind::Assistance, _) => self
                .limits(kind)
                .map_or(Bound::AtLeast(Yen::ZERO), |limits| limits.bound(cost, asked)),
        };
        if self.long_term == Bound::Open && self.halving == Halving::No {
            return bound;
        }
        let long_term = match self.long_term {
            Bound::Open => Bound::Open,
            Bound::Exact(limit) => Bound::Exact(self.part(limit)),
            Bound::AtLeast(limit) => Bound::AtLeast(self.part(limit)),
        };
        match (bound.lower(long_term), self.halving) {
            (Bound::Exact(limit), Halving::Unsaid) => Bound::AtLeast(limit),
            (bound, _) => bound,
        }
    }

    /// Whether a limit is that of the long-term illness.
    pub(crate) fn is_long_term(&self, limit: Yen) -> bool {
        matches!(self.long_term, Bound::Exact(own) if self.part(own) == limit)
    }

    /// The row of a limit, where one is known.
    pub(crate) fn limits(&self, kind: Kind) -> Option<&'t Limits> {
        match (kind, self.own) {
            (Kind::Own, Own::Of(limits)) => Some(limits),
            (Kind::Own, Own::Unproved | Own::Unsaid) => None,
            (Kind::Special, _) => self.side.special.as_ref(),
            (Kind::Assistance, _) => self.side.assistance.as_ref(),
        }
    }

    /// The least part that is set together with others, in this month.
    pub(crate) fn floor(&self) -> Yen {
        self.part(self.measures.together_floor)
    }

    /// Why a limit is not known.
    pub(crate) fn why_unread(&self, kind: Kind) -> Undecided {
        match (kind, self.own, self.halving) {
            (Kind::Own, Own::Unsaid, _) => Undecided::new("income class", "facts"),
            (_, _, Halving::Unsaid) => Undecided::new("birth date", "facts"),
            (Kind::Own | Kind::Special | Kind::Assistance, _, _) => match self.limits(kind) {
                Some(limits) => Undecided::new(
                    format!("limit of class {}", limits.class),
                    format!("national_limits:{}", limits.id),
                ),
                None => Undecided::new("limit of the long-term illness", "facts"),
            },
        }
    }

    /// The limit of the person's class for a cost or for any cost, for those who ask for it alone.
    pub(crate) fn asked(&self, kind: Kind, outpatient: bool) -> Asked {
        Asked {
            outpatient,
            fourth: self.fourth && kind == Kind::Own,
            divided_by: if self.halving == Halving::No { 1 } else { self.measures.halved.1 },
            percent: self.measures.percent,
        }
    }

    fn part(&self, amount: Yen) -> Yen {
        match self.halving {
            Halving::No => amount,
            Halving::Yes | Halving::Unsaid => {
                Yen(Rounding::Down.divide(amount.0, self.measures.halved.1))
            }
        }
    }
}

fn own<'t>(
    side: &'t Side,
    class: Option<&'t Class>,
    row: Option<&'t ShareRow>,
    proof: bool,
) -> Own<'t> {
    let limits = match (class, proof) {
        (None, true) => return Own::Unsaid,
        (Some(class), proof) => side.of_class(class, proof),
        (None, false) => row.and_then(|row| side.class(&row.without_proof)),
    };
    limits.map_or(Own::Unproved, Own::Of)
}

fn halving(
    tables: &Tables,
    band: AgeBand,
    birth: Option<Date>,
    insurance: &Insurance,
    on: Date,
) -> Halving {
    let said = |halved| if halved { Halving::Yes } else { Halving::No };
    match (insurance.turns_75, birth) {
        (Some(halved), _) => said(halved),
        (None, Some(birth)) => {
            // Who is among the late elderly before that age entered for a disability: no limit is divided.
            let early = insurance.age_band == Some(AgeBand::From75)
                && tables.insurances.late_from(birth).is_some_and(|late| on < late);
            said(!early && Insurances::changes_in_month(birth, tables.measures.halved.0, on))
        }
        (None, None) if band == AgeBand::Under70 => Halving::No,
        (None, None) => Halving::Unsaid,
    }
}

fn long_term(
    tables: &Tables,
    illness: LongTermIllness,
    over70: bool,
    class: Option<&Class>,
) -> Bound {
    let (limit, upper) = tables.measures.long_term;
    match (illness.limit, class) {
        (Some(limit), _) => Bound::Exact(limit),
        (None, _) if over70 || !illness.dialysis => Bound::Exact(limit),
        (None, Some(class)) => Bound::Exact(if class.long_term_upper { upper } else { limit }),
        (None, None) => Bound::AtLeast(limit),
    }
}

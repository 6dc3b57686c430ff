//! The high-cost limits (高額療養費の自己負担限度額) by month of treatment.
//!
//! A schedule is one version of the law; in it a class has a limit for everything together, perhaps one for outpatient
//! care alone, and one for the fourth month (多数回). What was not read has a floor: the lowest amount of its kind ever
//! in force. Below the floor the unread limit cannot matter; above it the answer is undecided.

use super::{Cell, Malformed, YearMonth, insurance::Class, reading::read};
use crate::money::{Rounding, Yen};

/// The columns of the table.
const COLUMNS: [&str; 13] = [
    "from",
    "to",
    "enacted",
    "side",
    "class",
    "base",
    "threshold",
    "fourth",
    "outpatient",
    "outpatient_year",
    "year",
    "certainty",
    "source",
];

/// The name of the table.
const FILE: &str = "national_limits.csv";

/// The class that stands for care under a program of the special kind (特定給付対象療養).
const SPECIAL: &str = "special";

/// The class that stands for care under public assistance (生活保護).
const ASSISTANCE: &str = "assistance";

/// All schedules, in order of time.
#[derive(Debug)]
pub(crate) struct Schedules(Vec<Schedule>);

/// The limits of some months.
#[derive(Debug)]
pub(crate) struct Schedule {
    pub(crate) from: YearMonth,
    pub(crate) to: Option<YearMonth>,
    enacted: bool,
    sides: [Side; 2],
}

/// The limits of one side of 70 years of age.
#[derive(Debug, Default)]
pub(crate) struct Side {
    pub(crate) classes: Vec<Limits>,
    /// For each income class the place of its limits: with a proof, and without.
    of_class: Vec<[Option<usize>; 2]>,
    pub(crate) special: Option<Limits>,
    pub(crate) assistance: Option<Limits>,
}

/// The limits of a class.
#[derive(Debug)]
pub(crate) struct Limits {
    /// The class, in the words of the table.
    pub(crate) class: Box<str>,
    /// The row's id, for reasons: `2026-08/under70/ウ`.
    pub(crate) id: Box<str>,
    /// Where it was read.
    pub(crate) source: Box<str>,
    all: Formula,
    fourth: Option<Formula>,
    outpatient: Option<Formula>,
    /// The limit of a year from August (年間上限), for information: it is settled by the insurer afterwards.
    pub(crate) year: Option<Yen>,
}

/// How a limit follows from the cost.
#[derive(Clone, Copy, Debug)]
enum Formula {
    /// The base, and a part of the cost above the threshold where there is one.
    Read { base: Yen, threshold: Option<Yen> },
    /// Not read; no lower than this.
    Unread { floor: Yen },
}

/// A limit for a cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bound {
    /// There is none.
    Open,
    /// This one.
    Exact(Yen),
    /// One that was not read, and no lower than this.
    AtLeast(Yen),
}

/// What a limit depends on besides the class.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked {
    /// Outpatient care, as against inpatient.
    pub(crate) outpatient: bool,
    /// The fourth month (多数回該当).
    pub(crate) fourth: bool,
    /// What the limit is divided by: 1, or more in the month of the change to the late elderly.
    pub(crate) divided_by: i64,
    /// The part of the cost above the threshold that the person pays, in hundredths.
    pub(crate) percent: i64,
}

impl Bound {
    /// The lower of two limits; an unread one keeps the answer unread only below the other.
    #[inline]
    pub(crate) fn lower(self, other: Self) -> Self {
        match (self, other) {
            (Self::Open, bound) | (bound, Self::Open) => bound,
            (Self::Exact(a), Self::Exact(b)) => Self::Exact(a.min(b)),
            (Self::AtLeast(a), Self::AtLeast(b)) => Self::AtLeast(a.min(b)),
            (Self::AtLeast(floor), Self::Exact(limit))
            | (Self::Exact(limit), Self::AtLeast(floor)) => {
                if limit <= floor {
                    Self::Exact(limit)
                } else {
                    Self::AtLeast(floor)
                }
            }
        }
    }
}

impl Formula {
    #[inline]
    fn bound(self, cost: Yen, asked: Asked) -> Bound {
        // A division takes its time, and hardly ever there is one.
        let part = |amount: Yen| match asked.divided_by {
            1 => amount.0,
            by => Rounding::Down.divide(amount.0, by),
        };
        match self {
            Self::Unread { floor } => Bound::AtLeast(Yen(part(floor))),
            Self::Read { base, threshold } => {
                let above = threshold.map_or(0, |threshold| (cost.0 - part(threshold)).max(0));
                let percent = Rounding::HalfUp.divide(above * asked.percent, 100);
                Bound::Exact(Yen(part(base) + percent))
            }
        }
    }

    /// The amount it never falls below.
    fn lowest(self) -> Yen {
        match self {
            Self::Read { base, .. } => base,
            Self::Unread { floor } => floor,
        }
    }
}

impl Limits {
    /// The limit for a cost.
    #[inline]
    pub(crate) fn bound(&self, cost: Yen, asked: Asked) -> Bound {
        let formula = match (self.outpatient, self.fourth) {
            (Some(outpatient), _) if asked.outpatient => outpatient,
            (_, Some(fourth)) if asked.fourth => fourth,
            _ => self.all,
        };
        formula.bound(cost, asked)
    }

    /// Whether the limit depends on the cost.
    pub(crate) fn depends_on_cost(&self, asked: Asked) -> bool {
        self.bound(Yen::ZERO, asked) != self.bound(Yen::COST_MAX, asked)
    }
}

impl Side {
    /// The limits of a class, by the first of its names that the schedule knows.
    pub(crate) fn class(&self, names: &[Box<str>]) -> Option<&Limits> {
        names.iter().find_map(|name| self.classes.iter().find(|limits| limits.class == *name))
    }

    /// The limits of an income class; without a proof, those that hold without one.
    pub(crate) fn of_class(&self, class: &Class, proof: bool) -> Option<&Limits> {
        let [proved, unproved] = self.of_class.get(class.place())?;
        self.classes.get((*if proof { proved } else { unproved })?)
    }

    /// Finds the limits of the income classes, once for all.
    fn find_classes(&mut self, classes: &[Class]) {
        let place = |names: &[Box<str>]| {
            let mut known = names
                .iter()
                .map(|name| self.classes.iter().position(|limits| limits.class == *name));
            known.find_map(|place| place)
        };
        let both = |class: &Class| [true, false].map(|proof| place(class.limits(proof)));
        self.of_class = classes.iter().map(both).collect();
    }

    /// What the limit is at least while the class is not known.
    pub(crate) fn lowest(&self, cost: Yen, asked: Asked) -> Bound {
        let floor = |limits: &Limits| match limits.bound(cost, asked) {
            Bound::Exact(amount) | Bound::AtLeast(amount) => Some(amount),
            Bound::Open => None,
        };
        let lowest = self.classes.iter().filter_map(floor).min();
        lowest.map_or(Bound::AtLeast(Yen::ZERO), Bound::AtLeast)
    }
}

impl Schedule {
    /// The limits of one side of 70.
    pub(crate) fn side(&self, over70: bool) -> &Side {
        let [under, over] = &self.sides;
        if over70 { over } else { under }
    }
}

impl Schedules {
    /// Reads the table.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut all: Vec<Schedule> = Vec::new();
        read(FILE, &COLUMNS, bytes, |line| {
            let from: YearMonth = line.needed("from", "a month, yyyy-mm")?;
            let to = line.month("to")?;
            let over70 = match line.text("side") {
                "under70" => false,
                "over70" => true,
                _ => return Err(line.malformed("side", "under70 or over70")),
            };
            let enacted = line.flag("enacted")?;
            if all.last().is_none_or(|last| last.from != from) {
                if all.last().is_some_and(|last| last.to.is_none_or(|to| to.next() != from)) {
                    return Err(line.malformed("from", "schedules neither overlap nor leave a gap"));
                }
                all.push(Schedule { from, to, enacted, sides: Default::default() });
            }
            let class = line.text("class");
            let limits = Limits {
                class: class.into(),
                id: format!("{from}/{}/{class}", line.text("side")).into(),
                source: line.text("source").into(),
                all: formula(
                    line.amount("base")?,
                    line.amount("threshold")?,
                    lowest(&all, over70, class, |limits| Some(limits.all)),
                )
                .ok_or_else(|| line.malformed("base", "a class has a limit"))?,
                fourth: formula(
                    line.amount("fourth")?,
                    Cell::Absent,
                    lowest(&all, over70, class, |limits| limits.fourth),
                ),
                outpatient: formula(
                    line.amount("outpatient")?,
                    Cell::Absent,
                    lowest(&all, over70, class, |limits| limits.outpatient),
                ),
                year: match line.amount("year")? {
                    Cell::Is(year) => Some(year),
                    Cell::Absent | Cell::Unread => None,
                },
            };
            let Some(schedule) = all.last_mut() else { return Ok(()) };
            if (schedule.to, schedule.enacted) != (to, enacted) {
                return Err(line.malformed("to", "a schedule has one end"));
            }
            let [under, over] = &mut schedule.sides;
            let side = if over70 { over } else { under };
            match class {
                SPECIAL => side.special = Some(limits),
                ASSISTANCE => side.assistance = Some(limits),
                _ => side.classes.push(limits),
            }
            Ok(())
        })?;
        Ok(Self(all))
    }

    /// Finds the limits of the income classes, once for all.
    pub(crate) fn find_classes(&mut self, classes: &[Class]) {
        let sides = self.0.iter_mut().flat_map(|schedule| &mut schedule.sides);
        sides.for_each(|side| side.find_classes(classes));
    }

    /// The schedule in force in a month: most are asked for one of the last.
    pub(crate) fn of(&self, month: YearMonth) -> Option<&Schedule> {
        self.0.iter().rev().find(|one| one.enacted && month.within(Some(one.from), one.to))
    }

    /// The schedules in force at some time since `month`, in order.
    pub(crate) fn since(&self, month: YearMonth) -> impl Iterator<Item = &Schedule> {
        self.0.iter().filter(move |one| one.enacted && one.to.is_none_or(|to| month <= to))
    }
}

/// The formula that two cells give; `floor` stands in for what was not read.
fn formula(base: Cell<Yen>, threshold: Cell<Yen>, floor: Yen) -> Option<Formula> {
    match (base, threshold) {
        (Cell::Absent, _) => None,
        (Cell::Is(base), Cell::Absent) => Some(Formula::Read { base, threshold: None }),
        (Cell::Is(base), Cell::Is(at)) => Some(Formula::Read { base, threshold: Some(at) }),
        (Cell::Is(base), Cell::Unread) => Some(Formula::Unread { floor: base }),
        (Cell::Unread, _) => Some(Formula::Unread { floor }),
    }
}

/// The lowest amount a kind of limit of a class has had in the schedules read so far.
fn lowest(
    all: &[Schedule],
    over70: bool,
    class: &str,
    kind: impl Fn(&Limits) -> Option<Formula>,
) -> Yen {
    let of = |schedule: &Schedule| {
        let side = schedule.side(over70);
        let mut known = side.classes.iter().chain(&side.special).chain(&side.assistance);
        known.find(|limits| *limits.class == *class).and_then(&kind).map(Formula::lowest)
    };
    all.iter().filter(|schedule| schedule.enacted).filter_map(of).min().unwrap_or_default()
}

#[cfg(test)]
mod tests;

//! Whether a row can be computed at all: each row is tried with a person whom it fits and an ordinary visit.

use jiff::{
    ToSpan,
    civil::{Date, date},
};

use super::{
    answer::{Part, Sum},
    apply::Case,
    both::Both,
    chain::Chain,
    condition::Held,
    counters::Counters,
    due::{Due, LeftBy},
    part,
    plan::Prerequisite,
    rule::{RowMeta, RowNumber, Rules, Tier},
};
use crate::{
    Certificate, Dispensing, Fact, Insurance, Person, PrintedLimit, RuleName, Scheme, Setting,
    Stay, Undecided, Visit, money::Yen,
};

/// The day on which rows are tried that are in force then; others on the nearest day of theirs.
const DAY: Date = date(2026, 10, 1);

/// The ages that are tried until one fits, in years.
const AGES: std::ops::RangeInclusive<i32> = 0..=110;

/// What became of a row in its trial.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowTrial {
    /// The row.
    pub row: RowNumber,
    /// A hospital stay.
    pub inpatient: Tried,
    /// An outpatient visit.
    pub outpatient: Tried,
}

/// What became of one kind of care.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tried {
    /// The row does not cover it.
    NotCovered,
    /// The person's part and what the counter collects come out.
    Computes,
    /// The person's part comes out, what the counter collects does not.
    BurdenOnly(Undecided),
    /// What the counter collects comes out, what is refunded does not.
    CounterOnly(Undecided),
    /// Nothing comes out.
    Undecided(Undecided),
}

impl RowTrial {
    /// Whether the person's part of a hospital stay or of an outpatient visit comes out.
    #[must_use]
    pub fn computes(&self) -> bool {
        [&self.inpatient, &self.outpatient]
            .into_iter()
            .any(|tried| matches!(tried, Tried::Computes | Tried::BurdenOnly(_)))
    }

    /// The first item that keeps the row from computing; none where it computes, or covers nothing.
    #[must_use]
    pub fn missing(&self) -> Option<&str> {
        if self.computes() {
            return None;
        }
        [&self.outpatient, &self.inpatient].into_iter().find_map(|tried| match tried {
            Tried::CounterOnly(undecided) | Tried::Undecided(undecided) => {
                Some(undecided.item.as_str())
            }
            Tried::NotCovered | Tried::Computes | Tried::BurdenOnly(_) => None,
        })
    }
}

impl Rules {
    /// Tries each row with a person whom it fits.
    pub fn try_rows(&self) -> impl Iterator<Item = RowTrial> {
        let tiers = self.programs.iter().flat_map(|program| &program.tiers);
        tiers.flat_map(move |tier| tier.every_row().map(move |row| self.try_row(tier, row)))
    }

    fn try_row(&self, tier: &Tier, row: usize) -> RowTrial {
        let tried = |setting| match self.rows.get(row) {
            Some(meta) if *tier.rows.of(setting) == row => try_care(tier, meta, setting),
            Some(_) | None => Tried::NotCovered,
        };
        RowTrial {
            row: RowNumber(row),
            inpatient: tried(Setting::Inpatient),
            outpatient: tried(Setting::Outpatient),
        }
    }
}

impl Tier {
    /// The rows of the tier, each once.
    pub(super) fn every_row(&self) -> impl Iterator<Item = usize> + use<> {
        let rows = &self.rows;
        let mut all = [rows.inpatient, rows.outpatient, rows.dental, rows.pharmacy, rows.nursing];
        all.sort_unstable();
        let mut before = None;
        all.into_iter().filter(move |row| before.replace(*row) != Some(*row))
    }

    /// A person the tier fits, and the day on which it does.
    fn fitting(&self) -> Result<(Person, Date), &'static str> {
        let (first, last) = self.days;
        let day = DAY.max(first).min(last);
        let mut person =
            Person { birth_date: None, insurance: Some(self.insurance()), facts: self.facts() };
        let mut missing = "ages";
        for years in AGES {
            person.birth_date =
                day.checked_sub(years.years()).and_then(|day| day.checked_sub(100.days())).ok();
            match self.fit(&person).on(day, self, &person) {
                Held::Yes => return Ok((person, day)),
                Held::NotTold(item) => missing = item,
                Held::No => {}
            }
        }
        Err(missing)
    }

    fn facts(&self) -> Vec<Fact> {
        let when = &self.when;
        let said = |word: &Option<Box<str>>| word.as_deref().map(str::to_owned);
        let role = said(&when.role).or(self.ages_of_children.then(|| "child".to_owned()));
        [
            said(&when.income).map(Fact::Income),
            role.map(Fact::Role),
            said(&when.disability).map(Fact::Disability),
            said(&when.grade).map(Fact::Grade),
            when.child_order.map(Fact::ChildOrder),
        ]
        .into_iter()
        .flatten()
        .chain(when.printed.iter().map(|word| Fact::Printed(word.to_string())))
        .collect()
    }

    fn insurance(&self) -> Insurance {
        let scheme = self.when.schemes.first().copied().or(Some(Scheme::Employees));
        Insurance { scheme, ..Insurance::default() }
    }
}

fn try_care(tier: &Tier, row: &RowMeta, setting: Setting) -> Tried {
    let (person, day) = match tier.fitting() {
        Ok(fitting) => fitting,
        Err(item) => return Tried::Undecided(Undecided::new(item, row.id())),
    };
    let visit = visit(row, setting, day);
    let certificate = certificate(row);
    let (cost, left) = (Yen(100_000), Both::flat(Yen(30_000)));
    let plan = tier.covers.plan(setting);
    let first = plan.into_iter().flat_map(|plan| plan.only_with.iter().flatten());
    let laws = row.national_before().chain(first.filter_map(Prerequisite::law));
    let national: Vec<_> = laws.map(|law| LeftBy { law, left: Yen(10_000) }).collect();
    let due = Due { visit: &visit, cost, insured: Some(left), left, national: &national };
    let case = Case {
        due: &due,
        person: &person,
        certificate: &certificate,
        at: 0,
        row: RowNumber(*tier.rows.of(setting)),
        program: 0,
        facility: 1,
        department: 2,
        prescriber: 1,
    };
    let mut chain = Chain::silent(row);
    let mut counters = Counters::default();
    let mut sum = Sum::default();
    sum.begin(left);
    let tried = part::add(tier, row, |_| true, &case, &mut sum, &mut counters, &mut chain);
    match (tried, sum.parts()) {
        (Err(undecided), _) => Tried::Undecided(undecided),
        (Ok(()), []) => Tried::NotCovered,
        (Ok(()), [Part { unknown: Some(unknown), .. }, ..]) => Tried::CounterOnly(unknown.clone()),
        (Ok(()), [Part { how: Err(undecided), .. }, ..]) => Tried::BurdenOnly(undecided.clone()),
        (Ok(()), [_, ..]) => Tried::Computes,
    }
}

fn certificate(row: &RowMeta) -> Certificate {
    let limit = Yen(10_000);
    Certificate {
        rule: RuleName::Local(row.id().to_owned()),
        limits: vec![
            PrintedLimit::Month(limit),
            PrintedLimit::Day(limit),
            PrintedLimit::Visit(limit),
        ],
        tier: None,
        band: None,
        share: None,
        paid_elsewhere: Yen::ZERO,
    }
}

fn visit(row: &RowMeta, setting: Setting, day: Date) -> Visit {
    let inpatient = setting == Setting::Inpatient;
    Visit {
        first_visit_fee: Some(true),
        dispensing: Some(Dispensing::Inside),
        drugs: Some(Yen::ZERO),
        stay: inpatient.then(|| Stay { days: 3, ..Stay::default() }),
        ..Visit::untold(day, Some(row.prefecture()), setting)
    }
}

//! From rows and their supplements to rules: once, when an edition is loaded.
//!
//! A row's columns make a draft of each kind of care, its supplement goes over the drafts in order, and the drafts become
//! plans. Rows of one rule are its tiers; where a tier is free on one side and not on the other, two rows make it.

mod draft;
mod gather;
mod operators;
mod people;
mod row;
mod side;
mod slots;

use std::{collections::HashSet, sync::Arc};

use jiff::civil::Date;

use self::{
    draft::{Borrowed, Drafts},
    gather::{Gathered, GatheredTier, Source},
    slots::Slots,
};
use super::{
    plan::{Cover, PerSetting, Plan},
    rule::{Cash, Found, Program, Rows, Rules, Tier},
    supplement,
};
use crate::{money::Yen, official::CapFormula};

pub use self::gather::TIERS_MAX;
pub(crate) use self::gather::rule_of;

/// The rows do not make rules.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotRules {
    /// The supplement is longer than [`supplement::SUPPLEMENT_BYTES_MAX`].
    #[error("the supplement is longer than {} bytes", supplement::SUPPLEMENT_BYTES_MAX)]
    TooLong,
    /// A line of the supplement is not of its form, or has a word no operator knows.
    #[error("line {line} of the supplement: {error}")]
    Line {
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        error: String,
    },
    /// The supplement does not have one line for each row.
    #[error("{rows} rows, but {lines} lines of supplement")]
    Lines {
        /// How many rows there are.
        rows: usize,
        /// How many lines.
        lines: usize,
    },
    /// Two rows have one id.
    #[error("two rows have the id {0}")]
    Twice(String),
    /// What a supplement says cannot be.
    #[error("row {id}: {wrong}")]
    Row {
        /// The row.
        id: String,
        /// What is wrong.
        wrong: String,
    },
}

/// Compiles files of rows into rules.
pub(crate) fn rules(files: &[Rows<'_>], formulas: &[CapFormula]) -> Result<Rules, NotRules> {
    let more = files.iter().map(gather::supplements).collect::<Result<Vec<_>, _>>()?;
    let rows = files.iter().flat_map(|file| file.rows).zip(more.iter().flatten());
    let mut rules = Rules::default();
    let mut plans = Plans::default();
    for gathered in gather::programs(rows)? {
        program(&gathered, formulas, &mut plans, &mut rules)?;
    }
    Ok(rules)
}

/// The plans so far: many rows say the same, and what is in use by many stays at hand.
#[derive(Default)]
struct Plans(HashSet<Arc<Plan>>);

impl Plans {
    /// Lets a tier share the plans that are known.
    fn share(&mut self, covers: &mut PerSetting<Cover>) {
        let Self(known) = self;
        for cover in covers.each_mut() {
            let Cover::Plan(plan) = cover else { continue };
            if let Some(same) = known.get(plan) {
                *plan = Arc::clone(same);
            } else {
                known.insert(Arc::clone(plan));
            }
        }
    }
}

fn program(
    gathered: &Gathered<'_>,
    formulas: &[CapFormula],
    plans: &mut Plans,
    rules: &mut Rules,
) -> Result<(), NotRules> {
    let Gathered { name, tiers } = gathered;
    let mut slots = Slots::default();
    // There are not so many programs, and at most TIERS_MAX tiers.
    let program = u32::try_from(rules.programs.len()).unwrap_or(u32::MAX);
    let mut compiled = Vec::with_capacity(tiers.len());
    for (index, of) in tiers.iter().enumerate() {
        let tier = tier(of, formulas, &mut slots, rules)?;
        let row = Found { program, tier: u16::try_from(index).ok() };
        for source in &of.sources {
            for id in [&*source.more.id, gather::stem(&source.more.id)] {
                rules.names.put(id, row);
            }
        }
        compiled.push(tier);
    }
    draft::borrow_from_tiers(&mut compiled)
        .map_err(|wrong| NotRules::Row { id: name.to_string(), wrong })?;
    rules.names.put(name, Found { program, tier: None });
    let shared = |(mut tier, _): Half| {
        plans.share(&mut tier.covers);
        tier
    };
    let tiers = compiled.into_iter().map(shared).collect();
    let priority = priority_of(gathered);
    rules.programs.push(Program { name: name.clone(), priority, tiers });
    Ok(())
}

/// The place of a program in the order of application; the last where no row says.
fn priority_of(gathered: &Gathered<'_>) -> u32 {
    let sources = gathered.tiers.iter().flat_map(|tier| &tier.sources);
    sources.filter_map(|source| source.row.priority).min().unwrap_or(u32::MAX)
}

/// A tier, and the tiers it borrows from by kind of care.
type Half = (Tier, PerSetting<Option<Borrowed>>);

fn tier(
    gathered: &GatheredTier<'_>,
    formulas: &[CapFormula],
    slots: &mut Slots,
    rules: &mut Rules,
) -> Result<Half, NotRules> {
    let mut drafts: Option<(Drafts, PerSetting<usize>)> = None;
    let mut cash = None;
    let mut condition = None;
    let mut days = (Date::MIN, Date::MAX);
    let mut one_sided = false;
    for Source { row, more } in &gathered.sources {
        let bad = |wrong: String| NotRules::Row { id: more.id.to_string(), wrong };
        let index = rules.rows.len();
        rules.rows.push(row::meta(row, more).map_err(bad)?);
        let mut of_row = side::drafts(row, formulas, slots);
        of_row.round_receipts(more.round.receipt);
        operators::apply(&more.ops, row, slots, &mut of_row).map_err(bad)?;
        for op in &more.ops {
            if let supplement::Op::Cash(op) = op {
                let slot = slots.cash();
                cash = Some(Box::new(Cash { slot, yen: Yen(op.yen), days_from: op.days_from }));
            }
        }
        one_sided |= more.columns_only;
        let people = people::of_row(row, more).map_err(bad)?;
        condition.get_or_insert(people);
        days = (
            days.0.max(row.valid_from.unwrap_or(Date::MIN)),
            days.1.min(row.valid_to.unwrap_or(Date::MAX)),
        );
        drafts = Some(match drafts {
            None => (of_row, PerSetting::all(index)),
            Some((known, rows)) => draft::join(known, rows, of_row, index),
        });
    }
    let (drafts, rows) = drafts.unwrap_or_else(|| (Drafts::unknown(), PerSetting::all(0)));
    let (covers, borrowed) = drafts.finish();
    let people = condition.unwrap_or_default();
    let tier = Tier {
        number: gathered.number,
        ages: people.ages,
        ages_missing: people.ages_missing,
        ages_of_children: people.ages_of_children,
        when: Box::new(people.when),
        days,
        one_sided,
        covers,
        rows,
        cash,
        words: Box::default(),
    };
    Ok((tier, borrowed))
}

impl<T: Clone> PerSetting<T> {
    /// The same for each kind of care.
    pub(crate) fn all(value: T) -> Self {
        Self {
            inpatient: value.clone(),
            outpatient: value.clone(),
            dental: value.clone(),
            pharmacy: value.clone(),
            nursing: value,
        }
    }
}

impl PerSetting<Cover> {
    /// The plan of a kind of care, where it is covered.
    pub(crate) fn plan(&self, setting: crate::Setting) -> Option<&Plan> {
        match self.of(setting) {
            Cover::Plan(plan) => Some(plan),
            Cover::Unknown(_) | Cover::RefundUnknown(_) | Cover::NotCovered => None,
        }
    }
}

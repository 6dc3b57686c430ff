//! A rule in the making: what is known of each kind of care, before it becomes a plan.

use std::sync::Arc;

use crate::{
    Setting,
    local::{
        plan::{
            Base, Counted, Cover, Exclusion, Limit, MonthEnd, Per, PerSetting, Plan, Prerequisite,
            Returned, Step, Table, Threshold,
        },
        rule::Tier,
        supplement::ReceiptRounding,
    },
    money::{Ratio, Rounding},
};

/// What is known of a kind of care so far.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub(super) state: State,
    pub(super) base: Base,
    pub(super) fraction: Rounding,
    pub(super) receipt: Option<(i64, Rounding)>,
    pub(super) tables: Vec<Table>,
    pub(super) limits: Vec<Limit>,
    pub(super) later: Vec<Limit>,
    pub(super) threshold: Option<Threshold>,
    pub(super) month: Option<MonthEnd>,
    /// The tier whose aid is shared, by its number.
    pub(super) tier: Option<Borrowed>,
    pub(super) exclusions: Vec<Exclusion>,
    pub(super) only_with: Option<Box<[Prerequisite]>>,
    pub(super) counted: Counted,
    pub(super) drugs_free: bool,
    pub(super) goes_on: Option<(u16, domain::law_number::LawNumber)>,
    /// Whether the person pays up to limits that somebody must state.
    pub(super) needs_limit: bool,
}

/// A part of the aid of another tier.
#[derive(Clone, Copy, Debug)]
pub(super) struct Borrowed {
    /// The number of the tier.
    pub(super) number: u16,
    /// The part.
    pub(super) ratio: Ratio,
    /// The counter of what the month returns.
    pub(super) slot: u16,
}

/// How far a kind of care is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// Not at all: the item that is missing.
    Missing(&'static str),
    /// Refunded, but not how much.
    RefundMissing(&'static str),
    NotCovered,
    Known,
}

/// The drafts of a row.
pub(super) type Drafts = PerSetting<Draft>;

impl Draft {
    /// A draft in a state, which leaves everything to the person.
    pub(super) fn new(state: State) -> Self {
        Self {
            state,
            base: Base::Left,
            fraction: Rounding::HalfUp,
            receipt: None,
            tables: Vec::new(),
            limits: Vec::new(),
            later: Vec::new(),
            threshold: None,
            month: None,
            tier: None,
            exclusions: Vec::new(),
            only_with: None,
            counted: Counted::Facility,
            drugs_free: false,
            goes_on: None,
            needs_limit: false,
        }
    }

    /// Begins anew with a base of its own, keeping how amounts are rounded.
    pub(super) fn begin(&mut self, base: Base) {
        self.state = State::Known;
        self.base = base;
        self.needs_limit = false;
    }

    fn finish(self) -> Cover {
        match self.state {
            State::Missing(item) => return Cover::Unknown(item),
            State::RefundMissing(item) => return Cover::RefundUnknown(item),
            State::NotCovered => return Cover::NotCovered,
            State::Known => {}
        }
        let limited = !self.limits.is_empty() || !self.tables.is_empty() || self.month.is_some();
        if self.needs_limit && !limited {
            return Cover::Unknown("limit");
        }
        let mut limits = self.limits;
        // What limits the program comes after what limits the person; otherwise the shorter period first.
        limits.sort_by_key(|limit| (limit.of_program, order(limit.per)));
        let tables = self.tables.into_iter().map(Step::Table);
        Cover::Plan(Arc::new(Plan {
            exclusions: self.exclusions.into(),
            only_with: self.only_with,
            drugs_free: self.drugs_free,
            goes_on: self.goes_on,
            base: self.base,
            fraction: self.fraction,
            steps: tables.chain(limits.into_iter().map(Step::Limit)).collect(),
            receipt: self.receipt,
            threshold: self.threshold,
            month: self.month,
            later: self.later.into(),
            counted: self.counted,
        }))
    }
}

fn order(per: Per) -> u8 {
    match per {
        Per::Visit => 0,
        Per::Day => 1,
        Per::Admission => 2,
        Per::Month => 3,
        Per::Year => 4,
    }
}

impl Drafts {
    /// Drafts of which nothing is known.
    pub(super) fn unknown() -> Self {
        Self::all(Draft::new(State::Missing("row")))
    }

    /// The draft of a kind of care.
    pub(super) fn of_mut(&mut self, setting: Setting) -> &mut Draft {
        match setting {
            Setting::Inpatient => &mut self.inpatient,
            Setting::Outpatient => &mut self.outpatient,
            Setting::Dental => &mut self.dental,
            Setting::Pharmacy => &mut self.pharmacy,
            Setting::Nursing => &mut self.nursing,
        }
    }

    /// Rounds the receipts as a supplement says, which goes before the columns.
    pub(super) fn round_receipts(&mut self, how: Option<ReceiptRounding>) {
        let receipt = match how {
            None => return,
            Some(ReceiptRounding::None) => None,
            Some(ReceiptRounding::HalfUp10) => Some((10, Rounding::HalfUp)),
        };
        let Self { inpatient, outpatient, dental, pharmacy, nursing } = self;
        for draft in [inpatient, outpatient, dental, pharmacy, nursing] {
            draft.receipt = receipt;
        }
    }

    /// The plans, and the tiers whose aid they share.
    pub(super) fn finish(self) -> (PerSetting<Cover>, PerSetting<Option<Borrowed>>) {
        let borrowed = PerSetting {
            inpatient: self.inpatient.tier,
            outpatient: self.outpatient.tier,
            dental: self.dental.tier,
            pharmacy: self.pharmacy.tier,
            nursing: self.nursing.tier,
        };
        let covers = PerSetting {
            inpatient: self.inpatient.finish(),
            outpatient: self.outpatient.finish(),
            dental: self.dental.finish(),
            pharmacy: self.pharmacy.finish(),
            nursing: self.nursing.finish(),
        };
        (covers, borrowed)
    }
}

/// Two rows of one tier together: of each kind of care the one that says more of it.
pub(super) fn join(
    known: Drafts,
    rows: PerSetting<usize>,
    other: Drafts,
    row: usize,
) -> (Drafts, PerSetting<usize>) {
    let better = |known: Draft, at: usize, other: Draft| {
        if rank(&other) > rank(&known) { (other, row) } else { (known, at) }
    };
    let (inpatient, inpatient_row) = better(known.inpatient, rows.inpatient, other.inpatient);
    let (outpatient, outpatient_row) = better(known.outpatient, rows.outpatient, other.outpatient);
    let (dental, dental_row) = better(known.dental, rows.dental, other.dental);
    let (pharmacy, pharmacy_row) = better(known.pharmacy, rows.pharmacy, other.pharmacy);
    let (nursing, nursing_row) = better(known.nursing, rows.nursing, other.nursing);
    (
        PerSetting { inpatient, outpatient, dental, pharmacy, nursing },
        PerSetting {
            inpatient: inpatient_row,
            outpatient: outpatient_row,
            dental: dental_row,
            pharmacy: pharmacy_row,
            nursing: nursing_row,
        },
    )
}

/// How much a draft says. A row that does not cover a side leaves it to the row that does.
fn rank(draft: &Draft) -> u8 {
    match draft.state {
        State::NotCovered => 0,
        State::Missing(_) => 1,
        State::RefundMissing(_) => 2,
        State::Known => 3,
    }
}

/// Gives the tiers that pay a part of another tier's aid the plan of that tier.
pub(super) fn borrow_from_tiers(
    tiers: &mut [(Tier, PerSetting<Option<Borrowed>>)],
) -> Result<(), String> {
    const ALL: [Setting; 5] = [
        Setting::Inpatient,
        Setting::Outpatient,
        Setting::Dental,
        Setting::Pharmacy,
        Setting::Nursing,
    ];
    for index in 0..tiers.len() {
        for setting in ALL {
            let Some((_, borrowed)) = tiers.get(index) else { continue };
            let Some(Borrowed { number, ratio, slot }) = *borrowed.of(setting) else { continue };
            let lender = tiers.iter().find(|(tier, _)| tier.number == number);
            let plan = lender.and_then(|(tier, _)| tier.covers.plan(setting)).cloned();
            let plan = plan.ok_or_else(|| format!("tier {number} has no aid to share"))?;
            let Some((tier, _)) = tiers.get_mut(index) else { continue };
            if let Cover::Plan(own) = tier.covers.of_mut(setting) {
                let how = Returned::PartOfTier { ratio, plan: Box::new(plan) };
                Arc::make_mut(own).month = Some(MonthEnd { slot, how });
            }
        }
    }
    Ok(())
}

impl PerSetting<Cover> {
    /// The values of all kinds of care.
    pub(super) fn each_mut(&mut self) -> [&mut Cover; 5] {
        let Self { inpatient, outpatient, dental, pharmacy, nursing } = self;
        [inpatient, outpatient, dental, pharmacy, nursing]
    }

    fn of_mut(&mut self, setting: Setting) -> &mut Cover {
        match setting {
            Setting::Inpatient => &mut self.inpatient,
            Setting::Outpatient => &mut self.outpatient,
            Setting::Dental => &mut self.dental,
            Setting::Pharmacy => &mut self.pharmacy,
            Setting::Nursing => &mut self.nursing,
        }
    }
}

//! Which limits of a rule share a counter.
//!
//! Limits with one signature count together, in all tiers of the rule: so the days of a month go on when a birthday
//! changes the tier, and what names no kind of care counts all of them.

use crate::{
    Setting,
    local::plan::{Over, Per},
};

/// What limits must have in common to count together.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Signature {
    purpose: Purpose,
    per: Per,
    over: Over,
    /// For limits over the whole person or household: the kinds of care and the amount.
    group: Option<(Group, Option<i64>)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Purpose {
    /// The person pays up to it.
    Limit,
    /// The program pays up to it.
    Program,
    /// Its excess is returned later.
    Later,
    /// The month's co-payment decides the settlement.
    Threshold,
    /// The month decides what is returned.
    MonthEnd,
    /// The days of a stay bring cash.
    Cash,
    /// What a program has saved in the month.
    Saved,
}

/// Kinds of care that count together over the whole person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Group {
    All,
    Inpatient,
    /// Outpatient care with dentists and pharmacies.
    Outpatient,
    Nursing,
    /// As the data names it.
    Named(Box<str>),
}

impl Group {
    /// Which kinds of care count with this one.
    pub(super) fn of(setting: Option<Setting>, in_and_out: bool, named: Option<&str>) -> Self {
        match (named, setting) {
            (Some(name), _) => Self::Named(name.into()),
            (None, None) => Self::All,
            (None, Some(Setting::Nursing)) => Self::Nursing,
            (None, Some(_)) if in_and_out => Self::All,
            (None, Some(Setting::Inpatient)) => Self::Inpatient,
            (None, Some(Setting::Outpatient | Setting::Dental | Setting::Pharmacy)) => {
                Self::Outpatient
            }
        }
    }
}

/// The counters of a rule.
#[derive(Debug, Default)]
pub(super) struct Slots(Vec<Signature>);

impl Slots {
    /// The counter of a limit.
    pub(super) fn limit(
        &mut self,
        per: Per,
        over: Over,
        kind: LimitKind,
        group: Group,
        yen: Option<i64>,
    ) -> u16 {
        let purpose = match kind {
            LimitKind::Person => Purpose::Limit,
            LimitKind::Program => Purpose::Program,
            LimitKind::Later => Purpose::Later,
        };
        let wide = matches!(over, Over::Person | Over::Household);
        self.slot(Signature { purpose, per, over, group: wide.then_some((group, yen)) })
    }

    /// The counter of a threshold.
    pub(super) fn threshold(&mut self) -> u16 {
        self.month(Purpose::Threshold)
    }

    /// The counter of what the month returns.
    pub(super) fn month_end(&mut self) -> u16 {
        self.month(Purpose::MonthEnd)
    }

    /// The counter of the days that bring cash.
    pub(super) fn cash(&mut self) -> u16 {
        self.month(Purpose::Cash)
    }

    /// The counter of what the program has saved in the month.
    pub(super) fn saved(&mut self) -> u16 {
        self.month(Purpose::Saved)
    }

    fn month(&mut self, purpose: Purpose) -> u16 {
        self.slot(Signature { purpose, per: Per::Month, over: Over::Facility, group: None })
    }

    fn slot(&mut self, signature: Signature) -> u16 {
        let Self(known) = self;
        let index = known.iter().position(|known| *known == signature).unwrap_or_else(|| {
            known.push(signature);
            known.len() - 1
        });
        u16::try_from(index).unwrap_or(u16::MAX)
    }
}

/// Whose part a limit limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LimitKind {
    Person,
    Program,
    Later,
}

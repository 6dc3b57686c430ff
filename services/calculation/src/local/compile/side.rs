//! What a row's columns say of a hospital stay and of outpatient care.

use super::{
    draft::{Draft, Drafts, State},
    slots::{Group, LimitKind, Slots},
};
use crate::{
    Setting,
    local::plan::{
        Amount, Base, Limit, LimitYen, Line, Over, Per, PerSetting, Table, TableBy, Then,
    },
    money::{Ratio, Rounding, Yen},
    official::{CapFormula, CapKind, Coded, Method, RoundingUnit, Row, Scope, States},
};

/// The columns of one side.
struct Side {
    setting: Setting,
    covered: Option<bool>,
    scope: Option<Coded<Scope>>,
    fixed: Option<u32>,
    percent: Option<u32>,
    fraction: (Option<u32>, Option<u32>),
    visit: (Option<u32>, Option<u32>),
    day: (Option<u32>, Option<u32>),
    month: (Option<u32>, Option<u32>),
    fourth: Option<Coded<bool>>,
    first_only: Option<bool>,
    item: Items,
}

/// How the dictionary calls the columns of a side.
struct Items {
    covered: &'static str,
    scope: &'static str,
    fixed: &'static str,
    percent: &'static str,
    fraction: &'static str,
    fourth: &'static str,
}

/// The drafts a row's columns make. Dentists count as outpatient care; what the columns do not know is missing, unless the
/// row does not cover outpatient care at all.
pub(super) fn drafts(row: &Row, formulas: &[CapFormula], slots: &mut Slots) -> Drafts {
    let inpatient = side(row, &inpatient(row), formulas, slots);
    let outpatient = side(row, &outpatient(row), formulas, slots);
    let beside = |item| {
        let state = match outpatient.state {
            State::NotCovered => State::NotCovered,
            State::Missing(_) | State::RefundMissing(_) | State::Known => State::Missing(item),
        };
        Draft { state, receipt: outpatient.receipt, ..Draft::new(state) }
    };
    let (pharmacy, nursing) = (beside("pharmacy"), beside("nursing"));
    PerSetting { inpatient, dental: outpatient.clone(), outpatient, pharmacy, nursing }
}

fn inpatient(row: &Row) -> Side {
    Side {
        setting: Setting::Inpatient,
        covered: row.med_inpatient,
        scope: row.in_scope,
        fixed: row.in_fixed,
        percent: row.in_percent,
        fraction: (row.in_num, row.in_den),
        visit: (None, None),
        day: (row.in_day_cap, row.in_day_to),
        month: (row.in_month_cap, row.in_month_cap_multi),
        fourth: row.multi_in,
        first_only: row.first_admission_only,
        item: Items {
            covered: "med_inpatient",
            scope: "in_scope",
            fixed: "in_fixed",
            percent: "in_percent",
            fraction: "in_num",
            fourth: "multi_in",
        },
    }
}

fn outpatient(row: &Row) -> Side {
    Side {
        setting: Setting::Outpatient,
        covered: row.med_outpatient,
        scope: row.out_scope,
        fixed: row.out_fixed,
        percent: row.out_percent,
        fraction: (row.out_num, row.out_den),
        visit: (row.out_visit_cap, row.out_visit_times),
        day: (row.out_day_cap, row.out_day_times),
        month: (row.out_month_cap, row.out_month_cap_multi),
        fourth: row.multi_out,
        first_only: row.first_visit_only,
        item: Items {
            covered: "med_outpatient",
            scope: "out_scope",
            fixed: "out_fixed",
            percent: "out_percent",
            fraction: "out_num",
            fourth: "multi_out",
        },
    }
}

fn side(row: &Row, side: &Side, formulas: &[CapFormula], slots: &mut Slots) -> Draft {
    let mut draft = Draft::new(state(row, side));
    rounding(row, &mut draft);
    if draft.state != State::Known {
        return draft;
    }
    match base(row, side) {
        Ok(base) => draft.base = base,
        Err(item) => {
            draft.state = State::Missing(item);
            return draft;
        }
    }
    draft.needs_limit = side.scope == Some(Coded::Known(Scope::Remainder));
    if side.first_only == Some(true) {
        draft.tables.push(first_only(row.states == Some(States::Aid)));
    }
    if side.setting == Setting::Inpatient
        && let Err(item) = stay(row, &mut draft)
    {
        draft.state = State::Missing(item);
        return draft;
    }
    if let Err(item) = limits(row, side, formulas, slots, &mut draft) {
        draft.state = State::Missing(item);
    }
    draft
}

fn state(row: &Row, side: &Side) -> State {
    match (side.covered, side.scope) {
        (None, _) => State::Missing(side.item.covered),
        (Some(false), _) => State::NotCovered,
        (Some(true), None) if row.method == Some(Method::Refund) => {
            State::RefundMissing(side.item.scope)
        }
        (Some(true), None | Some(Coded::Unseen(_))) => State::Missing(side.item.scope),
        (Some(true), Some(Coded::Known(_))) => State::Known,
    }
}

/// How a row rounds: what is below a yen, and what is below ten on the receipt.
fn rounding(row: &Row, draft: &mut Draft) {
    let method = match row.round_method {
        Some(Coded::Known(method)) => method,
        Some(Coded::Unseen(_)) | None => Rounding::HalfUp,
    };
    match row.round_unit {
        Some(Coded::Known(RoundingUnit::TenYen)) => draft.receipt = Some((10, method)),
        Some(Coded::Known(RoundingUnit::Yen)) => draft.fraction = method,
        Some(Coded::Unseen(_)) | None => {}
    }
}

/// What the person pays before any limit.
fn base(row: &Row, side: &Side) -> Result<Base, &'static str> {
    let Some(Coded::Known(scope)) = side.scope else { return Err(side.item.scope) };
    let fixed = || side.fixed.map(|yen| Yen(i64::from(yen))).ok_or(side.item.fixed);
    let percent = || {
        let percent = side.percent.ok_or(side.item.percent)?;
        Ratio::percent(percent).map_err(|_| side.item.percent)
    };
    let fraction = || match side.fraction {
        (Some(num), Some(den)) => Ratio::new(num, den).map_err(|_| side.item.fraction),
        _ => Err(side.item.fraction),
    };
    let aid = match row.states {
        Some(States::Aid) => true,
        Some(States::Burden) => false,
        None => return Err("states"),
    };
    Ok(match (scope, aid) {
        (Scope::All, true) => Base::Free,
        // "All" of the burden would be all of the person's: no row has been seen that says so.
        (Scope::All, false) => return Err(side.item.scope),
        (Scope::Remainder, _) => Base::Left,
        (Scope::Fixed, false) => Base::Fixed(fixed()?),
        (Scope::Fixed, true) => Base::AidFixed(fixed()?),
        (Scope::PercentOfCost, false) => Base::PercentOfCost(percent()?),
        (Scope::PercentOfCost, true) => Base::AidPercentOfCost(percent()?),
        (Scope::PercentOfCopayment, false) => Base::PercentOfCopayment(percent()?),
        (Scope::PercentOfCopayment, true) => Base::AidPercentOfCopayment(percent()?),
        (Scope::Fraction, false) => Base::Fraction(fraction()?),
        (Scope::Fraction, true) => Base::AidFraction(fraction()?),
    })
}

/// Only the first visit is charged, or subsidised.
fn first_only(aid: bool) -> Table {
    let again = if aid { Then::Full } else { Then::Yen(Yen::ZERO) };
    Table { by: TableBy::FirstVisit, lines: [line(1, 1, Then::Row), line(0, 0, again)].into() }
}

/// Only some months of a stay are covered.
fn stay(row: &Row, draft: &mut Draft) -> Result<(), &'static str> {
    match row.stay_condition {
        None | Some(Coded::Known(false)) => Ok(()),
        Some(Coded::Unseen(_)) => Err("stay_condition"),
        Some(Coded::Known(true)) => {
            let number = |months: Option<u32>, open| months.map_or(Ok(open), u16::try_from);
            let from = number(row.stay_month_from, 0).map_err(|_| "stay_month_from")?;
            let to = number(row.stay_month_to, u16::MAX).map_err(|_| "stay_month_to")?;
            let lines = [line(from, to, Then::Row), line(0, u16::MAX, Then::Full)].into();
            draft.tables.push(Table { by: TableBy::StayMonth, lines });
            Ok(())
        }
    }
}

fn line(from: u16, to: u16, then: Then) -> Line {
    Line { from, to, care: None, then }
}

fn limits(
    row: &Row,
    side: &Side,
    formulas: &[CapFormula],
    slots: &mut Slots,
    draft: &mut Draft,
) -> Result<(), &'static str> {
    let caps = [(Per::Visit, side.visit), (Per::Day, side.day), (Per::Month, side.month)];
    if caps.iter().all(|(_, (yen, _))| yen.is_none()) {
        return Ok(());
    }
    let of_program = match row.cap_kind {
        Some(kind) => kind == CapKind::ProgramPays,
        None => return Err("cap_kind"),
    };
    if side.setting == Setting::Inpatient && row.in_day_from.is_some_and(|from| from != 1) {
        return Err("in_day_from");
    }
    let kind = if of_program { LimitKind::Program } else { LimitKind::Person };
    for (per, (yen, second)) in caps {
        let Some(yen) = yen else { continue };
        let mut amount = Amount {
            when: None,
            yen: LimitYen::Yen(Yen(i64::from(yen))),
            fourth: None,
            times: None,
            by_admission: false,
        };
        if per == Per::Month {
            amount.fourth = match side.fourth {
                Some(Coded::Known(true)) => second.map(|yen| Yen(i64::from(yen))),
                Some(Coded::Known(false)) | None => None,
                Some(Coded::Unseen(_)) => return Err(side.item.fourth),
            };
            if let Some(formula) = formulas.iter().find(|formula| formula.code == yen) {
                amount.yen = LimitYen::Formula {
                    base: Yen(i64::from(formula.base)),
                    threshold: Yen(i64::from(formula.threshold)),
                    ratio: Ratio::percent(formula.percent)
                        .map_err(|_| "month_cap_formula_codes")?,
                };
            }
        } else {
            amount.times = second.and_then(|times| u16::try_from(times).ok());
        }
        let both = row.cap_in_out == Some(true);
        let over = if both { Over::FacilityInOut } else { Over::Facility };
        let group = Group::of(Some(side.setting), both, None);
        let slot = slots.limit(per, over, kind, group, None);
        draft.limits.push(Limit { slot, per, over, of_program, amounts: [amount].into() });
    }
    Ok(())
}

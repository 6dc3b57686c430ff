//! The operators of a supplement, applied over the drafts of a row in the order in which they stand.

use super::{
    draft::{Borrowed, Draft, Drafts, State},
    people,
    row::prerequisite,
    slots::{Group, LimitKind, Slots},
};
use crate::{
    Setting,
    local::{
        plan::{
            Amount, Base, Counted, Exclusion, Limit, LimitYen, Line, MonthEnd, Over, Per, Returned,
            Table, TableBy, Then, Threshold, When,
        },
        supplement::{
            AidOp, CapOp, CountByWord, ExcludeOp, FloorWord, OfWord, Op, OverWord, PerWord,
            ResetWord, TableOp, TableRow, TableWord, Words,
        },
    },
    money::{Ratio, Yen},
    official::Row,
};

const ALL: [Setting; 5] =
    [Setting::Inpatient, Setting::Outpatient, Setting::Dental, Setting::Pharmacy, Setting::Nursing];

/// Applies operators to the drafts of a row.
pub(super) fn apply(
    ops: &[Op],
    row: &Row,
    slots: &mut Slots,
    drafts: &mut Drafts,
) -> Result<(), String> {
    // A kind of care with an amount of its own begins anew; dentists without one follow outpatient care.
    let own = |setting| ops.iter().any(|op| states_amount(op) && setting_of(op) == Some(setting));
    for setting in [Setting::Dental, Setting::Pharmacy, Setting::Nursing] {
        if own(setting) {
            let receipt = drafts.of_mut(setting).receipt;
            *drafts.of_mut(setting) = Draft { receipt, ..Draft::new(State::Known) };
        }
    }
    let dental = own(Setting::Dental);
    for op in ops {
        let targets: &[Setting] = match setting_of(op) {
            None => &ALL,
            Some(Setting::Outpatient) if !dental => &[Setting::Outpatient, Setting::Dental],
            Some(Setting::Inpatient) => &[Setting::Inpatient],
            Some(Setting::Outpatient) => &[Setting::Outpatient],
            Some(Setting::Dental) => &[Setting::Dental],
            Some(Setting::Pharmacy) => &[Setting::Pharmacy],
            Some(Setting::Nursing) => &[Setting::Nursing],
        };
        if let Op::WithPrescriber(_) = op {
            let prescriber = drafts.outpatient.clone();
            drafts.pharmacy = Draft { counted: Counted::AtPrescriber, ..prescriber };
            continue;
        }
        for setting in targets {
            one(op, *setting, row, slots, drafts.of_mut(*setting))?;
        }
    }
    Ok(())
}

/// Whether an operator says how much a kind of care costs the person.
fn states_amount(op: &Op) -> bool {
    match op {
        Op::Cap(op) => op.settle.is_none() && op.paid_by.is_none(),
        Op::Fixed(_)
        | Op::Rate(_)
        | Op::Fraction(_)
        | Op::Table(_)
        | Op::Aid(_)
        | Op::AidOfTier(_)
        | Op::NotCovered(_)
        | Op::RefundAll(_)
        | Op::WithPrescriber(_) => true,
        Op::FloorExempt(op) => op.then != FloorWord::Row,
        Op::RefundRest(_)
        | Op::CountBy(_)
        | Op::Exclude(_)
        | Op::OnlyWith(_)
        | Op::FreePart(_)
        | Op::ContinueAfterOtherCap(_)
        | Op::Cash(_) => false,
    }
}

fn setting_of(op: &Op) -> Option<Setting> {
    match op {
        Op::Cap(op) => op.setting,
        Op::Fixed(op) => op.setting,
        Op::Rate(op) => op.setting,
        Op::Fraction(op) => op.setting,
        Op::Table(op) => op.setting,
        Op::FloorExempt(op) => op.setting,
        Op::Aid(op) => op.setting,
        Op::AidOfTier(op) => op.setting,
        Op::NotCovered(op) | Op::RefundAll(op) | Op::RefundRest(op) | Op::WithPrescriber(op) => {
            op.setting
        }
        Op::CountBy(op) => op.setting,
        Op::Exclude(op) => op.setting,
        Op::OnlyWith(op) => op.setting,
        Op::FreePart(op) => op.setting,
        Op::ContinueAfterOtherCap(op) => op.setting,
        Op::Cash(op) => op.setting,
    }
}

fn one(
    op: &Op,
    setting: Setting,
    row: &Row,
    slots: &mut Slots,
    draft: &mut Draft,
) -> Result<(), String> {
    let ratio = |num, den| Ratio::new(num, den).map_err(|error| error.to_string());
    match op {
        Op::Cap(op) => cap(op, row, slots, draft)?,
        Op::Fixed(op) if op.yen == 0 => draft.begin(Base::Free),
        Op::Fixed(op) => draft.begin(Base::Fixed(Yen(op.yen))),
        Op::Rate(op) => draft.begin(match op.of {
            OfWord::Cost => Base::PercentOfCost(ratio(op.percent, 100)?),
            OfWord::InsuranceCopay => Base::PercentOfCopayment(ratio(op.percent, 100)?),
        }),
        Op::Fraction(op) => draft.begin(Base::Fraction(ratio(op.num, op.den)?)),
        Op::Aid(op) => draft.begin(aid(op)?),
        Op::AidOfTier(op) => {
            draft.begin(Base::Left);
            let (ratio, slot) = (ratio(op.num, op.den)?, slots.month_end());
            draft.tier = Some(Borrowed { number: op.tier, ratio, slot });
        }
        Op::Table(op) => table(op, setting, slots, draft)?,
        Op::FloorExempt(op) => match (op.then, op.otherwise) {
            (FloorWord::Full, FloorWord::Zero) => {
                draft.begin(Base::Left);
                returned(draft, slots, Returned::AllFrom(Yen(op.below)));
            }
            (FloorWord::Zero | FloorWord::Row, FloorWord::Full) => {
                if op.then == FloorWord::Zero {
                    draft.begin(Base::Free);
                }
                let free = op.then == FloorWord::Zero;
                let (slot, below) = (slots.threshold(), Yen(op.below));
                draft.threshold = Some(Threshold { slot, below, free });
            }
            _ => return Err("a threshold that no operator knows".to_owned()),
        },
        Op::NotCovered(_) => draft.state = State::NotCovered,
        Op::RefundAll(_) => {
            draft.begin(Base::Left);
            returned(draft, slots, Returned::All);
        }
        Op::RefundRest(_) => returned(draft, slots, Returned::All),
        // Its other half is done where all drafts are at hand.
        Op::WithPrescriber(_) | Op::Cash(_) => {}
        Op::CountBy(op) => {
            draft.counted = match op.by {
                CountByWord::Department => Counted::Department,
                CountByWord::Prescriber => Counted::ByPrescriber,
            }
        }
        Op::Exclude(op) => draft.exclusions.push(exclusion(op)?),
        Op::OnlyWith(op) => {
            draft.only_with = Some(op.programs_any.iter().map(|word| prerequisite(word)).collect());
        }
        Op::FreePart(_) => draft.drugs_free = true,
        Op::ContinueAfterOtherCap(op) => {
            let law = op.code.parse().map_err(|_| format!("{} is no law number", op.code))?;
            draft.goes_on = Some((slots.saved(), law));
        }
    }
    Ok(())
}

fn returned(draft: &mut Draft, slots: &mut Slots, how: Returned) {
    draft.month = Some(MonthEnd { slot: slots.month_end(), how });
}

fn aid(op: &AidOp) -> Result<Base, String> {
    match (op.of, op.percent, op.per, op.yen) {
        (Some(of), Some(percent), None, None) => {
            let ratio = Ratio::percent(percent).map_err(|error| error.to_string())?;
            Ok(match of {
                OfWord::Cost => Base::AidPercentOfCost(ratio),
                OfWord::InsuranceCopay => Base::AidPercentOfCopayment(ratio),
            })
        }
        (None, None, Some(PerWord::Day), Some(yen)) => Ok(Base::AidByDay(Yen(yen))),
        (None, None, Some(PerWord::Visit), Some(yen)) => Ok(Base::AidFixed(Yen(yen))),
        _ => Err("an aid that no operator knows".to_owned()),
    }
}

fn exclusion(op: &ExcludeOp) -> Result<Exclusion, String> {
    Ok(Exclusion {
        care: op.care.clone(),
        cost_from: Yen(op.cost_from.unwrap_or_default()),
        stay_month_from: op.stay_month_from.unwrap_or_default(),
        when: op.when.as_ref().map(people::condition).transpose()?,
    })
}

fn table(
    op: &TableOp,
    setting: Setting,
    slots: &mut Slots,
    draft: &mut Draft,
) -> Result<(), String> {
    let lines: Box<[Line]> =
        op.rows.iter().map(|row| line(row, op.by, setting)).collect::<Result<_, String>>()?;
    let by = match op.by {
        TableWord::FirstVisit => TableBy::FirstVisit,
        TableWord::StayMonth => TableBy::StayMonth,
        TableWord::Care => TableBy::Care,
        TableWord::StayDays => {
            by_days(lines, setting, slots, draft);
            return Ok(());
        }
        TableWord::VisitDays => {
            draft.begin(Base::Left);
            returned(draft, slots, Returned::AboveByDays(lines));
            return Ok(());
        }
    };
    // A table goes before what the columns say of first visits.
    draft.tables.retain(|known| known.by != by);
    draft.tables.push(Table { by, lines });
    Ok(())
}

fn line(row: &TableRow, by: TableWord, setting: Setting) -> Result<Line, String> {
    let yen = if setting == Setting::Dental { row.yen_dental.or(row.yen) } else { row.yen };
    let then = match (yen, row.row) {
        (Some(yen), None) => Then::Yen(Yen(yen)),
        (None, Some(_)) => Then::Row,
        _ => return Err("a line of a table states an amount or refers to the row".to_owned()),
    };
    let (from, to) = match (by, row.first_visit) {
        (TableWord::FirstVisit, Some(first)) => (u16::from(first), u16::from(first)),
        (TableWord::FirstVisit, None) => return Err("a line does not say which visit".to_owned()),
        _ => (row.ge.unwrap_or_default(), row.le.unwrap_or(u16::MAX)),
    };
    Ok(Line { from, to, care: row.care.clone(), then })
}

/// The month's limit is one of two, by the days of the stay.
fn by_days(lines: Box<[Line]>, setting: Setting, slots: &mut Slots, draft: &mut Draft) {
    let amount = Amount {
        when: None,
        yen: LimitYen::ByDays(lines),
        fourth: None,
        times: None,
        by_admission: false,
    };
    let month = draft.limits.iter_mut().find(|limit| limit.per == Per::Month && !limit.of_program);
    if let Some(limit) = month {
        limit.amounts = [amount].into();
        return;
    }
    let (per, over) = (Per::Month, Over::Facility);
    let group = Group::of(Some(setting), false, None);
    let slot = slots.limit(per, over, LimitKind::Person, group, None);
    draft.limits.push(Limit { slot, per, over, of_program: false, amounts: [amount].into() });
}

fn cap(op: &CapOp, row: &Row, slots: &mut Slots, draft: &mut Draft) -> Result<(), String> {
    let per = match op.per {
        PerWord::Visit => Per::Visit,
        PerWord::Day => Per::Day,
        PerWord::Month => Per::Month,
        PerWord::Year => Per::Year,
        PerWord::Admission => Per::Admission,
    };
    let both = row.cap_in_out == Some(true);
    let over = match op.scope {
        OverWord::Facility if both && per == Per::Month => Over::FacilityInOut,
        OverWord::Facility => Over::Facility,
        OverWord::PrescriberWithPharmacy => Over::Prescriber,
        OverWord::AllFacilities => Over::Person,
        OverWord::Household => Over::Household,
    };
    let kind = match (op.settle, op.paid_by) {
        (None, None) => LimitKind::Person,
        (Some(_), None) => LimitKind::Later,
        (None, Some(_)) => LimitKind::Program,
        (Some(_), Some(_)) => return Err("a limit of the program has no excess".to_owned()),
    };
    let amount = amount(op, per)?;
    let group = Group::of(op.setting, both, op.counter.as_deref());
    let mut slot = || slots.limit(per, over, kind, group.clone(), op.yen);
    let of_program = kind == LimitKind::Program;
    if kind == LimitKind::Later {
        let limit = Limit { slot: slot(), per, over, of_program, amounts: [amount].into() };
        draft.later.push(limit);
        return Ok(());
    }
    // A limit for all kinds of care says nothing of one of which nothing is known.
    if op.setting.is_none() && draft.state != State::Known {
        return Ok(());
    }
    draft.state = State::Known;
    let same = |limit: &&mut Limit| limit.per == per && limit.of_program == of_program;
    if let Some(limit) = draft.limits.iter_mut().find(same) {
        let first = limit.amounts.first();
        if amount.when.is_some() {
            // Where its condition holds it stands for the row's own.
            let known = limit.amounts.iter().cloned();
            limit.amounts = std::iter::once(amount).chain(known).collect();
            return Ok(());
        }
        let only_times = op.yen.is_none() && op.from.is_none();
        let says_the_same = first.is_some_and(|first| limit_yen(first) == op.yen);
        if only_times || says_the_same {
            refine(limit, amount, over, slot());
            return Ok(());
        }
    }
    draft.limits.push(Limit { slot: slot(), per, over, of_program, amounts: [amount].into() });
    Ok(())
}

/// The yen of an amount of the columns, to see whether an operator says the same.
fn limit_yen(amount: &Amount) -> Option<i64> {
    match &amount.yen {
        LimitYen::Yen(yen) => Some(yen.0),
        LimitYen::Formula { base, .. } => Some(base.0),
        LimitYen::NoLimit | LimitYen::ByDays(_) | LimitYen::Certificate => None,
    }
}

/// Says more of a limit of the columns.
fn refine(limit: &mut Limit, more: Amount, over: Over, slot: u16) {
    limit.over = over;
    limit.slot = slot;
    for known in &mut limit.amounts {
        known.times = more.times.or(known.times);
        known.by_admission |= more.by_admission;
        known.fourth = more.fourth.or(known.fourth);
        if let LimitYen::Formula { .. } = more.yen {
            known.yen = more.yen.clone();
        }
    }
}

fn amount(op: &CapOp, per: Per) -> Result<Amount, String> {
    let yen = match (op.yen, op.from, op.plus) {
        (None, None, None) => LimitYen::NoLimit,
        (Some(yen), None, None) => LimitYen::Yen(Yen(yen)),
        (None, Some(_), None) => LimitYen::Certificate,
        (Some(yen), None, Some(plus)) => LimitYen::Formula {
            base: Yen(yen),
            threshold: Yen(plus.over_cost),
            ratio: Ratio::percent(plus.percent).map_err(|error| error.to_string())?,
        },
        _ => return Err("a limit is stated in two ways".to_owned()),
    };
    let by_admission = match (op.reset, per) {
        (Some(ResetWord::Admission), _) | (None, Per::Admission) => true,
        (Some(ResetWord::Month) | None, _) => false,
    };
    // Once a month is what a limit by the month is anyway.
    let times = op.times.filter(|_| per != Per::Admission);
    Ok(Amount {
        when: op.when.as_ref().map(when).transpose()?,
        yen,
        fourth: op.fourth.map(Yen),
        times,
        by_admission,
    })
}

fn when(words: &Words) -> Result<When, String> {
    match words.dispensing {
        Some(dispensing) => Ok(When::Dispensing(dispensing)),
        None => Ok(When::Person(people::condition(words)?)),
    }
}

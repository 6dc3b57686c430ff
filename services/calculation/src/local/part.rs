//! What one program does of one visit.

use super::{
    answer::Sum,
    apply::{Burden, Case},
    both::Both,
    chain::Chain,
    condition::Held,
    counters::{Counters, Place},
    plan::{Cover, Exclusion, Over, Plan, Prerequisite},
    rule::{CoversOther, RowMeta, Tier},
    settle::How,
};
use crate::{
    Operator, Setting, Trace, Undecided,
    money::{Ratio, Rounding, Yen},
};

/// What a program does of a visit.
pub(crate) struct Share {
    pub(crate) burden: Burden,
    /// How it pays here.
    pub(crate) how: Result<How, Undecided>,
    /// Why what it returns is not known, where it is not.
    pub(crate) unknown: Option<Undecided>,
}

/// Adds what a tier does of a visit with what is left of it, where it covers it.
///
/// # Errors
/// [`Undecided`]. The counters are then spoilt.
#[inline]
pub(crate) fn add<T: Trace>(
    tier: &Tier,
    row: &RowMeta,
    named: impl Fn(&str) -> bool,
    case: &Case<'_>,
    sum: &mut Sum,
    counters: &mut Counters,
    chain: &mut Chain<'_, T>,
) -> Result<(), Undecided> {
    let left = sum.left;
    let met = |first: Option<&[Prerequisite]>| {
        first.is_none_or(|first| first.iter().any(|first| comes_first(first, &named, case)))
    };
    let plan = match tier.covers.of(case.due.visit.setting) {
        Cover::NotCovered => return Ok(()),
        Cover::Unknown(_) | Cover::RefundUnknown(_) if !met(row.requires.as_deref()) => {
            return Ok(());
        }
        // Where nothing is left, nothing that is missing could change it.
        Cover::Unknown(_) | Cover::RefundUnknown(_) if !left.is_some() => return Ok(()),
        Cover::Unknown(item) => return Err(Undecided::new(*item, chain.rule())),
        Cover::RefundUnknown(item) => {
            sum.add(case.at, case.row, row, refund_unknown(item, row, case, left)?);
            return Ok(());
        }
        Cover::Plan(plan) => plan,
    };
    if !met(row.requires.as_deref())
        || !met(plan.only_with.as_deref())
        || excluded(plan, case, chain.rule())?
    {
        return Ok(());
    }
    let goes_on = goes_on(plan, case, counters, chain.rule())?;
    if !left.is_some() && !goes_on.is_some() {
        return Ok(());
    }
    let beside = not_covered(&row.covers_other, case, chain.rule())?.min(left);
    let start = left - beside + goes_on;
    chain.set_beside(beside.receipt);
    chain.reach(Operator::ContinueAfterLimit, start.receipt, || vec![("saved", goes_on.receipt.0)]);
    let taxed = without_drugs(plan, start, case, chain.rule())?;
    chain.reach(Operator::Aid, taxed.receipt, Vec::new);
    let mut burden = plan.burden(case, taxed, counters, chain)?;
    burden.patient += beside;
    if let Some((slot, _)) = plan.goes_on {
        let place = case.place(Over::Facility, plan.counted, chain.rule())?;
        counters.with(case.slot(slot), place, |count| count.paid += left - burden.patient);
    }
    let how = if burden.pay_first {
        Ok(How::PayFirst)
    } else {
        row.settlement.here(case.person, case.due.visit, &row.id)
    };
    sum.add(case.at, case.row, row, Share { burden, how, unknown: None });
    Ok(())
}

/// A program that refunds, nobody knows how much: at the counter everything is paid.
#[cold]
fn refund_unknown(
    item: &str,
    row: &RowMeta,
    case: &Case<'_>,
    left: Both,
) -> Result<Share, Undecided> {
    let unknown = Undecided::new(item, &*row.id);
    let how = row.settlement.here(case.person, case.due.visit, &row.id)?;
    if how != How::PayFirst {
        return Err(unknown);
    }
    let burden = Burden { patient: left, ..Burden::default() };
    Ok(Share { burden, how: Ok(how), unknown: Some(unknown) })
}

/// Whether a program that must come first is there.
fn comes_first(first: &Prerequisite, named: &impl Fn(&str) -> bool, case: &Case<'_>) -> bool {
    match first {
        Prerequisite::Law(law) => case.due.national.iter().any(|left| left.law == *law),
        Prerequisite::Local(name) => named(name),
    }
}

/// Whether the care of the visit is not covered although its kind is.
fn excluded(plan: &Plan, case: &Case<'_>, rule: &str) -> Result<bool, Undecided> {
    for exclusion in &plan.exclusions {
        match holds(exclusion, case) {
            Held::Yes => return Ok(true),
            Held::No => {}
            Held::NotTold(item) => return Err(Undecided::new(item, rule)),
        }
    }
    Ok(false)
}

fn holds(exclusion: &Exclusion, case: &Case<'_>) -> Held {
    let visit = case.due.visit;
    let named = visit.circumstances.iter().any(|of| **of == *exclusion.care);
    let stay = match visit.stay {
        _ if exclusion.stay_month_from == 0 => Held::Yes,
        None => Held::No,
        Some(stay) => match stay.month.or((stay.days_before == 0).then_some(1)) {
            None => Held::NotTold("stay_month"),
            Some(month) => Held::is(month >= exclusion.stay_month_from),
        },
    };
    let people = exclusion.when.as_ref();
    let people = people.map_or(Held::Yes, |when| when.holds(case.person, visit.date));
    Held::is(named && case.due.cost >= exclusion.cost_from).and(stay).and(people)
}

/// What national programs have left that this one does not pay.
fn not_covered(covers: &CoversOther, case: &Case<'_>, rule: &str) -> Result<Both, Undecided> {
    let national = case.due.national.iter();
    let left: Yen = match covers {
        CoversOther::All => return Ok(Both::ZERO),
        CoversOther::None => national.map(|by| by.left).sum(),
        CoversOther::Only(laws) => {
            national.filter(|by| !laws.contains(&by.law)).map(|by| by.left).sum()
        }
        CoversOther::Unknown if national.len() == 0 => Yen::ZERO,
        CoversOther::Unknown => return Err(Undecided::new("covers_other", rule)),
    };
    Ok(Both::of_receipt(left))
}

/// What the month has saved, where the fee goes on after the limit of a program before it.
fn goes_on(
    plan: &Plan,
    case: &Case<'_>,
    counters: &mut Counters,
    rule: &str,
) -> Result<Both, Undecided> {
    match plan.goes_on {
        Some((slot, law)) if case.due.national.iter().any(|left| left.law == law) => {
            let place = case.place(Over::Facility, plan.counted, rule)?;
            Ok(counters.look(case.slot(slot), place).paid)
        }
        Some(_) | None => Ok(Both::ZERO),
    }
}

/// What is left once the drugs are free.
fn without_drugs(plan: &Plan, start: Both, case: &Case<'_>, rule: &str) -> Result<Both, Undecided> {
    if !plan.drugs_free {
        return Ok(start);
    }
    let drugs = case.due.visit.drugs.ok_or_else(|| Undecided::new("drugs", rule))?;
    let part = |yen: Yen| u32::try_from(yen.0).unwrap_or_default();
    // More drugs than cost, or no cost: then nothing but drugs is left.
    let ratio = Ratio::new(part(drugs), part(case.due.cost)).unwrap_or(Ratio::WHOLE);
    Ok((start - Both::part(ratio, start, Rounding::HalfUp)).or_zero())
}

/// The money for the month of a stay, on the visit that completes its days.
pub(crate) fn cash(tier: &Tier, case: &Case<'_>, counters: &mut Counters) -> Yen {
    let visit = case.due.visit;
    let (Some(money), Setting::Inpatient, Some(stay)) = (&tier.cash, visit.setting, visit.stay)
    else {
        return Yen::ZERO;
    };
    counters.with(case.slot(money.slot), Place::default(), |count| {
        let before = count.times;
        count.times = before.saturating_add(stay.days);
        let now = before < money.days_from && count.times >= money.days_from;
        if now { money.yen } else { Yen::ZERO }
    })
}

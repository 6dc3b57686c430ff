//! Limits (上限額): how much of an amount a limit lets the person pay, by what the month has counted.

use super::{
    apply::Case,
    both::Both,
    chain::Chain,
    condition::Held,
    counters::{Count, Counters, Place},
    plan::{Amount, Counted, Limit, LimitYen, Over, Per, Then, When},
};
use crate::{
    Operator, PrintedLimit, Setting, Trace, Undecided,
    money::{Rounding, Yen},
};

/// What a limit leaves.
pub(crate) struct Kept {
    pub(crate) patient: Both,
    /// Whether it holds because of what other facilities collected.
    pub(crate) unsure: bool,
}

/// What the month has counted where a limit counts.
struct Seen {
    place: Place,
    month: Count,
    /// The day, for limits by the day of outpatient care.
    day: Option<Count>,
    /// Days the visit bills; 0 where nobody asks.
    days: u16,
}

/// What may be paid, and what it uses up.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Room {
    /// None: without limit.
    yen: Option<Both>,
    /// Which time of the month, or of the day, this is.
    times: u16,
    /// Whether it is the times that end it.
    over: bool,
}

/// Lets the person pay no more of `patient` than a limit allows.
pub(crate) fn keep<T: Trace>(
    limit: &Limit,
    counted: Counted,
    start: Both,
    patient: Both,
    case: &Case<'_>,
    counters: &mut Counters,
    chain: &mut Chain<'_, T>,
) -> Result<Kept, Undecided> {
    // A visit without a burden is no time and no day of the limit (回数は負担のある受診で数える).
    let subject = if limit.of_program { start - patient } else { patient };
    if !subject.is_some() {
        return Ok(Kept { patient, unsure: false });
    }
    let seen = look(limit, counted, case, counters, chain.rule())?;
    let room = room(limit, &seen, subject, case, chain.rule())?;
    let paid = room.yen.map_or(subject, |yen| subject.min(yen.or_zero()));
    write_down(limit, &seen, room, paid, case, counters);
    let after = if limit.of_program { start - paid } else { paid };
    let operator = match (limit.of_program, room.over) {
        (true, _) => Operator::Aid,
        (false, true) => Operator::Times,
        (false, false) => Operator::Cap,
    };
    chain.reach(operator, after.receipt, || {
        let mut inputs = Vec::new();
        inputs.extend(room.yen.map(|yen| ("left_of_limit", yen.receipt.0)));
        inputs.push(("times", i64::from(room.times)));
        inputs
    });
    let shared = matches!(limit.over, Over::Person | Over::Household) && !limit.of_program;
    let unsure = shared && paid != subject && seen.month.others_than(case.facility);
    Ok(Kept { patient: after, unsure })
}

/// By how much this visit raises what is above a limit whose excess is returned later.
pub(crate) fn excess(
    limit: &Limit,
    counted: Counted,
    patient: Both,
    case: &Case<'_>,
    counters: &mut Counters,
    rule: &str,
) -> Result<Both, Undecided> {
    // A year's limit is settled when the year is over: no month of it tells.
    if limit.per == Per::Year || !patient.is_some() {
        return Ok(Both::ZERO);
    }
    let seen = look(limit, counted, case, counters, rule)?;
    // What this visit adds may stay below the limit; its room is what is left before it.
    let room = room(limit, &seen, patient, case, rule)?;
    counters.with(case.slot(limit.slot), seen.place, |count| {
        count.paid += patient;
        count.collected_by(case.facility);
    });
    Ok(room.yen.map_or(Both::ZERO, |yen| (patient - yen.or_zero()).or_zero()))
}

/// Whether a limit depends on what came before: a limit of each visit, however many, does not.
fn counts(limit: &Limit) -> bool {
    limit.per != Per::Visit || limit.amounts.iter().any(|amount| amount.times.is_some())
}

#[inline]
fn look(
    limit: &Limit,
    counted: Counted,
    case: &Case<'_>,
    counters: &mut Counters,
    rule: &str,
) -> Result<Seen, Undecided> {
    let slot = case.slot(limit.slot);
    if !counts(limit) {
        let place = Place::default();
        return Ok(Seen { place, month: Count::new(slot, place), day: None, days: 0 });
    }
    let place = case.place(limit.over, counted, rule)?;
    let month = counters.look(slot, place);
    let inpatient = case.due.visit.setting == Setting::Inpatient;
    let by_days = || {
        limit.per == Per::Day
            || limit.amounts.iter().any(|amount| matches!(amount.yen, LimitYen::ByDays(_)))
    };
    let days = if inpatient && by_days() { case.days(rule)? } else { 0 };
    let day = (limit.per == Per::Day && !inpatient)
        .then(|| counters.look(slot, Place { day: case.day(), ..place }));
    Ok(Seen { place, month, day, days })
}

/// What may be paid: by the first amount whose condition holds. What nobody told does not matter where every amount that
/// may hold leaves the same.
#[inline]
fn room(
    limit: &Limit,
    seen: &Seen,
    subject: Both,
    case: &Case<'_>,
    rule: &str,
) -> Result<Room, Undecided> {
    // As a rule there is one amount, for everybody.
    if let [amount] = &*limit.amounts
        && amount.when.is_none()
    {
        return room_of(limit, amount, seen, case, rule);
    }
    let kept = |room: &Room| room.yen.map_or(subject, |yen| subject.min(yen.or_zero()));
    let mut open: Option<(Room, &'static str)> = None;
    for amount in &limit.amounts {
        let held = amount.when.as_ref().map_or(Held::Yes, |when| holds(when, case));
        if held == Held::No {
            continue;
        }
        let room = room_of(limit, amount, seen, case, rule)?;
        match (held, &open) {
            (Held::NotTold(item), None) => open = Some((room, item)),
            (_, Some((first, item))) if kept(first) != kept(&room) => {
                return Err(Undecided::new(*item, rule));
            }
            (Held::Yes, None) => return Ok(room),
            (Held::Yes, Some((first, _))) => return Ok(*first),
            (_, Some(_)) | (Held::No, None) => {}
        }
    }
    let none = Room { yen: None, times: 0, over: false };
    match open {
        Some((first, item)) if kept(&first) != kept(&none) => Err(Undecided::new(item, rule)),
        Some(_) | None => Ok(none),
    }
}

fn holds(when: &When, case: &Case<'_>) -> Held {
    match when {
        When::Person(condition) => condition.holds(case.person, case.due.visit.date),
        When::Dispensing(wanted) => match case.due.visit.dispensing {
            None => Held::NotTold("dispensing"),
            Some(dispensing) => Held::is(dispensing == *wanted),
        },
    }
}

/// What may be paid by one amount of a limit.
#[inline]
fn room_of(
    limit: &Limit,
    amount: &Amount,
    seen: &Seen,
    case: &Case<'_>,
    rule: &str,
) -> Result<Room, Undecided> {
    let yen = yen(limit, amount, seen, case, rule)?;
    let whole = yen.map(Both::flat);
    let ended = |time: u16| amount.times.is_some_and(|times| time > times);
    let stop = |over: bool, yen: Option<Both>| if over { Some(Both::ZERO) } else { yen };
    Ok(match (limit.per, &seen.day) {
        (Per::Visit, _) => {
            let times = seen.month.times.saturating_add(1);
            Room { yen: stop(ended(times), whole), times, over: ended(times) }
        }
        (Per::Day, Some(day)) => {
            // The first visit of a day says which day of the month it is.
            let times = if day.times == 0 { seen.month.times.saturating_add(1) } else { day.times };
            let left = whole.map(|yen| yen - day.paid);
            Room { yen: stop(ended(times), left), times, over: ended(times) }
        }
        (Per::Day, None) => {
            let stay = case.due.visit.stay.unwrap_or_default();
            let before = if amount.by_admission { stay.days_before } else { seen.month.times };
            let left =
                amount.times.map_or(seen.days, |times| seen.days.min(times.saturating_sub(before)));
            let yen = yen.map(|yen| Both::flat(Yen(yen.0 * i64::from(left))));
            let over = left == 0 && seen.days > 0;
            Room { yen: stop(over, yen), times: before.saturating_add(seen.days), over }
        }
        (Per::Month, _) => {
            let elsewhere = match limit.over {
                Over::Person | Over::Household => Both::flat(case.certificate.paid_elsewhere),
                Over::Facility | Over::FacilityInOut | Over::Prescriber => Both::ZERO,
            };
            let left = whole.map(|yen| yen - seen.month.paid - elsewhere);
            Room { yen: left, times: 0, over: false }
        }
        (Per::Admission, _) => {
            let stay = case.due.visit.stay.unwrap_or_default();
            if amount.by_admission && stay.days_before > 0 && !seen.month.paid.is_some() {
                return Err(Undecided::new("paid_this_admission", rule));
            }
            Room { yen: whole.map(|yen| yen - seen.month.paid), times: 0, over: false }
        }
        (Per::Year, _) => return Err(Undecided::new("paid_this_year", rule)),
    })
}

/// How much a limit is; none: without limit.
#[inline]
fn yen(
    limit: &Limit,
    amount: &Amount,
    seen: &Seen,
    case: &Case<'_>,
    rule: &str,
) -> Result<Option<Yen>, Undecided> {
    let fourth = case.person.insurance.as_ref().is_some_and(|insurance| insurance.fourth_month);
    if let (true, Some(yen)) = (fourth, amount.fourth) {
        return Ok(Some(yen));
    }
    Ok(match &amount.yen {
        LimitYen::NoLimit => None,
        LimitYen::Yen(yen) => Some(*yen),
        LimitYen::Formula { base, threshold, ratio } => {
            let above = (seen.month.cost + case.due.cost - *threshold).or_zero();
            Some(*base + ratio.of(above, Rounding::HalfUp))
        }
        LimitYen::ByDays(lines) => {
            let days = seen.month.times.saturating_add(seen.days);
            match lines.iter().find(|line| line.has(days)).map(|line| line.then) {
                Some(Then::Yen(yen)) => Some(yen),
                Some(Then::Row | Then::Full) | None => None,
            }
        }
        LimitYen::Certificate => {
            let inpatient = case.due.visit.setting == Setting::Inpatient;
            let printed = case.certificate.limits.iter();
            let found = printed.filter_map(|printed| match (limit.per, *printed) {
                (Per::Month, PrintedLimit::MonthInpatient(yen)) if inpatient => Some((0, yen)),
                (Per::Month, PrintedLimit::MonthOutpatient(yen)) if !inpatient => Some((0, yen)),
                (Per::Month, PrintedLimit::Month(yen))
                | (Per::Day, PrintedLimit::Day(yen))
                | (Per::Visit, PrintedLimit::Visit(yen)) => Some((1, yen)),
                _ => None,
            });
            // One that names the kind of care goes before one that names none.
            match found.min_by_key(|(rank, _)| *rank) {
                Some((_, yen)) => Some(yen),
                None => return Err(Undecided::new("limit of the certificate", rule)),
            }
        }
    })
}

/// Writes down what was paid.
fn write_down(
    limit: &Limit,
    seen: &Seen,
    room: Room,
    paid: Both,
    case: &Case<'_>,
    counters: &mut Counters,
) {
    if !counts(limit) {
        return;
    }
    let slot = case.slot(limit.slot);
    if seen.day.is_some() {
        counters.with(slot, Place { day: case.day(), ..seen.place }, |count| {
            count.paid += paid;
            count.times = room.times;
        });
    }
    counters.with(slot, seen.place, |count| {
        count.paid += paid;
        count.cost += case.due.cost;
        count.times = match (limit.per, seen.day.is_some()) {
            (Per::Visit, _) | (Per::Day, true) => count.times.max(room.times),
            (Per::Day | Per::Month | Per::Admission | Per::Year, _) => {
                count.times.saturating_add(seen.days)
            }
        };
        count.collected_by(case.facility);
    });
}

//! What is settled beside the counter: the refund of a household, the shares of one limit among its members, amounts
//! by the day.

use super::{
    Refusal, Tables, YearMonth,
    standing::{Kind, Standing},
};
use crate::{
    Insurance, Person, Undecided,
    money::{Ratio, Rounding, Yen},
};
use jiff::civil::Date;

/// The most members of a household, and the most co-payments that are set together.
pub const MEMBERS_MAX: usize = 64;

/// What a member of a household paid at one facility in a month, inpatient and outpatient apart. What a pharmacy took
/// for a prescription belongs to the facility that wrote it: [`Paid::with`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paid {
    /// The co-payment.
    pub copayment: Yen,
    /// The cost it was paid for; absent, it follows from the share. Only limits that depend on the cost ask for it.
    pub cost: Option<Yen>,
}

impl Paid {
    /// With what a pharmacy took for this facility's prescriptions.
    #[must_use]
    pub fn with(self, pharmacy: Self) -> Self {
        let both = self.cost.zip(pharmacy.cost);
        Self {
            copayment: self.copayment + pharmacy.copayment,
            cost: both.map(|(own, dispensed)| own + dispensed),
        }
    }
}

/// The high-cost limit of a household or person and what is above it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refund {
    /// The limit.
    pub limit: Yen,
    /// What the insurer refunds.
    pub refund: Yen,
}

/// The refund for co-payments of one month set together (世帯合算). Under 70 only those from the floor on count.
/// `outpatient` asks for the limit of a person's outpatient care.
///
/// # Errors
/// The standing or the limit is not known, or a cost that the limit depends on.
pub fn refund(
    tables: &Tables,
    on: Date,
    insurance: &Insurance,
    paid: &[Paid],
    outpatient: bool,
) -> Result<Refund, Refusal> {
    let standing = standing(tables, None, insurance, on)?;
    let counts = |paid: &&Paid| standing.over70 || paid.copayment >= standing.floor();
    let counted = || paid.iter().filter(counts);
    let sum: Yen = counted().map(|paid| paid.copayment).sum();
    let cost = |paid: &Paid| paid.cost.or_else(|| cost_of(paid.copayment, standing.share));
    let cost = counted().map(cost).sum::<Option<Yen>>();
    let limit = limit_of(&standing, cost, outpatient)?;
    Ok(Refund { limit, refund: (sum - limit).or_zero() })
}

/// The high-cost limit of a person for a cost. Without a cost only a limit that does not depend on it is told.
///
/// # Errors
/// The standing or the limit is not known, or the cost that it depends on.
pub fn limit(
    tables: &Tables,
    on: Date,
    person: &Person,
    cost: Option<Yen>,
    outpatient: bool,
) -> Result<Yen, Refusal> {
    let insurance = person.insurance.as_ref();
    let insurance = insurance.ok_or_else(|| Undecided::new("insurance", "facts"))?;
    let standing = standing(tables, person.birth_date, insurance, on)?;
    limit_of(&standing, cost, outpatient)
}

/// The limit of a year from August to July (年間上限) of a person's class, for information: it does not lower what is
/// collected; the insurer settles it afterwards.
///
/// # Errors
/// The standing or the amount is not known.
pub fn year_limit(
    tables: &Tables,
    month: YearMonth,
    insurance: &Insurance,
) -> Result<Yen, Refusal> {
    let on = month.day(1).ok_or(Refusal::OutsideTables(month))?;
    let standing = standing(tables, None, insurance, on)?;
    let limits = standing.limits(Kind::Own);
    let unknown = || Undecided::new("limit of the year", "national_limits");
    Ok(limits.and_then(|limits| limits.year).ok_or_else(unknown)?)
}

/// One limit shared by members of a household with certificates of their own (世帯按分): the highest, in proportion.
///
/// # Errors
/// A share is no whole yen: how a fraction is settled was not read.
pub fn share_limit(limits: &[Yen]) -> Result<Vec<Yen>, Undecided> {
    let sum: Yen = limits.iter().copied().sum();
    let highest = limits.iter().copied().max().unwrap_or_default();
    if sum == Yen::ZERO {
        return Ok(limits.to_vec());
    }
    let share = |limit: &Yen| {
        let (down, up) = (Rounding::Down, Rounding::Up);
        let [low, high] = [down, up].map(|way| way.divide(highest.0 * limit.0, sum.0));
        let undecided = || Undecided::new("rounding", "proration of a household's limit");
        if low == high { Ok(Yen(low)) } else { Err(undecided()) }
    };
    limits.iter().map(share).collect()
}

/// An amount of a month for some of its days (日割り), a fraction of a yen dropped.
#[must_use]
pub fn by_days(month: Yen, days: u16, days_in_month: u16) -> Yen {
    Yen(Rounding::Down.divide(month.0 * i64::from(days), i64::from(days_in_month)))
}

/// The cost whose part a co-payment is.
fn cost_of(copayment: Yen, share: Ratio) -> Option<Yen> {
    let (numerator, denominator) = (share.numerator(), share.denominator());
    let cost = copayment.0.checked_mul(i64::from(denominator))?;
    (numerator > 0).then(|| Yen(Rounding::HalfUp.divide(cost, i64::from(numerator))))
}

fn standing<'t>(
    tables: &'t Tables,
    birth: Option<Date>,
    insurance: &Insurance,
    on: Date,
) -> Result<Standing<'t>, Refusal> {
    let month = YearMonth::from(on);
    let schedule = tables.schedule(month).ok_or(Refusal::OutsideTables(month))?;
    Standing::of(tables, schedule, birth, insurance, on)
}

fn limit_of(standing: &Standing<'_>, cost: Option<Yen>, outpatient: bool) -> Result<Yen, Refusal> {
    let asked = standing.asked(Kind::Own, outpatient);
    let needs_cost = standing.limits(Kind::Own).is_some_and(|row| row.depends_on_cost(asked));
    let cost = match cost {
        Some(cost) => cost,
        None if needs_cost => return Err(Undecided::new("cost", "facts").into()),
        None => Yen::ZERO,
    };
    match standing.limit(Kind::Own, cost, outpatient) {
        super::limits::Bound::Exact(limit) => Ok(limit),
        super::limits::Bound::Open => Err(Undecided::new("proof of the limit", "facts").into()),
        super::limits::Bound::AtLeast(_) => Err(standing.why_unread(Kind::Own).into()),
    }
}

#[cfg(test)]
mod tests;

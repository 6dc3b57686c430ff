//! What the columns of one row say together, and cannot.

use super::reason::Reason;
use crate::official::{AgeFrom, AgeTo, CapKind, Coded, Row, Scope, States};

/// One side of a row: inpatient or outpatient care.
struct Side {
    covered: Option<bool>,
    scope: Option<Coded<Scope>>,
    fixed: Amount,
    percent: Amount,
    fraction: (Amount, Amount),
    /// The caps, the month's before that of the fourth month.
    caps: Vec<Amount>,
    month: Amount,
    fourth: Amount,
    /// How often a cap is charged or on which days, with the cap.
    times: Vec<(Amount, Amount)>,
}

/// A column's key, and what it says.
type Amount = (&'static str, Option<u32>);

macro_rules! amount {
    ($row:ident.$field:ident) => {
        (stringify!($field), $row.$field)
    };
}

/// Tells what is wrong with the columns of a row.
pub(super) fn look(row: &Row, mut tell: impl FnMut(Reason, &str)) {
    for side in [inpatient(row), outpatient(row)] {
        look_at_side(row, &side, &mut tell);
    }
    if row.med_inpatient == Some(false) && row.med_outpatient == Some(false) {
        tell(Reason::CoversNothing, "");
    }
    if row.age_from_basis == Some(AgeFrom::NoTest) && row.age_from.is_some() {
        tell(Reason::AgeWithoutTest, "age_from");
    }
    if row.age_to_basis == Some(AgeTo::NoTest) && row.age_to.is_some() {
        tell(Reason::AgeWithoutTest, "age_to");
    }
    if row.payer_number.is_some_and(|number| !number.check_digit_holds()) {
        tell(Reason::PayerCheckDigit, "payer_number");
    }
    if row.valid_from.is_none() {
        tell(Reason::NoFirstDay, "");
    }
}

fn look_at_side(row: &Row, side: &Side, tell: &mut impl FnMut(Reason, &str)) {
    let (numerator, denominator) = side.fraction;
    if side.percent.1.is_some_and(|percent| percent > 100) {
        tell(Reason::PercentAbove100, side.percent.0);
    }
    let fraction = (numerator.1, denominator.1);
    if denominator.1 == Some(0) || matches!(fraction, (Some(above), Some(below)) if above > below) {
        tell(Reason::NotAFraction, denominator.0);
    }
    let states = [side.fixed, side.percent, numerator, denominator];
    let first_of = |amounts: &[Amount]| amounts.iter().find(|amount| amount.1.is_some()).copied();
    if side.covered == Some(false) {
        if let Some((key, _)) = first_of(&states).or_else(|| first_of(&side.caps)) {
            tell(Reason::AmountNotCovered, key);
        }
        return;
    }
    let used: &[Amount] = match side.scope.and_then(Coded::known) {
        Some(Scope::Fixed) => &[side.fixed],
        Some(Scope::PercentOfCost | Scope::PercentOfCopayment) => &[side.percent],
        Some(Scope::Fraction) => &[numerator, denominator],
        Some(Scope::All | Scope::Remainder) => &[],
        None => &states,
    };
    let unused = states
        .iter()
        .find(|(key, said)| said.is_some() && !used.iter().any(|(used, _)| used == key));
    if let Some((key, _)) = unused {
        tell(Reason::UnusedAmount, key);
    }
    if side.scope == Some(Coded::Known(Scope::All)) {
        match row.states {
            Some(States::Burden) => tell(Reason::BurdenAll, "states"),
            Some(States::Aid) if row.cap_kind == Some(CapKind::PatientPays) => {
                if let Some((key, _)) = first_of(&side.caps) {
                    tell(Reason::AllWithCap, key);
                }
            }
            Some(States::Aid) | None => {}
        }
    }
    if row.cap_kind.is_none()
        && let Some((key, _)) = first_of(&side.caps)
    {
        tell(Reason::CapOfNobody, key);
    }
    let lonely = side.times.iter().find(|(times, cap)| times.1.is_some() && cap.1.is_none());
    if let Some(((key, _), _)) = lonely {
        tell(Reason::TimesWithoutCap, key);
    }
    if side.fourth.1.is_some() && side.month.1.is_none() {
        tell(Reason::FourthWithoutCap, side.fourth.0);
    }
}

fn inpatient(row: &Row) -> Side {
    let day = amount!(row.in_day_cap);
    let (month, fourth) = (amount!(row.in_month_cap), amount!(row.in_month_cap_multi));
    Side {
        covered: row.med_inpatient,
        scope: row.in_scope,
        fixed: amount!(row.in_fixed),
        percent: amount!(row.in_percent),
        fraction: (amount!(row.in_num), amount!(row.in_den)),
        caps: vec![day, month, fourth],
        month,
        fourth,
        times: vec![(amount!(row.in_day_from), day), (amount!(row.in_day_to), day)],
    }
}

fn outpatient(row: &Row) -> Side {
    let (visit, day) = (amount!(row.out_visit_cap), amount!(row.out_day_cap));
    let (month, fourth) = (amount!(row.out_month_cap), amount!(row.out_month_cap_multi));
    Side {
        covered: row.med_outpatient,
        scope: row.out_scope,
        fixed: amount!(row.out_fixed),
        percent: amount!(row.out_percent),
        fraction: (amount!(row.out_num), amount!(row.out_den)),
        caps: vec![visit, day, month, fourth],
        month,
        fourth,
        times: vec![(amount!(row.out_visit_times), visit), (amount!(row.out_day_times), day)],
    }
}

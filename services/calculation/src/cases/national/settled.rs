//! Cases beside the counter: a limit alone, the refund of a household, shares of a limit, amounts by the day.

use super::{Fields, Unsaid, fields::yen};
use crate::{
    AgeBand, Insurance, LongTermIllness, Person,
    money::{Ratio, Yen},
    national::{
        Tables, YearMonth,
        household::{self, MEMBERS_MAX, Paid, Refund},
    },
};

/// What a case says of the insurance.
const INSURANCE: [&str; 9] = [
    "age_band",
    "income_class",
    "insurance_copay_ratio",
    "setting",
    "multi_count_4th",
    "month_of_75th_birthday",
    "tokutei_shippei_marucho_yen",
    "cost_yen",
    "points",
];

/// The insurance a case states.
pub(super) fn insurance(input: &Fields<'_>) -> Result<Insurance, Unsaid> {
    let income_class = input.text("income_class")?.map(str::to_owned);
    Ok(Insurance {
        scheme: None,
        insurer: None,
        share: input.ratio("insurance_copay_ratio")?,
        age_band: Some(match input.text("age_band")? {
            None | Some("under70") => AgeBand::Under70,
            Some("70plus") => AgeBand::From70,
            Some("75plus") => AgeBand::From75,
            Some(other) => return Err(Unsaid::word("age_band", other)),
        }),
        limit_proof: income_class.is_some(),
        income_class,
        fourth_month: input.flag("multi_count_4th")?,
        turns_75: Some(input.flag("month_of_75th_birthday")?),
        long_term_illness: input
            .yen("tokutei_shippei_marucho_yen")?
            .map(|limit| LongTermIllness { limit: Some(limit), dialysis: false }),
    })
}

/// The limit of a case.
pub(super) fn limit(tables: &Tables, month: YearMonth, input: &Fields<'_>) -> Result<Yen, Unsaid> {
    input.only(&INSURANCE)?;
    let person =
        Person { birth_date: None, insurance: Some(share_or_any(input)?), facts: Vec::new() };
    let on = month.day(1).ok_or_else(|| Unsaid::new("treatment month"))?;
    Ok(household::limit(tables, on, &person, input.cost()?, outpatient(input)?)?)
}

/// The limit of a year of a case, which the insurer settles when the year is over.
pub(super) fn year_limit(
    tables: &Tables,
    month: YearMonth,
    input: &Fields<'_>,
) -> Result<Yen, Unsaid> {
    Ok(household::year_limit(tables, month, &share_or_any(input)?)?)
}

/// Who paid where.
#[derive(Default, PartialEq, Eq)]
struct Place<'v> {
    who: Option<&'v str>,
    facility: Option<&'v str>,
}

/// The refund of a case.
pub(super) fn refund(
    tables: &Tables,
    month: YearMonth,
    input: &Fields<'_>,
) -> Result<Refund, Unsaid> {
    input.only(&[&INSURANCE[..], &["copays_yen"]].concat())?;
    let values = input.list("copays_yen")?;
    if values.len() > MEMBERS_MAX {
        return Err(Unsaid::field("copays_yen"));
    }
    let mut facilities: Vec<(Place<'_>, Paid)> = Vec::with_capacity(values.len());
    for value in values {
        if value.is_number() {
            let copayment = yen("copays_yen", value)?;
            facilities.push((Place::default(), Paid { copayment, cost: None }));
            continue;
        }
        let one = Fields::of(value, "copays_yen")?;
        one.only(&["who", "facility", "prescriber", "yen", "cost_yen", "points"])?;
        let copayment = one.yen("yen")?.ok_or_else(|| Unsaid::missing("yen"))?;
        let paid = Paid { copayment, cost: one.cost()? };
        let (who, prescriber) = (one.text("who")?, one.text("prescriber")?);
        // A pharmacy's part belongs to the facility that prescribed, where that has one.
        let wrote = Place { who, facility: prescriber };
        let known = facilities.iter_mut().find(|(place, _)| *place == wrote);
        match known.filter(|_| prescriber.is_some()) {
            Some((_, with)) => *with = with.with(paid),
            None => facilities.push((Place { who, facility: one.text("facility")? }, paid)),
        }
    }
    let paid: Vec<Paid> = facilities.into_iter().map(|(_, paid)| paid).collect();
    let on = month.day(1).ok_or_else(|| Unsaid::new("treatment month"))?;
    Ok(household::refund(tables, on, &share_or_any(input)?, &paid, outpatient(input)?)?)
}

/// The shares of a limit by name.
pub(super) fn shares<'v>(input: &Fields<'v>) -> Result<Vec<(&'v str, Yen)>, Unsaid> {
    input.only(&["caps"])?;
    let values = input.list("caps")?;
    if values.len() > MEMBERS_MAX {
        return Err(Unsaid::field("caps"));
    }
    let (mut names, mut limits) = (Vec::new(), Vec::new());
    for value in values {
        let one = Fields::of(value, "caps")?;
        one.only(&["who", "houbetsu", "cap_yen"])?;
        names.push(one.text("who")?.ok_or_else(|| Unsaid::missing("who"))?);
        limits.push(one.yen("cap_yen")?.ok_or_else(|| Unsaid::missing("cap_yen"))?);
    }
    Ok(names.into_iter().zip(household::share_limit(&limits)?).collect())
}

/// The amount of some days of a month.
pub(super) fn levy(input: &Fields<'_>) -> Result<Yen, Unsaid> {
    input.only(&["houbetsu", "month_amount_yen", "days", "days_in_month"])?;
    let missing = Unsaid::missing;
    let month = input.yen("month_amount_yen")?.ok_or_else(|| missing("month_amount_yen"))?;
    let days = input.small("days")?.ok_or_else(|| missing("days"))?;
    let all = input.small("days_in_month")?.ok_or_else(|| missing("days_in_month"))?;
    if days > all {
        return Err(Unsaid::field("days"));
    }
    Ok(household::by_days(month, days, all))
}

/// The insurance of a case that asks for a limit only: from 70 on the share does not matter there.
fn share_or_any(input: &Fields<'_>) -> Result<Insurance, Unsaid> {
    let mut insurance = insurance(input)?;
    if insurance.age_band != Some(AgeBand::Under70) {
        insurance.share = insurance.share.or(Some(Ratio::WHOLE));
    }
    Ok(insurance)
}

fn outpatient(input: &Fields<'_>) -> Result<bool, Unsaid> {
    match input.text("setting")? {
        None | Some("inpatient") => Ok(false),
        Some("outpatient") => Ok(true),
        Some(other) => Err(Unsaid::word("setting", other)),
    }
}

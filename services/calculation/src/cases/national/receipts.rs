//! Cases that are a month of visits: one receipt, one visit, or visits in a row.

use jiff::civil::Date;

use super::{Amount, Fields, Unsaid, settled::insurance};
use crate::{
    Certificate, Fact, NoTrace, Payer, Person, PrintedLimit, RuleName, Setting, Slice, Stay, Visit,
    money::{Ratio, Rounding, Yen},
    national::{HighCost, Month, NationalSplit, Tables, YearMonth, household},
};

/// What a case of this kind may say.
const INPUT: [&str; 24] = [
    "age_band",
    "income_class",
    "insurance_copay_ratio",
    "insurance",
    "setting",
    "multi_count_4th",
    "month_of_75th_birthday",
    "tokutei_shippei_marucho_yen",
    "programs",
    "houbetsu",
    "agency_number",
    "tier",
    "condition",
    "household_shotokuwari_yen",
    "slices",
    "visits",
    "cost_yen",
    "points",
    "meals",
    "unit_yen",
    "from_month",
    "days",
    "days_in_month",
    "facility",
];

/// What came out of a case.
pub(crate) struct Answers<'t> {
    tables: &'t Tables,
    on: Date,
    person: Person,
    programs: Vec<Stated>,
    visits: Vec<Visit>,
    splits: Vec<NationalSplit>,
    /// The person's part where no program had a limit.
    without_limits: Result<Yen, Unsaid>,
    /// Whether payments are told in yen of the receipt, not of the counter.
    pub(crate) receipt_yen: bool,
}

/// A program as a case states it.
struct Stated {
    law: String,
    certificate: Certificate,
    rate: Option<Ratio>,
}

/// Runs a case.
pub(crate) fn answers<'t>(
    tables: &'t Tables,
    month: YearMonth,
    input: &Fields<'_>,
) -> Result<Answers<'t>, Unsaid> {
    input.only(&INPUT)?;
    let on = month.day(1).ok_or_else(|| Unsaid::new("treatment month"))?;
    let uninsured = input.has("insurance") && input.get("insurance").is_none();
    if input.get("insurance").is_some() {
        return Err(Unsaid::field("insurance"));
    }
    let person = Person {
        birth_date: None,
        insurance: if uninsured { None } else { Some(insurance(input)?) },
        facts: printed(input)?,
    };
    let programs = programs(tables, on, input)?;
    let visits = visits(tables, month, input, &programs)?;
    let certificates = |no_limits| -> Vec<Certificate> {
        let unlimited = PrintedLimit::Month(Yen::COST_MAX);
        programs
            .iter()
            .map(|stated: &Stated| Certificate {
                limits: match &stated.certificate.limits[..] {
                    [] => Vec::new(),
                    _ if no_limits => vec![unlimited],
                    limits => limits.to_vec(),
                },
                ..stated.certificate.clone()
            })
            .collect()
    };
    let run = |no_limits| -> Result<Vec<NationalSplit>, Unsaid> {
        let mut state = Month::open(tables, month, &person, &certificates(no_limits))?;
        visits.iter().map(|visit| Ok(state.visit(visit, &mut NoTrace)?)).collect()
    };
    let splits = run(false)?;
    let without_limits = run(true).map(|splits| splits.iter().map(|split| split.patient).sum());
    Ok(Answers { tables, on, person, programs, visits, splits, without_limits, receipt_yen: false })
}

impl Answers<'_> {
    /// The amount or amounts that a name of a case means.
    pub(crate) fn amounts(&self, name: &str) -> Result<Vec<i64>, Unsaid> {
        match name {
            "per_visit_yen" => Ok(self.splits.iter().map(|split| self.paid(split).0).collect()),
            "cumulative_yen" => {
                let sum = |sum: &mut i64, split: &NationalSplit| {
                    *sum += self.paid(split).0;
                    Some(*sum)
                };
                Ok(self.splits.iter().scan(0, sum).collect())
            }
            name => match name.strip_prefix("per_program.").and_then(|path| path.split_once('.')) {
                Some((law, name)) => self.of_program(law, name).map(|amount| vec![amount]),
                None => self.amount(name).map(|amount| vec![amount]),
            },
        }
    }

    fn amount(&self, name: &str) -> Amount {
        match name {
            "patient_month_total_yen"
            | "patient_yen"
            | "one_yen_amount"
            | "receipt_kouhi_burden_yen" => {
                let meals: Result<Yen, _> = self
                    .splits
                    .iter()
                    .map(|split| split.meals.as_ref().map(|meals| meals.patient))
                    .sum::<Result<Yen, _>>();
                Ok((self.sum(|split| split.patient) + meals?).0)
            }
            "window_collected_yen" | "window_total_yen" => Ok(self.sum(|split| split.counter).0),
            "insurance_copay_before_kouhi_yen" => self.all(|split| split.before_programs),
            "insurance_only_yen" => self.all(|split| split.insured_copayment),
            "insurer_pays_yen" => self.divided(|split| {
                split.share(&Payer::Insurer) + split.share(&Payer::InsurerHighCost)
            }),
            "high_cost_yen" => self.divided(|split| split.share(&Payer::InsurerHighCost)),
            "program_pays_yen" => self.divided(|split| {
                let program = |payer: &Payer| matches!(payer, Payer::Program(_));
                let shares = split.shares.iter().filter(|share| program(&share.payer));
                shares.map(|share| share.amount).sum()
            }),
            "by_rate_yen" => {
                let rate = self.programs.iter().find_map(|stated| stated.rate);
                let rate = rate.ok_or_else(|| Unsaid::field("rate"))?;
                Ok(rate.of(self.sum(|split| split.cost), Rounding::HalfUp).0)
            }
            "without_cap_total_yen" => self.without_limits.clone().map(|yen| yen.0),
            "limit_yen" => Ok(self.limit()?.0),
            "refund_vs_30pct_yen" => {
                let by_ratio: Yen =
                    self.splits.iter().map(|split| split.cost - split.share(&Payer::Insurer)).sum();
                Ok((by_ratio - self.limit()?).or_zero().0)
            }
            _ => Err(Unsaid::unknown(name)),
        }
    }

    fn of_program(&self, law: &str, name: &str) -> Amount {
        let place = self.programs.iter().position(|stated| stated.law == law);
        let place = place.ok_or_else(|| Unsaid::new(format!("program `{law}`")))?;
        let parts = || {
            let all = self.splits.iter().flat_map(|split| split.parts.iter());
            all.filter(|part| part.certificates.contains(place))
        };
        match name {
            "insurance_copay_in_program_part_yen" => {
                let before = parts().map(|part| part.before_programs).sum::<Option<Yen>>();
                before.map(|yen| yen.0).ok_or_else(|| self.why(name))
            }
            "patient_in_program_part_yen" => Ok(parts().map(|part| part.patient).sum::<Yen>().0),
            "program_pays_yen" => self.divided(|split| split.share(&Payer::Program(place))),
            _ => Err(Unsaid::unknown(name)),
        }
    }

    /// What was paid for a visit, in the yen the case counts in.
    fn paid(&self, split: &NationalSplit) -> Yen {
        if self.receipt_yen { split.patient } else { split.counter }
    }

    fn limit(&self) -> Result<Yen, Unsaid> {
        let cost = self.sum(|split| split.cost);
        let outpatient = self.visits.iter().all(|visit| visit.setting != Setting::Inpatient);
        Ok(household::limit(self.tables, self.on, &self.person, Some(cost), outpatient)?)
    }

    fn sum(&self, of: impl Fn(&NationalSplit) -> Yen) -> Yen {
        self.splits.iter().map(of).sum()
    }

    fn all(&self, of: impl Fn(&NationalSplit) -> Option<Yen>) -> Amount {
        let sum = self.splits.iter().map(of).sum::<Option<Yen>>();
        sum.map(|yen| yen.0).ok_or_else(|| self.why("the co-payment before programs"))
    }

    /// An amount of one payer, which a missing datum may leave undivided.
    fn divided(&self, of: impl Fn(&NationalSplit) -> Yen) -> Amount {
        match self.splits.iter().find_map(|split| split.undivided.as_ref()) {
            Some(undecided) => Err(undecided.clone().into()),
            None => Ok(self.sum(of).0),
        }
    }

    fn why(&self, name: &str) -> Unsaid {
        let undivided = self.splits.iter().find_map(|split| split.undivided.as_ref());
        undivided.map_or_else(|| Unsaid::new(name), |undecided| undecided.clone().into())
    }
}

/// What is printed on the certificates: conditions, and tiers, as some of them are conditions.
fn printed(input: &Fields<'_>) -> Result<Vec<Fact>, Unsaid> {
    let mut words = input.texts("condition")?;
    words.extend(input.text("tier")?.map(band));
    for value in input.list("programs")? {
        words.extend(Fields::of(value, "programs")?.text("tier")?.map(band));
    }
    Ok(words.into_iter().map(|word| Fact::Printed(word.to_owned())).collect())
}

/// A band, without what explains it in brackets.
fn band(text: &str) -> &str {
    text.split(['(', '（']).next().unwrap_or_default().trim()
}

fn programs(tables: &Tables, on: Date, input: &Fields<'_>) -> Result<Vec<Stated>, Unsaid> {
    let mut programs = Vec::new();
    let mut laws = input.texts("houbetsu")?;
    for value in input.list("programs")? {
        laws.extend(Fields::of(value, "programs")?.text("houbetsu")?);
    }
    let is_assistance = |law: &&str| {
        let rows = law.parse().ok().and_then(|law| tables.programs_of(law).next());
        rows.is_some_and(|row| row.high_cost == HighCost::Assistance)
    };
    let assisted = laws.iter().any(is_assistance);
    for law in input.texts("houbetsu")? {
        programs.push(stated(tables, on, (law, assisted), input)?);
    }
    for value in input.list("programs")? {
        let program = Fields::of(value, "programs")?;
        program.only(&[
            "houbetsu",
            "agency_number",
            "rate",
            "month_cap_yen",
            "already_paid_this_month_yen",
            "tier",
            "household_shotokuwari_yen",
        ])?;
        let law = program.text("houbetsu")?.ok_or_else(|| Unsaid::missing("houbetsu"))?;
        programs.push(stated(tables, on, (law, assisted), &program)?);
    }
    Ok(programs)
}

/// A program of a case; `assisted` says whether the person is on public assistance, whose band has its own limit.
fn stated(
    tables: &Tables,
    on: Date,
    (law, assisted): (&str, bool),
    said: &Fields<'_>,
) -> Result<Stated, Unsaid> {
    let number = law.parse().map_err(|_| Unsaid::field("houbetsu"))?;
    let first = tables.programs_of(number).next();
    let first = first.ok_or_else(|| Unsaid::new(format!("program `{law}`")))?;
    let agency = said.text("agency_number")?.map(str::to_owned);
    let agency = agency.or_else(|| first.agencies.first().map(ToString::to_string));
    let rate = said.ratio("rate")?;
    let known_rate = rate.or(first.rate);
    let band = match (said.text("tier")?, said.whole("household_shotokuwari_yen")?) {
        (Some(tier), _) => Some(band(tier).to_owned()),
        (None, Some(tax)) => {
            Some(tables.band_of_tax(number, agency.as_deref(), tax, on)?.to_owned())
        }
        (None, None) => None,
    };
    let said_limit = said.yen("month_cap_yen")?;
    let conditioned = assisted || band.is_some() || said.get("condition").is_some();
    let limits = match said_limit {
        Some(limit) => vec![PrintedLimit::Month(limit)],
        None if !conditioned && known_rate.is_some() => vec![PrintedLimit::Month(Yen::COST_MAX)],
        None => Vec::new(),
    };
    // A program without a rate whose household was not said: that of a household without tax.
    let untaxed = || tables.band_of_tax(number, agency.as_deref(), 0, on).ok().map(str::to_owned);
    let band = if limits.is_empty() && !conditioned { untaxed() } else { band };
    let limits = match (said.small("days")?, said.small("days_in_month")?) {
        (None, None) => limits,
        (Some(days), Some(all)) if days <= all => {
            // Some days of the month have their part of the limit.
            let tier = first.tier(band.as_deref(), |_| false, on);
            let month = said_limit.or(tier.and_then(|tier| tier.cap));
            let month = month.ok_or_else(|| Unsaid::missing("month_cap_yen"))?;
            vec![PrintedLimit::Month(household::by_days(month, days, all))]
        }
        _ => return Err(Unsaid::field("days")),
    };
    let certificate = Certificate {
        rule: RuleName::National { law: number, agency },
        limits,
        tier: None,
        band,
        share: rate,
        paid_elsewhere: said.yen("already_paid_this_month_yen")?.unwrap_or_default(),
    };
    Ok(Stated { law: law.to_owned(), certificate, rate: known_rate })
}

fn visits(
    tables: &Tables,
    month: YearMonth,
    input: &Fields<'_>,
    programs: &[Stated],
) -> Result<Vec<Visit>, Unsaid> {
    if input.has("visits") {
        let visits = input.list("visits")?;
        return visits
            .iter()
            .map(|value| {
                let visit = Fields::of(value, "visits")?;
                visit.only(&[
                    "date", "facility", "cost_yen", "points", "setting", "programs", "slices",
                ])?;
                one(tables, month, (&visit, input), programs)
            })
            .collect();
    }
    Ok(vec![one(tables, month, (input, input), programs)?])
}

/// One visit; what it does not say, the case says.
fn one(
    tables: &Tables,
    month: YearMonth,
    (said, input): (&Fields<'_>, &Fields<'_>),
    programs: &[Stated],
) -> Result<Visit, Unsaid> {
    let setting = match said.text("setting")?.or(input.text("setting")?) {
        None => inpatient_only(tables, input, programs)?,
        Some("inpatient") => Setting::Inpatient,
        Some("outpatient") => Setting::Outpatient,
        Some("dental") => Setting::Dental,
        Some("pharmacy") => Setting::Pharmacy,
        Some("nursing") => Setting::Nursing,
        Some(other) => return Err(Unsaid::word("setting", other)),
    };
    let stay = Stay {
        days: 1,
        meals: input.small("meals")?.unwrap_or_default(),
        meal_charge: input.yen("unit_yen")?,
        ..Stay::default()
    };
    let date = match said.text("date")? {
        None => month.day(1),
        Some(text) => text.rsplit('-').next().and_then(|day| month.day(day.parse().ok()?)),
    };
    Ok(Visit {
        date: date.ok_or_else(|| Unsaid::field("date"))?,
        facility: said.text("facility")?.unwrap_or_default().to_owned(),
        institution: None,
        prefecture: None,
        municipality: None,
        setting,
        slices: slices(said, programs)?,
        department: None,
        first_visit_fee: None,
        prescriber: None,
        dispensing: None,
        drugs: None,
        circumstances: Vec::new(),
        stay: (setting == Setting::Inpatient).then_some(stay),
        insured_copayment: None,
    })
}

/// The setting of a case that does not say it: meals and programs that are inpatient only make it inpatient.
fn inpatient_only(
    tables: &Tables,
    input: &Fields<'_>,
    programs: &[Stated],
) -> Result<Setting, Unsaid> {
    let inpatient = |stated: &Stated| {
        let law = stated.law.parse().ok();
        let row = law.and_then(|law| tables.programs_of(law).next());
        row.is_some_and(|row| row.inpatient == Some(true))
    };
    let meals = input.small("meals")?.unwrap_or_default() > 0;
    let inpatient = meals || programs.iter().any(inpatient);
    Ok(if inpatient { Setting::Inpatient } else { Setting::Outpatient })
}

fn slices(said: &Fields<'_>, programs: &[Stated]) -> Result<Vec<Slice>, Unsaid> {
    let place = |law: &str| {
        let place = programs.iter().position(|stated| stated.law == law);
        place.ok_or_else(|| Unsaid::word("programs", law))
    };
    if said.has("slices") {
        let slice = |value| {
            let slice = Fields::of(value, "slices")?;
            slice.only(&["points", "cost_yen", "programs"])?;
            Ok(Slice {
                cost: slice.cost()?.ok_or_else(|| Unsaid::missing("points"))?,
                certificates: slice
                    .texts("programs")?
                    .into_iter()
                    .map(place)
                    .collect::<Result<_, _>>()?,
            })
        };
        return said.list("slices")?.iter().map(slice).collect();
    }
    let cost = said.cost()?.or(said.has("meals").then_some(Yen::ZERO));
    Ok(vec![Slice {
        cost: cost.ok_or_else(|| Unsaid::missing("points"))?,
        certificates: (0..programs.len()).collect(),
    }])
}

//! The facts of a request, read into the nouns of the calculation.
//!
//! Names and words are the contract's (`pmh.copayment.v1`), days are texts such as `2026-10-01`. A field that the form
//! does not have refuses the request: it could change the answer.

mod form;

use std::{fmt::Display, mem, str::FromStr};

use calculation::{
    Certificate, Fact, Insurance, LongTermIllness, Person, PrintedLimit, RuleName, Slice, Stay,
    Visit,
    edition::Edition,
    mapping,
    money::{Ratio, Yen},
};
use domain::institution_code::InstitutionCode;

use form::{CareSetting, FactKind, LimitPeriod, Rule};

pub(crate) use form::Request;

/// The most earlier visits of a request.
pub const VISITS_MAX: usize = 400;

/// Yen of a point (1点の単価).
const YEN_PER_POINT: i64 = 10;

/// The most yen of a printed limit, a tally or a meal.
const LIMIT_MAX: i64 = 99_999_999;

/// A field does not say what it must.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{why}")]
pub(crate) struct BadFact {
    /// Its path: `visit.slices[0].points`.
    pub(crate) field: String,
    /// What it must say.
    pub(crate) why: String,
}

impl BadFact {
    fn new(field: impl Into<String>, why: impl Display) -> Self {
        Self { field: field.into(), why: why.to_string() }
    }
}

/// The facts of a request.
#[derive(Debug)]
pub(crate) struct Facts {
    pub(crate) person: Person,
    pub(crate) certificates: Vec<Certificate>,
    /// The earlier visits of the month, in order.
    pub(crate) earlier: Vec<Visit>,
    pub(crate) visit: Visit,
}

impl Request {
    /// Reads the facts; `edition` knows payer numbers.
    ///
    /// # Errors
    /// [`BadFact`], the first.
    pub(crate) fn read(self, edition: &Edition) -> Result<Facts, BadFact> {
        let form::Person { birth_date, certificates, facts } = self.person;
        let person = Person {
            birth_date: parsed("person.birth_date", birth_date)?,
            facts: read_facts(facts)?,
            insurance: self.insurance.map(insurance).transpose()?,
        };
        let certificates = certificates
            .into_iter()
            .enumerate()
            .map(|(at, typed)| certificate(&format!("person.certificates[{at}]"), typed, edition));
        let certificates = certificates.collect::<Result<Vec<_>, _>>()?;
        let held = certificates.len();
        if self.earlier_visits.len() > VISITS_MAX {
            return Err(BadFact::new("earlier_visits", format!("more than {VISITS_MAX}")));
        }
        let earlier = self.earlier_visits.into_iter().enumerate();
        let earlier =
            earlier.map(|(at, typed)| visit(&format!("earlier_visits[{at}]"), typed, held));
        let earlier = earlier.collect::<Result<_, _>>()?;
        let visit = visit("visit", self.visit, held)?;
        Ok(Facts { person, certificates, earlier, visit })
    }
}

fn read_facts(facts: Vec<form::Fact>) -> Result<Vec<Fact>, BadFact> {
    let mut known: Vec<Fact> = Vec::with_capacity(facts.len());
    for (at, form::Fact { kind, value }) in facts.into_iter().enumerate() {
        let path = format!("person.facts[{at}]");
        if value.is_empty() {
            return Err(BadFact::new(format!("{path}.value"), "must not be empty"));
        }
        let fact = match kind {
            FactKind::Income => Fact::Income(value),
            FactKind::Role => Fact::Role(value),
            FactKind::Disability => Fact::Disability(value),
            FactKind::Grade => Fact::Grade(value),
            FactKind::ChildOrder => match value.parse() {
                Ok(order) if order > 0 => Fact::ChildOrder(order),
                Ok(_) | Err(_) => {
                    return Err(BadFact::new(format!("{path}.value"), "must be 1 to 255"));
                }
            },
            FactKind::Printed => Fact::Printed(value),
        };
        if known.iter().any(|other| mem::discriminant(other) == mem::discriminant(&fact)) {
            return Err(BadFact::new(format!("{path}.kind"), "at most one of a kind"));
        }
        known.push(fact);
    }
    Ok(known)
}

fn insurance(typed: form::Insurance) -> Result<Insurance, BadFact> {
    let share = typed.share_percent.map(Ratio::percent).transpose();
    let illness = typed.long_term_illness.map(|illness| {
        let limit = yen("insurance.long_term_illness.limit_yen", illness.limit_yen, LIMIT_MAX)?;
        Ok(LongTermIllness { limit, dialysis: illness.dialysis })
    });
    Ok(Insurance {
        scheme: typed.scheme.into(),
        insurer: parsed("insurance.insurer_number", typed.insurer_number)?,
        share: share.map_err(|why| BadFact::new("insurance.share_percent", why))?,
        age_band: typed.age_band.into(),
        income_class: told(typed.income_class),
        limit_proof: typed.limit_proof,
        fourth_month: typed.fourth_month,
        turns_75: None,
        long_term_illness: illness.transpose()?,
    })
}

fn certificate(
    path: &str,
    typed: form::Certificate,
    edition: &Edition,
) -> Result<Certificate, BadFact> {
    let rules = [
        typed.national.map(Rule::National),
        typed.local.map(Rule::Local),
        typed.payer_number.map(Rule::PayerNumber),
    ];
    let mut rules = rules.into_iter().flatten();
    let (Some(rule), None) = (rules.next(), rules.next()) else {
        return Err(BadFact::new(path, "must have one of national, local and payer_number"));
    };
    let rule = match rule {
        Rule::National(national) => {
            let law = national.law_number.parse();
            let law =
                law.map_err(|why| BadFact::new(format!("{path}.national.law_number"), why))?;
            RuleName::National { law, agency: told(national.agency_number) }
        }
        Rule::Local(id) if id.is_empty() => {
            return Err(BadFact::new(format!("{path}.local"), "must not be empty"));
        }
        Rule::Local(id) => RuleName::Local(id),
        Rule::PayerNumber(number) => {
            let field = format!("{path}.payer_number");
            let number = number.parse().map_err(|why| BadFact::new(field.clone(), why))?;
            let unknown = "the rule data knows no one rule of this number";
            mapping::of_payer(edition, number).ok_or_else(|| BadFact::new(field, unknown))?
        }
    };
    let limits = typed.limits.iter().enumerate();
    let limits = limits.map(|(at, typed)| limit(&format!("{path}.limits[{at}]"), typed));
    let paid =
        yen(&format!("{path}.paid_elsewhere_yen"), Some(typed.paid_elsewhere_yen), LIMIT_MAX);
    Ok(Certificate {
        rule,
        limits: limits.collect::<Result<_, _>>()?,
        tier: Some(typed.tier).filter(|tier| *tier > 0),
        band: told(typed.band),
        share: None,
        paid_elsewhere: paid?.unwrap_or_default(),
    })
}

fn limit(path: &str, typed: &form::CopaymentLimit) -> Result<PrintedLimit, BadFact> {
    let amount = yen(&format!("{path}.amount_yen"), Some(typed.amount_yen), LIMIT_MAX)?;
    let amount = amount.unwrap_or_default();
    match (typed.period, typed.setting) {
        (LimitPeriod::Month, CareSetting::Combined) => Ok(PrintedLimit::Month(amount)),
        (LimitPeriod::Month, CareSetting::Inpatient) => Ok(PrintedLimit::MonthInpatient(amount)),
        (LimitPeriod::Month, CareSetting::Outpatient) => Ok(PrintedLimit::MonthOutpatient(amount)),
        (LimitPeriod::Day, CareSetting::Combined) => Ok(PrintedLimit::Day(amount)),
        (LimitPeriod::Visit, CareSetting::Combined) => Ok(PrintedLimit::Visit(amount)),
        (LimitPeriod::Day | LimitPeriod::Visit, _) => {
            let why = "must be CARE_SETTING_COMBINED for a limit of a day or a visit";
            Err(BadFact::new(format!("{path}.setting"), why))
        }
    }
}

fn visit(path: &str, typed: form::Visit, held: usize) -> Result<Visit, BadFact> {
    let date = typed.date.parse();
    let date = date.map_err(|why| BadFact::new(format!("{path}.date"), why))?;
    if typed.facility.is_empty() {
        return Err(BadFact::new(format!("{path}.facility"), "must not be empty"));
    }
    let institution = typed.facility.parse::<InstitutionCode>().ok();
    let prefecture = match typed.prefecture {
        0 => institution.and_then(InstitutionCode::prefecture),
        number => {
            let code = number.try_into();
            Some(code.map_err(|why| BadFact::new(format!("{path}.prefecture"), why))?)
        }
    };
    let slices = typed.slices.into_iter().enumerate();
    let slices = slices.map(|(at, typed)| slice(&format!("{path}.slices[{at}]"), typed, held));
    let stay = typed.stay.map(|typed| stay(&format!("{path}.stay"), &typed)).transpose()?;
    Ok(Visit {
        date,
        facility: typed.facility,
        institution,
        prefecture,
        municipality: parsed(&format!("{path}.municipality_code"), typed.municipality_code)?,
        setting: typed.setting.into(),
        slices: slices.collect::<Result<_, _>>()?,
        department: told(typed.department),
        first_visit_fee: typed.first_visit_fee,
        prescriber: told(typed.prescriber),
        dispensing: typed.dispensing.into(),
        drugs: yen(&format!("{path}.drugs_yen"), typed.drugs_yen, Yen::COST_MAX.0)?,
        circumstances: typed.circumstances,
        stay,
        insured_copayment: None,
    })
}

fn slice(path: &str, typed: form::Slice, held: usize) -> Result<Slice, BadFact> {
    let points_max = Yen::COST_MAX.0 / YEN_PER_POINT;
    let points = yen(&format!("{path}.points"), typed.points, points_max)?;
    let billed = yen(&format!("{path}.cost_yen"), typed.cost_yen, Yen::COST_MAX.0)?;
    let cost = match (points, billed) {
        (Some(Yen(points)), None) => Yen(points * YEN_PER_POINT),
        (None, Some(billed)) => billed,
        (None, None) | (Some(_), Some(_)) => {
            return Err(BadFact::new(path, "must have one of points and cost_yen"));
        }
    };
    let mut certificates = typed.certificates;
    if typed.all_certificates {
        if !certificates.is_empty() {
            let why = "must be empty where all_certificates is set";
            return Err(BadFact::new(format!("{path}.certificates"), why));
        }
        certificates = (0..held).collect();
    }
    certificates.sort_unstable();
    certificates.dedup();
    Ok(Slice { cost, certificates })
}

fn stay(path: &str, typed: &form::Stay) -> Result<Stay, BadFact> {
    if !(1..=31).contains(&typed.days) {
        return Err(BadFact::new(format!("{path}.days"), "must be 1 to 31"));
    }
    if typed.meals > 93 {
        return Err(BadFact::new(format!("{path}.meals"), "must be 0 to 93"));
    }
    Ok(Stay {
        days: typed.days,
        days_before: typed.days_before,
        month: Some(typed.month).filter(|month| *month > 0),
        meals: typed.meals,
        meal_charge: yen(&format!("{path}.meal_charge_yen"), typed.meal_charge_yen, LIMIT_MAX)?,
    })
}

/// A text that is there.
fn told(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

/// What a text says that is there.
fn parsed<T: FromStr<Err: Display>>(field: &str, text: String) -> Result<Option<T>, BadFact> {
    told(text).map(|text| text.parse()).transpose().map_err(|why| BadFact::new(field, why))
}

/// An amount that is there, from 0 to `most`.
fn yen(field: &str, amount: Option<i64>, most: i64) -> Result<Option<Yen>, BadFact> {
    match amount {
        None => Ok(None),
        Some(amount) if (0..=most).contains(&amount) => Ok(Some(Yen(amount))),
        Some(_) => Err(BadFact::new(field, format!("must be 0 to {most}"))),
    }
}

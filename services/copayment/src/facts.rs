//! What was typed in, read field by field into the nouns of the calculation.

use calculation::{
    AgeBand, Certificate, Dispensing, Fact, Insurance, LongTermIllness, Person, PrintedLimit,
    Scheme, Setting, Slice, Stay, Visit,
    mapping::printed_limit,
    money::{Ratio, Yen},
};
use domain::{institution_code::InstitutionCode, prefecture::PrefectureCode};
use wire::{FieldError, common, field, proto::copayment::v1 as proto};

/// The most certificates of a person.
pub(crate) const CERTIFICATES_MAX: usize = 8;

/// The most facts of a person.
const FACTS_MAX: usize = 16;

/// The most limits printed on a certificate.
const LIMITS_MAX: usize = 12;

/// The most visits of a month.
pub(crate) const VISITS_MAX: usize = 400;

/// The most slices of a visit.
const SLICES_MAX: usize = 16;

/// The most words that say what kind of care it was.
const CIRCUMSTANCES_MAX: usize = 8;

/// The longest name of a facility.
const FACILITY_CHARACTERS_MAX: usize = 64;

/// The longest word of a fact.
const FACT_CHARACTERS_MAX: usize = 64;

/// The longest name of an income class or a department.
const WORD_CHARACTERS_MAX: usize = 32;

/// Yen of a point (1点の単価).
const YEN_PER_POINT: i64 = 10;

/// The most yen that a tally or a printed limit holds.
const LIMIT_MAX: i64 = 99_999_999;

/// A person without their insurance, which is read apart.
///
/// # Errors
/// `FIELD_TOO_LONG`, `FIELD_MISSING`, `FIELD_MALFORMED`.
pub(crate) fn person(
    birth_date: Option<wire::proto::common::v1::Date>,
    facts: Vec<proto::Fact>,
) -> Result<Person, FieldError> {
    let birth_date = match birth_date {
        Some(date) => Some(field::date("birth_date", Some(date))?),
        None => None,
    };
    let facts = each("facts", facts, FACTS_MAX, fact)?;
    for (at, known) in facts.iter().enumerate() {
        let kind = std::mem::discriminant(known);
        if facts.iter().take(at).any(|other| std::mem::discriminant(other) == kind) {
            return Err(FieldError::malformed(
                format!("facts[{at}].kind"),
                "at most one of a kind",
            ));
        }
    }
    Ok(Person { birth_date, insurance: None, facts })
}

fn fact(fact: proto::Fact) -> Result<Fact, FieldError> {
    use proto::FactKind as Kind;
    let kind = fact.kind();
    let value = field::required_text("value", fact.value, FACT_CHARACTERS_MAX)?;
    Ok(match kind {
        Kind::Unspecified => return Err(FieldError::missing("kind")),
        Kind::Income => Fact::Income(value),
        Kind::Role => Fact::Role(value),
        Kind::Disability => Fact::Disability(value),
        Kind::Grade => Fact::Grade(value),
        Kind::ChildOrder => match value.parse() {
            Ok(order) if order > 0 => Fact::ChildOrder(order),
            Ok(_) | Err(_) => return Err(FieldError::malformed("value", "a number from 1 to 255")),
        },
        Kind::Printed => Fact::Printed(value),
    })
}

/// The insurance of the day.
///
/// # Errors
/// `FIELD_MALFORMED`, `FIELD_TOO_LONG`.
pub(crate) fn insurance(insurance: proto::Insurance) -> Result<Insurance, FieldError> {
    let scheme = match insurance.scheme() {
        proto::Scheme::Unspecified => None,
        proto::Scheme::Employees => Some(Scheme::Employees),
        proto::Scheme::National => Some(Scheme::National),
        proto::Scheme::LateElderly => Some(Scheme::LateElderly),
    };
    let age_band = match insurance.age_band() {
        proto::AgeBand::Unspecified => None,
        proto::AgeBand::Under70 => Some(AgeBand::Under70),
        proto::AgeBand::From70 => Some(AgeBand::From70),
        proto::AgeBand::From75 => Some(AgeBand::From75),
    };
    let share = insurance.share_percent.map(Ratio::percent).transpose();
    let class = field::text("income_class", insurance.income_class, WORD_CHARACTERS_MAX)?;
    Ok(Insurance {
        scheme,
        insurer: field::optional("insurer_number", &insurance.insurer_number)?,
        share: share
            .map_err(|_| FieldError::malformed("share_percent", "a number from 0 to 100"))?,
        age_band,
        income_class: Some(class).filter(|class| !class.is_empty()),
        limit_proof: insurance.limit_proof,
        fourth_month: insurance.fourth_month,
        turns_75: None,
        long_term_illness: insurance.long_term_illness.map(long_term_illness).transpose()?,
    })
}

fn long_term_illness(illness: proto::LongTermIllness) -> Result<LongTermIllness, FieldError> {
    let limit =
        illness.limit_yen.map(|limit| amount("long_term_illness.limit_yen", limit, LIMIT_MAX));
    Ok(LongTermIllness { limit: limit.transpose()?, dialysis: illness.dialysis })
}

/// A certificate typed in, but for its rule, which is looked up apart.
///
/// # Errors
/// `FIELD_TOO_LONG`, `FIELD_MALFORMED`.
pub(crate) fn printed(typed: proto::TypedCertificate) -> Result<Printed, FieldError> {
    let limits = each("limits", typed.limits, LIMITS_MAX, common::limit)?;
    let band = field::text("band", typed.band, FACT_CHARACTERS_MAX)?;
    let tier = u16::try_from(typed.tier);
    let tier = tier.map_err(|_| FieldError::malformed("tier", "a number from 0 to 65,535"))?;
    Ok(Printed {
        limits: limits.iter().filter_map(printed_limit).collect(),
        tier: Some(tier).filter(|tier| *tier > 0),
        band: Some(band).filter(|band| !band.is_empty()),
        paid_elsewhere: amount("paid_elsewhere_yen", typed.paid_elsewhere_yen, LIMIT_MAX)?,
    })
}

/// What a certificate says, but for its rule.
#[derive(Debug, Default)]
pub(crate) struct Printed {
    pub(crate) limits: Vec<PrintedLimit>,
    pub(crate) tier: Option<u16>,
    pub(crate) band: Option<String>,
    pub(crate) paid_elsewhere: Yen,
}

impl Printed {
    /// With the rule it stands for.
    pub(crate) fn under(self, rule: calculation::RuleName) -> Certificate {
        let Self { limits, tier, band, paid_elsewhere } = self;
        Certificate { rule, limits, tier, band, share: None, paid_elsewhere }
    }
}

/// A visit; `certificates` is how many the person has.
///
/// # Errors
/// `FIELD_MISSING`, `FIELD_TOO_LONG`, `FIELD_MALFORMED`.
pub(crate) fn visit(visit: proto::Visit, certificates: usize) -> Result<Visit, FieldError> {
    let date = field::date("date", visit.date)?;
    let setting = match visit.setting() {
        proto::Setting::Unspecified => return Err(FieldError::missing("setting")),
        proto::Setting::Inpatient => Setting::Inpatient,
        proto::Setting::Outpatient => Setting::Outpatient,
        proto::Setting::Dental => Setting::Dental,
        proto::Setting::Pharmacy => Setting::Pharmacy,
        proto::Setting::Nursing => Setting::Nursing,
    };
    let dispensing = match visit.dispensing() {
        proto::Dispensing::Unspecified => None,
        proto::Dispensing::Inside => Some(Dispensing::Inside),
        proto::Dispensing::Outside => Some(Dispensing::Outside),
    };
    let facility = field::required_text("facility", visit.facility, FACILITY_CHARACTERS_MAX)?;
    let institution = facility.parse::<InstitutionCode>().ok();
    let prefecture = match visit.prefecture {
        0 => institution.and_then(InstitutionCode::prefecture),
        number => Some(prefecture(number)?),
    };
    if visit.slices.is_empty() {
        return Err(FieldError::missing("slices"));
    }
    let slices = each("slices", visit.slices, SLICES_MAX, |of| slice(of, certificates))?;
    let department = field::text("department", visit.department, WORD_CHARACTERS_MAX)?;
    let prescriber = field::text("prescriber", visit.prescriber, FACILITY_CHARACTERS_MAX)?;
    let drugs = visit.drugs_yen.map(|yen| amount("drugs_yen", yen, Yen::COST_MAX.0)).transpose()?;
    field::at_most("circumstances", &visit.circumstances, CIRCUMSTANCES_MAX)?;
    let words = visit.circumstances.into_iter();
    let words = words.map(|word| field::required_text("circumstances", word, WORD_CHARACTERS_MAX));
    let circumstances = words.collect::<Result<_, _>>()?;
    let stay = visit.stay.map(stay).transpose().map_err(|error| error.under("stay"))?;
    Ok(Visit {
        date,
        facility,
        institution,
        prefecture,
        municipality: field::optional("municipality_code", &visit.municipality_code)?,
        setting,
        slices,
        department: Some(department).filter(|text| !text.is_empty()),
        first_visit_fee: visit.first_visit_fee,
        prescriber: Some(prescriber).filter(|text| !text.is_empty()),
        dispensing,
        drugs,
        circumstances,
        stay,
        insured_copayment: None,
    })
}

fn prefecture(number: u32) -> Result<PrefectureCode, FieldError> {
    format!("{number:02}").parse().map_err(|error| FieldError::malformed("prefecture", error))
}

fn slice(slice: proto::Slice, certificates: usize) -> Result<Slice, FieldError> {
    use proto::slice::Cost;
    let cost = match field::present("cost", slice.cost)? {
        Cost::Points(points) => {
            amount("points", points, Yen::COST_MAX.0 / YEN_PER_POINT)?.0 * YEN_PER_POINT
        }
        Cost::CostYen(yen) => amount("cost_yen", yen, Yen::COST_MAX.0)?.0,
    };
    let covering = if slice.all_certificates {
        if !slice.certificates.is_empty() {
            let expected = "empty where `all_certificates` is set";
            return Err(FieldError::malformed("certificates", expected));
        }
        (0..certificates).collect()
    } else {
        field::at_most("certificates", &slice.certificates, CERTIFICATES_MAX)?;
        let place = |place: u32| match usize::try_from(place) {
            Ok(place) if place < certificates => Ok(place),
            Ok(_) | Err(_) => Err(FieldError::malformed(
                "certificates",
                "places in the list of certificates, from 0",
            )),
        };
        let named = slice.certificates.into_iter().map(place).collect::<Result<Vec<_>, _>>();
        let mut named = named?;
        named.sort_unstable();
        named.dedup();
        named
    };
    Ok(Slice { cost: Yen(cost), certificates: covering })
}

fn stay(stay: proto::Stay) -> Result<Stay, FieldError> {
    let count = |name: &'static str, value: u32, least: u16, most: u16| match u16::try_from(value) {
        Ok(count) if (least..=most).contains(&count) => Ok(count),
        Ok(_) | Err(_) => {
            Err(FieldError::malformed(name, format!("a number from {least} to {most}")))
        }
    };
    let charge = stay.meal_charge_yen.map(|yen| amount("meal_charge_yen", yen, LIMIT_MAX));
    Ok(Stay {
        days: count("days", stay.days, 1, 31)?,
        days_before: count("days_before", stay.days_before, 0, u16::MAX)?,
        month: Some(count("month", stay.month, 0, u16::MAX)?).filter(|month| *month > 0),
        meals: count("meals", stay.meals, 0, 93)?,
        meal_charge: charge.transpose()?,
    })
}

fn amount(name: &'static str, yen: i64, most: i64) -> Result<Yen, FieldError> {
    if (0..=most).contains(&yen) {
        Ok(Yen(yen))
    } else {
        Err(FieldError::malformed(name, format!("a number from 0 to {most}")))
    }
}

/// Each element of up to `most`, its refusals under its place.
///
/// # Errors
/// `FIELD_TOO_LONG`, then those of `read`.
pub(crate) fn each<T, U>(
    name: &'static str,
    list: Vec<T>,
    most: usize,
    read: impl Fn(T) -> Result<U, FieldError>,
) -> Result<Vec<U>, FieldError> {
    field::at_most(name, &list, most)?;
    let list = list.into_iter().enumerate();
    list.map(|(at, one)| read(one).map_err(|error| error.under(&format!("{name}[{at}]")))).collect()
}

//! The form of a case of a local program. Every field is read; one that is not known refuses the case.

use domain::{body_code::BodyCode, law_number::LawNumber};
use jiff::civil::Date;
use serde::{Deserialize, Deserializer, de::Error};

use crate::{Setting, money::Yen};

/// The most points or yen of one visit: so many points are the highest cost that is taken.
const AMOUNT_MAX: i64 = Yen::COST_MAX.0 / 10;

/// A file of cases.
#[derive(Deserialize)]
pub(super) struct File {
    pub(super) cases: Vec<serde_json::Value>,
}

/// What a case asks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Kind {
    /// A month of visits.
    #[default]
    Month,
    /// What the counter collects, and what is left in the end.
    Window,
    /// Whether the rule is for an age.
    Eligibility,
    /// What is paid of the meals of a stay.
    Meal,
    /// What is paid in cash.
    Cash,
    /// What counts as one receipt.
    ReceiptSplit,
    /// Which of two programs costs less.
    ProgrammeChoice,
    /// What is paid after a national program.
    AfterNational,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Case {
    #[serde(rename = "id")]
    _id: String,
    #[serde(rename = "title", default)]
    _title: String,
    pub(super) rule_id: String,
    pub(super) tier_index: Option<u16>,
    #[serde(deserialize_with = "parsed")]
    pub(super) municipality_code: BodyCode,
    #[serde(rename = "municipality_name", default)]
    _municipality_name: String,
    #[serde(rename = "program_kind", default)]
    _program_kind: String,
    #[serde(rename = "program_name", default)]
    _program_name: String,
    pub(super) alternative_rule_id: Option<String>,
    #[serde(default)]
    pub(super) kind: Kind,
    #[serde(rename = "month")]
    _month: Option<String>,
    pub(super) patient: Patient,
    #[serde(default)]
    pub(super) visits: Vec<Visit>,
    #[serde(default)]
    pub(super) checks: Vec<Check>,
    pub(super) national_programme: Option<NationalProgramme>,
    #[serde(default)]
    pub(super) expected: Expected,
    #[serde(rename = "basis")]
    _basis: String,
    #[serde(rename = "note", default)]
    _note: String,
    #[serde(rename = "source_url", default)]
    _source_url: String,
    #[serde(rename = "rule_confidence", default)]
    _rule_confidence: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Patient {
    #[serde(default, deserialize_with = "optional")]
    pub(super) birth_date: Option<Date>,
    #[serde(default, deserialize_with = "percent")]
    pub(super) insurance_ratio_percent: Option<u32>,
    pub(super) income: Option<String>,
    pub(super) role: Option<String>,
    pub(super) disability: Option<String>,
    pub(super) grade: Option<String>,
    pub(super) child_order: Option<u8>,
    pub(super) insurer: Option<String>,
    pub(super) payer_prefix: Option<String>,
    pub(super) certificate: Option<String>,
    pub(super) certificate_copay: Option<u32>,
    pub(super) variant: Option<String>,
    pub(super) delivery: Option<String>,
}

impl Patient {
    /// Whether the case names anything a body finds about a person.
    pub(super) fn names_a_fact(&self) -> bool {
        let words = [&self.income, &self.role, &self.disability, &self.grade, &self.payer_prefix];
        let printed = [&self.certificate, &self.variant, &self.delivery];
        words.into_iter().chain(printed).any(Option::is_some)
            || self.child_order.is_some()
            || self.certificate_copay.is_some()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Visit {
    #[serde(deserialize_with = "parsed")]
    pub(super) date: Date,
    pub(super) facility: String,
    #[serde(rename = "note", default)]
    _note: String,
    #[serde(rename = "facility_type", default)]
    _facility_type: String,
    #[serde(deserialize_with = "setting")]
    pub(super) setting: Setting,
    #[serde(default, deserialize_with = "amount")]
    pub(super) points: Option<i64>,
    #[serde(default, deserialize_with = "amount")]
    pub(super) cost_yen: Option<i64>,
    #[serde(default, deserialize_with = "amount")]
    pub(super) insurance_copay_yen: Option<i64>,
    pub(super) days: Option<u16>,
    pub(super) days_before: Option<u16>,
    pub(super) consecutive_month: Option<u16>,
    pub(super) department: Option<String>,
    #[serde(default)]
    pub(super) circumstances: Vec<String>,
    pub(super) prescriber: Option<String>,
    #[serde(default)]
    pub(super) initial_fee: bool,
    pub(super) meals: Option<u16>,
    #[serde(default, deserialize_with = "amount")]
    pub(super) meal_standard_copay_yen: Option<i64>,
    #[serde(default)]
    pub(super) times_at_cap_last_12m: u16,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Check {
    #[serde(deserialize_with = "parsed")]
    pub(super) date: Date,
    pub(super) eligible: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NationalProgramme {
    #[serde(rename = "name", default)]
    _name: String,
    #[serde(default, deserialize_with = "optional")]
    pub(super) houbetsu: Option<LawNumber>,
    #[serde(deserialize_with = "whole_percent")]
    pub(super) patient_percent: u32,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Expected {
    pub(super) visits: Vec<ExpectedVisit>,
    pub(super) month: ExpectedMonth,
    pub(super) delivery: Option<String>,
    /// None: not settled, so nothing is compared.
    pub(super) window_total_yen: Option<i64>,
    pub(super) chosen_rule_id: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct ExpectedVisit {
    #[serde(rename = "insurance_copay_yen")]
    pub(super) insurance: Option<i64>,
    #[serde(rename = "patient_local_copay_yen")]
    pub(super) patient: Option<i64>,
    #[serde(rename = "local_subsidy_yen")]
    pub(super) subsidy: Option<i64>,
    #[serde(rename = "national_self_payment_yen")]
    pub(super) national: Option<i64>,
    #[serde(rename = "meal_copay_yen")]
    pub(super) meal: Option<i64>,
    #[serde(rename = "patient_meal_yen")]
    pub(super) patient_meal: Option<i64>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct ExpectedMonth {
    #[serde(rename = "insurance_copay_yen")]
    pub(super) insurance: Option<i64>,
    #[serde(rename = "patient_before_cap_yen")]
    pub(super) before_refunds: Option<i64>,
    #[serde(rename = "refund_over_cap_yen")]
    pub(super) refund: Option<i64>,
    #[serde(rename = "patient_final_yen")]
    pub(super) patient: Option<i64>,
    #[serde(rename = "local_subsidy_yen")]
    pub(super) subsidy: Option<i64>,
    #[serde(rename = "cash_benefit_yen")]
    pub(super) cash: Option<i64>,
}

/// Points or yen of one visit.
fn amount<'de, D: Deserializer<'de>>(from: D) -> Result<Option<i64>, D::Error> {
    let amount = Option::<i64>::deserialize(from)?;
    match amount {
        Some(amount) if !(0..=AMOUNT_MAX).contains(&amount) => {
            Err(D::Error::custom(format!("not a number from 0 to {AMOUNT_MAX}")))
        }
        amount => Ok(amount),
    }
}

fn percent<'de, D: Deserializer<'de>>(from: D) -> Result<Option<u32>, D::Error> {
    match Option::<u32>::deserialize(from)? {
        Some(percent) if !(1..=100).contains(&percent) => {
            Err(D::Error::custom("not a percentage from 1 to 100"))
        }
        percent => Ok(percent),
    }
}

fn whole_percent<'de, D: Deserializer<'de>>(from: D) -> Result<u32, D::Error> {
    let percent = u32::deserialize(from)?;
    if percent > 100 {
        return Err(D::Error::custom("not a percentage from 0 to 100"));
    }
    Ok(percent)
}

fn optional<'de, D, T>(from: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: std::str::FromStr,
    T::Err: std::fmt::Display,
{
    let text = Option::<String>::deserialize(from)?;
    text.map(|text| text.parse().map_err(D::Error::custom)).transpose()
}

fn parsed<'de, D, T>(from: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: std::str::FromStr,
    T::Err: std::fmt::Display,
{
    String::deserialize(from)?.parse().map_err(D::Error::custom)
}

fn setting<'de, D: Deserializer<'de>>(from: D) -> Result<Setting, D::Error> {
    match String::deserialize(from)?.as_str() {
        "inpatient" => Ok(Setting::Inpatient),
        "outpatient_medical" => Ok(Setting::Outpatient),
        "outpatient_dental" => Ok(Setting::Dental),
        "pharmacy" => Ok(Setting::Pharmacy),
        "visiting_nursing" => Ok(Setting::Nursing),
        other => Err(D::Error::custom(format!("{other} is no kind of care"))),
    }
}

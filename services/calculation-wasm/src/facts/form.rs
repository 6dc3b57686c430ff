//! The form of a request, field by field as the contract's messages have them.

use calculation::{AgeBand, Dispensing, Scheme, Setting};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Request {
    pub(super) person: Person,
    pub(super) insurance: Option<Insurance>,
    #[serde(default)]
    pub(super) earlier_visits: Vec<Visit>,
    pub(super) visit: Visit,
    #[serde(default)]
    pub(crate) edition: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Person {
    #[serde(default)]
    pub(super) birth_date: String,
    #[serde(default)]
    pub(super) certificates: Vec<Certificate>,
    #[serde(default)]
    pub(super) facts: Vec<Fact>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Fact {
    pub(super) kind: FactKind,
    pub(super) value: String,
}

#[derive(Debug, Deserialize)]
pub(super) enum FactKind {
    #[serde(rename = "FACT_KIND_INCOME")]
    Income,
    #[serde(rename = "FACT_KIND_ROLE")]
    Role,
    #[serde(rename = "FACT_KIND_DISABILITY")]
    Disability,
    #[serde(rename = "FACT_KIND_GRADE")]
    Grade,
    #[serde(rename = "FACT_KIND_CHILD_ORDER")]
    ChildOrder,
    #[serde(rename = "FACT_KIND_PRINTED")]
    Printed,
}

/// A certificate; exactly one of the first three says its rule.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Certificate {
    pub(super) national: Option<NationalRule>,
    pub(super) local: Option<String>,
    pub(super) payer_number: Option<String>,
    #[serde(default)]
    pub(super) limits: Vec<CopaymentLimit>,
    #[serde(default)]
    pub(super) tier: u16,
    #[serde(default)]
    pub(super) band: String,
    #[serde(default)]
    pub(super) paid_elsewhere_yen: i64,
}

/// What says the rule of a certificate.
pub(super) enum Rule {
    National(NationalRule),
    Local(String),
    PayerNumber(String),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NationalRule {
    pub(super) law_number: String,
    #[serde(default)]
    pub(super) agency_number: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CopaymentLimit {
    pub(super) period: LimitPeriod,
    pub(super) setting: CareSetting,
    #[serde(default)]
    pub(super) amount_yen: i64,
}

#[derive(Clone, Copy, Debug, Deserialize)]
pub(super) enum LimitPeriod {
    #[serde(rename = "LIMIT_PERIOD_MONTH")]
    Month,
    #[serde(rename = "LIMIT_PERIOD_DAY")]
    Day,
    #[serde(rename = "LIMIT_PERIOD_VISIT")]
    Visit,
}

#[derive(Clone, Copy, Debug, Deserialize)]
pub(super) enum CareSetting {
    #[serde(rename = "CARE_SETTING_COMBINED")]
    Combined,
    #[serde(rename = "CARE_SETTING_OUTPATIENT")]
    Outpatient,
    #[serde(rename = "CARE_SETTING_INPATIENT")]
    Inpatient,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Insurance {
    #[serde(default)]
    pub(super) scheme: SchemeWord,
    #[serde(default)]
    pub(super) insurer_number: String,
    pub(super) share_percent: Option<u32>,
    #[serde(default)]
    pub(super) age_band: AgeBandWord,
    #[serde(default)]
    pub(super) income_class: String,
    #[serde(default)]
    pub(super) limit_proof: bool,
    #[serde(default)]
    pub(super) fourth_month: bool,
    pub(super) long_term_illness: Option<LongTermIllness>,
}

/// A kind of insurance.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub(super) enum SchemeWord {
    #[serde(rename = "SCHEME_UNSPECIFIED")]
    #[default]
    Unspecified,
    #[serde(rename = "SCHEME_EMPLOYEES")]
    Employees,
    #[serde(rename = "SCHEME_NATIONAL")]
    National,
    #[serde(rename = "SCHEME_LATE_ELDERLY")]
    LateElderly,
}

impl From<SchemeWord> for Option<Scheme> {
    fn from(word: SchemeWord) -> Self {
        match word {
            SchemeWord::Unspecified => None,
            SchemeWord::Employees => Some(Scheme::Employees),
            SchemeWord::National => Some(Scheme::National),
            SchemeWord::LateElderly => Some(Scheme::LateElderly),
        }
    }
}

/// An age band.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub(super) enum AgeBandWord {
    #[serde(rename = "AGE_BAND_UNSPECIFIED")]
    #[default]
    Unspecified,
    #[serde(rename = "AGE_BAND_UNDER_70")]
    Under70,
    #[serde(rename = "AGE_BAND_FROM_70")]
    From70,
    #[serde(rename = "AGE_BAND_FROM_75")]
    From75,
}

impl From<AgeBandWord> for Option<AgeBand> {
    fn from(word: AgeBandWord) -> Self {
        match word {
            AgeBandWord::Unspecified => None,
            AgeBandWord::Under70 => Some(AgeBand::Under70),
            AgeBandWord::From70 => Some(AgeBand::From70),
            AgeBandWord::From75 => Some(AgeBand::From75),
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LongTermIllness {
    pub(super) limit_yen: Option<i64>,
    #[serde(default)]
    pub(super) dialysis: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Visit {
    pub(super) date: String,
    pub(super) facility: String,
    #[serde(default)]
    pub(super) prefecture: u8,
    pub(super) setting: SettingWord,
    pub(super) slices: Vec<Slice>,
    #[serde(default)]
    pub(super) department: String,
    pub(super) first_visit_fee: Option<bool>,
    #[serde(default)]
    pub(super) prescriber: String,
    #[serde(default)]
    pub(super) dispensing: DispensingWord,
    pub(super) stay: Option<Stay>,
    #[serde(default)]
    pub(super) municipality_code: String,
    pub(super) drugs_yen: Option<i64>,
    #[serde(default)]
    pub(super) circumstances: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Slice {
    pub(super) points: Option<i64>,
    pub(super) cost_yen: Option<i64>,
    #[serde(default)]
    pub(super) certificates: Vec<usize>,
    #[serde(default)]
    pub(super) all_certificates: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Stay {
    pub(super) days: u16,
    #[serde(default)]
    pub(super) days_before: u16,
    #[serde(default)]
    pub(super) month: u16,
    #[serde(default)]
    pub(super) meals: u16,
    pub(super) meal_charge_yen: Option<i64>,
}

/// A kind of care.
#[derive(Clone, Copy, Debug, Deserialize)]
pub(super) enum SettingWord {
    #[serde(rename = "SETTING_INPATIENT")]
    Inpatient,
    #[serde(rename = "SETTING_OUTPATIENT")]
    Outpatient,
    #[serde(rename = "SETTING_DENTAL")]
    Dental,
    #[serde(rename = "SETTING_PHARMACY")]
    Pharmacy,
    #[serde(rename = "SETTING_NURSING")]
    Nursing,
}

impl From<SettingWord> for Setting {
    fn from(word: SettingWord) -> Self {
        match word {
            SettingWord::Inpatient => Self::Inpatient,
            SettingWord::Outpatient => Self::Outpatient,
            SettingWord::Dental => Self::Dental,
            SettingWord::Pharmacy => Self::Pharmacy,
            SettingWord::Nursing => Self::Nursing,
        }
    }
}

/// Where drugs are dispensed.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub(super) enum DispensingWord {
    #[serde(rename = "DISPENSING_UNSPECIFIED")]
    #[default]
    Unspecified,
    #[serde(rename = "DISPENSING_INSIDE")]
    Inside,
    #[serde(rename = "DISPENSING_OUTSIDE")]
    Outside,
}

impl From<DispensingWord> for Option<Dispensing> {
    fn from(word: DispensingWord) -> Self {
        match word {
            DispensingWord::Unspecified => None,
            DispensingWord::Inside => Some(Dispensing::Inside),
            DispensingWord::Outside => Some(Dispensing::Outside),
        }
    }
}

//! Nouns that several packages share: `pmh.common.v1` on one side, domain on the other.

use std::borrow::Cow;

use domain::{
    certificate::{
        AdditionalCondition, CareSetting, CopaymentLimit, DesignatedInstitution, DetailItem,
        Disclosure, LimitPeriod,
    },
    insurance_identity::{InsuranceIdentity, NotAnInsuranceIdentity},
};

use crate::{field, proto::common::v1 as proto, refusal::FieldError};

/// The most limits one row may have.
pub const LIMITS_MAX: usize = 12;

/// The largest amount of a limit, in yen.
pub const LIMIT_YEN_MAX: i64 = 99_999_999;

/// The most programs that may share one limit.
pub const SHARED_WITH_MAX: usize = 8;

/// The most characters of a condition item or code.
pub const CONDITION_CHARACTERS_MAX: usize = 20;

/// The most characters of an institution's name.
pub const INSTITUTION_NAME_CHARACTERS_MAX: usize = 100;

/// The most characters of a printed item's label.
pub const LABEL_CHARACTERS_MAX: usize = 100;

/// The most characters of a printed item's value.
pub const VALUE_CHARACTERS_MAX: usize = 500;

/// A limit on what the person pays.
///
/// # Errors
///
/// The first field that does not say what it must, in the order of the message.
pub fn limit(value: proto::CopaymentLimit) -> Result<CopaymentLimit, FieldError> {
    let period = match value.period() {
        proto::LimitPeriod::Unspecified => return Err(FieldError::missing("period")),
        proto::LimitPeriod::Month => LimitPeriod::Month,
        proto::LimitPeriod::Day => LimitPeriod::Day,
        proto::LimitPeriod::Visit => LimitPeriod::Visit,
    };
    let setting = match value.setting() {
        proto::CareSetting::Unspecified => return Err(FieldError::missing("setting")),
        proto::CareSetting::Combined => CareSetting::Combined,
        proto::CareSetting::Outpatient => CareSetting::Outpatient,
        proto::CareSetting::Inpatient => CareSetting::Inpatient,
        proto::CareSetting::Pharmacy => CareSetting::Pharmacy,
    };
    let count_max = match value.count_max {
        0 => None,
        1..=31 => u8::try_from(value.count_max).ok(),
        _ => return Err(FieldError::malformed("count_max", "must be a count of 1 to 31, or 0")),
    };
    field::at_most("shared_with_law_numbers", &value.shared_with_law_numbers, SHARED_WITH_MAX)?;
    let shared_with = value
        .shared_with_law_numbers
        .iter()
        .map(|text| field::required("shared_with_law_numbers", text))
        .collect::<Result<_, _>>()?;
    Ok(CopaymentLimit {
        period,
        setting,
        amount_yen: yen("amount_yen", value.amount_yen)?,
        count_max,
        amount_after_count_yen: yen("amount_after_count_yen", value.amount_after_count_yen)?,
        meals_included: value.meals_included,
        shared_with,
    })
}

/// A limit as a message.
#[must_use]
pub fn from_limit(limit: &CopaymentLimit) -> proto::CopaymentLimit {
    let period = match limit.period {
        LimitPeriod::Month => proto::LimitPeriod::Month,
        LimitPeriod::Day => proto::LimitPeriod::Day,
        LimitPeriod::Visit => proto::LimitPeriod::Visit,
    };
    let setting = match limit.setting {
        CareSetting::Combined => proto::CareSetting::Combined,
        CareSetting::Outpatient => proto::CareSetting::Outpatient,
        CareSetting::Inpatient => proto::CareSetting::Inpatient,
        CareSetting::Pharmacy => proto::CareSetting::Pharmacy,
    };
    proto::CopaymentLimit {
        period: period.into(),
        setting: setting.into(),
        amount_yen: limit.amount_yen.into(),
        count_max: limit.count_max.map_or(0, i32::from),
        amount_after_count_yen: limit.amount_after_count_yen.into(),
        meals_included: limit.meals_included,
        shared_with_law_numbers: limit.shared_with.iter().map(ToString::to_string).collect(),
    }
}

fn yen(field: &'static str, amount: i64) -> Result<u32, FieldError> {
    u32::try_from(amount).ok().filter(|_| amount <= LIMIT_YEN_MAX).ok_or_else(|| {
        FieldError::malformed(field, format!("must be whole yen, 0 to {LIMIT_YEN_MAX}"))
    })
}

/// An additional condition.
///
/// # Errors
///
/// `item`, then `code`: missing, too long, or with a character that its grammar uses.
pub fn condition(value: proto::AdditionalCondition) -> Result<AdditionalCondition, FieldError> {
    Ok(AdditionalCondition {
        item: condition_code("item", value.item)?,
        code: condition_code("code", value.code)?,
    })
}

/// A condition item or code: half-width, without `-` and `;`.
///
/// # Errors
///
/// `FIELD_MISSING`, `FIELD_TOO_LONG`, then `FIELD_MALFORMED`.
pub fn condition_code(
    field: impl Into<Cow<'static, str>>,
    value: String,
) -> Result<String, FieldError> {
    let field = field.into();
    let value = field::required_text(field.clone(), value, CONDITION_CHARACTERS_MAX)?;
    if value.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'-' && byte != b';') {
        return Ok(value);
    }
    Err(FieldError::malformed(field, "must be half-width characters without `-` and `;`"))
}

/// A condition as a message.
#[must_use]
pub fn from_condition(condition: &AdditionalCondition) -> proto::AdditionalCondition {
    proto::AdditionalCondition { item: condition.item.clone(), code: condition.code.clone() }
}

/// An institution named on a certificate.
///
/// # Errors
///
/// `institution_code`, then `name`; missing when both are empty.
pub fn institution(
    value: proto::DesignatedInstitution,
) -> Result<DesignatedInstitution, FieldError> {
    let code = field::optional("institution_code", &value.institution_code)?;
    let name = field::text("name", value.name, INSTITUTION_NAME_CHARACTERS_MAX)?;
    if code.is_none() && name.is_empty() {
        return Err(FieldError::missing("institution_code"));
    }
    Ok(DesignatedInstitution { code, name })
}

/// An institution as a message.
#[must_use]
pub fn from_institution(institution: &DesignatedInstitution) -> proto::DesignatedInstitution {
    proto::DesignatedInstitution {
        institution_code: institution.code.map(|code| code.to_string()).unwrap_or_default(),
        name: institution.name.clone(),
    }
}

/// A printed item.
///
/// # Errors
///
/// `label`, then `value`.
pub fn detail(value: proto::DetailItem) -> Result<DetailItem, FieldError> {
    Ok(DetailItem {
        label: field::required_text("label", value.label, LABEL_CHARACTERS_MAX)?,
        value: field::text("value", value.value, VALUE_CHARACTERS_MAX)?,
    })
}

/// A printed item as a message.
#[must_use]
pub fn from_detail(item: &DetailItem) -> proto::DetailItem {
    proto::DetailItem { label: item.label.clone(), value: item.value.clone() }
}

/// Whether a certificate may be told.
///
/// # Errors
///
/// `FIELD_MISSING` when unspecified.
pub fn disclosure(field: &'static str, value: i32) -> Result<Disclosure, FieldError> {
    match proto::Disclosure::try_from(value).unwrap_or_default() {
        proto::Disclosure::Unspecified => Err(FieldError::missing(field)),
        proto::Disclosure::Open => Ok(Disclosure::Open),
        proto::Disclosure::HideFromHistory => Ok(Disclosure::HideFromHistory),
        proto::Disclosure::HideAll => Ok(Disclosure::HideAll),
    }
}

/// Whether a certificate may be told, as a message.
#[must_use]
pub fn from_disclosure(disclosure: Disclosure) -> proto::Disclosure {
    match disclosure {
        Disclosure::Open => proto::Disclosure::Open,
        Disclosure::HideFromHistory => proto::Disclosure::HideFromHistory,
        Disclosure::HideAll => proto::Disclosure::HideAll,
    }
}

/// An insurance identity.
///
/// # Errors
///
/// `insurance` missing, then `insurer_number`, `symbol`, `number`, `branch` below it.
pub fn insurance(value: Option<proto::InsuranceIdentity>) -> Result<InsuranceIdentity, FieldError> {
    let proto::InsuranceIdentity { insurer_number, symbol, number, branch } =
        field::present("insurance", value)?;
    let insurer = field::required("insurance.insurer_number", &insurer_number)?;
    if number.is_empty() {
        return Err(FieldError::missing("insurance.number"));
    }
    let branch = field::optional("insurance.branch", &branch)?;
    InsuranceIdentity::new(insurer, &symbol, &number, branch).map_err(|error| {
        let field = match error {
            NotAnInsuranceIdentity::Symbol(_) => "insurance.symbol",
            NotAnInsuranceIdentity::Number(_) => "insurance.number",
        };
        FieldError::malformed(field, error)
    })
}

/// An insurance identity as a message. Personal: sealed before it is stored.
#[must_use]
pub fn from_insurance(identity: &InsuranceIdentity) -> proto::InsuranceIdentity {
    proto::InsuranceIdentity {
        insurer_number: identity.insurer().to_string(),
        symbol: identity.symbol().to_owned(),
        number: identity.number().to_owned(),
        branch: identity.branch().map(|branch| branch.to_string()).unwrap_or_default(),
    }
}

//! What may stand in one cell of a file, beyond plain text: days, flags, limits, institutions, items.
//!
//! The published API leaves some of these as text of unknown form; the forms read here are stated at
//! each function.

use domain::date_text::DateText;
use serde::Deserialize;
use serde_json::Value;
use wire::proto::common::v1::{
    CareSetting, CopaymentLimit, DesignatedInstitution, DetailItem, LimitPeriod,
};

/// A cell does not have its form; the sentence says which that is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Misread(pub String);

/// A day in ISO form, and what whoever wrote it should be told. An empty cell stays empty.
///
/// # Errors
///
/// [`Misread`].
pub fn day(text: &str) -> Result<(String, Option<String>), Misread> {
    if text.is_empty() {
        return Ok((String::new(), None));
    }
    let read = DateText::read(text).map_err(|error| Misread(error.to_string()))?;
    Ok((read.date.to_string(), read.warning.map(|warning| warning.to_string())))
}

/// A birth date in ISO form: its era must fit.
///
/// # Errors
///
/// [`Misread`].
pub fn birth_date(text: &str) -> Result<String, Misread> {
    if text.is_empty() {
        return Ok(String::new());
    }
    let read = DateText::read_within_era(text).map_err(|error| Misread(error.to_string()))?;
    Ok(read.date.to_string())
}

/// A flag: `true` or `false`, `1` or `0`; none when the cell is empty.
///
/// # Errors
///
/// [`Misread`].
pub fn flag(text: &str) -> Result<Option<bool>, Misread> {
    match text.to_ascii_lowercase().as_str() {
        "" => Ok(None),
        "true" | "1" => Ok(Some(true)),
        "false" | "0" => Ok(Some(false)),
        _ => Err(Misread("must be true or false, 1 or 0".to_owned())),
    }
}

/// The code of a sex: `1`, `2`, `3`; 男, 女 and 不明 are read as those. Anything else is left as it is.
#[must_use]
pub fn sex(text: &str) -> &str {
    match text {
        "男" | "男性" => "1",
        "女" | "女性" => "2",
        "不明" => "3",
        other => other,
    }
}

/// Institutions joined by `;`: a code of ten digits, a code and a name after a blank, or a name.
#[must_use]
pub fn institutions(text: &str) -> Vec<DesignatedInstitution> {
    let parts = text.split([';', '；']).map(str::trim).filter(|part| !part.is_empty());
    let institution = |part: &str| {
        let code = part.split([' ', '　', ':']).next().unwrap_or_default();
        if code.len() == 10 && code.bytes().all(|byte| byte.is_ascii_digit()) {
            let name = part.get(code.len()..).unwrap_or_default();
            let name = name.trim_start_matches([' ', '　', ':']);
            DesignatedInstitution { institution_code: code.to_owned(), name: name.to_owned() }
        } else {
            DesignatedInstitution { institution_code: String::new(), name: part.to_owned() }
        }
    };
    parts.map(institution).collect()
}

/// Limits joined by `;`: whole yen for a month in all, or `PERIOD:SETTING:YEN` with
/// `MONTH`, `DAY`, `VISIT` and `COMBINED`, `OUTPATIENT`, `INPATIENT`, `PHARMACY`.
///
/// # Errors
///
/// [`Misread`].
pub fn limits(text: &str) -> Result<Vec<CopaymentLimit>, Misread> {
    let parts = text.split([';', '；']).map(str::trim).filter(|part| !part.is_empty());
    parts.map(limit).collect()
}

fn limit(text: &str) -> Result<CopaymentLimit, Misread> {
    let form = || {
        Misread(
            "must be whole yen like 10000, or PERIOD:SETTING:YEN like DAY:OUTPATIENT:500".into(),
        )
    };
    let (period, setting, yen) = match text.split(':').collect::<Vec<_>>().as_slice() {
        [yen] => ("MONTH", "COMBINED", *yen),
        [period, setting, yen] => (*period, *setting, *yen),
        _ => return Err(form()),
    };
    let yen = yen.replace([',', '円'], "");
    Ok(CopaymentLimit {
        period: period_named(period).ok_or_else(form)?.into(),
        setting: setting_named(setting).ok_or_else(form)?.into(),
        amount_yen: yen.parse().map_err(|_| form())?,
        ..CopaymentLimit::default()
    })
}

fn period_named(text: &str) -> Option<LimitPeriod> {
    let text = text.strip_prefix("PER_").unwrap_or(text);
    LimitPeriod::from_str_name(&format!("LIMIT_PERIOD_{text}"))
}

fn setting_named(text: &str) -> Option<CareSetting> {
    CareSetting::from_str_name(&format!("CARE_SETTING_{text}"))
}

/// Printed items joined by `;`: `LABEL=VALUE`, or a label alone.
#[must_use]
pub fn details(text: &str) -> Vec<DetailItem> {
    let parts = text.split([';', '；']).map(str::trim).filter(|part| !part.is_empty());
    let item = |part: &str| {
        let (label, value) = part.split_once(['=', '＝']).unwrap_or((part, ""));
        DetailItem { label: label.to_owned(), value: value.to_owned() }
    };
    parts.map(item).collect()
}

/// The three structured fields as the API's JSON carries them.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct LimitObject {
    period: String,
    setting: String,
    amount_yen: i64,
    #[serde(default)]
    count_max: i32,
    #[serde(default)]
    amount_after_count_yen: i64,
    #[serde(default)]
    meals_included: bool,
    #[serde(default)]
    shared_with_law_numbers: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct InstitutionObject {
    #[serde(default)]
    institution_code: String,
    #[serde(default)]
    name: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DetailObject {
    label: String,
    #[serde(default)]
    value: String,
}

/// Limits as JSON: one object or an array of `{"period":"MONTH","setting":"COMBINED","amountYen":0,…}`.
///
/// # Errors
///
/// [`Misread`], never with a value.
pub fn limits_of_json(value: Value) -> Result<Vec<CopaymentLimit>, Misread> {
    let form = || {
        Misread(
            "must be objects with period (MONTH, DAY, VISIT), setting (COMBINED, OUTPATIENT, \
             INPATIENT, PHARMACY) and amountYen"
                .into(),
        )
    };
    let limit = |limit: LimitObject| {
        Ok(CopaymentLimit {
            period: period_named(&limit.period).ok_or_else(form)?.into(),
            setting: setting_named(&limit.setting).ok_or_else(form)?.into(),
            amount_yen: limit.amount_yen,
            count_max: limit.count_max,
            amount_after_count_yen: limit.amount_after_count_yen,
            meals_included: limit.meals_included,
            shared_with_law_numbers: limit.shared_with_law_numbers,
        })
    };
    objects::<LimitObject>(value).ok_or_else(form)?.into_iter().map(limit).collect()
}

/// Institutions as JSON: an array of `{"institutionCode":"…","name":"…"}`.
///
/// # Errors
///
/// [`Misread`], never with a value.
pub fn institutions_of_json(value: Value) -> Result<Vec<DesignatedInstitution>, Misread> {
    let objects = objects::<InstitutionObject>(value)
        .ok_or_else(|| Misread("must be objects with institutionCode and name".into()))?;
    let institution = |InstitutionObject { institution_code, name }| DesignatedInstitution {
        institution_code,
        name,
    };
    Ok(objects.into_iter().map(institution).collect())
}

/// Printed items as JSON: an array of `{"label":"…","value":"…"}`.
///
/// # Errors
///
/// [`Misread`], never with a value.
pub fn details_of_json(value: Value) -> Result<Vec<DetailItem>, Misread> {
    let objects = objects::<DetailObject>(value)
        .ok_or_else(|| Misread("must be objects with label and value".into()))?;
    Ok(objects
        .into_iter()
        .map(|DetailObject { label, value }| DetailItem { label, value })
        .collect())
}

/// One object or an array of objects.
fn objects<T: for<'de> Deserialize<'de>>(value: Value) -> Option<Vec<T>> {
    let values = match value {
        Value::Array(values) => values,
        other => vec![other],
    };
    values.into_iter().map(|value| serde_json::from_value(value).ok()).collect()
}

#[cfg(test)]
mod tests;

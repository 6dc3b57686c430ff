//! Cases of the insurance, its limits and the national programs.
//!
//! The form, as far as a case does not say otherwise: the person is under 70, care is outpatient unless its program is
//! inpatient only, a law number without an agency number is the first program of that law, a program without a stated
//! limit has none where it has a rate, and a person without an income class proves no limit. A field that no reader
//! here knows makes the case undecided: it could change the answer.

mod fields;
mod receipts;
mod settled;

use serde_json::Value;

use super::{CaseResult, NotACaseFile, Verdict};
use crate::national::{Tables, YearMonth};
use fields::{Fields, Unsaid};

/// The first month of treatment under whose tables a case without one holds.
const ANY_SINCE: &str = "2018-08";

/// What a case may say. All but the form's five and the months is for people.
const CASE: [&str; 30] = [
    "id",
    "status",
    "kind",
    "treatment_month",
    "valid_for_treatment_months",
    "input",
    "expected",
    "title",
    "formula",
    "derivation",
    "source",
    "sources",
    "source_url",
    "source_urls",
    "certainty",
    "confidence",
    "scope",
    "transcribed_via",
    "reference_model_agrees",
    "reference",
    "references",
    "caveat",
    "warning",
    "explanation",
    "assumption",
    "assumptions",
    "as_of",
    "effective_from",
    "effective_to",
    "tags",
];

/// The most cases of one file.
const CASES_MAX: usize = 100_000;

/// An amount by its name in a case.
pub(crate) type Amount = Result<i64, Unsaid>;

/// Runs a file of cases.
///
/// # Errors
/// The text is no JSON, or no list of cases.
pub fn run(tables: &Tables, text: &str) -> Result<Vec<CaseResult>, NotACaseFile> {
    let file: Value = serde_json::from_str(text).map_err(|e| NotACaseFile(e.to_string()))?;
    let cases = file.get("cases").unwrap_or(&file).as_array();
    let cases = cases.ok_or_else(|| NotACaseFile("no list of cases".to_owned()))?;
    if cases.len() > CASES_MAX {
        return Err(NotACaseFile(format!("more than {CASES_MAX} cases")));
    }
    Ok(cases.iter().map(|case| result(tables, case)).collect())
}

fn result(tables: &Tables, case: &Value) -> CaseResult {
    let text = |name| case.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let verdict = verdict(tables, case).unwrap_or_else(Unsaid::verdict);
    CaseResult { id: text("id"), status: text("status"), verdict }
}

fn verdict(tables: &Tables, case: &Value) -> Result<Verdict, Unsaid> {
    let case = Fields::of(case, "case")?;
    case.only(&CASE)?;
    let kind = case.text("kind")?.ok_or_else(|| Unsaid::missing("kind"))?;
    let input = case.inner("input")?;
    let expected = case.inner("expected")?;
    let mut undecided = None;
    for month in months(tables, &case, &input)? {
        let verdict = match in_month(tables, kind, month, &input, &expected) {
            Ok(verdict) => verdict,
            Err(unsaid) => unsaid.verdict(),
        };
        match verdict {
            Verdict::Ok => {}
            Verdict::Differs(what) => return Ok(Verdict::Differs(format!("in {month}: {what}"))),
            Verdict::Undecided(why) => undecided = Some(format!("in {month}: {why}")),
            malformed @ Verdict::Malformed(_) => return Ok(malformed),
        }
    }
    Ok(undecided.map_or(Verdict::Ok, Verdict::Undecided))
}

fn in_month(
    tables: &Tables,
    kind: &str,
    month: YearMonth,
    input: &Fields<'_>,
    expected: &Fields<'_>,
) -> Result<Verdict, Unsaid> {
    match kind {
        "month_receipt" | "derived_month" | "single_visit" | "visit_sequence" => {
            let mut answers = receipts::answers(tables, month, input)?;
            let collected = compare(expected, |name| answers.amounts(name))?;
            if collected == Verdict::Ok || !expected.has("per_visit_yen") {
                return Ok(collected);
            }
            // A source may print what the tally records instead of what the counter collects.
            answers.receipt_yen = true;
            let recorded = compare(expected, |name| answers.amounts(name))?;
            Ok(if recorded == Verdict::Ok { recorded } else { collected })
        }
        "limit_only" => {
            let limit = settled::limit(tables, month, input);
            compare(expected, |name| match name {
                "limit_yen" => Ok(vec![limit.clone()?.0]),
                "year_cap_yen" => Ok(vec![settled::year_limit(tables, month, input)?.0]),
                _ => Err(Unsaid::unknown(name)),
            })
        }
        "household_refund" => {
            let refund = settled::refund(tables, month, input)?;
            compare(expected, |name| match name {
                "limit_yen" => Ok(vec![refund.limit.0]),
                "refund_yen" => Ok(vec![refund.refund.0]),
                _ => Err(Unsaid::unknown(name)),
            })
        }
        "cap_proration" => {
            let shares = settled::shares(input)?;
            compare(expected, |name| {
                let of = |who: &str| name.strip_prefix(who) == Some("_cap_yen");
                let share = shares.iter().find(|(who, _)| of(who));
                share.map(|(_, yen)| vec![yen.0]).ok_or_else(|| Unsaid::unknown(name))
            })
        }
        "levy_proration" => {
            let levy = settled::levy(input)?;
            compare(expected, |name| {
                one(name, &["levy_yen", "cap_yen", "patient_month_total_yen"], levy)
            })
        }
        other => Err(Unsaid::word("kind", other)),
    }
}

fn one(name: &str, names: &[&str], amount: crate::money::Yen) -> Result<Vec<i64>, Unsaid> {
    if names.contains(&name) { Ok(vec![amount.0]) } else { Err(Unsaid::unknown(name)) }
}

/// Sets what came out beside what is expected, by the path of each expected amount.
fn compare(
    expected: &Fields<'_>,
    came_out: impl Fn(&str) -> Result<Vec<i64>, Unsaid>,
) -> Result<Verdict, Unsaid> {
    let mut undecided = None;
    for (path, amounts) in expected.amounts()? {
        match came_out(&path) {
            Ok(got) if got == amounts => {}
            Ok(got) => {
                let what = format!("{path}: expected {}, got {}", list(&amounts), list(&got));
                return Ok(Verdict::Differs(what));
            }
            Err(unsaid @ Unsaid::Field(_)) => return Err(unsaid),
            Err(unsaid) => undecided = Some(unsaid),
        }
    }
    undecided.map_or(Ok(Verdict::Ok), Err)
}

fn list(amounts: &[i64]) -> String {
    amounts.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

/// The months of treatment a case is run in: the one it names, and the ends of those it is said to hold in.
fn months(
    tables: &Tables,
    case: &Fields<'_>,
    input: &Fields<'_>,
) -> Result<Vec<YearMonth>, Unsaid> {
    let bad = |text: &str| Unsaid::word("treatment_month", text);
    let month = |text: &str| text.trim().parse::<YearMonth>().map_err(|_| bad(text));
    let range = |text: &str| -> Result<Vec<YearMonth>, Unsaid> {
        if let Some(last) = text.strip_prefix("<=") {
            Ok(vec![month(last)?])
        } else if let Some(first) = text.strip_prefix(">=") {
            Ok(vec![month(first)?])
        } else if let Some((first, last)) = text.split_once("..") {
            let ends = [first, last].into_iter().filter(|end| !end.trim().is_empty());
            ends.map(month).collect()
        } else {
            Ok(vec![month(text)?])
        }
    };
    let some = |text: Option<_>| text.filter(|text| *text != "any");
    let named = some(case.text("treatment_month")?.or(input.text("from_month")?));
    let valid = some(case.text("valid_for_treatment_months")?);
    let mut months: Vec<YearMonth> = match (named, valid) {
        (None, None) => tables.months_since(month(ANY_SINCE)?).collect(),
        (named, valid) => {
            let ranges = named.into_iter().chain(valid).map(range);
            ranges.collect::<Result<Vec<_>, _>>()?.concat()
        }
    };
    months.dedup();
    Ok(months)
}

#[cfg(test)]
mod tests;

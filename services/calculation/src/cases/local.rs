//! Cases of local programs: a month of visits under a rule, and what it comes to; or a question about an age, a meal, a
//! choice between two programs.
//!
//! A case says all there is to say: a fact it does not name is none, a visit it does not call the first is not, and the
//! facility stands in the municipality of the rule. Amounts are counter yen, as the file's conventions have them.

mod form;
mod run;

use self::form::Case;
use super::{CaseResult, NotACaseFile, Verdict};
use crate::local::Rules;

/// The longest file of cases, in bytes.
pub const FILE_BYTES_MAX: usize = 64 << 20;

/// The most cases of one file.
const CASES_MAX: usize = 100_000;

/// Runs a file of cases of local programs.
///
/// A case of a kind that is not known, or with a field that is not, is malformed and names it.
///
/// # Errors
/// [`NotACaseFile`]: no JSON object with a list of cases.
pub fn run(bytes: &[u8], rules: &Rules) -> Result<Vec<CaseResult>, NotACaseFile> {
    if bytes.len() > FILE_BYTES_MAX {
        return Err(NotACaseFile(format!("longer than {FILE_BYTES_MAX} bytes")));
    }
    let file: form::File =
        serde_json::from_slice(bytes).map_err(|error| NotACaseFile(error.to_string()))?;
    if file.cases.len() > CASES_MAX {
        return Err(NotACaseFile(format!("more than {CASES_MAX} cases")));
    }
    Ok(file.cases.into_iter().map(|case| result(case, rules)).collect())
}

fn result(case: serde_json::Value, rules: &Rules) -> CaseResult {
    let text = |key: &str| {
        case.get(key).and_then(serde_json::Value::as_str).unwrap_or_default().to_owned()
    };
    let (id, status) = (text("id"), text("basis"));
    let verdict = match serde_path_to_error::deserialize::<_, Case>(case) {
        Err(error) => Verdict::Malformed(match error.path().to_string().as_str() {
            "." => error.inner().to_string(),
            path => format!("field `{path}`: {}", error.inner()),
        }),
        Ok(case) => run::verdict(&case, rules),
    };
    CaseResult { id, status, verdict }
}

#[cfg(test)]
mod tests;

//! The file `pmh enrol` reads: bodies, facilities with their readers, programs (制度マスタ).
//!
//! JSON or TOML, by the file's ending; unknown keys are refused. Samples stand in `samples/`.

use std::{fs, path::Path};

use serde::{Deserialize, Serialize};

use crate::failure::Failure;

/// The most bytes of a file (64 MiB).
const FILE_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// All that is to be enrolled.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnrolmentFile {
    /// Bodies; enrolled by the operator.
    #[serde(default)]
    pub bodies: Vec<BodyEntry>,
    /// Facilities; enrolled by the operator, or each by itself.
    #[serde(default)]
    pub facilities: Vec<FacilityEntry>,
    /// Programs; each defined by its body.
    #[serde(default)]
    pub programs: Vec<ProgramEntry>,
}

/// A body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BodyEntry {
    /// Its code, 6 digits.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The days on which it takes part.
    pub participation: PeriodEntry,
    /// `OFF`, `WARN` or `REJECT`.
    #[serde(default = "warn")]
    pub check_digit_policy: String,
}

/// A facility.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FacilityEntry {
    /// Its code, 10 digits.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The edition of the terms it accepts.
    pub terms_edition: String,
    /// The numbers of its readers.
    #[serde(default)]
    pub readers: Vec<u32>,
}

/// A program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProgramEntry {
    /// The body's code.
    pub body: String,
    /// The body's certificate type.
    pub certificate_type: String,
    /// The program's name.
    pub name: String,
    /// The law number, or empty.
    #[serde(default)]
    pub law_number: String,
    /// The days on which the body registers it.
    pub in_force: PeriodEntry,
    /// `IN_KIND`, `LIST` or `REIMBURSEMENT`, in the body's prefecture.
    pub settlement_inside: String,
    /// The same outside it.
    pub settlement_outside: String,
    /// Whether only institutions named on the certificate may use it.
    #[serde(default)]
    pub designation_required: bool,
    /// Income bands.
    #[serde(default)]
    pub income_bands: Vec<CodeEntry>,
    /// Additional conditions.
    #[serde(default)]
    pub conditions: Vec<ConditionEntry>,
    /// The rule of the calculation module it stands for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<RuleEntry>,
}

/// Days, both ends included: `YYYY-MM-DD`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PeriodEntry {
    /// The first day.
    pub first: String,
    /// The last day; 9999-12-31: no end known.
    pub last: String,
}

/// A code with its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeEntry {
    /// The code.
    pub code: String,
    /// The name.
    pub name: String,
}

/// An item of additional conditions with its codes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConditionEntry {
    /// The item.
    pub item: CodeEntry,
    /// Its codes.
    pub codes: Vec<CodeEntry>,
}

/// Which rule a program stands for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleEntry {
    /// The rule's id.
    pub rule: String,
    /// From the body's income band codes to the rule's.
    #[serde(default)]
    pub income_bands: std::collections::BTreeMap<String, String>,
    /// From the body's `item-code` pairs to the rule's conditions.
    #[serde(default)]
    pub conditions: std::collections::BTreeMap<String, String>,
}

fn warn() -> String {
    "WARN".to_owned()
}

impl EnrolmentFile {
    /// Reads a file, TOML when its name ends so, else JSON.
    ///
    /// # Errors
    ///
    /// [`crate::failure::Exit::File`] with line and column.
    pub fn read(path: &Path) -> Result<Self, Failure> {
        let size = fs::metadata(path).map_err(|error| Failure::file(path, error))?.len();
        if size > FILE_BYTES_MAX {
            return Err(Failure::file(path, format!("is longer than {FILE_BYTES_MAX} bytes")));
        }
        let text = fs::read_to_string(path).map_err(|error| Failure::file(path, error))?;
        if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml")) {
            toml::from_str(&text).map_err(|error| Failure::file(path, error))
        } else {
            serde_json::from_str(&text).map_err(|error| Failure::file(path, error))
        }
    }
}

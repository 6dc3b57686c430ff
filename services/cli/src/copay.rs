//! `pmh copay`: what a person pays at a counter and why, and worked cases. No hub is needed.

pub mod calculate;
pub mod cases;

mod page;
mod request;

use std::{path::PathBuf, sync::Arc};

use calculation::edition::Edition;
use clap::Subcommand;

use crate::{failure::Failure, output::Output, rules::source::EditionPlace};

/// What `pmh copay` is asked.
#[derive(Clone, Debug, PartialEq, Eq, Subcommand)]
pub enum CopayCommand {
    /// Calculate a visit, a month, or the same visits under several certificates, from JSON.
    ///
    /// The JSON is the request of `CopaymentService`: of `CalculateMonth` where it has `visits`, of
    /// `CalculateVisit` where it has `visit`, of `CompareCertificates` where it has `people`. With --json the answer is
    /// that of the service too.
    #[command(after_help = EXAMPLE)]
    Calculate(calculate::CalculateOptions),
    /// Run files of worked cases: ok, differs, or cannot decide, case by case.
    ///
    /// Ends with 0 where nothing differs, every published case is ok, and every other one is ok or listed as
    /// undecidable.
    #[command(after_help = "Example:\n  \
        pmh copay cases services/calculation/tests/cases/national.json \
        services/calculation/tests/cases/local.json")]
    Cases(cases::CasesOptions),
}

/// An example that can be pasted.
const EXAMPLE: &str = r#"Examples:
  pmh copay calculate month.json --lang ja
  pmh copay calculate '
    { "person": { "birth_date": "2019-05-05", "certificates": [{ "local": "12-ichikawa-child" }] },
      "insurance": { "share_percent": 30 },
      "visits": [{ "date": "2026-10-05", "facility": "A", "prefecture": 12,
                   "setting": "SETTING_OUTPATIENT",
                   "slices": [{ "points": 500, "all_certificates": true }] }] }'"#;

/// Runs one of them.
///
/// # Errors
///
/// As each of them says.
pub fn run(command: CopayCommand, output: &Output) -> Result<(), Failure> {
    match command {
        CopayCommand::Calculate(options) => calculate::run(&options, output),
        CopayCommand::Cases(options) => cases::run(&options, output),
    }
}

/// The editions to calculate with, the first named one in use; the shipped one is always there.
fn editions(folders: &[PathBuf]) -> Result<Vec<Arc<Edition>>, Failure> {
    let named = folders.iter().cloned().map(EditionPlace::Folder);
    let all = named.chain([EditionPlace::Shipped]);
    all.map(|place| Ok(Arc::new(place.open()?.edition))).collect()
}

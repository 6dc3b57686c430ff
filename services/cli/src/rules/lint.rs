//! `pmh rules lint`: which rows of an edition are unreachable, contradictory or undecidable, and how many compute.

use calculation::lint::{Finding, Line, Lint, lint};
use jiff::civil::Date;
use serde_json::{Value, json};

use super::source::EditionPlace;
use crate::{clock, failure::Failure, output::Output};

/// What `pmh rules lint` is asked.
#[derive(Clone, Debug, PartialEq, Eq, clap::Args)]
pub struct LintOptions {
    /// The edition: `shipped`, or a folder.
    #[arg(default_value = "shipped")]
    edition: EditionPlace,

    /// Rows that ended before this day are told as ended; today where it is not given.
    #[arg(long, value_name = "DAY")]
    on: Option<Date>,

    /// List the rows, not their counts only.
    #[arg(long)]
    findings: bool,
}

/// Looks, and tells what was found. A finding is no failure.
///
/// # Errors
///
/// [`crate::failure::Exit::File`] with the file at fault, row and column.
pub fn run(options: &LintOptions, output: &Output) -> Result<(), Failure> {
    let edition = options.edition.open()?.edition;
    let on = options.on.unwrap_or_else(clock::today);
    let found = lint(&edition, on);
    if options.findings {
        let rows: Vec<_> = found.findings.iter().map(finding_cells).collect();
        output.table(&["file", "row", "id", "kind", "reason", "item", "other"], &rows);
    } else {
        let rows: Vec<_> = found.table().iter().map(line_cells).collect();
        output.table(&["rows", "kind", "reason", "item", "in words"], &rows);
    }
    output.say(format!(
        "{} of {} local rows compute an inpatient or an outpatient visit; {} of {} national rows have a program",
        found.computing,
        found.rows,
        edition.national_master().rows.len() - without_program(&found),
        edition.national_master().rows.len(),
    ));
    let table = found.table();
    let mut document = json!({
        "edition": edition.id().to_string(),
        "on": on.to_string(),
        "rows": found.rows,
        "computing": found.computing,
        "national_rows": edition.national_master().rows.len(),
        "national_rows_without_program": without_program(&found),
        "table": table.iter().map(line_json).collect::<Vec<_>>(),
    });
    if options.findings
        && let Some(fields) = document.as_object_mut()
    {
        let findings = found.findings.iter().map(finding_json).collect();
        fields.insert("findings".to_owned(), Value::Array(findings));
    }
    output.document(&document);
    Ok(())
}

fn without_program(found: &Lint) -> usize {
    use calculation::lint::Reason;
    let without = |finding: &&Finding| finding.reason == Reason::NationalNotInTables;
    found.findings.iter().filter(without).count()
}

fn line_cells(line: &Line) -> Vec<String> {
    let reason = line.reason;
    vec![
        line.rows.to_string(),
        reason.kind().word().to_owned(),
        reason.word().to_owned(),
        line.item.clone(),
        format!("{} ({})", reason.en(), reason.ja()),
    ]
}

fn line_json(line: &Line) -> Value {
    json!({
        "rows": line.rows,
        "kind": line.reason.kind().word(),
        "reason": line.reason.word(),
        "item": line.item,
        "en": line.reason.en(),
        "ja": line.reason.ja(),
    })
}

fn finding_cells(finding: &Finding) -> Vec<String> {
    vec![
        finding.file.to_owned(),
        finding.row.to_string(),
        finding.id.to_string(),
        finding.reason.kind().word().to_owned(),
        finding.reason.word().to_owned(),
        finding.item.clone(),
        finding.other.as_deref().unwrap_or_default().to_owned(),
    ]
}

fn finding_json(finding: &Finding) -> Value {
    json!({
        "file": finding.file,
        "row": finding.row,
        "id": &*finding.id,
        "kind": finding.reason.kind().word(),
        "reason": finding.reason.word(),
        "item": finding.item,
        "other": finding.other.as_deref(),
    })
}

//! What became of an import.

use std::{collections::BTreeMap, path::Path, time::Instant};

use serde_json::{Value, json};
use wire::proto::registration::v1::{RowOutcome, UploadSummary};

use super::{
    file::Source,
    upload::{Header, Verdict},
};
use crate::output::Output;

/// How many findings are shown on the screen; the report has all.
const SHOWN_MAX: usize = 10;

/// What became of an import, counted.
pub struct Summary {
    about: Value,
    dry_run: bool,
    begun: Instant,
    seconds: f64,
    seen: u64,
    refused: u64,
    warned: u64,
    outcomes: BTreeMap<&'static str, u64>,
    reasons: BTreeMap<String, u64>,
    changed_fields: BTreeMap<String, u64>,
    shown: Vec<Vec<String>>,
    position: u64,
}

impl Summary {
    /// Nothing yet.
    #[must_use]
    pub fn begin(source: &Source, header: &Header, attempt: u32) -> Self {
        Self {
            about: json!({
                "file": source.path.display().to_string(),
                "format": source.format.to_string(),
                "encoding": source.encoding.to_string(),
                "unknown_columns": source.unknown_columns,
                "request_id": header.request_id.to_string(),
                "body": header.body.to_string(),
                "dry_run": header.dry_run,
                "attempts": attempt,
            }),
            dry_run: header.dry_run,
            begun: Instant::now(),
            seconds: 0.0,
            seen: 0,
            refused: 0,
            warned: 0,
            outcomes: BTreeMap::new(),
            reasons: BTreeMap::new(),
            changed_fields: BTreeMap::new(),
            shown: Vec::new(),
            position: 0,
        }
    }

    /// Counts what became of a row.
    pub fn count(&mut self, verdict: &Verdict) {
        self.seen += 1;
        let outcome = verdict.outcome.unwrap_or(RowOutcome::Refused);
        *self.outcomes.entry(outcome_word(outcome)).or_default() += 1;
        self.refused += u64::from(outcome == RowOutcome::Refused);
        let warned = outcome != RowOutcome::Refused && !verdict.findings.is_empty();
        self.warned += u64::from(warned);
        for field in &verdict.changed {
            *self.changed_fields.entry(field.clone()).or_default() += 1;
        }
        for finding in &verdict.findings {
            *self.reasons.entry(finding.reason.to_string()).or_default() += 1;
            if self.shown.len() < SHOWN_MAX {
                self.shown.push(vec![
                    verdict.place.to_string(),
                    finding.column.to_string(),
                    finding.reason.to_string(),
                    format!("{}; {}", finding.message, finding.remedy),
                ]);
            }
        }
    }

    /// Takes the hub's last word.
    pub fn finish(&mut self, done: &UploadSummary) {
        self.seconds = self.begun.elapsed().as_secs_f64();
        self.position = done.position;
    }

    /// How many rows were answered.
    #[must_use]
    pub fn seen(&self) -> u64 {
        self.seen
    }

    /// How many rows were refused, here or by the hub.
    #[must_use]
    pub fn refused_count(&self) -> u64 {
        self.refused
    }

    /// How many rows said what was known.
    #[must_use]
    pub fn unchanged_count(&self) -> u64 {
        self.outcomes.get(outcome_word(RowOutcome::Unchanged)).copied().unwrap_or(0)
    }

    /// How many rows changed something, or would.
    #[must_use]
    pub fn changed_count(&self) -> u64 {
        self.seen - self.refused - self.unchanged_count()
    }

    /// The registration position after the upload.
    #[must_use]
    pub fn position(&self) -> u64 {
        self.position
    }

    /// Rows answered a second.
    #[must_use]
    pub fn rows_per_second(&self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "a rate for reading")]
        let rows = self.seen as f64;
        rows / self.seconds.max(0.001)
    }

    /// The summary for programs.
    #[must_use]
    pub fn to_json(&self) -> Value {
        json!({
            "import": self.about,
            "rows": self.seen,
            "changed": self.changed_count(),
            "unchanged": self.unchanged_count(),
            "refused": self.refused,
            "warned": self.warned,
            "outcomes": self.outcomes,
            "reasons": self.reasons,
            "changed_fields": self.changed_fields,
            "position": self.position,
            "seconds": self.seconds,
            "rows_per_second": self.rows_per_second().round(),
        })
    }

    /// Shows the summary.
    pub fn show(&self, output: &Output, report: Option<&Path>) {
        output.document(&self.to_json());
        let verb = if self.dry_run { "would change" } else { "changed" };
        output.say(format!(
            "{} rows: {} {verb}, {} unchanged, {} refused, {} with a warning ({:.0} rows/s)",
            self.seen,
            self.changed_count(),
            self.unchanged_count(),
            self.refused,
            self.warned,
            self.rows_per_second(),
        ));
        let outcomes: Vec<_> = self
            .outcomes
            .iter()
            .map(|(word, count)| vec![(*word).to_owned(), count.to_string()])
            .collect();
        output.table(&["outcome", "rows"], &outcomes);
        counts(output, "field that changes", &self.changed_fields);
        counts(output, "found", &self.reasons);
        if !self.shown.is_empty() {
            output.table(&["where", "field", "reason", "what to do"], &self.shown);
        }
        match report {
            Some(path) => output.say(format!("all findings: {}", path.display())),
            None if !self.reasons.is_empty() => {
                output.say("all findings: import again with --errors FILE.csv");
            }
            None => {}
        }
        if !self.dry_run {
            output.say(format!("visible at every desk from position {}", self.position));
        }
    }
}

fn counts(output: &Output, title: &str, counted: &BTreeMap<String, u64>) {
    if !counted.is_empty() {
        let rows: Vec<_> =
            counted.iter().map(|(name, count)| vec![name.clone(), count.to_string()]).collect();
        output.table(&[title, "rows"], &rows);
    }
}

/// The outcome as the contract spells it, without its prefix.
fn outcome_word(outcome: RowOutcome) -> &'static str {
    let name = outcome.as_str_name();
    name.strip_prefix("ROW_OUTCOME_").unwrap_or(name)
}

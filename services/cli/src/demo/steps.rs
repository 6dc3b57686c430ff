//! How fast each step of the demo was.

use std::time::Instant;

use serde_json::json;

use crate::output::Output;

/// The steps so far.
pub struct Steps<'a> {
    output: &'a Output,
    begun: Instant,
    rows: Vec<Vec<String>>,
}

impl<'a> Steps<'a> {
    /// Begins the first step.
    #[must_use]
    pub fn new(output: &'a Output) -> Self {
        Self { output, begun: Instant::now(), rows: Vec::new() }
    }

    /// Where results go.
    #[must_use]
    pub fn output(&self) -> &'a Output {
        self.output
    }

    /// A step is done; the next one begins.
    pub fn done(&mut self, what: &str, count: u64, unit: &str) {
        let seconds = self.begun.elapsed().as_secs_f64();
        #[expect(clippy::cast_precision_loss, reason = "a rate for reading")]
        let rate = count as f64 / seconds.max(0.001);
        self.output.document(&json!({
            "step": what, "count": count, "unit": unit, "seconds": seconds,
        }));
        let counted = if count == 0 { String::new() } else { format!("{count} {unit}") };
        let rate = if count == 0 { String::new() } else { format!("{rate:.0} {unit}/s") };
        let row = vec![what.to_owned(), counted, format!("{seconds:.2} s"), rate];
        self.output.say(format!("✓ {}", row.join("  ").trim_end()));
        self.rows.push(row);
        self.begun = Instant::now();
    }

    /// Shows all steps.
    pub fn show(&self) {
        self.output.say("");
        self.output.table(&["step", "how many", "took", "speed"], &self.rows);
    }
}

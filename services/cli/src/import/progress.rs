//! A bar on a terminal: rows, rows a second, time left. Elsewhere nothing.

use indicatif::{ProgressBar, ProgressStyle};

use crate::output::progress_is_seen;

/// Draws how far an import is.
pub struct Progress(Option<ProgressBar>);

impl Progress {
    /// Draws on standard error when a person looks at it.
    #[must_use]
    pub fn on_terminal() -> Self {
        if progress_is_seen() { Self::bar() } else { Self::hidden() }
    }

    /// Draws nothing.
    #[must_use]
    pub fn hidden() -> Self {
        Self(None)
    }

    fn bar() -> Self {
        let bar = ProgressBar::new(0);
        let template = "{wide_bar} {human_pos}/{human_len} rows  {per_sec:>14}  ETA {eta}";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        Self(Some(bar))
    }

    /// Begins anew with so many rows to come.
    pub fn begin(&self, rows: u64) {
        if let Some(bar) = &self.0 {
            bar.reset();
            bar.set_length(rows);
        }
    }

    /// So many rows are answered.
    pub fn advance(&self, rows: u64) {
        if let Some(bar) = &self.0 {
            bar.set_position(rows);
        }
    }

    /// Says something above the bar.
    pub fn note(&self, line: &str) {
        match &self.0 {
            Some(bar) => bar.println(line),
            None => eprintln!("{line}"),
        }
    }

    /// Takes the bar away.
    pub fn end(&self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}

//! Where results go: standard output, as short tables for people or as JSON for programs.
//!
//! Progress and complaints go to standard error and are not this module's business.

use std::{
    io::{self, IsTerminal as _, Write},
    sync::{Mutex, PoisonError},
};

use serde_json::Value;

/// Takes results and writes them the way the caller asked for.
pub struct Output {
    json: bool,
    sink: Mutex<Box<dyn Write + Send>>,
}

impl Output {
    /// Writes to standard output.
    #[must_use]
    pub fn stdout(json: bool) -> Self {
        Self::to(Box::new(io::stdout()), json)
    }

    /// Writes to a sink, as tests do.
    #[must_use]
    pub fn to(sink: Box<dyn Write + Send>, json: bool) -> Self {
        Self { json, sink: Mutex::new(sink) }
    }

    /// Whether programs read the output.
    #[must_use]
    pub fn is_json(&self) -> bool {
        self.json
    }

    /// Writes a line for people; nothing for programs.
    pub fn say(&self, line: impl AsRef<str>) {
        if !self.json {
            self.write(line.as_ref());
        }
    }

    /// Writes one JSON document on one line for programs; nothing for people.
    pub fn document(&self, value: &Value) {
        if self.json {
            self.write(&value.to_string());
        }
    }

    /// Writes a line for whoever reads.
    pub fn line(&self, line: impl AsRef<str>) {
        self.write(line.as_ref());
    }

    /// Writes rows under a header, in columns as wide as they need; nothing for programs.
    pub fn table(&self, header: &[&str], rows: &[Vec<String>]) {
        if self.json {
            return;
        }
        let mut widths: Vec<usize> = header.iter().map(|cell| width(cell)).collect();
        for row in rows {
            for (widest, cell) in widths.iter_mut().zip(row) {
                *widest = (*widest).max(width(cell));
            }
        }
        let header: Vec<String> = header.iter().map(ToString::to_string).collect();
        for row in std::iter::once(&header).chain(rows) {
            let cells = row.iter().zip(&widths).map(|(cell, widest)| {
                format!("{cell}{}", " ".repeat(widest.saturating_sub(width(cell))))
            });
            self.write(cells.collect::<Vec<_>>().join("  ").trim_end());
        }
    }

    fn write(&self, line: &str) {
        let mut sink = self.sink.lock().unwrap_or_else(PoisonError::into_inner);
        // A reader that has gone away (`pmh … | head`) is no failure of the command.
        let _ = writeln!(sink, "{line}").and_then(|()| sink.flush());
    }
}

/// Whether progress may be drawn: a person looks at standard error.
#[must_use]
pub fn progress_is_seen() -> bool {
    io::stderr().is_terminal()
}

/// How many columns of a terminal a text takes: full-width characters take two.
fn width(text: &str) -> usize {
    text.chars()
        .map(|character| match character {
            '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}' => 0,
            '\u{1100}'..='\u{115F}'
            | '\u{2E80}'..='\u{A4CF}'
            | '\u{AC00}'..='\u{D7A3}'
            | '\u{F900}'..='\u{FAFF}'
            | '\u{FE30}'..='\u{FE6F}'
            | '\u{FF00}'..='\u{FF60}'
            | '\u{FFE0}'..='\u{FFE6}'
            | '\u{20000}'..='\u{3FFFD}' => 2,
            _ => 1,
        })
        .sum()
}

#[cfg(test)]
mod tests;

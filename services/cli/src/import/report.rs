//! What is wrong with the rows of a file, as CSV for a spreadsheet.
//!
//! UTF-8 with a byte order mark; a cell that a spreadsheet would take for a formula gets a `'` before it.
//! No value of a row stands in it. Written beside its name and renamed at the end, so a report that
//! is there is whole.

use std::{
    borrow::Cow,
    fs::{self, File},
    io::{BufWriter, Write as _},
    path::PathBuf,
};

use super::{encoding::BOM, upload::Verdict};
use crate::failure::Failure;

/// The columns of a report.
const HEADER: [&str; 8] =
    ["row", "line", "byte", "verdict", "column", "reason", "message", "remedy"];

/// A report being written.
pub struct Report {
    path: PathBuf,
    part: PathBuf,
    lines: csv::Writer<BufWriter<File>>,
}

impl Report {
    /// Begins a report that will stand at `path`.
    ///
    /// # Errors
    ///
    /// [`crate::failure::Exit::File`].
    pub fn create(path: PathBuf) -> Result<Self, Failure> {
        let part = path.with_added_extension("part");
        let begin = || -> Result<_, csv::Error> {
            let mut file = BufWriter::new(File::create(&part)?);
            file.write_all(&BOM)?;
            let mut lines =
                csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(file);
            lines.write_record(HEADER)?;
            Ok(lines)
        };
        let lines = begin().map_err(|error| Failure::file(&path, error))?;
        Ok(Self { path, part, lines })
    }

    /// Writes what was found in a row; nothing where nothing was.
    ///
    /// # Errors
    ///
    /// [`crate::failure::Exit::File`].
    pub fn write(&mut self, verdict: &Verdict) -> Result<(), Failure> {
        for finding in &verdict.findings {
            let place = verdict.place;
            let numbers = [
                place.row.to_string(),
                place.line.map(|line| line.to_string()).unwrap_or_default(),
                place.offset.to_string(),
            ];
            let word = if finding.refuses { "refused" } else { "warning" };
            let texts = [word, &finding.column, &finding.reason, &finding.message, &finding.remedy];
            let cells = numbers.iter().map(String::as_str).chain(texts).map(guarded);
            let written = self.lines.write_record(cells.map(Cow::into_owned));
            written.map_err(|error| Failure::file(&self.path, error))?;
        }
        Ok(())
    }

    /// Keeps the report under its name.
    ///
    /// # Errors
    ///
    /// [`crate::failure::Exit::File`].
    pub fn keep(mut self) -> Result<(), Failure> {
        self.lines
            .flush()
            .and_then(|()| fs::rename(&self.part, &self.path))
            .map_err(|error| Failure::file(&self.path, error))
    }
}

/// A cell that no spreadsheet takes for a formula.
#[must_use]
pub fn guarded(cell: &str) -> Cow<'_, str> {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']) {
        format!("'{cell}").into()
    } else {
        cell.into()
    }
}

#[cfg(test)]
mod tests;

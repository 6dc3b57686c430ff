//! A file that has been surveyed: what is known of it before anything is sent.

use std::{fmt, fs::File, path::PathBuf};

use super::{
    Style,
    encoding::Encoding,
    fault::FileFault,
    rows::{Rows, tapped},
};

/// What kind of file it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// The API's JSON array.
    Json,
    /// Comma separated, one header line.
    Csv,
}

/// A surveyed file.
#[derive(Clone, Debug)]
pub struct Source {
    /// Where it is.
    pub path: PathBuf,
    /// What kind of file it is.
    pub format: Format,
    /// What its bytes mean.
    pub encoding: Encoding,
    /// How its rows are meant.
    pub style: Style,
    /// How many rows it has.
    pub row_count: u64,
    /// The hash of all its bytes.
    pub fingerprint: blake3::Hash,
    /// Names in a CSV header that are no columns.
    pub unknown_columns: Vec<String>,
}

impl Source {
    /// The rows of the file, from the first one.
    ///
    /// # Errors
    ///
    /// [`FileFault`].
    pub fn rows(&self) -> Result<Rows<File>, FileFault> {
        Rows::open(tapped(File::open(&self.path)?), self.format, self.encoding, self.style)
    }

    /// What was found out, for whoever imports it.
    #[must_use]
    pub fn describe(&self) -> Vec<String> {
        let mut lines = vec![format!(
            "{}: {} in {}, {} rows",
            self.path.display(),
            self.format,
            self.encoding,
            self.row_count
        )];
        if !self.unknown_columns.is_empty() {
            lines.push(format!("not read: {}", self.unknown_columns.join(", ")));
        }
        lines
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Json => "JSON",
            Self::Csv => "CSV",
        })
    }
}

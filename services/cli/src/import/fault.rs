//! What is wrong with a row, and what is wrong with a whole file.

use std::{borrow::Cow, fmt};

use super::encoding::Encoding;

/// One thing found in a row. Never with the value of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Whether it refuses the row.
    pub refuses: bool,
    /// The column or field, as the published API spells it; empty for the row as a whole.
    pub column: Cow<'static, str>,
    /// The reason a program can match.
    pub reason: Cow<'static, str>,
    /// What is wrong, as a sentence.
    pub message: String,
    /// What to do.
    pub remedy: Cow<'static, str>,
}

/// Where a row stands in its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The row, counted from 1; a header is no row.
    pub row: u64,
    /// The first byte of the row, counted from 0.
    pub offset: u64,
    /// The first line of the row, counted from 1; only in CSV.
    pub line: Option<u64>,
}

/// A file cannot be imported at all; nothing of it was sent.
#[derive(Debug, thiserror::Error)]
pub enum FileFault {
    /// It cannot be read.
    #[error("cannot be read: {0}")]
    Read(#[from] std::io::Error),
    /// It is a folder, or a pipe: a file is read twice.
    #[error("is no file that can be read twice; write what a pipe gives to a file first")]
    NoFile,
    /// It holds nothing.
    #[error("is empty")]
    Empty,
    /// It is JSON and no array.
    #[error("the JSON is no array of rows: it begins with {0:?}; expected `[`")]
    NoArray(char),
    /// The JSON is torn or has something between its rows.
    #[error("the JSON breaks at byte {offset}: {fault}")]
    Json {
        /// The place, counted from 0.
        offset: u64,
        /// What was found.
        fault: &'static str,
    },
    /// One row is longer than any row can be.
    #[error(
        "the row that begins at byte {offset} is longer than {} KiB{hint}",
        super::rows::ROW_BYTES_MAX / 1024
    )]
    RowTooLong {
        /// Where the row begins, counted from 0.
        offset: u64,
        /// What may be the cause.
        hint: &'static str,
    },
    /// A CSV file ends inside quotes.
    #[error("ends inside quotes that open in the row that begins at line {line}, byte {offset}")]
    OpenQuote {
        /// The line, counted from 1.
        line: u64,
        /// The place, counted from 0.
        offset: u64,
    },
    /// The header has no such columns.
    #[error("the header has no column {}", .0.join(", "))]
    ColumnsMissing(Vec<String>),
    /// The header has one column twice.
    #[error("the header has the column {0} twice")]
    ColumnTwice(String),
    /// The header cannot be decoded.
    #[error("the header is not {encoding}: byte {offset} means nothing in it")]
    HeaderBroken {
        /// How it was read.
        encoding: Encoding,
        /// The place, counted from 0.
        offset: u64,
    },
    /// The bytes are of no encoding that is read.
    #[error(
        "is neither UTF-8 (byte {utf8_offset}) nor Shift_JIS (byte {shift_jis_offset}); with \
         --encoding only the rows with broken bytes are refused"
    )]
    NoEncoding {
        /// The first byte that is not UTF-8, counted from 0.
        utf8_offset: u64,
        /// The first byte that is not `Shift_JIS`.
        shift_jis_offset: u64,
    },
    /// It is not what it was when it was surveyed.
    #[error("changed while it was read; rows already answered stand, import it again")]
    Changed,
}

impl Finding {
    /// Refuses the row.
    pub fn refusal(
        column: impl Into<Cow<'static, str>>,
        reason: &'static str,
        message: impl Into<String>,
        remedy: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            refuses: true,
            column: column.into(),
            reason: reason.into(),
            message: message.into(),
            remedy: remedy.into(),
        }
    }

    /// Warns; the row goes on.
    pub fn warning(
        column: impl Into<Cow<'static, str>>,
        reason: &'static str,
        message: impl Into<String>,
        remedy: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self { refuses: false, ..Self::refusal(column, reason, message, remedy) }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "row {} (line {line})", self.row),
            None => write!(f, "row {} (byte {})", self.row, self.offset),
        }
    }
}

//! Why bytes are no file in the official layout: the row, the column and what is wrong with it.

use std::fmt;

use super::dictionary::Column;

/// How many faults are told one by one; the rest is counted.
pub const FAULTS_TOLD_MAX: usize = 100;

/// How many faults of one row are told: a shifted row has one in nearly every column.
pub const FAULTS_TOLD_OF_A_ROW_MAX: usize = 5;

/// How many characters of a cell a fault shows.
const SHOWN_MAX: usize = 24;

/// The bytes are no file in the official layout.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{count} faults, the first: {}", .told.first().map(ToString::to_string).unwrap_or_default())]
pub struct NotAMaster {
    /// The first faults, in the order of the file: up to [`FAULTS_TOLD_MAX`].
    pub told: Vec<Fault>,
    /// How many there are in all, told or not.
    pub count: usize,
}

/// One fault of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The row, from 1; 0 where the file as a whole is at fault, or its header.
    pub row: usize,
    /// The column; absent where the row as a whole is at fault.
    pub column: Option<ColumnName>,
    /// What is wrong.
    pub wrong: Wrong,
}

/// How a column is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnName {
    /// Its place, from 1.
    pub position: u8,
    /// The number of its item in the official list (項番).
    pub item: String,
    /// The official name of its item.
    pub name_ja: String,
    /// The name in English; empty in the national master, which has none.
    pub name_en: String,
}

/// What is wrong with a cell, a row or a file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    /// The file is longer than is read.
    #[error("the file is longer than {0} bytes")]
    FileTooLong(usize),
    /// The file has no row.
    #[error("the file has no row")]
    NoRow,
    /// The file has more rows than are read.
    #[error("the file has more than {0} rows")]
    TooManyRows(usize),
    /// The row is a header; the official file has none.
    #[error("the row names the items; the official file has no header")]
    Header,
    /// The row has another number of fields than its layout.
    #[error("{found} fields, {wanted} expected")]
    OtherFields {
        /// How many it has.
        found: usize,
        /// How many the layout has.
        wanted: usize,
    },
    /// The header names another item.
    #[error("item {found} where {wanted} is expected")]
    OtherItem {
        /// The item number it begins with.
        found: String,
        /// The item number of the layout.
        wanted: String,
    },
    /// Shares that are not the whole together: of the insurance, the program and the person.
    #[error("{}, {} and {} percent are not the whole together", .0[0], .0[1], .0[2])]
    NotTheWhole([u32; 3]),
    /// The cell's bytes are not UTF-8.
    #[error("not UTF-8")]
    NotUtf8,
    /// The cell is longer than any of its kind.
    #[error("{bytes} bytes, {max} at most")]
    TooLong {
        /// How long it is.
        bytes: usize,
        /// How long it may be.
        max: usize,
    },
    /// The cell is empty, and a row without it stands for nothing.
    #[error("empty, but a row needs it")]
    Empty,
    /// The cell is not what the column holds.
    #[error("{found:?} is not {wanted}")]
    Not {
        /// What the cell says, cut short.
        found: String,
        /// What the column holds.
        wanted: &'static str,
    },
    /// The code stands outside the published list.
    #[error("{0:?} is none of the published codes")]
    Code(String),
    /// The last digit of the body code is not its check digit.
    #[error("{0} ends in another digit than its check digit")]
    CheckDigit(String),
    /// The municipality lies in another prefecture than the row.
    #[error("{municipality} is not in prefecture {prefecture}")]
    OtherPrefecture {
        /// The municipality's code.
        municipality: String,
        /// The row's prefecture.
        prefecture: String,
    },
    /// The last day is before the first.
    #[error("ends on {last}, before its first day {first}")]
    Reversed {
        /// The first day.
        first: String,
        /// The last day.
        last: String,
    },
    /// Two rows say different things of the same people on the same day.
    #[error(
        "row {other} has the same program, number and conditions, is in force on {day} too, and differs in \
         column {differs}"
    )]
    Ambiguous {
        /// The other row, from 1.
        other: usize,
        /// The first day on which both are in force.
        day: String,
        /// The first column that differs.
        differs: u8,
    },
}

impl Wrong {
    /// The cell is not what the column holds.
    pub(crate) fn not(wanted: &'static str, found: &str) -> Self {
        Self::Not { found: shown(found), wanted }
    }

    /// The code stands outside the published list.
    pub(crate) fn code(found: &str) -> Self {
        Self::Code(shown(found))
    }
}

impl From<&Column> for ColumnName {
    fn from(column: &Column) -> Self {
        Self {
            position: column.position,
            item: column.item.clone(),
            name_ja: column.name_ja.clone(),
            name_en: column.name_en.clone(),
        }
    }
}

impl fmt::Display for ColumnName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { position, item, name_ja, name_en } = self;
        if name_en.is_empty() {
            // The name begins with the item's number.
            return write!(f, "column {position} ({name_ja})");
        }
        write!(f, "column {position} (item {item}, {name_ja}, {name_en})")
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.row, &self.column) {
            (0, None) => {}
            (0, Some(column)) => write!(f, "header, {column}: ")?,
            (row, None) => write!(f, "row {row}: ")?,
            (row, Some(column)) => write!(f, "row {row}, {column}: ")?,
        }
        self.wrong.fmt(f)
    }
}

/// A cell as a fault shows it: its beginning.
fn shown(text: &str) -> String {
    match text.char_indices().nth(SHOWN_MAX) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

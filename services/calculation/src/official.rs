//! The official layout of the local programs' master (地単公費マスター): CSV, UTF-8 with or without a byte order mark,
//! no header, lines ended by CRLF or LF, 94 columns.
//!
//! A file is read whole or refused whole: every fault names its row and column. A code that is in no published list is
//! wrong where the list is published; in the items that are new it is kept as given and listed, never guessed.
//!
//! ```
//! use calculation::official::{self, Dictionary, Layout};
//!
//! let dictionary = Dictionary::read(include_bytes!("../data/columns.json"))?;
//! let layout = Layout::new(&dictionary)?;
//! let master = official::read(include_bytes!("../data/local_master.csv"), &dictionary, &layout)?;
//! assert!(master.unseen.is_empty());
//! # Ok::<_, Box<dyn std::error::Error>>(())
//! ```

mod ambiguity;
mod cell;
mod code;
mod dictionary;
mod fault;
mod national_master;
mod national_words;
mod reading;
mod row;
#[cfg(test)]
pub(crate) mod sample;
mod text;
mod view;
mod words;

pub use cell::TEXT_BYTES_MAX;
pub use code::{CODE_BYTES_MAX, Code, Coded};
pub use dictionary::{
    COLUMNS, CapFormula, CodeWord, Column, DICTIONARY_BYTES_MAX, Dictionary, NotADictionary,
};
pub use fault::{ColumnName, FAULTS_TOLD_MAX, FAULTS_TOLD_OF_A_ROW_MAX, Fault, NotAMaster, Wrong};
pub use national_master::{
    NATIONAL_BYTES_MAX, NATIONAL_COLUMNS, NATIONAL_ROWS_MAX, NationalChange, NationalMaster,
    NationalRow,
};
pub use reading::UnseenCode;
pub use row::{KEYS, Layout, Row};
pub use text::Text;
pub(crate) use view::{Marked, Part, Parts, View};
pub use words::{
    AgeFrom, AgeTo, CapKind, Join, LivingCosts, Meaning, Method, RoundingUnit, Schooling, Scope,
    SingleParent, States, StayAid,
};

use reading::Reading;

/// The longest file that is read, in bytes. The official file of some 23,000 rows is below 10 MiB.
pub const FILE_BYTES_MAX: usize = 64 << 20;

/// The most rows that are read.
pub const ROWS_MAX: usize = 100_000;

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// A file in the official layout.
#[derive(Clone, Debug)]
pub struct Master {
    /// The rows, in the order of the file: row *n* of the file stands at *n* - 1.
    pub rows: Vec<Row>,
    /// Codes outside the dictionary, kept as given, in the order of the columns.
    pub unseen: Vec<UnseenCode>,
}

/// Reads a file in the official layout.
///
/// # Errors
/// [`NotAMaster`]: the file's faults, the first of them one by one.
pub fn read(bytes: &[u8], dictionary: &Dictionary, layout: &Layout) -> Result<Master, NotAMaster> {
    let mut reading = Reading::new(dictionary);
    let mut rows = rows(bytes, layout, &mut reading);
    // Rows left out would not be compared: what overlaps is told of a file that is sound otherwise.
    if reading.is_sound() {
        ambiguity::refuse(&rows, layout, &mut reading);
    }
    rows.shrink_to_fit();
    reading.end().map(|unseen| Master { rows, unseen })
}

fn rows(bytes: &[u8], layout: &Layout, reading: &mut Reading<'_>) -> Vec<Row> {
    let mut rows = Vec::new();
    if bytes.len() > FILE_BYTES_MAX {
        reading.fault(None, Wrong::FileTooLong(FILE_BYTES_MAX));
        return rows;
    }
    let bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
    let mut file = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
    // Reading from memory fails nowhere: what does not fit the layout is a fault of its row.
    while let Ok(true) = file.read_byte_record(reading.next_cells()) {
        reading.begin_row();
        if reading.row() > ROWS_MAX {
            reading.fault(None, Wrong::TooManyRows(ROWS_MAX));
            return rows;
        }
        if reading.row() == 1 && reading.is_header() {
            reading.fault(None, Wrong::Header);
        } else if reading.width() != COLUMNS {
            let found = reading.width();
            reading.fault(None, Wrong::OtherFields { found, wanted: COLUMNS });
        } else if let Some(row) = layout.row(reading) {
            layout.check(&row, reading);
            rows.push(row);
        }
    }
    if reading.row() == 0 {
        reading.fault(None, Wrong::NoRow);
    }
    rows
}

impl Layout {
    /// The file of some rows: as the official one is, with the mark and CRLF.
    #[must_use]
    pub fn write<'a>(&self, rows: impl Iterator<Item = &'a Row>) -> Vec<u8> {
        let mut file = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .from_writer(BYTE_ORDER_MARK.to_vec());
        for row in rows {
            // Writing to memory fails nowhere.
            let _ = file.write_record(self.cells(row));
        }
        file.into_inner().unwrap_or_default()
    }

    /// What the cells of a row say together.
    fn check(&self, row: &Row, reading: &mut Reading<'_>) {
        if let Some(municipality) = row.municipality
            && municipality.prefecture() != Some(row.prefecture)
        {
            let municipality = municipality.to_string();
            let prefecture = row.prefecture.to_string();
            let wrong = Wrong::OtherPrefecture { municipality, prefecture };
            reading.fault(Some(self.municipality()), wrong);
        }
        if let (Some(first), Some(last)) = (row.valid_from, row.valid_to)
            && last < first
        {
            let wrong = Wrong::Reversed { first: first.to_string(), last: last.to_string() };
            reading.fault(Some(self.valid_to()), wrong);
        }
    }
}

#[cfg(test)]
mod tests;

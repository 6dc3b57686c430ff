//! Which rows a payer number (公費負担者番号) stands for, where one is known.

use std::collections::{BTreeMap, HashSet};

use domain::payer_number::PayerNumber;
use serde::Deserialize;

use crate::official::{Row, Text};

/// The most lines that are read.
const LINES_MAX: usize = 200_000;

/// The rows of payer numbers.
#[derive(Clone, Debug, Default)]
pub struct PayerKeys {
    rows: BTreeMap<PayerNumber, Vec<Text>>,
    linked: HashSet<(PayerNumber, Text)>,
}

/// The table of payer numbers is not as it must be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("payer_keys.csv row {row}: {fault}")]
pub struct NotPayerKeys {
    /// The row, from 1, the header not counted.
    pub row: usize,
    /// What is wrong.
    pub fault: String,
}

#[derive(Deserialize)]
struct Line {
    id: String,
    payer_number: String,
}

impl PayerKeys {
    /// Reads the table: CSV with a header. A line without an id or without a number links nothing.
    ///
    /// # Errors
    /// [`NotPayerKeys`]: a line is not of the form, its number is none, or its id is no row's.
    pub(crate) fn read(bytes: &[u8], is_row: impl Fn(&str) -> bool) -> Result<Self, NotPayerKeys> {
        let mut keys = Self::default();
        for (n, line) in csv::Reader::from_reader(bytes).into_deserialize().enumerate() {
            let fault = |fault: String| NotPayerKeys { row: n + 1, fault };
            if n >= LINES_MAX {
                return Err(fault(format!("more than {LINES_MAX} rows")));
            }
            let Line { id, payer_number } = line.map_err(|error| fault(error.to_string()))?;
            if !id.is_empty() && !is_row(&id) {
                return Err(fault(format!("there is no row {id}")));
            }
            if id.is_empty() || payer_number.is_empty() {
                continue;
            }
            let number = payer_number.parse();
            let number = number.map_err(|error| fault(format!("{payer_number:?}: {error}")))?;
            keys.put(number, &id.as_str().into());
        }
        Ok(keys)
    }

    /// Adds the numbers that rows state themselves.
    pub(crate) fn add_rows(&mut self, rows: &[Row], ids: &[Text]) {
        for (row, id) in rows.iter().zip(ids) {
            if let Some(number) = row.payer_number {
                self.put(number, id);
            }
        }
    }

    /// The ids of the rows of a payer number, in the order of the files.
    #[must_use]
    pub fn rows_of(&self, number: PayerNumber) -> &[Text] {
        self.rows.get(&number).map(Vec::as_slice).unwrap_or_default()
    }

    fn put(&mut self, number: PayerNumber, id: &Text) {
        if self.linked.insert((number, id.clone())) {
            self.rows.entry(number).or_default().push(id.clone());
        }
    }
}

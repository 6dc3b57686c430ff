//! Reading row by row: the cells at hand, and what has been noticed on the way.

use std::collections::BTreeMap;

use super::{
    cell::Cell,
    code::Code,
    dictionary::{Column, Dictionary},
    fault::{ColumnName, FAULTS_TOLD_MAX, FAULTS_TOLD_OF_A_ROW_MAX, Fault, NotAMaster, Wrong},
    text::Texts,
};

/// A code outside the dictionary, in an item whose list is not published: kept as given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnseenCode {
    /// The item's column.
    pub column: ColumnName,
    /// The code.
    pub code: Code,
    /// In how many rows it stands.
    pub rows: usize,
    /// The first of them, from 1.
    pub first_row: usize,
}

/// What a reader of a file has at hand.
pub(crate) struct Reading<'a> {
    dictionary: &'a Dictionary,
    cells: csv::ByteRecord,
    row: usize,
    texts: Texts,
    unseen: BTreeMap<(usize, Code), (usize, usize)>,
    told: Vec<Fault>,
    count: usize,
    count_before_row: usize,
}

impl<'a> Reading<'a> {
    pub(crate) fn new(dictionary: &'a Dictionary) -> Self {
        Self {
            dictionary,
            cells: csv::ByteRecord::new(),
            row: 0,
            texts: Texts::default(),
            unseen: BTreeMap::new(),
            told: Vec::new(),
            count: 0,
            count_before_row: 0,
        }
    }

    /// The place for the next row's cells.
    pub(crate) fn next_cells(&mut self) -> &mut csv::ByteRecord {
        &mut self.cells
    }

    /// Begins the row whose cells have just been put there.
    pub(crate) fn begin_row(&mut self) {
        self.row += 1;
        self.count_before_row = self.count;
    }

    /// The row at hand, from 1; before the first one, 0.
    pub(crate) fn row(&self) -> usize {
        self.row
    }

    /// How many cells the row has.
    pub(crate) fn width(&self) -> usize {
        self.cells.len()
    }

    /// What a cell says; none if it is at fault.
    pub(crate) fn cell<T: Cell>(&mut self, at: usize, key: &T::Key) -> Option<T> {
        let bytes = self.cells.get(at).unwrap_or_default();
        let read = match std::str::from_utf8(bytes) {
            Ok(text) => T::read(text, key, &mut self.texts),
            Err(_) => Err(Wrong::NotUtf8),
        };
        match read {
            Ok(said) => {
                if let Some(code) = said.unseen() {
                    self.unseen.entry((at, code)).or_insert((0, self.row)).0 += 1;
                }
                Some(said)
            }
            Err(wrong) => {
                self.fault(Some(at), wrong);
                None
            }
        }
    }

    /// Whether the row names the items.
    pub(crate) fn is_header(&self) -> bool {
        let names = self.dictionary.columns().iter().zip(&self.cells);
        names.filter(|(column, cell)| column.name_ja.as_bytes() == *cell).take(2).count() == 2
    }

    /// Something is wrong with the row at hand, in a column (from 0) or as a whole.
    pub(crate) fn fault(&mut self, at: Option<usize>, wrong: Wrong) {
        let of_row = self.count - self.count_before_row;
        if of_row < FAULTS_TOLD_OF_A_ROW_MAX {
            self.fault_of(self.row, at, wrong);
        } else {
            self.count += 1;
        }
    }

    /// Something is wrong with a row, in a column (from 0) or as a whole.
    pub(crate) fn fault_of(&mut self, row: usize, at: Option<usize>, wrong: Wrong) {
        self.count += 1;
        if self.told.len() < FAULTS_TOLD_MAX {
            let column = at.and_then(|at| self.column(at)).map(ColumnName::from);
            self.told.push(Fault { row, column, wrong });
        }
    }

    /// Whether nothing was wrong so far.
    pub(crate) fn is_sound(&self) -> bool {
        self.count == 0
    }

    /// What was noticed: the codes not seen before, in the order of the columns.
    ///
    /// # Errors
    /// Something was wrong.
    pub(crate) fn end(self) -> Result<Vec<UnseenCode>, NotAMaster> {
        if self.count > 0 {
            return Err(NotAMaster { told: self.told, count: self.count });
        }
        let unseen = self.unseen.iter().filter_map(|((at, code), (rows, first_row))| {
            let column = self.column(*at)?.into();
            Some(UnseenCode { column, code: *code, rows: *rows, first_row: *first_row })
        });
        Ok(unseen.collect())
    }

    fn column(&self, at: usize) -> Option<&'a Column> {
        self.dictionary.columns().get(at)
    }
}

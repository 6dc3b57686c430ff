//! The official layout of the national programs' master (国公費マスタ): CSV with a header, 56 columns, mostly free text.
//!
//! Its amounts stand in sentences, so nothing is calculated from it: the calculation's own national tables are made from
//! it by reading. An edition keeps it to say what a newer one changes, and where the tables no longer agree with it.

use domain::law_number::LawNumber;
use jiff::civil::Date;

use super::{
    fault::{ColumnName, FAULTS_TOLD_MAX, Fault, NotAMaster, Wrong},
    text::{Text, Texts},
};

/// How many columns the layout has.
pub const NATIONAL_COLUMNS: usize = 56;

/// The longest file that is read, in bytes. The provisional edition has 52,599.
pub const NATIONAL_BYTES_MAX: usize = 4 << 20;

/// The most rows that are read. The provisional edition has 44.
pub const NATIONAL_ROWS_MAX: usize = 1_000;

/// The longest cell, in bytes: the longest published ones have some 2,000.
const CELL_BYTES_MAX: usize = 16 << 10;

/// How the file writes that an item does not apply.
const NONE: &str = "ー";

/// The header of the published edition: its columns are known by the item numbers with which their names begin.
const PUBLISHED: &str = include_str!("../../data/national_master.csv");

const RANK: usize = 0;
const LAW: usize = 1;
const AGENCY: usize = 3;
const DAYS: [usize; 2] = [5, 6];
const NAME: usize = 9;

/// Insurance, program and person, for each share of the insurance: they make the whole.
const SHARES: [[usize; 3]; 3] = [[23, 24, 25], [26, 27, 28], [29, 30, 31]];

/// The columns by which rows of two editions are known to be one: law, agency, program, care, and how the person's part
/// is described, as far as it takes.
const KEYS: [&[usize]; 4] = [
    &[LAW, AGENCY, NAME, 11, 12, 22, 38],
    &[LAW, AGENCY, NAME, 11, 12, 22],
    &[LAW, AGENCY, NAME, 11, 12],
    &[LAW, AGENCY, NAME],
];

/// The national programs' master.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NationalMaster {
    /// The names of the columns, each beginning with its item number.
    pub header: Vec<Text>,
    /// The rows, in the order of the file.
    pub rows: Vec<NationalRow>,
}

/// A row of the national programs' master.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NationalRow {
    /// The rank in which programs apply (公費適用順位), from 1.
    pub rank: u16,
    /// The law number (法別番号).
    pub law: LawNumber,
    /// All cells, as the file has them.
    pub cells: Vec<Text>,
}

/// What changed of one national row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NationalChange {
    /// Its number before, from 1; absent for a row that was added.
    pub row_before: Option<usize>,
    /// Its number after, from 1; absent for a row that ended.
    pub row_after: Option<usize>,
    /// The law number.
    pub law: LawNumber,
    /// The program (給付・事業名).
    pub program: Text,
    /// What changed: the column's name, what it said, what it says.
    pub items: Vec<(Text, Text, Text)>,
}

impl NationalMaster {
    /// Whether the bytes begin as this master does.
    #[must_use]
    pub fn is_begun_by(bytes: &[u8]) -> bool {
        let bytes = bytes.strip_prefix(super::BYTE_ORDER_MARK).unwrap_or(bytes);
        let first = PUBLISHED.split(',').next().unwrap_or_default();
        bytes.starts_with(item_number(first).as_bytes())
    }

    /// Reads the master.
    ///
    /// # Errors
    /// [`NotAMaster`]: the header names other items, or a row is not of the form; the first faults one by one.
    pub fn read(bytes: &[u8]) -> Result<Self, NotAMaster> {
        let mut reader = Reader::default();
        let master = reader.master(bytes);
        if reader.count > 0 {
            return Err(NotAMaster { told: reader.told, count: reader.count });
        }
        Ok(master)
    }

    /// What changed from this one to `after`, in its order; ended rows last.
    #[must_use]
    pub fn changes(&self, after: &Self) -> Vec<NationalChange> {
        let mut open: Vec<usize> = (0..self.rows.len()).collect();
        let mut matches: Vec<Option<usize>> = vec![None; after.rows.len()];
        for key in KEYS {
            for (row, found) in after.rows.iter().zip(&mut matches) {
                let same = |at: &usize| self.rows.get(*at).is_some_and(|one| one.is_same(row, key));
                if found.is_none()
                    && let Some(place) = open.iter().position(same)
                {
                    *found = Some(open.remove(place));
                }
            }
        }
        let mut changes = Vec::new();
        for (at, (row, found)) in after.rows.iter().zip(matches).enumerate() {
            let before = found.and_then(|found| self.rows.get(found));
            let items = before.map(|before| before.items(row, &after.header)).unwrap_or_default();
            if before.is_none() || !items.is_empty() {
                changes.push(row.change(found.map(|found| found + 1), Some(at + 1), items));
            }
        }
        let ended = open
            .into_iter()
            .filter_map(|at| Some(self.rows.get(at)?.change(Some(at + 1), None, Vec::new())));
        changes.extend(ended);
        changes
    }
}

impl NationalRow {
    /// What the program is called (給付・事業名).
    #[must_use]
    pub fn name(&self) -> Text {
        self.cells.get(NAME).cloned().unwrap_or_else(|| "".into())
    }

    fn is_same(&self, other: &Self, key: &[usize]) -> bool {
        key.iter().all(|at| self.cells.get(*at) == other.cells.get(*at))
    }

    fn items(&self, after: &Self, header: &[Text]) -> Vec<(Text, Text, Text)> {
        let cells = self.cells.iter().zip(&after.cells).zip(header);
        cells
            .filter(|((before, after), _)| before != after)
            .map(|((before, after), name)| (name.clone(), before.clone(), after.clone()))
            .collect()
    }

    fn change(
        &self,
        row_before: Option<usize>,
        row_after: Option<usize>,
        items: Vec<(Text, Text, Text)>,
    ) -> NationalChange {
        NationalChange { row_before, row_after, law: self.law, program: self.name(), items }
    }
}

#[derive(Default)]
struct Reader {
    header: Vec<Text>,
    texts: Texts,
    told: Vec<Fault>,
    count: usize,
}

impl Reader {
    fn master(&mut self, bytes: &[u8]) -> NationalMaster {
        let mut rows = Vec::new();
        if bytes.len() > NATIONAL_BYTES_MAX {
            self.fault(0, None, Wrong::FileTooLong(NATIONAL_BYTES_MAX));
            return NationalMaster { header: Vec::new(), rows };
        }
        let bytes = bytes.strip_prefix(super::BYTE_ORDER_MARK).unwrap_or(bytes);
        let mut file =
            csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
        for (row, record) in file.byte_records().map_while(Result::ok).enumerate() {
            if row > NATIONAL_ROWS_MAX {
                self.fault(row, None, Wrong::TooManyRows(NATIONAL_ROWS_MAX));
                break;
            }
            let Some(cells) = self.cells(row, &record) else { continue };
            if row == 0 {
                self.header = cells;
                self.check_header();
            } else if let Some(read) = self.row(row, cells) {
                rows.push(read);
            }
        }
        if rows.is_empty() && self.count == 0 {
            self.fault(0, None, Wrong::NoRow);
        }
        NationalMaster { header: self.header.clone(), rows }
    }

    /// The cells of a record. The header is row 0.
    fn cells(&mut self, row: usize, record: &csv::ByteRecord) -> Option<Vec<Text>> {
        if record.len() != NATIONAL_COLUMNS {
            let wrong = Wrong::OtherFields { found: record.len(), wanted: NATIONAL_COLUMNS };
            self.fault(row, None, wrong);
            return None;
        }
        let mut cells = Vec::with_capacity(record.len());
        for (at, cell) in record.iter().enumerate() {
            let read = match std::str::from_utf8(cell) {
                Err(_) => Err(Wrong::NotUtf8),
                Ok(text) if text.len() > CELL_BYTES_MAX => {
                    Err(Wrong::TooLong { bytes: text.len(), max: CELL_BYTES_MAX })
                }
                Ok(text) => Ok(self.texts.keep(text)),
            };
            match read {
                Ok(text) => cells.push(text),
                Err(wrong) => self.fault(row, Some(at), wrong),
            }
        }
        (cells.len() == NATIONAL_COLUMNS).then_some(cells)
    }

    fn check_header(&mut self) {
        let published = PUBLISHED.lines().next().unwrap_or_default().split(',');
        let header = self.header.clone();
        for (at, (cell, wanted)) in header.iter().zip(published).enumerate() {
            if item_number(cell) != item_number(wanted) {
                let wrong = Wrong::OtherItem {
                    found: item_number(cell).to_owned(),
                    wanted: item_number(wanted).to_owned(),
                };
                self.fault(0, Some(at), wrong);
            }
        }
    }

    fn row(&mut self, row: usize, cells: Vec<Text>) -> Option<NationalRow> {
        let cell = |at: usize| cells.get(at).map_or("", |text| &**text);
        let count = self.count;
        let rank = cell(RANK).parse::<u16>().ok().filter(|rank| *rank > 0);
        if rank.is_none() {
            self.fault(row, Some(RANK), Wrong::not("a rank, from 1", cell(RANK)));
        }
        let law = cell(LAW).parse::<LawNumber>().ok();
        if law.is_none() {
            self.fault(row, Some(LAW), Wrong::not("a law number of 2 digits", cell(LAW)));
        }
        for at in DAYS {
            if cell(at) != NONE && cell(at).parse::<Date>().is_err() {
                self.fault(row, Some(at), Wrong::not("a day as yyyy-mm-dd, or ー", cell(at)));
            }
        }
        for shares in SHARES {
            // A share with a remark is no number; then the three are not added up.
            let percents = shares.map(|at| cell(at).parse::<u32>().ok());
            if let [Some(insurance), Some(program), Some(person)] = percents
                && insurance.saturating_add(program).saturating_add(person) != 100
            {
                let wrong = Wrong::NotTheWhole([insurance, program, person]);
                self.fault(row, shares.last().copied(), wrong);
            }
        }
        (count == self.count).then_some(())?;
        Some(NationalRow { rank: rank?, law: law?, cells })
    }

    fn fault(&mut self, row: usize, at: Option<usize>, wrong: Wrong) {
        self.count += 1;
        if self.told.len() < FAULTS_TOLD_MAX {
            let column = at.map(|at| {
                let name = self.header.get(at).map(ToString::to_string).unwrap_or_default();
                ColumnName {
                    position: u8::try_from(at + 1).unwrap_or(u8::MAX),
                    item: item_number(&name).to_owned(),
                    name_ja: name,
                    name_en: String::new(),
                }
            });
            self.told.push(Fault { row, column, wrong });
        }
    }
}

/// The item number with which a column's name begins: up to the full stop, included.
fn item_number(name: &str) -> &str {
    name.split_inclusive('.').next().filter(|number| number.ends_with('.')).unwrap_or_default()
}

#[cfg(test)]
mod tests;

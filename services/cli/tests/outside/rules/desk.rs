//! A folder with official files in it, ours and one as large as the official one.

use std::{collections::HashSet, fs, path::PathBuf};

use crate::support::{Ran, run, word};

pub(super) const MASTER: &[u8] = include_bytes!("../../../../calculation/data/local_master.csv");
const MUNICIPALITIES: &str = include_str!("../../../../calculation/data/municipalities.csv");

/// As many rows as the official file has, nearly.
pub(super) const GROWN_ROWS: usize = 23_000;

// Columns, from 0.
pub(super) const PREFECTURE: usize = 2;
pub(super) const MUNICIPALITY: usize = 3;
const DIVISION: usize = 8;
pub(super) const VALID_FROM: usize = 9;
pub(super) const VALID_TO: usize = 10;
pub(super) const OUT_DAY_CAP: usize = 75;

pub(super) type Rows = Vec<Vec<String>>;

/// A folder, and the files that a test writes to it.
pub(super) struct Desk(tempfile::TempDir);

impl Desk {
    pub(super) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(super) fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        fs::write(self.path(name), bytes).unwrap();
        word(&self.path(name))
    }

    /// The file of some rows as the official one is.
    pub(super) fn master(&self, name: &str, rows: &Rows) -> String {
        let mut file = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .flexible(true)
            .from_writer("\u{feff}".as_bytes().to_vec());
        for row in rows {
            file.write_record(row).unwrap();
        }
        self.file(name, file.into_inner().unwrap())
    }

    pub(super) async fn rules(&self, words: &[&str]) -> Ran {
        run(&[&["rules"], words].concat()).await
    }

    pub(super) async fn import(&self, file: &str, out: &str) -> Ran {
        self.rules(&["import", file, "--out", &word(&self.path(out)), "--json"]).await
    }

    pub(super) fn names(&self) -> HashSet<String> {
        let entries = fs::read_dir(self.0.path()).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }
}

pub(super) fn ours() -> Rows {
    let text = MASTER.strip_prefix("\u{feff}".as_bytes()).unwrap();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text);
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// Our rows grown to [`GROWN_ROWS`], and how many are the same, ended, changed and added by that: some are left out, some
/// have another cap or another first day, and municipalities that have none get copies with their own code and period.
pub(super) fn grown() -> (Rows, [usize; 4]) {
    let ours = ours();
    let (mut rows, mut counts) = (Rows::new(), [0; 4]);
    for (n, row) in ours.iter().enumerate() {
        let mut row = row.clone();
        let kind = match n % 50 {
            7 => 1,
            13 => {
                row[OUT_DAY_CAP] = (row[OUT_DAY_CAP].parse().unwrap_or(100) + 10).to_string();
                2
            }
            29 => {
                row[VALID_FROM] = "20220401".to_owned();
                2
            }
            _ => 0,
        };
        counts[kind] += 1;
        if kind != 1 {
            rows.push(row);
        }
    }
    let taken: HashSet<&String> = ours.iter().map(|row| &row[MUNICIPALITY]).collect();
    let lines = MUNICIPALITIES.lines().skip(1).filter(|line| !line.contains(",prefecture,"));
    for code in lines.map(|line| line[..6].to_owned()).filter(|code| !taken.contains(code)) {
        for row in ours.iter().filter(|row| code.starts_with(&row[PREFECTURE])) {
            if rows.len() == GROWN_ROWS {
                break;
            }
            let mut row = row.clone();
            counts[3] += 1;
            row[MUNICIPALITY].clone_from(&code);
            row[DIVISION] = counts[3].to_string();
            row[VALID_FROM] = "20230401".to_owned();
            row[VALID_TO] = "20270331".to_owned();
            rows.push(row);
        }
    }
    assert_eq!(rows.len(), GROWN_ROWS);
    (rows, counts)
}

//! Loading, importing, comparing editions, beside reading the same bytes; and what a loaded one holds of memory.

use std::{env, fs, hint::black_box, process::Command};

use calculation::{
    diff::{Diff, diff},
    edition::{About, Edition, Files},
    official::Row as MasterRow,
};
use jiff::civil::date;

use crate::{
    clock::work,
    counted, machine, median,
    table::{Row, Table},
};

/// As many rows as the official file of August 2026 has, nearly.
const GROWN_ROWS: usize = 23_000;

/// The longest that importing so many rows may take, in milliseconds.
const IMPORT_MAX: f64 = 1_000.0;

/// The most that a loaded edition may hold, in MiB.
const MEMORY_MAX: f64 = 64.0;

/// Asks this program for the memory of one loaded edition.
pub(crate) const INNER: &str = "--memory-of-one";

const MIB: f64 = 1024.0 * 1024.0;

pub(crate) fn measure(table: &mut Table, turns: usize) {
    let files = Files::shipped();
    let edition = Edition::shipped().unwrap();
    let master = grown(&edition);
    let about =
        About { name: "grown".to_owned(), as_of: date(2026, 11, 1), based_on: Some(edition.id()) };
    let mut took: [Vec<f64>; 5] = Default::default();
    for _ in 0..turns {
        let imported = edition.import(&files, &master, &about).unwrap();
        assert_eq!(imported.edition.local_rows().len(), GROWN_ROWS);
        let figures = [
            milliseconds(|| _ = black_box(files.id())),
            milliseconds(|| drop(black_box(Edition::shipped().unwrap()))),
            milliseconds(|| raw(&master)),
            milliseconds(|| drop(black_box(edition.import(&files, &master, &about).unwrap()))),
            milliseconds(|| drop(black_box(compared(&edition, &imported.edition)))),
        ];
        for (took, figure) in took.iter_mut().zip(figures) {
            took.push(figure);
        }
    }
    let [hash, load, read, import, diff] = &took;
    let middle = |of: &[f64]| median(counted(of));
    let times = |of: &[f64], other: &[f64]| {
        let turns = counted(of).iter().zip(counted(other));
        median(&turns.map(|(own, other)| own / other).collect::<Vec<_>>())
    };
    table.add(Row::new("the shipped edition is loaded", middle(load), "ms").beside(
        "BLAKE3 of its files",
        middle(hash),
        times(load, hash),
    ));
    table.add(
        Row::new("23,000 rows are imported", middle(import), "ms")
            .beside("their CSV is read", middle(read), times(import, read))
            .at_most(IMPORT_MAX),
    );
    table.add(Row::new("they are compared with ours", middle(diff), "ms").beside(
        "their CSV is read",
        middle(read),
        times(diff, read),
    ));
    let bytes: usize = files.iter().map(|(_, bytes)| bytes.len()).sum();
    let bytes = bytes as f64 / MIB;
    for (what, held) in
        ["a loaded edition holds", "at most, while it is loaded"].into_iter().zip(asked_inside())
    {
        let row = Row::new(what, held, "MiB").beside("its files", bytes, held / bytes);
        table.add(if what.starts_with("at most") { row } else { row.at_most(MEMORY_MAX) });
    }
}

fn milliseconds(act: impl FnOnce()) -> f64 {
    work(act).as_secs_f64() * 1_000.0
}

fn compared(before: &Edition, after: &Edition) -> Diff {
    diff(before.local_rows(), after.local_rows(), before.layout())
}

/// Reads all cells of a CSV and does nothing with them.
fn raw(bytes: &[u8]) {
    let mut file = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
    let mut record = csv::ByteRecord::new();
    let mut cells = 0;
    while file.read_byte_record(&mut record).unwrap() {
        cells += record.iter().filter(|cell| !cell.is_empty()).count();
    }
    black_box(cells);
}

/// Our rows grown to as many as the official file has, under other bodies and dates.
fn grown(edition: &Edition) -> Vec<u8> {
    let ours = edition.local_rows();
    let mut rows: Vec<MasterRow> = ours.to_vec();
    let places: Vec<_> = ours.iter().filter_map(|row| row.municipality).collect();
    let (first, last) = ("2023-04-01".parse().unwrap(), "2027-03-31".parse().unwrap());
    let mut number = 0;
    while rows.len() < GROWN_ROWS {
        for row in ours.iter().take(GROWN_ROWS - rows.len()) {
            number += 1;
            let mut row = row.clone();
            let same = places.iter().filter(|code| code.prefecture() == Some(row.prefecture));
            let others: Vec<_> = same.collect();
            let other = others.get(number % others.len().max(1));
            row.municipality = other.map(|code| **code).or(row.municipality);
            // Prefectures have several rows of one body: a number of its own for each copy.
            row.division = Some(u32::try_from(number).unwrap());
            (row.valid_from, row.valid_to) = (Some(first), Some(last));
            rows.push(row);
        }
    }
    edition.layout().write(rows.iter())
}

/// What a loaded edition holds and held at most, in MiB, as a process of its own tells.
fn asked_inside() -> [f64; 2] {
    let told = Command::new(env::current_exe().unwrap()).arg(INNER).output().unwrap();
    let text = String::from_utf8(told.stdout).unwrap();
    let mut figures = text.split_whitespace().map(|figure| figure.parse::<f64>().unwrap() / MIB);
    [figures.next().unwrap(), figures.next().unwrap()]
}

/// Prints by how many bytes loading made this process grow, now and at most.
pub(crate) fn memory_of_one() {
    let before = machine::resident_bytes();
    let edition = Edition::shipped().unwrap();
    let now = machine::resident_bytes();
    let most = resident_bytes_most();
    println!("{} {}", now.saturating_sub(before), most.saturating_sub(before));
    black_box(edition);
}

/// The most that the resident memory of this process was, in bytes, where the machine says so.
fn resident_bytes_most() -> u64 {
    let text = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|kib| kib.parse::<u64>().ok()).unwrap_or(0) * 1024
}

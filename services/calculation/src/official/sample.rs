//! The shipped rows, and a file as large as the official one grown of them. For tests.

use domain::body_code::BodyCode;

use super::{Dictionary, Layout, Master, read};

pub(crate) const COLUMNS_JSON: &[u8] = include_bytes!("../../data/columns.json");
pub(crate) const LOCAL_MASTER: &[u8] = include_bytes!("../../data/local_master.csv");
pub(crate) const MUNICIPALITIES: &[u8] = include_bytes!("../../data/municipalities.csv");
pub(crate) const WARDS: &[u8] = include_bytes!("../../data/wards.csv");

/// As many rows as the official file of August 2026 has, nearly.
pub(crate) const GROWN_ROWS: usize = 23_000;

pub(crate) fn layout() -> (Dictionary, Layout) {
    let dictionary = Dictionary::read(COLUMNS_JSON).unwrap();
    let layout = Layout::new(&dictionary).unwrap();
    (dictionary, layout)
}

pub(crate) fn ours() -> Master {
    let (dictionary, layout) = layout();
    read(LOCAL_MASTER, &dictionary, &layout).unwrap()
}

/// How a grown file differs from ours, by construction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Grown {
    pub(crate) unchanged: usize,
    pub(crate) ended: usize,
    pub(crate) changed: usize,
    pub(crate) added: usize,
}

/// Our file grown to [`GROWN_ROWS`] rows: some rows left out, some changed in an amount or in their period, and
/// copies of all of them for municipalities of the same prefecture that have no row in ours.
pub(crate) fn grown() -> (Vec<u8>, Grown) {
    let (_, layout) = layout();
    let ours = ours().rows;
    let (mut counts, mut rows) = (Grown::default(), Vec::new());
    for (n, row) in ours.iter().enumerate() {
        let mut row = row.clone();
        match n % 50 {
            7 => {
                counts.ended += 1;
                continue;
            }
            13 => {
                row.out_day_cap = Some(row.out_day_cap.unwrap_or(100) + 10);
                counts.changed += 1;
            }
            29 => {
                row.valid_from = Some("2022-04-01".parse().unwrap());
                counts.changed += 1;
            }
            _ => counts.unchanged += 1,
        }
        rows.push(row);
    }
    let free: Vec<BodyCode> = std::str::from_utf8(MUNICIPALITIES)
        .unwrap()
        .lines()
        .skip(1)
        .filter(|line| !line.contains(",prefecture,"))
        .map(|line| line[..6].parse().unwrap())
        .filter(|code| ours.iter().all(|row| row.municipality != Some(*code)))
        .collect();
    'grown: for code in free {
        for row in ours.iter().filter(|row| code.prefecture() == Some(row.prefecture)) {
            if rows.len() == GROWN_ROWS {
                break 'grown;
            }
            // Prefectures have rows of many municipalities: a number of its own for each copy.
            let mut row = row.clone();
            counts.added += 1;
            row.municipality = Some(code);
            row.division = Some(u32::try_from(counts.added).unwrap());
            row.valid_from = Some("2023-04-01".parse().unwrap());
            row.valid_to = Some("2027-03-31".parse().unwrap());
            rows.push(row);
        }
    }
    assert_eq!(rows.len(), GROWN_ROWS);
    (layout.write(rows.iter()), counts)
}

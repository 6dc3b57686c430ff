//! What two editions say beside the columns: supplements row by row, and other files as a whole.

use std::collections::{BTreeMap, BTreeSet};

use calculation::edition::Files;
use serde_json::Value;

/// The supplements of the local rows.
const SUPPLEMENTS: [&str; 2] = [Files::LOCAL_SUPPLEMENT, Files::LOCAL_BEYOND_SUPPLEMENT];

/// Files whose changes are said elsewhere, row by row.
const SAID: [&str; 7] = [
    Files::ABOUT,
    Files::LOCAL_MASTER,
    Files::LOCAL_SUPPLEMENT,
    Files::LOCAL_BEYOND,
    Files::LOCAL_BEYOND_SUPPLEMENT,
    Files::NATIONAL_MASTER,
    Files::PAYER_KEYS,
];

/// What differs beside the columns.
#[derive(Default)]
pub(super) struct Beside {
    /// Rows whose supplement says something else, by id.
    pub(super) supplements: Vec<String>,
    /// Ids that are known no more: whoever maps a program to one has to look.
    pub(super) gone: Vec<String>,
    /// Other files that differ.
    pub(super) files: Vec<&'static str>,
}

impl Beside {
    /// From one edition to another.
    pub(super) fn of(before: &Files<'_>, after: &Files<'_>) -> Self {
        let (old, new) = (lines(before), lines(after));
        let differs = |(id, line): (&String, &Value)| {
            let now = new.get(id)?;
            (now != line).then(|| id.clone())
        };
        let gone = old.keys().filter(|id| !new.contains_key(*id)).cloned().collect();
        let mut files: Vec<_> = Files::names()
            .filter(|name| !SAID.contains(name) && before.get(name) != after.get(name))
            .collect();
        if payers(before) != payers(after) {
            files.push(Files::PAYER_KEYS);
        }
        Self { supplements: old.iter().filter_map(differs).collect(), gone, files }
    }
}

/// The lines of the supplements by the id of their row, without the row's place: another place is no change.
fn lines(files: &Files<'_>) -> BTreeMap<String, Value> {
    let all = SUPPLEMENTS.iter().filter_map(|name| files.get(name));
    let lines = all.flat_map(|bytes| bytes.split(|byte| *byte == b'\n'));
    let read = lines.filter_map(|line| {
        let mut line: Value = serde_json::from_slice(line).ok()?;
        line.as_object_mut()?.remove("row");
        let id = line.get("id")?.as_str()?.to_owned();
        Some((id, line))
    });
    read.collect()
}

/// Which id has which payer number.
fn payers(files: &Files<'_>) -> BTreeSet<(String, String)> {
    let bytes = files.get(Files::PAYER_KEYS).unwrap_or_default();
    let mut reader = csv::Reader::from_reader(bytes);
    let header = reader.headers().cloned().unwrap_or_default();
    let place = |name| header.iter().position(|cell| cell == name);
    let (id, number) = (place("id"), place("payer_number"));
    let cells = |record: csv::StringRecord| {
        let cell =
            |at: Option<usize>| at.and_then(|at| record.get(at)).unwrap_or_default().to_owned();
        (cell(id), cell(number))
    };
    let all = reader.into_records().map_while(Result::ok).map(cells);
    all.filter(|(_, number)| !number.is_empty()).collect()
}

//! A newer local master put into an edition: its rows in place of the old ones, with the supplements that still fit.
//!
//! A row whose supplement does not fit any longer stands on its columns, under an id of its own, and the old id is told:
//! it is known no more, so that nobody computes with half a rule, and whoever maps programs to rules has to look at it.

use std::collections::{HashMap, HashSet};

use serde_json::json;

use super::{
    About, Edition, Files, NotAnEdition,
    carry::{Carry, Fate, Line, UNKNOWN},
};
use crate::official::{self, Row, Text};

/// What the id of a row without a supplement of its own begins with.
const PREFIX: &str = "official";

/// A new edition: a newer local master in place of the old one.
#[derive(Debug)]
pub struct Imported {
    /// The files of the new edition.
    pub files: Files<'static>,
    /// The new edition, loaded.
    pub edition: Edition,
    /// How many rows kept the id and the supplement of their match.
    pub carried: usize,
    /// Rows whose match has a supplement that need not fit any longer.
    pub not_carried: Vec<NotCarried>,
    /// Rows beyond the master that belonged to a rule which is not kept.
    pub left_out: Vec<Text>,
}

/// A row whose match had a supplement that was left behind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotCarried {
    /// The row's number, from 1.
    pub row: usize,
    /// Its id in the new edition.
    pub id: Text,
    /// The id of its match in the old one.
    pub was: Text,
}

impl Edition {
    /// Puts a newer local master into an edition.
    ///
    /// `files` are the files of `self`.
    ///
    /// # Errors
    /// [`NotAnEdition::Local`] with the faults of the file; or what loading finds.
    pub fn import(
        &self,
        files: &Files<'_>,
        master: &[u8],
        about: &About,
    ) -> Result<Imported, NotAnEdition> {
        let read = official::read(master, &self.dictionary, &self.layout)
            .map_err(|refusal| NotAnEdition::Local { file: Files::LOCAL_MASTER, refusal })?;
        let carry = Carry::new(self, files, &read.rows);
        let beyond = self.beyond(files, &carry);
        let mut put: Files<'static> = Files::default();
        for (name, bytes) in files.iter() {
            put.put(name, bytes.to_vec());
        }
        put.put(Files::PAYER_KEYS, self.payer_keys(files, &carry, &beyond.ids));
        put.put(Files::LOCAL_BEYOND, beyond.rows);
        put.put(Files::LOCAL_BEYOND_SUPPLEMENT, beyond.lines);
        let mut ids = Ids::new(self, &carry.fates, beyond.ids);
        let (mut lines, mut not_carried) = (String::new(), Vec::new());
        for (at, (row, fate)) in read.rows.iter().zip(&carry.fates).enumerate() {
            let line = match *fate {
                Fate::Kept(from) => {
                    let line = carry.old.get(from).cloned().unwrap_or_default();
                    line.fitting(self.local.rows.get(from), row).at(at + 1).write()
                }
                Fate::Own(was) => {
                    let id = ids.next(row);
                    if let Some(was) = was.and_then(|was| self.local.ids.get(was)) {
                        let (id, was) = (id.as_str().into(), was.clone());
                        not_carried.push(NotCarried { row: at + 1, id, was });
                    }
                    own(at + 1, &id)
                }
            };
            lines.push_str(&line);
            lines.push('\n');
        }
        put.put(Files::LOCAL_MASTER, master.to_vec());
        put.put(Files::LOCAL_SUPPLEMENT, lines.into_bytes());
        put.put(Files::ABOUT, about.write());
        let carried = carry.fates.iter().filter(|fate| fate.kept().is_some()).count();
        let edition = Self::load_with(&put, Some(read))?;
        Ok(Imported { files: put, edition, carried, not_carried, left_out: beyond.left_out })
    }

    /// The rows beyond the master whose rules are kept.
    fn beyond(&self, files: &Files<'_>, carry: &Carry) -> Beyond {
        let old = Line::all(files.get(Files::LOCAL_BEYOND_SUPPLEMENT).unwrap_or_default());
        let mut beyond = Beyond::default();
        let mut rows = Vec::new();
        for ((row, id), line) in self.beyond.rows.iter().zip(&self.beyond.ids).zip(old) {
            if carry.leaves_out(&line) {
                beyond.left_out.push(id.clone());
            } else {
                rows.push(row);
                beyond.ids.insert(id.clone());
                beyond.lines.extend((line.at(rows.len()).write() + "\n").into_bytes());
            }
        }
        beyond.rows = if beyond.left_out.is_empty() {
            // As they were, byte for byte.
            let lines = files.get(Files::LOCAL_BEYOND_SUPPLEMENT).unwrap_or_default();
            beyond.lines = lines.to_vec();
            files.get(Files::LOCAL_BEYOND).unwrap_or_default().to_vec()
        } else {
            self.layout.write(rows.into_iter())
        };
        beyond
    }

    /// The payer numbers whose rows are still there, with their new places.
    fn payer_keys(&self, files: &Files<'_>, carry: &Carry, beyond: &HashSet<Text>) -> Vec<u8> {
        let mut places: HashMap<&str, String> = HashMap::new();
        for (at, fate) in carry.fates.iter().enumerate() {
            if let Some(id) = fate.kept().and_then(|from| self.local.ids.get(from)) {
                places.insert(id, (at + 1).to_string());
            }
        }
        let old = files.get(Files::PAYER_KEYS).unwrap_or_default();
        let mut reader = csv::Reader::from_reader(old);
        let header = reader.headers().cloned().unwrap_or_default();
        let place_of = |name| header.iter().position(|cell| cell == name);
        let (id_at, row_at) = (place_of("id"), place_of("row"));
        let mut writer = csv::Writer::from_writer(Vec::new());
        // Writing to memory fails nowhere.
        let _ = writer.write_record(&header);
        for record in reader.into_records().map_while(Result::ok) {
            let id = id_at.and_then(|at| record.get(at)).unwrap_or_default();
            let place = places.get(id).map(String::as_str);
            if place.is_none() && !id.is_empty() && !beyond.contains(id) {
                continue;
            }
            let cells = record.iter().enumerate().map(|(at, cell)| match place {
                Some(place) if Some(at) == row_at => place,
                _ => cell,
            });
            let _ = writer.write_record(cells);
        }
        writer.into_inner().unwrap_or_default()
    }
}

/// The rows beyond the master.
#[derive(Default)]
struct Beyond {
    rows: Vec<u8>,
    lines: Vec<u8>,
    ids: HashSet<Text>,
    left_out: Vec<Text>,
}

/// The line of a row that stands on its columns.
fn own(row: usize, id: &str) -> String {
    let line = json!({
        "row": row, "id": id, "columns_only": true, "settle": UNKNOWN, "source": PREFIX,
    });
    line.to_string()
}

/// Ids for rows that stand on their columns.
struct Ids {
    taken: HashSet<Text>,
    /// How many rows of a key have an id so far.
    counts: HashMap<String, usize>,
}

impl Ids {
    fn new(edition: &Edition, fates: &[Fate], beyond: HashSet<Text>) -> Self {
        let kept = fates.iter().filter_map(|fate| edition.local.ids.get(fate.kept()?));
        let mut taken = beyond;
        taken.extend(kept.cloned());
        Self { taken, counts: HashMap::new() }
    }

    /// An id that says where the row is from: the same for the same rows in the same order.
    fn next(&mut self, row: &Row) -> String {
        let place = row.municipality.map(|code| code.to_string());
        let payer = row.payer_number.map(|number| number.to_string());
        let key = format!(
            "{PREFIX}-{}-{}-{}-{}",
            row.prefecture,
            place.as_deref().unwrap_or("pref"),
            payer.as_deref().unwrap_or("nopayer"),
            row.division.unwrap_or_default(),
        );
        loop {
            let count = self.counts.entry(key.clone()).or_default();
            *count += 1;
            let id = format!("{key}-{count}");
            if self.taken.insert(id.as_str().into()) {
                return id;
            }
        }
    }
}

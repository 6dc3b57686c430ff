//! A newer local master put into an edition: its rows in place of the old ones, with the supplements that still fit.
//!
//! A supplement says what the columns cannot, so it holds as long as the columns say the same. A row that pays otherwise
//! than its match keeps its supplement only where that states no amounts; else the row stands on its columns, under an
//! id of its own, and the old id is told: whoever maps programs to rules has to look at it.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value, json};

use super::{About, Edition, Files, NotAnEdition, supplement};
use crate::{
    diff::matching,
    local::TIERS_MAX,
    official::{self, Marked, Part, Parts, Row, Text, View},
};

/// What the id of a row without a supplement of its own begins with.
const PREFIX: &str = "official";

/// How a supplement says that it does not know how a program pays: then the columns say it.
const UNKNOWN: &str = "unknown";

const PAYS: Parts = Parts::only(&[Part::Pays]);

/// What two rows share that are the inpatient and the outpatient side of one.
const SIDES_OF_ONE: Parts = Parts::all_but(&[Part::Care, Part::Pays]);

/// A new edition: a newer local master in place of the old one.
#[derive(Debug)]
pub struct Imported {
    /// The files of the new edition.
    pub files: Files<'static>,
    /// The new edition, loaded.
    pub edition: Edition,
    /// How many rows kept the id and the supplement of their match.
    pub carried: usize,
    /// Rows whose match has a supplement with amounts that need not fit any longer.
    pub not_carried: Vec<NotCarried>,
}

/// A row that pays otherwise than its match, whose supplement was left behind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotCarried {
    /// The row's number, from 1.
    pub row: usize,
    /// Its id in the new edition.
    pub id: Text,
    /// The id of its match in the old one.
    pub was: Text,
}

/// What becomes of a row's line of supplement.
enum Fate {
    /// It keeps the line of the row at this place.
    Kept(usize),
    /// It stands on its columns; its match was at this place, where it had one.
    Own(Option<usize>),
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
        let old: Vec<_> = supplement::lines(files.get(Files::LOCAL_SUPPLEMENT).unwrap_or_default())
            .map(|line| serde_json::from_slice::<Map<String, Value>>(line).unwrap_or_default())
            .collect();
        let fates = self.fates(&read.rows, &old);
        let mut new = Supplements::new(self, &read.rows, &fates);
        let lines: Vec<_> = read.rows.iter().zip(&fates).enumerate().collect();
        let lines: Vec<String> = lines
            .into_iter()
            .map(|(at, (row, fate))| match fate {
                Fate::Kept(from) => {
                    let line = old.get(*from).cloned().unwrap_or_default();
                    kept(line, at + 1, self.local.rows.get(*from), row)
                }
                Fate::Own(was) => new.own(at + 1, row, was.and_then(|was| self.local.ids.get(was))),
            })
            .collect();
        let carried = fates.iter().filter(|fate| matches!(fate, Fate::Kept(_))).count();
        let mut put: Files<'static> = Files::default();
        for (name, bytes) in files.iter() {
            put.put(name, bytes.to_vec());
        }
        put.put(Files::LOCAL_MASTER, master.to_vec());
        put.put(Files::LOCAL_SUPPLEMENT, (lines.join("\n") + "\n").into_bytes());
        put.put(Files::ABOUT, about.write());
        let keys = files.get(Files::PAYER_KEYS).unwrap_or_default();
        put.put(Files::PAYER_KEYS, self.keys(keys, &fates));
        let not_carried = new.not_carried;
        let edition = Edition::load_with(&put, Some(read))?;
        Ok(Imported { files: put, edition, carried, not_carried })
    }

    fn fates(&self, rows: &[Row], old: &[Map<String, Value>]) -> Vec<Fate> {
        let matched = matching::rows(&self.local.rows, rows);
        let mut fates: Vec<_> = rows.iter().map(|_| Fate::Own(None)).collect();
        for (before, after) in matched.same.into_iter().chain(matched.pairs) {
            let (Some(was), Some(is)) = (self.local.rows.get(before), rows.get(after)) else {
                continue;
            };
            let pays_the_same = was.says_the_same(is, PAYS);
            let fits = pays_the_same || old.get(before).is_some_and(states_no_amounts);
            if let Some(fate) = fates.get_mut(after) {
                *fate = if fits { Fate::Kept(before) } else { Fate::Own(Some(before)) };
            }
        }
        fates
    }

    /// The payer numbers whose rows are still there, with their new places.
    fn keys(&self, old: &[u8], fates: &[Fate]) -> Vec<u8> {
        let mut places: HashMap<&str, String> = HashMap::new();
        for (at, fate) in fates.iter().enumerate() {
            if let Fate::Kept(from) = fate
                && let Some(id) = self.local.ids.get(*from)
            {
                places.insert(id, (at + 1).to_string());
            }
        }
        let beyond: HashSet<&str> = self.beyond.ids.iter().map(|id| &**id).collect();
        let mut reader = csv::Reader::from_reader(old);
        let header = reader.headers().cloned().unwrap_or_default();
        let (id_at, row_at) = (place_of("id", &header), place_of("row", &header));
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

fn place_of(name: &str, header: &csv::StringRecord) -> Option<usize> {
    header.iter().position(|cell| cell == name)
}

/// Whether a line has no operator: the amounts are those of the columns.
fn states_no_amounts(line: &Map<String, Value>) -> bool {
    line.get("supplement").and_then(Value::as_array).is_none_or(Vec::is_empty)
}

/// A line in its new place, without what the columns now say otherwise.
fn kept(mut line: Map<String, Value>, row: usize, was: Option<&Row>, is: &Row) -> String {
    line.insert("row".to_owned(), json!(row));
    let method = |row: &Row| row.method;
    if was.map(method) != Some(is.method) {
        line.insert("settle".to_owned(), json!(UNKNOWN));
        line.remove("settle_detail");
        line.remove("settle_by");
    }
    let meals = |row: &Row| (row.meal, row.meal_day_cap, row.meal_month_cap);
    if was.map(meals) != Some(meals(is)) {
        line.remove("meal");
    }
    Value::Object(line).to_string()
}

/// The lines of rows that stand on their columns.
struct Supplements<'a> {
    taken: HashSet<Text>,
    /// How many rows of a key have an id so far.
    counts: HashMap<String, usize>,
    /// The rows of each payer number that stand on their columns.
    payers: HashMap<domain::payer_number::PayerNumber, usize>,
    /// The id that the first side of two rows has, without the letter of the side.
    stems: HashMap<View<'a>, String>,
    /// How many rows share all but their side: two make one.
    sides: HashMap<View<'a>, (usize, usize)>,
    not_carried: Vec<NotCarried>,
}

impl<'a> Supplements<'a> {
    fn new(edition: &Edition, rows: &'a [Row], fates: &[Fate]) -> Self {
        let kept = fates.iter().filter_map(|fate| match fate {
            Fate::Kept(from) => edition.local.ids.get(*from),
            Fate::Own(_) => None,
        });
        let mut new = Self {
            taken: kept.chain(&edition.beyond.ids).cloned().collect(),
            counts: HashMap::new(),
            payers: HashMap::new(),
            stems: HashMap::new(),
            sides: HashMap::new(),
            not_carried: Vec::new(),
        };
        for (row, fate) in rows.iter().zip(fates) {
            if let Fate::Own(_) = fate {
                if let Some(number) = row.payer_number {
                    *new.payers.entry(number).or_default() += 1;
                }
                let (inpatient, outpatient) =
                    new.sides.entry(Marked::new(row).view(SIDES_OF_ONE)).or_default();
                *inpatient += usize::from(row.med_inpatient == Some(true));
                *outpatient += usize::from(row.med_outpatient == Some(true));
            }
        }
        new
    }

    fn own(&mut self, at: usize, row: &'a Row, was: Option<&Text>) -> String {
        let id = self.id(row);
        let mut line = json!({ "row": at, "id": id, "settle": UNKNOWN, "source": PREFIX });
        // The rows of one payer number are the conditions of one program.
        if let Some(number) = row.payer_number
            && self.payers.get(&number).is_some_and(|rows| *rows <= TIERS_MAX)
            && let Some(line) = line.as_object_mut()
        {
            line.insert("rule_id".to_owned(), json!(number.to_string()));
        }
        if let Some(was) = was {
            let id = id.as_str().into();
            self.not_carried.push(NotCarried { row: at, id, was: was.clone() });
        }
        line.to_string()
    }

    /// An id that says where the row is from: the same for the same rows in the same order.
    fn id(&mut self, row: &'a Row) -> String {
        let view = Marked::new(row).view(SIDES_OF_ONE);
        let side = match (row.med_inpatient, row.med_outpatient) {
            (Some(true), Some(true)) => "a",
            (Some(true), _) => "i",
            (_, Some(true)) => "o",
            _ => "n",
        };
        let two_sides = self.sides.get(&view) == Some(&(1, 1)) && side != "a";
        if two_sides && let Some(stem) = self.stems.get(&view) {
            return format!("{stem}-{side}");
        }
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
            let stem = format!("{key}-{count}");
            if self.taken.insert(stem.as_str().into()) {
                self.stems.insert(view, stem.clone());
                return format!("{stem}-{side}");
            }
        }
    }
}

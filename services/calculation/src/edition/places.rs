//! The prefectures, municipalities and wards of an edition, by code (全国地方公共団体コード).

use std::collections::BTreeMap;

use domain::{body_code::BodyCode, prefecture::PrefectureCode};
use serde::Deserialize;

use crate::official::Text;

/// The most places that are read. There are some 1,960.
const PLACES_MAX: usize = 10_000;

/// What the file calls a prefecture.
const PREFECTURE: &str = "prefecture";

/// The places of an edition.
#[derive(Clone, Debug)]
pub struct Places {
    prefectures: BTreeMap<PrefectureCode, Text>,
    bodies: BTreeMap<BodyCode, Text>,
}

/// A table of places is not as it must be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file} row {row}: {fault}")]
pub struct NotPlaces {
    /// The file.
    pub file: &'static str,
    /// The row, from 1, the header not counted; 0 for the header.
    pub row: usize,
    /// What is wrong.
    pub fault: String,
}

/// What the files have, as far as it is read.
const COLUMNS: [&str; 4] = ["code", "prefecture_code", "name", "kind"];

#[derive(Deserialize)]
struct Line {
    code: String,
    prefecture_code: String,
    name: String,
    kind: String,
}

impl Places {
    /// Reads the municipalities and wards: CSV with a header.
    ///
    /// # Errors
    /// [`NotPlaces`]: a row is not of the form, its check digit does not hold, it lies in another prefecture than its code
    /// says, or its code stands there twice.
    pub fn read(municipalities: &[u8], wards: &[u8]) -> Result<Self, NotPlaces> {
        let mut places = Self { prefectures: BTreeMap::new(), bodies: BTreeMap::new() };
        places.add("municipalities.csv", municipalities)?;
        places.add("wards.csv", wards)?;
        Ok(places)
    }

    /// Whether there is such a municipality, ward or prefecture.
    #[must_use]
    pub fn has(&self, code: BodyCode) -> bool {
        self.bodies.contains_key(&code)
    }

    /// How a municipality is called; its code where it is not known.
    #[must_use]
    pub fn name(&self, code: BodyCode) -> Text {
        self.bodies.get(&code).cloned().unwrap_or_else(|| code.to_string().as_str().into())
    }

    /// How a prefecture is called; its number where it is not known.
    #[must_use]
    pub fn prefecture(&self, code: PrefectureCode) -> Text {
        self.prefectures.get(&code).cloned().unwrap_or_else(|| code.to_string().as_str().into())
    }

    fn add(&mut self, file: &'static str, bytes: &[u8]) -> Result<(), NotPlaces> {
        let mut reader = csv::Reader::from_reader(bytes);
        let header = reader.headers().cloned().unwrap_or_default();
        if let Some(missing) = COLUMNS.iter().find(|name| header.iter().all(|cell| cell != **name))
        {
            return Err(NotPlaces { file, row: 0, fault: format!("there is no column {missing}") });
        }
        for (n, line) in reader.into_deserialize().enumerate() {
            let fault = |fault: String| NotPlaces { file, row: n + 1, fault };
            if n >= PLACES_MAX {
                return Err(fault(format!("more than {PLACES_MAX} rows")));
            }
            let line: Line = line.map_err(|error| fault(error.to_string()))?;
            self.add_line(&line).map_err(fault)?;
        }
        Ok(())
    }

    fn add_line(&mut self, line: &Line) -> Result<(), String> {
        let code: BodyCode =
            line.code.parse().map_err(|error| format!("{:?}: {error}", line.code))?;
        if !code.check_digit_holds() {
            return Err(format!("{code} ends in another digit than its check digit"));
        }
        let prefecture = line.prefecture_code.parse().ok();
        let Some(prefecture) = prefecture.filter(|_| code.prefecture() == prefecture) else {
            return Err(format!("{code} is not in prefecture {:?}", line.prefecture_code));
        };
        let name = Text::from(line.name.as_str());
        if line.kind == PREFECTURE {
            self.prefectures.insert(prefecture, name.clone());
        }
        match self.bodies.insert(code, name) {
            None => Ok(()),
            Some(_) => Err(format!("{code} stands there twice")),
        }
    }
}

#[cfg(test)]
mod tests;

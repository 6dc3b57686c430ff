//! One side of a comparison: an edition, or an official file read by the shipped one.

use std::path::Path;

use calculation::{
    edition::{Edition, Files},
    official::{self, NationalMaster, Row},
};
use copayment::edition_folder::EditionFolder;

use super::beside::Beside;
use crate::{
    failure::Failure,
    rules::source::{EditionPlace, bytes, not_a_master},
};

/// One side of a comparison.
pub(super) struct State {
    /// What reads and says it: for a file, the shipped edition.
    pub(super) edition: Edition,
    /// Its files, where it is an edition.
    files: Option<Files<'static>>,
    /// The rows of a file of local programs.
    rows: Option<Vec<Row>>,
    /// The national programs, where it has any.
    pub(super) national: Option<NationalMaster>,
}

impl State {
    /// Opens what is named: `shipped`, a folder, or a file.
    pub(super) fn open(path: &Path) -> Result<Self, Failure> {
        let place = path.to_string_lossy().parse().unwrap_or(EditionPlace::Shipped);
        let is_file = matches!(place, EditionPlace::Folder(_)) && path.is_file();
        let place = if is_file { EditionPlace::Shipped } else { place };
        let EditionFolder { files, edition } = place.open()?;
        if !is_file {
            let national = Some(edition.national_master().clone());
            return Ok(Self { edition, files: Some(files), rows: None, national });
        }
        let bytes = bytes(path)?;
        let refused = |refusal| not_a_master(path, &refusal);
        if NationalMaster::is_begun_by(&bytes) {
            let national = Some(NationalMaster::read(&bytes).map_err(refused)?);
            return Ok(Self { edition, files: None, rows: None, national });
        }
        let read = official::read(&bytes, edition.dictionary(), edition.layout());
        let rows = Some(read.map_err(refused)?.rows);
        Ok(Self { edition, files: None, rows, national: None })
    }

    /// Whether there is anything to compare with another one.
    pub(super) fn compares(&self, other: &Self) -> bool {
        let local = |state: &Self| state.rows.is_some() || state.files.is_some();
        (local(self) && local(other)) || (self.national.is_some() && other.national.is_some())
    }

    /// The lists of rows that both have.
    pub(super) fn lists<'a>(&'a self, other: &'a Self) -> Vec<(&'a [Row], &'a [Row])> {
        let mut lists = Vec::new();
        if let Some(both) = self.master().zip(other.master()) {
            lists.push(both);
        }
        if self.files.is_some() && other.files.is_some() {
            lists.push((self.edition.beyond_rows(), other.edition.beyond_rows()));
        }
        lists
    }

    fn master(&self) -> Option<&[Row]> {
        match (&self.rows, &self.files) {
            (Some(rows), _) => Some(rows),
            (None, Some(_)) => Some(self.edition.local_rows()),
            (None, None) => None,
        }
    }

    /// What differs beside the columns; nothing where one side is no edition.
    pub(super) fn beside(&self, other: &Self) -> Beside {
        let both = self.files.as_ref().zip(other.files.as_ref());
        both.map(|(before, after)| Beside::of(before, after)).unwrap_or_default()
    }
}

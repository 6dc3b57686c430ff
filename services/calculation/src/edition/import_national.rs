//! A newer master of the national programs put into an edition.
//!
//! Its amounts stand in sentences, so the edition goes on calculating with its own national tables. What the newer
//! master says otherwise is told, for whoever keeps the tables to read.

use super::{About, Edition, Files, NotAnEdition};
use crate::official::{NationalChange, NationalMaster};

/// A new edition: a newer national master in place of the old one.
#[derive(Debug)]
pub struct ImportedNational {
    /// The files of the new edition.
    pub files: Files<'static>,
    /// The new edition, loaded.
    pub edition: Edition,
    /// What the newer master says otherwise, in its order; ended rows last.
    pub changes: Vec<NationalChange>,
}

impl Edition {
    /// Puts a newer national master into an edition.
    ///
    /// `files` are the files of `self`.
    ///
    /// # Errors
    /// [`NotAnEdition::NationalMaster`] with the faults of the file.
    pub fn import_national(
        &self,
        files: &Files<'_>,
        master: &[u8],
        about: &About,
    ) -> Result<ImportedNational, NotAnEdition> {
        let newer = NationalMaster::read(master).map_err(NotAnEdition::NationalMaster)?;
        let mut put: Files<'static> = Files::default();
        for (name, bytes) in files.iter() {
            put.put(name, bytes.to_vec());
        }
        put.put(Files::NATIONAL_MASTER, master.to_vec());
        put.put(Files::ABOUT, about.write());
        let edition = Self::load(&put)?;
        let changes = self.national_master.changes(&newer);
        Ok(ImportedNational { files: put, edition, changes })
    }
}

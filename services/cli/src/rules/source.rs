//! What a command line means by an edition: `shipped`, or the folder of one. And what a refused file is called.

use std::{
    convert::Infallible,
    fmt,
    fs::File,
    io::Read as _,
    path::{Path, PathBuf},
    str::FromStr,
};

use calculation::{
    edition::{Edition, Files, NotAnEdition},
    official::{self, Fault, NotAMaster},
};
use copayment::edition_folder::{self, EditionFolder, NotAnEditionFolder};
use hub::config::SHIPPED;

use crate::failure::{Exit, Failure};

/// Where an edition is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EditionPlace {
    /// In this program.
    Shipped,
    /// In a folder.
    Folder(PathBuf),
}

impl EditionPlace {
    /// Loads it.
    ///
    /// # Errors
    ///
    /// [`Exit::File`] with the file at fault, row and column.
    pub fn open(&self) -> Result<EditionFolder, Failure> {
        match self {
            Self::Shipped => {
                let files = Files::shipped();
                let edition = Edition::load(&files)
                    .map_err(|refusal| not_an_edition(Path::new(SHIPPED), refusal))?;
                Ok(EditionFolder { files, edition })
            }
            Self::Folder(folder) => edition_folder::read(folder).map_err(|error| match error {
                NotAnEditionFolder::Refused { path, refusal } => not_an_edition(&path, refusal),
                error => Failure::new(Exit::File, error.to_string()),
            }),
        }
    }
}

impl FromStr for EditionPlace {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(if text == SHIPPED { Self::Shipped } else { Self::Folder(text.into()) })
    }
}

impl fmt::Display for EditionPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shipped => f.write_str(SHIPPED),
            Self::Folder(folder) => folder.display().fmt(f),
        }
    }
}

/// The bytes of an official file, as far as one is read.
///
/// # Errors
///
/// [`Exit::File`].
pub fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    // One byte more than is taken: then the reader says that it is too long.
    File::open(path)
        .and_then(|file| file.take(official::FILE_BYTES_MAX as u64 + 1).read_to_end(&mut bytes))
        .map_err(|error| Failure::file(path, error))?;
    Ok(bytes)
}

/// Why files or a file make no edition. `path` is where they came from.
#[must_use]
pub fn not_an_edition(path: &Path, refusal: NotAnEdition) -> Failure {
    match refusal {
        NotAnEdition::Local { refusal, .. } | NotAnEdition::NationalMaster(refusal) => {
            not_a_master(path, &refusal)
        }
        refusal => Failure::file(path, refusal),
    }
}

/// Why a file is no master: its first faults, each with its row and column, and how many there are.
#[must_use]
pub fn not_a_master(path: &Path, refusal: &NotAMaster) -> Failure {
    let (count, told) = (refusal.count, refusal.told.len());
    let more = if told < count { format!(", the first {told} are told") } else { String::new() };
    let faults = if count == 1 { "1 fault" } else { &format!("{count} faults") };
    let mut failure = Failure::file(path, format!("refused: {faults}{more}; nothing was taken"));
    failure.fields =
        refusal.told.iter().map(|fault| (place(fault), fault.wrong.to_string())).collect();
    failure
}

fn place(fault: &Fault) -> String {
    match (fault.row, &fault.column) {
        (0, None) => "file".to_owned(),
        (0, Some(column)) => format!("header, {column}"),
        (row, None) => format!("row {row}"),
        (row, Some(column)) => format!("row {row}, {column}"),
    }
}

//! `pmh rules import`: a newer official file becomes an edition in a folder, and what became of its rows is told.

mod report;

use std::path::{Path, PathBuf};

use calculation::{
    edition::{About, Edition, EditionId, Files, Imported, ImportedNational},
    official::NationalMaster,
};
use copayment::edition_folder::{self, EditionFolder};
use jiff::civil::Date;

use super::source::{EditionPlace, bytes, not_an_edition};
use crate::{
    failure::{Exit, Failure},
    output::Output,
};

/// What `pmh rules import` is asked.
#[derive(Clone, Debug, PartialEq, Eq, clap::Args)]
pub struct ImportOptions {
    /// A newer master of the local programs (地単公費マスター): CSV in the official layout of 94 columns.
    #[arg(required_unless_present = "national")]
    file: Option<PathBuf>,

    /// A newer master of the national programs (国公費マスタ). Kept to be compared: nothing is calculated from it.
    #[arg(long, value_name = "FILE")]
    national: Option<PathBuf>,

    /// The edition that it goes into: `shipped`, or a folder.
    #[arg(long, value_name = "EDITION", default_value = "shipped")]
    base: EditionPlace,

    /// The folder to write the new edition to. It must not exist yet.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,

    /// What to call the edition; the file's name where it is not given.
    #[arg(long)]
    name: Option<String>,

    /// The day whose state the file tells; the day in its name (`…_20270401.csv`) where it is not given.
    #[arg(long, value_name = "DAY")]
    as_of: Option<Date>,
}

/// What was made.
struct Made {
    out: PathBuf,
    base: EditionId,
    files: Files<'static>,
    local: Option<Imported>,
    national: Option<ImportedNational>,
}

/// Imports and says what became of it.
///
/// # Errors
///
/// [`Exit::File`]: the file with the row and column of every fault, or the folder that exists already; [`Exit::Usage`]
/// where nobody says of which day the file is. Then nothing was written.
pub fn run(options: &ImportOptions, output: &Output) -> Result<(), Failure> {
    let out = &options.out;
    if out.symlink_metadata().is_ok() {
        return Err(Failure::file(out, "exists already; name a folder that does not"));
    }
    let EditionFolder { files, edition } = options.base.open()?;
    let about = options.about(edition.id())?;
    let local = options.file.as_deref().map(|file| local(file, &files, &edition, &about));
    let mut made = Made {
        out: out.clone(),
        base: edition.id(),
        local: local.transpose()?,
        national: None,
        files,
    };
    if let Some(file) = &options.national {
        let (files, edition) = made
            .local
            .as_ref()
            .map_or((&made.files, &edition), |local| (&local.files, &local.edition));
        let national = edition.import_national(files, &bytes(file)?, &about);
        made.national = Some(national.map_err(|refusal| not_an_edition(file, refusal))?);
    }
    edition_folder::write(out, made.new_files())
        .map_err(|error| Failure::new(Exit::File, error.to_string()))?;
    made.tell(output);
    Ok(())
}

fn local(
    file: &Path,
    files: &Files<'_>,
    edition: &Edition,
    about: &About,
) -> Result<Imported, Failure> {
    let bytes = bytes(file)?;
    if NationalMaster::is_begun_by(&bytes) {
        let wrong = "this is the master of the national programs; give it with --national";
        return Err(Failure::file(file, wrong));
    }
    edition.import(files, &bytes, about).map_err(|refusal| not_an_edition(file, refusal))
}

impl ImportOptions {
    /// What the edition says of itself.
    fn about(&self, base: EditionId) -> Result<About, Failure> {
        let file = self.file.as_ref().or(self.national.as_ref());
        let stem = file.and_then(|file| file.file_stem()).unwrap_or_default().to_string_lossy();
        let as_of = self.as_of.or_else(|| day_in(&stem)).ok_or_else(|| {
            Failure::usage("the file's name has no day; say with --as-of of which day it is")
        })?;
        let name = self.name.clone().unwrap_or_else(|| stem.into_owned());
        Ok(About { name, as_of, based_on: Some(base) })
    }
}

/// The last day in a name: `…_20270401`.
fn day_in(name: &str) -> Option<Date> {
    let digits = name.split(|character: char| !character.is_ascii_digit());
    digits.filter_map(|digits| Date::strptime("%Y%m%d", digits).ok()).next_back()
}

impl Made {
    fn new_files(&self) -> &Files<'static> {
        let local = self.local.as_ref().map(|local| &local.files);
        self.national.as_ref().map(|national| &national.files).or(local).unwrap_or(&self.files)
    }
}

#[cfg(test)]
mod tests;

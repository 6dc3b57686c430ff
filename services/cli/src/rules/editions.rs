//! `pmh rules editions` and `pmh rules export`: which editions there are, and one of them kept in a folder.

use std::path::PathBuf;

use calculation::edition::Edition;
use copayment::edition_folder;
use serde_json::{Value, json};

use super::source::EditionPlace;
use crate::{
    failure::{Exit, Failure},
    output::Output,
};

/// What `pmh rules editions` is asked.
#[derive(Clone, Debug, PartialEq, Eq, clap::Args)]
pub struct EditionsOptions {
    /// The editions: `shipped`, or folders.
    #[arg(default_value = "shipped")]
    editions: Vec<EditionPlace>,
}

/// What `pmh rules export` is asked.
#[derive(Clone, Debug, PartialEq, Eq, clap::Args)]
pub struct ExportOptions {
    /// The edition: `shipped`, or a folder.
    #[arg(default_value = "shipped")]
    edition: EditionPlace,

    /// The folder to write it to. It must not exist yet.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

/// Lists them.
///
/// # Errors
///
/// [`Exit::File`] with the file at fault, row and column.
pub fn run(options: &EditionsOptions, output: &Output) -> Result<(), Failure> {
    let mut rows = Vec::with_capacity(options.editions.len());
    for place in &options.editions {
        let edition = place.open()?.edition;
        let about = edition.about();
        rows.push(vec![
            place.to_string(),
            edition.id().to_string(),
            about.name.clone(),
            about.as_of.to_string(),
            about.based_on.map(|id| id.short()).unwrap_or_default(),
            (edition.local_rows().len() + edition.beyond_rows().len()).to_string(),
            edition.national().programs().len().to_string(),
        ]);
        output.document(&json(place, &edition));
    }
    let header = ["edition", "id", "name", "as of", "made of", "local rows", "national programs"];
    output.table(&header, &rows);
    Ok(())
}

/// Writes one to a folder.
///
/// # Errors
///
/// [`Exit::File`]: it cannot be read, or the folder exists already or cannot be written. Then nothing was written.
pub fn export(options: &ExportOptions, output: &Output) -> Result<(), Failure> {
    let opened = options.edition.open()?;
    edition_folder::write(&options.out, &opened.files)
        .map_err(|error| Failure::new(Exit::File, error.to_string()))?;
    let edition = opened.edition;
    output.say(format!("edition {} written to {}", edition.id(), options.out.display()));
    output.document(&json(&EditionPlace::Folder(options.out.clone()), &edition));
    Ok(())
}

fn json(place: &EditionPlace, edition: &Edition) -> Value {
    let about = edition.about();
    json!({
        "edition": place.to_string(),
        "id": edition.id().to_string(),
        "name": about.name,
        "as_of": about.as_of.to_string(),
        "based_on": about.based_on.map(|id| id.to_string()),
        "local_rows": edition.local_rows().len(),
        "beyond_rows": edition.beyond_rows().len(),
        "national_programs": edition.national().programs().len(),
    })
}

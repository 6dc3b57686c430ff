//! Synthetic people (架空の住民): a seeded population with its certificates, written as files in the
//! API's form.
//!
//! Households live in real municipalities ([`region`]), have members of plausible age and names
//! ([`household`], [`names`]) and certificates of the programs their bodies run ([`certificate`]),
//! numbered with valid check digits ([`numbers`], [`my_number`]). Programs stand for rules of the shipped
//! rule data ([`rules`]). The same seed, number of people and day give the same bytes. Nothing is kept
//! but the household at hand, so a million people take no more memory than a thousand.

pub mod api_row;
pub mod certificate;
pub mod dice;
pub mod files;
pub mod household;
pub mod my_number;
pub mod names;
pub mod numbers;
pub mod region;
pub mod rules;
pub mod tables;

use std::path::PathBuf;

use jiff::civil::Date;
use serde_json::json;

pub use self::files::{Written, write};
use self::{
    certificate::{Certificate, Situation},
    dice::Dice,
    household::{Household, Person},
    region::Region,
    tables::Tables,
};
use crate::{clock, failure::Failure, output::Output};

/// The fewest people worth a population: one for each kind of the first households.
pub const PEOPLE_MIN: u64 = 20;

/// The most people of one population: as many as there are numbers.
pub const PEOPLE_MAX: u64 = 5_000_000;

/// What `pmh people` is asked.
#[derive(Clone, Debug, PartialEq, Eq, clap::Args)]
pub struct PeopleOptions {
    /// The seed: the same seed gives the same people.
    #[arg(long, default_value_t = 1)]
    seed: u64,

    /// How many people hold a certificate.
    #[arg(long, default_value_t = 20_000, value_parser = clap::value_parser!(u64).range(PEOPLE_MIN..=PEOPLE_MAX))]
    people: u64,

    /// The day on which the certificates are looked at; today when absent.
    #[arg(long, value_name = "YYYY-MM-DD")]
    as_of: Option<Date>,

    /// The folder to write to; made when it is not there.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

/// Which population.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Population {
    /// The seed.
    pub seed: u64,
    /// How many people hold a certificate.
    pub people: u64,
    /// The day on which they are looked at.
    pub as_of: Date,
}

/// A person with certificates.
pub struct Recipient {
    /// The person.
    pub person: Person,
    /// What they hold, at least one.
    pub certificates: Vec<Certificate>,
}

impl Recipient {
    /// Whether they hold exactly one certificate, and it is of this kind.
    #[must_use]
    pub fn holds_one(&self, program: &str, situation: Situation) -> bool {
        match self.certificates.as_slice() {
            [only] => only.program == program && only.situation == situation,
            _ => false,
        }
    }
}

/// Writes a population to a folder and says what it is.
///
/// # Errors
///
/// [`crate::failure::Exit::File`].
pub fn run(options: PeopleOptions, output: &Output) -> Result<(), Failure> {
    let PeopleOptions { seed, people, as_of, out } = options;
    let population = Population { seed, people, as_of: as_of.unwrap_or_else(clock::today) };
    let written = write(&population, &out, &mut |_| {})?;
    written.show(output);
    output.document(&json!({
        "people": written.people,
        "rows": written.rows,
        "links": written.people,
        "bodies": written.recipient_files.len(),
        "folder": out.display().to_string(),
    }));
    Ok(())
}

/// Makes a population, a household at a time; each recipient is handed on and forgotten.
///
/// # Errors
///
/// Whatever `take` says; [`Failure`] when the program's own tables cannot be read.
pub fn populate(
    population: &Population,
    region: &Region,
    tables: &Tables,
    mut take: impl FnMut(Recipient) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut dice = Dice::seeded(population.seed);
    let mut made = 0;
    let mut households = 0;
    while made < population.people {
        let household = Household::make(&mut dice, households, population, region, tables);
        let wanted = certificate::wanted(households);
        households += 1;
        for person in household.members {
            let certificates = match wanted {
                Some(wanted) => {
                    wanted.of(&person, &mut dice, population, region, tables).into_iter().collect()
                }
                None => certificate::of(&person, &mut dice, population, region, tables),
            };
            if !certificates.is_empty() && made < population.people {
                made += 1;
                take(Recipient { person, certificates })?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;

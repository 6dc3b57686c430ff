//! A child who is born after the files were written: somebody the hub does not know yet, for whoever
//! wants to register one.
//!
//! `recipient.json` is a file of the body with one row; `card.jsonl` links the child's card.

use std::{
    fs,
    path::{Path, PathBuf},
};

use domain::body_code::BodyCode;
use jiff::{ToSpan as _, civil::Date};

use super::cast::Player;
use crate::{
    failure::{Exit, Failure},
    synthetic::{
        Population, Recipient,
        certificate::Certificate,
        files,
        household::{Insurance, Person},
        my_number, names, numbers,
    },
};

/// How old the child is, in days.
const AGE_DAYS: i32 = 20;

/// The child's branch number on the family's card: the first households have two parents and one
/// child, with the branches 00, 01 and 02.
const BRANCH: &str = "03";

/// The files of a newcomer.
#[derive(Clone, Debug)]
pub struct Newcomer {
    /// The body that registers the child.
    pub body: BodyCode,
    /// The card.
    pub insurance: Insurance,
    /// The folder.
    pub folder: PathBuf,
}

impl Newcomer {
    /// Writes the files of a younger sibling of somebody in the story.
    ///
    /// # Errors
    ///
    /// [`Exit::File`] when they cannot be written or no such child can be.
    pub fn write(population: &Population, elder: &Player, folder: &Path) -> Result<Self, Failure> {
        let child = sibling(population, elder)
            .ok_or_else(|| Failure::new(Exit::File, "no child can be born on this day"))?;
        fs::create_dir_all(folder).map_err(|error| Failure::file(folder, error))?;
        files::write_recipient(&folder.join("recipient.json"), &child)?;
        files::write_card(&folder.join("card.jsonl"), population, &child)?;
        let insurance = child.person.insurance;
        Ok(Self { body: elder.body(), insurance, folder: folder.to_owned() })
    }
}

fn sibling(population: &Population, elder: &Player) -> Option<Recipient> {
    let born = population.as_of.checked_sub(AGE_DAYS.days()).ok()?;
    let place = elder.person.place + 1;
    let family = elder.person.name.split('\u{3000}').next()?;
    let kana = &elder.person.name_kana;
    let family_kana = kana.split(['\u{3000}', ' ']).next()?;
    let full_width = format!("{family_kana}\u{3000}ヒカリ");
    let person = Person {
        place,
        my_number: my_number::made_up(population.seed, place),
        name: format!("{family}\u{3000}ひかり"),
        name_kana: if kana.contains(' ') { names::half_width(&full_width) } else { full_width },
        born,
        age: 0,
        insurance: Insurance { branch: BRANCH.to_owned(), ..elder.person.insurance.clone() },
        ..elder.person.clone()
    };
    let certificate = Certificate {
        recipient_number: numbers::recipient(place),
        periods: vec![period(elder, born)?],
        ..elder.certificate.clone()
    };
    Some(Recipient { person, certificates: vec![certificate] })
}

/// From the birth to the day on which the elder child's certificate is renewed.
fn period(elder: &Player, born: Date) -> Option<(String, Date, Date)> {
    let (_, _, last) = elder.certificate.periods.last()?;
    Some((format!("{}-1", born.year()), born, *last))
}

#[cfg(test)]
mod tests;

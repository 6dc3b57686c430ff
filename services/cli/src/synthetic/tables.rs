//! The tables of `services/cli/data`, read once.

use serde::Deserialize;

use super::dice::Urn;
use crate::failure::{Exit, Failure};

/// A surname.
#[derive(Clone, Debug, Deserialize)]
pub struct Surname {
    /// As written.
    pub name: String,
    /// In full-width katakana.
    pub kana: String,
    weight: u64,
}

/// A given name.
#[derive(Clone, Debug, Deserialize)]
pub struct GivenName {
    /// 1 male, 2 female.
    pub sex: u8,
    /// The first birth year it was usual in.
    pub born_from: i16,
    /// The last one.
    pub born_to: i16,
    /// As written.
    pub name: String,
    /// In full-width katakana.
    pub kana: String,
    /// How usual it was.
    pub weight: u64,
}

/// Another way to write a character of a surname.
#[derive(Clone, Debug, Deserialize)]
pub struct Variant {
    /// The character.
    pub plain: char,
    /// What stands in its place.
    pub variant: String,
    /// How often of 10,000.
    pub per_10000: u64,
    #[serde(rename = "kind")]
    _kind: String,
}

/// Who holds certificates of a program.
#[derive(Clone, Debug, Deserialize)]
pub struct Holders {
    /// The program's slug.
    pub program: String,
    /// The law number of a local program, else empty.
    pub law_number: String,
    /// From this age.
    pub age_from: i64,
    /// To this age.
    pub age_to: i64,
    /// So many of 100,000.
    pub per_100000: u64,
    /// The month whose first day begins a new period.
    pub renewal_month: i8,
    /// What the certificate is called.
    pub certification_name: String,
    #[serde(rename = "source")]
    _source: String,
}

/// The rule that a program stands for.
#[derive(Clone, Debug, Deserialize)]
pub struct RuleOfProgram {
    /// The program's slug.
    pub program: String,
    /// The name of a national rule, else empty.
    pub rule: String,
    /// The policy class (分類番号1) of a local program, else empty.
    pub class: String,
}

/// What a code of a program means in the words of its rule.
#[derive(Clone, Debug, Deserialize)]
pub struct RuleWord {
    /// The program's slug.
    pub program: String,
    /// What the code is of.
    pub kind: WordKind,
    /// The code: of an income band, or `item-code` of a condition.
    pub code: String,
    /// The word of the rule.
    pub word: String,
}

/// What a code is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum WordKind {
    /// An income band.
    Band,
    /// An additional condition.
    Condition,
}

#[derive(Deserialize)]
struct Town {
    name: String,
}

/// All tables.
pub struct Tables {
    /// Surnames by weight.
    pub surnames: Urn<Surname>,
    /// Given names.
    pub given_names: Vec<GivenName>,
    /// Variants.
    pub variants: Vec<Variant>,
    /// Names of towns and blocks.
    pub towns: Vec<String>,
    /// Holders by program and age.
    pub holders: Vec<Holders>,
    /// Rules of programs.
    pub rules: Vec<RuleOfProgram>,
    /// The words of those rules.
    pub rule_words: Vec<RuleWord>,
}

impl Tables {
    /// Reads the tables, which are part of the program.
    ///
    /// # Errors
    ///
    /// [`Failure`] when somebody wrote a wrong row; a test reads them all.
    pub fn read() -> Result<Self, Failure> {
        let surnames: Vec<Surname> = rows("surnames.csv", include_str!("../../data/surnames.csv"))?;
        let towns: Vec<Town> = rows("towns.csv", include_str!("../../data/towns.csv"))?;
        Ok(Self {
            surnames: Urn::new(surnames.into_iter().map(|surname| {
                let weight = surname.weight;
                (surname, weight)
            })),
            given_names: rows("given_names.csv", include_str!("../../data/given_names.csv"))?,
            variants: rows("name_variants.csv", include_str!("../../data/name_variants.csv"))?,
            towns: towns.into_iter().map(|town| town.name).collect(),
            holders: rows("holders.csv", include_str!("../../data/holders.csv"))?,
            rules: rows("rules.csv", include_str!("../../data/rules.csv"))?,
            rule_words: rows("rule_words.csv", include_str!("../../data/rule_words.csv"))?,
        })
    }
}

fn rows<T: for<'de> Deserialize<'de>>(table: &str, text: &str) -> Result<Vec<T>, Failure> {
    let read: Result<Vec<T>, csv::Error> =
        csv::Reader::from_reader(text.as_bytes()).into_deserialize().collect();
    read.map_err(|error| Failure::new(Exit::Damage, format!("data table {table}: {error}")))
}

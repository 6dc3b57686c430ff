//! The dictionary of the layout (項目一覧): which item stands in which column, and what its codes mean.
//!
//! The dictionary is data (`data/columns.json`), read when an edition is loaded. A list of codes published later is put
//! there, with its certainty, and nothing else changes.

use serde::Deserialize;

use super::{
    code::{Code, Coded},
    words::Meaning,
};

/// How many columns the layout has. The layout is its number of columns: another number is another layout.
pub const COLUMNS: usize = 94;

/// The longest dictionary that is read, in bytes.
pub const DICTIONARY_BYTES_MAX: usize = 1 << 20;

/// The dictionary of the 94 columns.
#[derive(Clone, Debug)]
pub struct Dictionary {
    // Invariant: position n stands at n - 1; keys are unique.
    columns: Vec<Column>,
    formulas: Vec<CapFormula>,
}

/// One column of the layout.
#[derive(Clone, Debug, Deserialize)]
pub struct Column {
    /// The place in a row, from 1.
    pub position: u8,
    /// The name of the item in this program.
    pub key: String,
    /// The number of the item in the official list (項番).
    #[serde(rename = "item_number_2026")]
    pub item: String,
    /// The official name of the item.
    pub name_ja: String,
    /// The name in English.
    pub name_en: String,
    /// What its cells hold: `text`, `code`, `int` or `date`.
    #[serde(rename = "type")]
    pub kind: String,
    /// What its numbers count: `yen`, `years`, `days`, …; absent for what is no number.
    pub unit: Option<String>,
    /// How far the codes of the item are known.
    pub certainty: String,
    /// The codes; empty for an item that has none.
    #[serde(default, deserialize_with = "none_is_empty")]
    pub codes: Vec<CodeWord>,
}

/// One code of an item.
#[derive(Clone, Debug, Deserialize)]
pub struct CodeWord {
    /// The code.
    pub code: String,
    /// Its official words.
    pub ja: String,
    /// Its words in English.
    pub en: String,
    /// The operators' word for it; absent for codes that are compared, not interpreted.
    #[serde(default)]
    pub means: Option<String>,
}

/// A month cap that stands for a formula: `base + (cost - threshold) × percent` (1%加算).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CapFormula {
    /// The amount in the month cap that stands for it, in yen.
    pub code: u32,
    /// Yen up to the threshold.
    pub base: u32,
    /// The cost from which the part above is added, in yen.
    pub threshold: u32,
    /// Which percent of it is added.
    pub percent: u32,
}

/// The bytes are no dictionary of the layout.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotADictionary {
    /// Longer than [`DICTIONARY_BYTES_MAX`].
    #[error("the dictionary is longer than {DICTIONARY_BYTES_MAX} bytes")]
    TooLong,
    /// Not JSON of the dictionary's form.
    #[error("the dictionary is not of its form: {0}")]
    Form(String),
    /// Positions are not 1 to 94, each once and in order.
    #[error("the dictionary's columns are not the positions 1 to {COLUMNS} in order")]
    Positions,
    /// An item the program asks for stands in no column, or in two.
    #[error("the dictionary must name the item {0} exactly once")]
    Item(&'static str),
    /// A code is empty or too long for a code.
    #[error("the dictionary gives {key} the code {code:?}, which is none")]
    Code {
        /// The item.
        key: &'static str,
        /// The code.
        code: String,
    },
    /// A code means something no operator knows.
    #[error(
        "the dictionary gives code {code} of {key} the meaning {means:?}, which no operator knows"
    )]
    Meaning {
        /// The item.
        key: &'static str,
        /// The code.
        code: String,
        /// The meaning.
        means: String,
    },
}

/// The codes of one item, ready to be looked up.
#[derive(Clone, Debug)]
pub(crate) struct Codes<T> {
    known: Vec<(Code, Option<T>)>,
    /// Whether the list is published: then a code outside it is wrong, not new.
    published: bool,
}

#[derive(Deserialize)]
struct File {
    month_cap_formula_codes: std::collections::BTreeMap<String, Formula>,
    columns: Vec<Column>,
}

#[derive(Deserialize)]
struct Formula {
    base: u32,
    threshold: u32,
    percent: u32,
}

impl Dictionary {
    /// Reads a dictionary.
    ///
    /// # Errors
    /// [`NotADictionary`], in the order of its variants; items and codes are checked by [`super::Layout::new`].
    pub fn read(bytes: &[u8]) -> Result<Self, NotADictionary> {
        if bytes.len() > DICTIONARY_BYTES_MAX {
            return Err(NotADictionary::TooLong);
        }
        let file: File = serde_json::from_slice(bytes)
            .map_err(|error| NotADictionary::Form(error.to_string()))?;
        if !file.columns.iter().map(|column| usize::from(column.position)).eq(1..=COLUMNS) {
            return Err(NotADictionary::Positions);
        }
        let formulas = file
            .month_cap_formula_codes
            .into_iter()
            .map(|(code, Formula { base, threshold, percent })| {
                let code = code.parse().map_err(|_| {
                    NotADictionary::Form(format!("{code:?} is no amount of a month cap"))
                })?;
                Ok(CapFormula { code, base, threshold, percent })
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { columns: file.columns, formulas })
    }

    /// The columns, in order.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The month caps that stand for a formula, by amount as text.
    #[must_use]
    pub fn formulas(&self) -> &[CapFormula] {
        &self.formulas
    }

    /// The column of an item.
    ///
    /// # Errors
    /// [`NotADictionary::Item`].
    pub fn column(&self, key: &'static str) -> Result<&Column, NotADictionary> {
        let mut found = self.columns.iter().filter(|column| column.key == key);
        match (found.next(), found.next()) {
            (Some(column), None) => Ok(column),
            _ => Err(NotADictionary::Item(key)),
        }
    }

    /// The codes of an item whose codes are interpreted.
    pub(crate) fn codes<T: Meaning>(&self, key: &'static str) -> Result<Codes<T>, NotADictionary> {
        self.codes_by(key, |word| match &word.means {
            None => Ok(None),
            Some(means) => T::of(means).map(Some).ok_or_else(|| NotADictionary::Meaning {
                key,
                code: word.code.clone(),
                means: means.clone(),
            }),
        })
    }

    /// The codes of an item whose codes are only compared.
    pub(crate) fn plain_codes(&self, key: &'static str) -> Result<Codes<()>, NotADictionary> {
        self.codes_by(key, |_| Ok(Some(())))
    }

    fn codes_by<T>(
        &self,
        key: &'static str,
        meaning: impl Fn(&CodeWord) -> Result<Option<T>, NotADictionary>,
    ) -> Result<Codes<T>, NotADictionary> {
        let column = self.column(key)?;
        let known = column
            .codes
            .iter()
            .map(|word| {
                let code = Code::read(&word.code)
                    .ok_or_else(|| NotADictionary::Code { key, code: word.code.clone() })?;
                Ok((code, meaning(word)?))
            })
            .collect::<Result<_, _>>()?;
        Ok(Codes { known, published: column.is_published() })
    }
}

impl Column {
    /// Whether the item's codes are published: a code outside the list is then wrong. In all others it is new.
    #[must_use]
    pub fn is_published(&self) -> bool {
        self.certainty.starts_with("official")
    }

    /// The words of a code of this item; none where the dictionary has none.
    #[must_use]
    pub fn word(&self, code: &str) -> Option<&CodeWord> {
        self.codes.iter().find(|word| word.code == code)
    }
}

impl<T: Copy + PartialEq> Codes<T> {
    /// The first code with a meaning.
    pub(crate) fn code_of(&self, meaning: T) -> Option<Code> {
        self.known.iter().find(|(_, known)| *known == Some(meaning)).map(|(code, _)| *code)
    }

    /// What a code means; none where it stands outside a published list.
    pub(crate) fn look_up(&self, code: Code) -> Option<Coded<T>> {
        match self.known.iter().find(|(known, _)| *known == code) {
            Some((_, Some(meaning))) => Some(Coded::Known(*meaning)),
            None if self.published => None,
            Some((_, None)) | None => Some(Coded::Unseen(code)),
        }
    }
}

fn none_is_empty<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Vec<CodeWord>, D::Error> {
    Ok(Option::<Vec<CodeWord>>::deserialize(from)?.unwrap_or_default())
}

#[cfg(test)]
mod tests;

//! An edition: the files of rule data that an answer was computed with, known by their hash.
//!
//! Files → checked, compiled, ready to be asked. An edition is loaded whole or refused with the file, the row and the
//! column; nothing is left out silently. An old answer is reproduced with the edition whose id it names.
//!
//! ```
//! use calculation::edition::Edition;
//!
//! let edition = Edition::shipped()?;
//! println!("{} of {}", edition.about().name, edition.about().as_of);
//! # Ok::<_, calculation::edition::NotAnEdition>(())
//! ```

mod about;
mod carry;
mod files;
mod id;
mod import;
mod import_national;
mod payer_keys;
mod places;
mod supplement;

pub use about::{About, NAME_BYTES_MAX};
pub use files::{FILE_BYTES_MAX, Files};
pub use id::{EditionId, NotAnEditionId};
pub use import::{Imported, NotCarried};
pub use import_national::ImportedNational;
pub use payer_keys::{NotPayerKeys, PayerKeys};
pub use places::{NotPlaces, Places};
pub use supplement::{ID_BYTES_MAX, NotASupplement};

use std::{collections::HashSet, fmt};

use domain::{body_code::BodyCode, payer_number::PayerNumber};

use crate::{
    RuleName,
    local::{NotRules, Rows, Rules},
    national::{Malformed, Tables},
    official::{
        self, Dictionary, Layout, Master, NationalMaster, NotADictionary, NotAMaster, Row, Text,
        UnseenCode,
    },
};

/// An edition of the rule data, loaded.
///
/// Holding one proves that its files are all there and of their forms, that they fit each other, and that its rules
/// compile. What the data does not say is found out when it is asked for: [`crate::lint`] tells it beforehand.
pub struct Edition {
    id: EditionId,
    about: About,
    dictionary: Dictionary,
    layout: Layout,
    places: Places,
    local: List,
    beyond: List,
    unseen: Vec<UnseenCode>,
    rules: Rules,
    national: Tables,
    national_master: NationalMaster,
    payer_keys: PayerKeys,
}

/// Rows in the official layout, each with its id.
struct List {
    rows: Vec<Row>,
    ids: Vec<Text>,
}

/// Files do not make an edition.
#[derive(Debug, thiserror::Error)]
pub enum NotAnEdition {
    /// A file no edition has.
    #[error("{0} is no file of an edition")]
    Unknown(String),
    /// A file is longer than [`FILE_BYTES_MAX`].
    #[error("{0} is longer than {FILE_BYTES_MAX} bytes")]
    TooLong(String),
    /// A file is not there.
    #[error("{0} is missing")]
    Missing(&'static str),
    /// What it says of itself is not of the form.
    #[error("edition.json: {0}")]
    About(String),
    /// The dictionary of the layout is none.
    #[error("columns.json: {0}")]
    Dictionary(#[from] NotADictionary),
    /// The places are not as they must be.
    #[error(transparent)]
    Places(#[from] NotPlaces),
    /// A list of local programs is refused.
    #[error("{file}: {refusal}")]
    Local {
        /// The file.
        file: &'static str,
        /// Its faults.
        refusal: NotAMaster,
    },
    /// A supplement does not fit its rows.
    #[error(transparent)]
    Supplement(#[from] NotASupplement),
    /// The rows and supplements do not make rules.
    #[error("local programs: {0}")]
    Rules(#[from] NotRules),
    /// The payer numbers do not fit the rows.
    #[error(transparent)]
    PayerKeys(#[from] NotPayerKeys),
    /// A national table is not as it must be.
    #[error(transparent)]
    National(#[from] Malformed),
    /// The national master is refused.
    #[error("national_master.csv: {0}")]
    NationalMaster(NotAMaster),
}

impl Edition {
    /// The edition this crate ships.
    ///
    /// # Errors
    /// None with the shipped files: a test holds that.
    pub fn shipped() -> Result<Self, NotAnEdition> {
        Self::load(&Files::shipped())
    }

    /// Loads an edition.
    ///
    /// # Errors
    /// [`NotAnEdition`], in the order of its variants.
    pub fn load(files: &Files<'_>) -> Result<Self, NotAnEdition> {
        Self::load_with(files, None)
    }

    /// Loads an edition whose local master has been read already.
    fn load_with(files: &Files<'_>, master: Option<Master>) -> Result<Self, NotAnEdition> {
        files.check()?;
        for name in Files::names() {
            files.needed(name)?;
        }
        let about = About::read(files.needed(Files::ABOUT)?).map_err(NotAnEdition::About)?;
        let dictionary = Dictionary::read(files.needed(Files::COLUMNS)?)?;
        let layout = Layout::new(&dictionary)?;
        let places =
            Places::read(files.needed(Files::MUNICIPALITIES)?, files.needed(Files::WARDS)?)?;
        let read = |file| -> Result<Master, NotAnEdition> {
            official::read(files.needed(file)?, &dictionary, &layout)
                .map_err(|refusal| NotAnEdition::Local { file, refusal })
        };
        let local = master.map_or_else(|| read(Files::LOCAL_MASTER), Ok)?;
        let beyond = read(Files::LOCAL_BEYOND)?;
        let unseen = local.unseen.into_iter().chain(beyond.unseen).collect();
        let local = List::new(local.rows, files, Files::LOCAL_SUPPLEMENT)?;
        let beyond = List::new(beyond.rows, files, Files::LOCAL_BEYOND_SUPPLEMENT)?;
        let rules = Rules::read(
            &[
                local.with(files, Files::LOCAL_SUPPLEMENT),
                beyond.with(files, Files::LOCAL_BEYOND_SUPPLEMENT),
            ],
            &dictionary,
        )?;
        let ids: HashSet<&str> = local.ids.iter().chain(&beyond.ids).map(|id| &**id).collect();
        let mut payer_keys =
            PayerKeys::read(files.needed(Files::PAYER_KEYS)?, |id| ids.contains(id))?;
        payer_keys.add_rows(&local.rows, &local.ids);
        payer_keys.add_rows(&beyond.rows, &beyond.ids);
        let national = Tables::read(&files.national()?)?;
        let national_master = NationalMaster::read(files.needed(Files::NATIONAL_MASTER)?)
            .map_err(NotAnEdition::NationalMaster)?;
        Ok(Self {
            id: files.id(),
            about,
            dictionary,
            layout,
            places,
            local,
            beyond,
            unseen,
            rules,
            national,
            national_master,
            payer_keys,
        })
    }

    /// The id: the hash of its files.
    #[must_use]
    pub fn id(&self) -> EditionId {
        self.id
    }

    /// What it says of itself.
    #[must_use]
    pub fn about(&self) -> &About {
        &self.about
    }

    /// The dictionary of the official layout.
    #[must_use]
    pub fn dictionary(&self) -> &Dictionary {
        &self.dictionary
    }

    /// The official layout.
    #[must_use]
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// The prefectures, municipalities and wards.
    #[must_use]
    pub fn places(&self) -> &Places {
        &self.places
    }

    /// The rows of the local programs' master, in the order of its file.
    #[must_use]
    pub fn local_rows(&self) -> &[Row] {
        &self.local.rows
    }

    /// The ids of these rows, in their order.
    #[must_use]
    pub fn local_ids(&self) -> &[Text] {
        &self.local.ids
    }

    /// The rows of local rules that no official row stands for.
    #[must_use]
    pub fn beyond_rows(&self) -> &[Row] {
        &self.beyond.rows
    }

    /// The ids of these rows, in their order.
    #[must_use]
    pub fn beyond_ids(&self) -> &[Text] {
        &self.beyond.ids
    }

    /// Codes that stand in no published list: kept as given, and undecided where they could change an answer.
    #[must_use]
    pub fn unseen_codes(&self) -> &[UnseenCode] {
        &self.unseen
    }

    /// The municipalities that rows name and no place has, in order.
    #[must_use]
    pub fn unknown_places(&self) -> Vec<BodyCode> {
        let named = self.local.rows.iter().chain(&self.beyond.rows);
        let mut unknown: Vec<_> = named
            .filter_map(|row| row.municipality)
            .filter(|municipality| !self.places.has(*municipality))
            .collect();
        unknown.sort_unstable();
        unknown.dedup();
        unknown
    }

    /// The local rules, compiled.
    #[must_use]
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// The national tables, compiled.
    #[must_use]
    pub fn national(&self) -> &Tables {
        &self.national
    }

    /// The national programs in their official layout.
    #[must_use]
    pub fn national_master(&self) -> &NationalMaster {
        &self.national_master
    }

    /// Whether it has a rule.
    #[must_use]
    pub fn has(&self, rule: &RuleName) -> bool {
        match rule {
            RuleName::National { law, .. } => self.national.programs_of(*law).next().is_some(),
            RuleName::Local(name) => self.rules.knows(name),
        }
    }

    /// The ids of the rows that a payer number stands for; none where it is not known.
    #[must_use]
    pub fn rows_of(&self, number: PayerNumber) -> &[Text] {
        self.payer_keys.rows_of(number)
    }
}

impl fmt::Debug for Edition {
    /// Its id and what it says of itself: its tables would fill megabytes.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Edition")
            .field("id", &self.id)
            .field("about", &self.about)
            .finish_non_exhaustive()
    }
}

impl List {
    /// Rows with the ids that their supplement gives them.
    fn new(
        rows: Vec<Row>,
        files: &Files<'_>,
        supplement: &'static str,
    ) -> Result<Self, NotAnEdition> {
        let ids = supplement::ids(supplement, files.needed(supplement)?, rows.len())?;
        Ok(Self { rows, ids })
    }

    /// The rows with their supplement.
    fn with<'a>(&'a self, files: &'a Files<'_>, supplement: &'static str) -> Rows<'a> {
        Rows { rows: &self.rows, supplement: files.get(supplement), prefix: "" }
    }
}

#[cfg(test)]
mod tests;

//! The files of an edition, by name.

use std::{borrow::Cow, collections::BTreeMap};

use super::{EditionId, NotAnEdition};
use crate::national;

/// The longest file of an edition, in bytes.
pub const FILE_BYTES_MAX: usize = 64 << 20;

/// The files of an edition, by name. Holding them proves nothing yet: [`super::Edition::load`] does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Files<'a>(BTreeMap<String, Cow<'a, [u8]>>);

impl Files<'static> {
    /// The files this crate ships.
    #[must_use]
    pub fn shipped() -> Self {
        let mut files = Self::default();
        macro_rules! ship {
            ($($name:literal)*) => {
                $(files.put($name, include_bytes!(concat!("../../data/", $name)).as_slice());)*
            };
        }
        ship! {
            "edition.json" "columns.json" "local_master.csv" "local_supplement.jsonl" "local_beyond.csv"
            "local_beyond.jsonl" "municipalities.csv" "wards.csv" "payer_keys.csv" "national_master.csv"
        }
        for (name, bytes) in national::Files::SHIPPED.named() {
            files.put(name, bytes);
        }
        files
    }
}

impl<'a> Files<'a> {
    /// Name, state and origin of the edition.
    pub const ABOUT: &'static str = "edition.json";
    /// The dictionary of the official layout.
    pub const COLUMNS: &'static str = "columns.json";
    /// The local programs in the official layout.
    pub const LOCAL_MASTER: &'static str = "local_master.csv";
    /// What their columns cannot say: one line for each row.
    pub const LOCAL_SUPPLEMENT: &'static str = "local_supplement.jsonl";
    /// Local rules that no official row stands for, in the official layout.
    pub const LOCAL_BEYOND: &'static str = "local_beyond.csv";
    /// What their columns cannot say: one line for each row.
    pub const LOCAL_BEYOND_SUPPLEMENT: &'static str = "local_beyond.jsonl";
    /// Prefectures and municipalities.
    pub const MUNICIPALITIES: &'static str = "municipalities.csv";
    /// Wards of the designated cities.
    pub const WARDS: &'static str = "wards.csv";
    /// Payer numbers of rows, where they are published.
    pub const PAYER_KEYS: &'static str = "payer_keys.csv";
    /// The national programs in their official layout.
    pub const NATIONAL_MASTER: &'static str = "national_master.csv";

    /// The names an edition has: each of them, and no other.
    pub fn names() -> impl Iterator<Item = &'static str> {
        let own = [
            Self::ABOUT,
            Self::COLUMNS,
            Self::LOCAL_MASTER,
            Self::LOCAL_SUPPLEMENT,
            Self::LOCAL_BEYOND,
            Self::LOCAL_BEYOND_SUPPLEMENT,
            Self::MUNICIPALITIES,
            Self::WARDS,
            Self::PAYER_KEYS,
            Self::NATIONAL_MASTER,
        ];
        own.into_iter().chain(national::Files::SHIPPED.named().map(|(name, _)| name))
    }

    /// Puts a file in, in place of one of the same name.
    pub fn put(&mut self, name: impl Into<String>, bytes: impl Into<Cow<'a, [u8]>>) {
        self.0.insert(name.into(), bytes.into());
    }

    /// A file's bytes.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&[u8]> {
        self.0.get(name).map(|bytes| &**bytes)
    }

    /// The files, by name in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.0.iter().map(|(name, bytes)| (name.as_str(), &**bytes))
    }

    /// The id of an edition of these files.
    #[must_use]
    pub fn id(&self) -> EditionId {
        EditionId::of(self.iter())
    }

    /// A file that must be there.
    pub(crate) fn needed(&self, name: &'static str) -> Result<&[u8], NotAnEdition> {
        self.get(name).ok_or(NotAnEdition::Missing(name))
    }

    /// Whether there is a file too many, or one that is too long.
    pub(crate) fn check(&self) -> Result<(), NotAnEdition> {
        for (name, bytes) in self.iter() {
            if !Self::names().any(|known| known == name) {
                return Err(NotAnEdition::Unknown(name.to_owned()));
            }
            if bytes.len() > FILE_BYTES_MAX {
                return Err(NotAnEdition::TooLong(name.to_owned()));
            }
        }
        Ok(())
    }

    /// The national tables.
    pub(crate) fn national(&self) -> Result<national::Files<'_>, NotAnEdition> {
        Ok(national::Files {
            programs: self.needed("national_programs.csv")?,
            tiers: self.needed("national_tiers.csv")?,
            limits: self.needed("national_limits.csv")?,
            classes: self.needed("national_classes.csv")?,
            shares: self.needed("national_shares.csv")?,
            measures: self.needed("national_measures.csv")?,
            meals: self.needed("national_meals.csv")?,
        })
    }
}

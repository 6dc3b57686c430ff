//! The programs within the hub's scope (医療費助成制度), as they usually are.
//!
//! Rows of `data/programs.csv`. What holds for one body is what that body defines; these rows are
//! where it starts, and what the synthetic population is made from.

use std::str::FromStr;
use std::sync::LazyLock;

use jiff::civil::Date;

use crate::bodies::BodyKind;
use crate::data::{self, DataError};
use crate::law_number::LawNumber;
use crate::settlement::Settlement;

static PROGRAMS: LazyLock<Result<Vec<ProgramOutline>, DataError>> = LazyLock::new(|| {
    let text = include_str!("../data/programs.csv");
    let header = [
        "slug",
        "name_ja",
        "name_en",
        "law_numbers",
        "law_ja",
        "started",
        "joined_from",
        "implementers",
        "settlement_inside",
        "settlement_outside",
        "designated_institutions",
        "prefectures_joined",
        "municipalities_joined",
        "source",
        "inferred",
    ];
    data::read("programs.csv", text, header, |fields| {
        let [slug, name_ja, name_en, law_numbers, law_ja, started, joined_from, rest @ ..] = fields;
        let [
            implementers,
            inside,
            outside,
            designated,
            prefectures,
            municipalities,
            source,
            inferred,
        ] = rest;
        Ok(ProgramOutline {
            slug,
            name_ja,
            name_en,
            law_numbers: data::list("law_numbers", law_numbers)?,
            law_ja,
            started: data::optional("started", started)?,
            joined_from: data::optional("joined_from", joined_from)?,
            implementers: data::list("implementers", implementers)?,
            settlement_inside: data::field("settlement_inside", inside)?,
            settlement_outside: data::field("settlement_outside", outside)?,
            designation: data::field("designated_institutions", designated)?,
            prefectures_joined: data::field("prefectures_joined", prefectures)?,
            municipalities_joined: data::field("municipalities_joined", municipalities)?,
            source,
            inferred: inferred.split(';').filter(|column| !column.is_empty()).collect(),
        })
    })
});

/// A program as it usually is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProgramOutline {
    /// Its name in data and commands: `a` to `z`, digits and `-`.
    pub slug: &'static str,
    /// Its name (制度名).
    pub name_ja: &'static str,
    /// Its name in English.
    pub name_en: &'static str,
    /// Its law numbers (法別番号). Empty for local programs: each prefecture gives its own.
    pub law_numbers: Vec<LawNumber>,
    /// The law, or 予算事業 (by budget), or 地方単独 (local).
    pub law_ja: &'static str,
    /// The day the program began; none if not known.
    pub started: Option<Date>,
    /// The day it entered the hub's scope; none if it was there from the first wave on.
    pub joined_from: Option<Date>,
    /// Which bodies run it.
    pub implementers: Vec<Implementer>,
    /// How it is usually settled at facilities in the body's prefecture.
    pub settlement_inside: Settlement,
    /// How it is usually settled at facilities in other prefectures.
    pub settlement_outside: Settlement,
    /// Whether only designated institutions count.
    pub designation: Designation,
    /// Prefectures that have joined or were joining by October 2025.
    pub prefectures_joined: u32,
    /// Municipalities that have joined or were joining by October 2025.
    pub municipalities_joined: u32,
    /// Marks of the sources, explained beside the table.
    pub source: &'static str,
    /// The columns of this row that no source states.
    pub inferred: Vec<&'static str>,
}

/// Bodies that may run a program (実施主体).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Implementer {
    /// Prefectures (都道府県).
    Prefecture,
    /// Designated cities (指定都市).
    DesignatedCity,
    /// Core cities (中核市).
    CoreCity,
    /// Cities with a child guidance centre (児相設置市). Which they are is not in the data.
    ChildGuidanceCity,
    /// Cities with a public health centre (保健所設置市). Which they are is not in the data.
    HealthCentreCity,
    /// Special wards (特別区).
    SpecialWard,
    /// All municipalities (市区町村).
    Municipality,
}

/// Whether a program counts designated institutions only (指定医療機関).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Designation {
    /// Designated or contracted institutions only.
    Required,
    /// Any institution.
    Any,
}

impl ProgramOutline {
    /// Whether a municipality or prefecture invented it (地方単独事業).
    #[must_use]
    pub fn is_local(&self) -> bool {
        self.law_numbers.is_empty()
    }
}

impl Implementer {
    /// Whether bodies of this kind run such a program; none if their kind does not say it.
    #[must_use]
    pub fn includes(self, kind: BodyKind) -> Option<bool> {
        match self {
            Self::Prefecture => Some(kind == BodyKind::Prefecture),
            Self::DesignatedCity => Some(kind == BodyKind::DesignatedCity),
            Self::CoreCity => Some(kind == BodyKind::CoreCity),
            Self::SpecialWard => Some(kind == BodyKind::SpecialWard),
            Self::Municipality => Some(kind.is_municipality()),
            // Every designated city has both centres by law; of other municipalities some have.
            Self::ChildGuidanceCity | Self::HealthCentreCity => match kind {
                BodyKind::DesignatedCity => Some(true),
                BodyKind::Prefecture | BodyKind::Town | BodyKind::Village | BodyKind::Ward => {
                    Some(false)
                }
                BodyKind::CoreCity | BodyKind::SpecialWard | BodyKind::City => None,
            },
        }
    }
}

impl FromStr for Implementer {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "prefecture" => Ok(Self::Prefecture),
            "designated_city" => Ok(Self::DesignatedCity),
            "core_city" => Ok(Self::CoreCity),
            "child_guidance_city" => Ok(Self::ChildGuidanceCity),
            "health_centre_city" => Ok(Self::HealthCentreCity),
            "special_ward" => Ok(Self::SpecialWard),
            "municipality" => Ok(Self::Municipality),
            _ => Err(data::UNKNOWN_WORD),
        }
    }
}

impl FromStr for Designation {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "required" => Ok(Self::Required),
            "any" => Ok(Self::Any),
            _ => Err(data::UNKNOWN_WORD),
        }
    }
}

/// Every program, national ones first. Never empty once [`data::check`] has passed.
#[must_use]
pub fn all() -> &'static [ProgramOutline] {
    PROGRAMS.as_deref().unwrap_or_default()
}

/// The program with this slug; none if there is none.
#[must_use]
pub fn find(slug: &str) -> Option<&'static ProgramOutline> {
    all().iter().find(|program| program.slug == slug)
}

/// Reads the table.
///
/// # Errors
///
/// [`DataError`].
pub(crate) fn check() -> Result<(), DataError> {
    PROGRAMS.as_ref().map(|_| ()).map_err(Clone::clone)
}

#[cfg(test)]
mod tests;

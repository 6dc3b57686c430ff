//! Every body there is (実施機関になり得る団体): prefectures, cities, wards, towns, villages.
//!
//! Rows of `data/bodies.csv`; where they come from stands beside them.

use std::str::FromStr;
use std::sync::LazyLock;

use crate::body_code::BodyCode;
use crate::data::{self, DataError};
use crate::prefecture::PrefectureCode;

static BODIES: LazyLock<Result<Vec<Body>, DataError>> = LazyLock::new(|| {
    let text = include_str!("../data/bodies.csv");
    let header = ["code", "name", "kana", "kind", "parent", "certainty"];
    data::read("bodies.csv", text, header, |[code, name, kana, kind, parent, _]| {
        let code: BodyCode = data::field("code", code)?;
        Ok(Body {
            code,
            prefecture: code.prefecture().ok_or("code names no prefecture")?,
            name,
            kana,
            kind: data::field("kind", kind)?,
            parent: data::optional("parent", parent)?,
        })
    })
});

/// A body, or a ward of a designated city.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body {
    /// Its code (全国地方公共団体コード).
    pub code: BodyCode,
    /// The prefecture it is, or lies in.
    pub prefecture: PrefectureCode,
    /// Its name (一宮市); a ward's begins with its city's.
    pub name: &'static str,
    /// The name in full-width katakana.
    pub kana: &'static str,
    /// What kind of body it is.
    pub kind: BodyKind,
    /// The city a ward belongs to; none for all others.
    pub parent: Option<BodyCode>,
}

/// The kinds of bodies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BodyKind {
    /// Prefecture (都道府県).
    Prefecture,
    /// Designated city (指定都市).
    DesignatedCity,
    /// Core city (中核市).
    CoreCity,
    /// Special ward (特別区), a municipality of its own.
    SpecialWard,
    /// Any other city (市).
    City,
    /// Town (町).
    Town,
    /// Village (村).
    Village,
    /// Ward of a designated city (行政区). It has a code in addresses and decides nothing.
    Ward,
}

impl BodyKind {
    /// Whether it is a municipality (市区町村).
    #[must_use]
    pub fn is_municipality(self) -> bool {
        match self {
            Self::DesignatedCity
            | Self::CoreCity
            | Self::SpecialWard
            | Self::City
            | Self::Town
            | Self::Village => true,
            Self::Prefecture | Self::Ward => false,
        }
    }

    /// Whether it can decide about certificates: every kind but the wards of designated cities.
    #[must_use]
    pub fn decides(self) -> bool {
        self != Self::Ward
    }
}

impl FromStr for BodyKind {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "prefecture" => Ok(Self::Prefecture),
            "designated_city" => Ok(Self::DesignatedCity),
            "core_city" => Ok(Self::CoreCity),
            "special_ward" => Ok(Self::SpecialWard),
            "city" => Ok(Self::City),
            "town" => Ok(Self::Town),
            "village" => Ok(Self::Village),
            "ward" => Ok(Self::Ward),
            _ => Err(data::UNKNOWN_WORD),
        }
    }
}

/// Every body and ward, ordered by code. Never empty once [`data::check`] has passed.
#[must_use]
pub fn all() -> &'static [Body] {
    BODIES.as_deref().unwrap_or_default()
}

/// The body with this code; none if there is none.
#[must_use]
pub fn find(code: BodyCode) -> Option<&'static Body> {
    let place = all().binary_search_by_key(&code, |body| body.code).ok()?;
    all().get(place)
}

/// Reads the table.
///
/// # Errors
///
/// [`DataError`].
pub(crate) fn check() -> Result<(), DataError> {
    BODIES.as_ref().map(|_| ()).map_err(Clone::clone)
}

#[cfg(test)]
mod tests;

//! The tiers of a national program: income bands, conditions and their limits a month.

use jiff::civil::Date;

use super::{
    Cell, Malformed, Program,
    reading::{Line, read},
};
use crate::money::Yen;

/// The columns of the table of tiers.
const TIER_COLUMNS: [&str; 14] = [
    "program",
    "band",
    "aliases",
    "condition",
    "condition_aliases",
    "levy_from",
    "levy_to",
    "cap",
    "covers",
    "assistance",
    "from",
    "to",
    "certainty",
    "source",
];

/// A tier of a program: an income band, perhaps with a condition, and its limit a month.
#[derive(Clone, Debug)]
pub(crate) struct Tier {
    bands: Box<[Box<str>]>,
    conditions: Box<[Box<str>]>,
    levy: (Option<i64>, Option<i64>),
    /// Absent: there is none.
    pub(crate) cap: Option<Yen>,
    pub(crate) covers: bool,
    pub(crate) assistance: bool,
    from: Option<Date>,
    to: Option<Date>,
}

impl Program {
    /// The tiers in force on a day, in the order in which they are tried.
    pub(crate) fn tiers(&self, on: Date) -> impl Iterator<Item = &Tier> {
        self.tiers.iter().filter(move |tier| tier.runs(on))
    }

    /// The tier for a band and what is printed: the first that fits.
    #[inline]
    pub(crate) fn tier(
        &self,
        band: Option<&str>,
        printed: impl Fn(&str) -> bool,
        on: Date,
    ) -> Option<&Tier> {
        if let Some(band) = band {
            let mut tiers = self.tiers(on);
            return tiers.find(|tier| tier.of_band(band) && tier.on_condition(&printed));
        }
        let mut tiers = self.without_band.iter().filter_map(|place| self.tiers.get(*place));
        tiers.find(|tier| tier.runs(on) && tier.on_condition(&printed))
    }

    /// The only tier, where it asks for no condition.
    #[inline]
    pub(crate) fn only_tier(&self, on: Date) -> Option<&Tier> {
        let mut tiers = self.tiers(on);
        let tier = tiers.next().filter(|tier| tier.conditions.is_empty())?;
        tiers.next().is_none().then_some(tier)
    }

    /// The band for a household's resident tax (市町村民税所得割), in yen a year.
    pub(crate) fn band_of_tax(&self, tax: i64, on: Date) -> Option<&str> {
        let tier = self.tiers(on).find(|tier| match tier.levy {
            (None, None) => false,
            (from, to) => from.is_none_or(|from| from <= tax) && to.is_none_or(|to| tax <= to),
        })?;
        tier.bands.first().map(AsRef::as_ref)
    }

    /// The band for households on public assistance.
    pub(crate) fn assisted_band(&self, on: Date) -> Option<&str> {
        let tier = self.tiers(on).find(|tier| tier.assistance)?;
        tier.bands.first().map(AsRef::as_ref)
    }
}

impl Tier {
    /// Whether it is for some bands only.
    pub(crate) fn names_bands(&self) -> bool {
        !self.bands.is_empty()
    }

    /// Whether it is in force on a day.
    fn runs(&self, on: Date) -> bool {
        self.from.is_none_or(|from| from <= on) && self.to.is_none_or(|to| on <= to)
    }

    fn of_band(&self, band: &str) -> bool {
        self.bands.is_empty() || self.bands.iter().any(|word| **word == *band)
    }

    fn on_condition(&self, printed: &impl Fn(&str) -> bool) -> bool {
        self.conditions.is_empty() || self.conditions.iter().any(|word| printed(word))
    }
}

/// Reads the table: each tier with the program it is of.
pub(crate) fn tiers(bytes: &[u8]) -> Result<Vec<(Box<str>, Tier)>, Malformed> {
    read("national_tiers.csv", &TIER_COLUMNS, bytes, tier)
}

fn tier(line: &Line<'_>) -> Result<(Box<str>, Tier), Malformed> {
    let named = |first: &'static str, more: &'static str| {
        line.words(first).iter().chain(&line.words(more)).cloned().collect()
    };
    let tier = Tier {
        bands: named("band", "aliases"),
        conditions: named("condition", "condition_aliases"),
        levy: (
            line.optional("levy_from", "whole yen a year")?,
            line.optional("levy_to", "whole yen a year")?,
        ),
        cap: match line.text("cap") {
            "none" => None,
            _ => match line.amount("cap")? {
                Cell::Is(cap) => Some(cap),
                Cell::Absent | Cell::Unread => {
                    return Err(line.malformed("cap", "whole yen or none"));
                }
            },
        },
        covers: line.flag("covers")?,
        assistance: line.flag("assistance")?,
        from: line.day("from")?,
        to: line.day("to")?,
    };
    Ok((line.text("program").into(), tier))
}

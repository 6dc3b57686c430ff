//! How long a standing consent lasts (継続同意の有効期間), by kind.
//!
//! Rows of `data/standing_consents.csv`; the calendar is here, the months are there.

use std::str::FromStr;
use std::sync::LazyLock;

use jiff::ToSpan;
use jiff::civil::Date;

use crate::data::{self, DataError};

static TERMS: LazyLock<Result<Vec<StandingConsentTerms>, DataError>> = LazyLock::new(|| {
    let text = include_str!("../data/standing_consents.csv");
    let header = ["kind", "name_ja", "initial_months", "extension_months", "source", "inferred"];
    data::read("standing_consents.csv", text, header, |fields| {
        let [kind, name_ja, initial_months, extension_months, source, inferred] = fields;
        Ok(StandingConsentTerms {
            kind: data::field("kind", kind)?,
            name_ja,
            initial_months: data::field("initial_months", initial_months)?,
            extension_months: data::field("extension_months", extension_months)?,
            source,
            inferred: inferred.split(';').filter(|column| !column.is_empty()).collect(),
        })
    })
});

/// What a person lets a facility ask without the card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StandingConsentKind {
    /// Home visits (訪問診療等).
    HomeVisit,
    /// Online care (オンライン診療).
    Online,
}

/// How long a standing consent of one kind lasts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandingConsentTerms {
    /// The kind.
    pub kind: StandingConsentKind,
    /// Its name.
    pub name_ja: &'static str,
    /// Full months after the month of the consent.
    pub initial_months: u8,
    /// Months that continued care adds each time.
    pub extension_months: u8,
    /// Marks of the sources, explained beside the table.
    pub source: &'static str,
    /// The columns of this row that no source states.
    pub inferred: Vec<&'static str>,
}

impl StandingConsentTerms {
    /// The last day of a consent given on `first`: the end of a month, that day included.
    #[must_use]
    pub fn last_day(&self, first: Date) -> Date {
        end_of_month_after(first, self.initial_months)
    }

    /// The last day after continued care is shown for a consent that lasted to `last`.
    #[must_use]
    pub fn extended_last_day(&self, last: Date) -> Date {
        end_of_month_after(last, self.extension_months)
    }
}

impl FromStr for StandingConsentKind {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "home_visit" => Ok(Self::HomeVisit),
            "online" => Ok(Self::Online),
            _ => Err(data::UNKNOWN_WORD),
        }
    }
}

/// The terms of a kind. Always found once [`data::check`] has passed.
#[must_use]
pub fn find(kind: StandingConsentKind) -> Option<&'static StandingConsentTerms> {
    TERMS.as_deref().unwrap_or_default().iter().find(|terms| terms.kind == kind)
}

/// The last day of the month that many months after the month of `day`; at most 9999-12-31.
fn end_of_month_after(day: Date, months: u8) -> Date {
    day.first_of_month().saturating_add(i32::from(months).months()).last_of_month()
}

/// Reads the table.
///
/// # Errors
///
/// [`DataError`].
pub(crate) fn check() -> Result<(), DataError> {
    TERMS.as_ref().map(|_| ()).map_err(Clone::clone)
}

#[cfg(test)]
mod tests;

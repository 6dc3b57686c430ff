//! The income bands of the programs (所得区分), with the share of recipients in each.
//!
//! Rows of `data/income_bands.csv`: where a body's own bands start, and the mix of the synthetic
//! population. The limits here are printed on synthetic certificates; nothing is calculated by them.

use std::num::NonZeroU32;
use std::sync::LazyLock;

use crate::data::{self, DataError};
use crate::income_band::IncomeBand;

static INCOME_BANDS: LazyLock<Result<Vec<IncomeBandOutline>, DataError>> = LazyLock::new(|| {
    let text = include_str!("../data/income_bands.csv");
    let header =
        ["program", "code", "name_ja", "weight", "limit_monthly_yen", "source", "inferred"];
    data::read("income_bands.csv", text, header, |fields| {
        let [program, code, name_ja, weight, limit_monthly_yen, source, inferred] = fields;
        Ok(IncomeBandOutline {
            program,
            code: data::field("code", code)?,
            name_ja,
            weight: data::field("weight", weight)?,
            limit_monthly_yen: data::optional("limit_monthly_yen", limit_monthly_yen)?,
            source,
            inferred: inferred.split(';').filter(|column| !column.is_empty()).collect(),
        })
    })
});

/// An income band of a program as it usually is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncomeBandOutline {
    /// The slug of its program in [`crate::programs`].
    pub program: &'static str,
    /// Its code, the same in no body's own data.
    pub code: IncomeBand,
    /// Its name.
    pub name_ja: &'static str,
    /// Its share of recipients, comparable within one program only.
    pub weight: NonZeroU32,
    /// The monthly limit (自己負担上限月額) in yen; none if there is none or none is known.
    pub limit_monthly_yen: Option<u32>,
    /// Marks of the sources, explained beside the table; maybe empty.
    pub source: &'static str,
    /// The columns of this row that no source states.
    pub inferred: Vec<&'static str>,
}

/// Every band of every program. Never empty once [`data::check`] has passed.
#[must_use]
pub fn all() -> &'static [IncomeBandOutline] {
    INCOME_BANDS.as_deref().unwrap_or_default()
}

/// The bands of the program with this slug, lowest income first.
pub fn of_program(slug: &str) -> impl Iterator<Item = &'static IncomeBandOutline> {
    all().iter().filter(move |band| band.program == slug)
}

/// Reads the table.
///
/// # Errors
///
/// [`DataError`].
pub(crate) fn check() -> Result<(), DataError> {
    INCOME_BANDS.as_ref().map(|_| ()).map_err(Clone::clone)
}

#[cfg(test)]
mod tests;

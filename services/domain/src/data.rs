//! The tables of `services/domain/data`, read once: facts about the world that are not code.
//!
//! They are part of the program, so reading them can fail in one way only: somebody wrote a wrong
//! row. A test reads them all, and the hub asks [`check`] before it opens a door; after that no
//! table is empty.

use crate::{bodies, income_bands, programs, standing_consent_terms};

/// The most rows of one table.
const ROWS_MAX: usize = 10_000;

/// A table of the program's own data cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("data table {table}, line {line}: {fault}")]
pub struct DataError {
    /// The table's file name.
    pub table: &'static str,
    /// The line, counted from 1; the header is line 1.
    pub line: usize,
    /// What is wrong, for whoever edits the table.
    pub fault: String,
}

/// Reads every table. To be asked once, before anything relies on one.
///
/// # Errors
///
/// [`DataError`] of the first table that cannot be read.
pub fn check() -> Result<(), DataError> {
    bodies::check()?;
    programs::check()?;
    income_bands::check()?;
    standing_consent_terms::check()
}

/// Reads the rows of a table: one header line as given, then `N` fields in each line.
///
/// Fields are taken as they stand between commas. There are no quotes, so a table with one is
/// refused. `row` makes a value of the fields or says what is wrong with them.
pub(crate) fn read<T, const N: usize>(
    table: &'static str,
    text: &'static str,
    header: [&str; N],
    row: impl Fn([&'static str; N]) -> Result<T, String>,
) -> Result<Vec<T>, DataError> {
    let error = |line, fault| DataError { table, line, fault };
    let mut lines = (1..).zip(text.lines());
    if lines.next().map(|(_, line)| line) != Some(header.join(",").as_str()) {
        return Err(error(1, format!("header must be {}", header.join(","))));
    }
    let mut values = Vec::new();
    for (number, line) in lines {
        if number > ROWS_MAX {
            return Err(error(number, format!("a table must have at most {ROWS_MAX} lines")));
        }
        if line.contains('"') {
            return Err(error(number, "quotes have no meaning here".to_owned()));
        }
        let fields: Vec<&'static str> = line.split(',').collect();
        let fields = <[&'static str; N]>::try_from(fields)
            .map_err(|fields| error(number, format!("{} fields, not {N}", fields.len())))?;
        values.push(row(fields).map_err(|fault| error(number, fault))?);
    }
    Ok(values)
}

/// The value a field writes, or what is wrong with it.
pub(crate) fn field<T>(column: &str, text: &str) -> Result<T, String>
where
    T: std::str::FromStr<Err: std::fmt::Display>,
{
    text.parse().map_err(|fault| format!("{column} {text:?}: {fault}"))
}

/// As [`field`]; an empty field is none.
pub(crate) fn optional<T>(column: &str, text: &str) -> Result<Option<T>, String>
where
    T: std::str::FromStr<Err: std::fmt::Display>,
{
    if text.is_empty() { Ok(None) } else { field(column, text).map(Some) }
}

/// The values a field writes, joined by `;`; an empty field has none.
pub(crate) fn list<T>(column: &str, text: &str) -> Result<Vec<T>, String>
where
    T: std::str::FromStr<Err: std::fmt::Display>,
{
    text.split(';').filter(|part| !part.is_empty()).map(|part| field(column, part)).collect()
}

/// The word is none that a column knows.
pub(crate) const UNKNOWN_WORD: &str = "unknown word";

#[cfg(test)]
mod tests;

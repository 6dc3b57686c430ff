//! Reading the project's own tables: CSV with a header, one typed cell at a time.
//!
//! An empty cell means "does not apply"; `?` means "not read anywhere yet" and is never replaced by a guess.

use std::str::FromStr;

use jiff::civil::Date;

use super::YearMonth;
use crate::money::{Ratio, Rounding, Yen};

/// A table of the national data is not as it must be: the file, its line, the column and what stands there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file} line {line}: {column} `{value}`: {reason}")]
pub struct Malformed {
    /// The table.
    pub file: &'static str,
    /// The line, the header being 1; 0 where it is the file as a whole.
    pub line: u64,
    /// The column.
    pub column: &'static str,
    /// What stands there.
    pub value: String,
    /// What is wrong with it.
    pub reason: &'static str,
}

/// A cell that may be empty or unread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cell<T> {
    /// Does not apply.
    Absent,
    /// Applies and was not read in any source.
    Unread,
    /// Stands there.
    Is(T),
}

/// One line of a table.
pub(crate) struct Line<'a> {
    file: &'static str,
    columns: &'a [&'static str],
    record: csv::StringRecord,
}

/// Reads a table whose columns are exactly `columns`, and makes something of each line.
pub(crate) fn read<T>(
    file: &'static str,
    columns: &[&'static str],
    bytes: &[u8],
    mut each: impl FnMut(&Line<'_>) -> Result<T, Malformed>,
) -> Result<Vec<T>, Malformed> {
    let whole =
        |value: String, reason| Malformed { file, line: 0, column: "header", value, reason };
    let mut reader = csv::Reader::from_reader(bytes);
    let header = reader.headers().map_err(|error| whole(error.to_string(), "no header"))?;
    if !header.iter().eq(columns.iter().copied()) {
        return Err(whole(header.iter().collect::<Vec<_>>().join(","), "other columns expected"));
    }
    let mut lines = Vec::new();
    for record in reader.into_records() {
        let record = record.map_err(|error| whole(error.to_string(), "not a line of the table"))?;
        lines.push(each(&Line { file, columns, record })?);
    }
    Ok(lines)
}

impl Line<'_> {
    /// A refusal of this line's `column`.
    pub(crate) fn malformed(&self, column: &'static str, reason: &'static str) -> Malformed {
        let line = self.record.position().map_or(0, csv::Position::line);
        let value = self.text(column).to_owned();
        Malformed { file: self.file, line, column, value, reason }
    }

    /// What stands in `column`, empty where nothing does.
    pub(crate) fn text(&self, column: &'static str) -> &str {
        let place = self.columns.iter().position(|name| *name == column);
        place.and_then(|place| self.record.get(place)).unwrap_or_default()
    }

    /// The words of `column`, parted by `|`, kept.
    pub(crate) fn words(&self, column: &'static str) -> Box<[Box<str>]> {
        self.text(column).split('|').filter(|word| !word.is_empty()).map(Box::from).collect()
    }

    /// What `column` says, or nothing where it is empty.
    pub(crate) fn optional<T: FromStr>(
        &self,
        column: &'static str,
        reason: &'static str,
    ) -> Result<Option<T>, Malformed> {
        match self.text(column) {
            "" => Ok(None),
            text => text.parse().map(Some).map_err(|_| self.malformed(column, reason)),
        }
    }

    /// What `column` says.
    pub(crate) fn needed<T: FromStr>(
        &self,
        column: &'static str,
        reason: &'static str,
    ) -> Result<T, Malformed> {
        self.optional(column, reason)?.ok_or_else(|| self.malformed(column, reason))
    }

    /// An amount that may be unread.
    pub(crate) fn amount(&self, column: &'static str) -> Result<Cell<Yen>, Malformed> {
        if self.text(column) == "?" {
            return Ok(Cell::Unread);
        }
        let amount = self.optional::<i64>(column, "whole yen, `?` or nothing")?;
        if amount.is_some_and(|amount| !(0..=Yen::COST_MAX.0).contains(&amount)) {
            return Err(self.malformed(column, "an amount out of all proportion"));
        }
        Ok(amount.map_or(Cell::Absent, |amount| Cell::Is(Yen(amount))))
    }

    /// Yes or no, written `1` or `0`.
    pub(crate) fn flag(&self, column: &'static str) -> Result<bool, Malformed> {
        match self.text(column) {
            "1" => Ok(true),
            "0" => Ok(false),
            _ => Err(self.malformed(column, "1 or 0")),
        }
    }

    /// A ratio in hundredths, or nothing.
    pub(crate) fn percent(&self, column: &'static str) -> Result<Option<Ratio>, Malformed> {
        let percent = self.optional::<u32>(column, "hundredths")?;
        percent.map(Ratio::percent).transpose().map_err(|_| self.malformed(column, "above 100"))
    }

    /// A way of rounding.
    pub(crate) fn rounding(&self, column: &'static str) -> Result<Rounding, Malformed> {
        match self.text(column) {
            "half_up" => Ok(Rounding::HalfUp),
            "down" => Ok(Rounding::Down),
            "up" => Ok(Rounding::Up),
            _ => Err(self.malformed(column, "half_up, down or up")),
        }
    }

    /// A month, or nothing.
    pub(crate) fn month(&self, column: &'static str) -> Result<Option<YearMonth>, Malformed> {
        self.optional(column, "a month, yyyy-mm")
    }

    /// A day, or nothing.
    pub(crate) fn day(&self, column: &'static str) -> Result<Option<Date>, Malformed> {
        self.optional(column, "a day, yyyy-mm-dd")
    }
}

#[cfg(test)]
mod tests;

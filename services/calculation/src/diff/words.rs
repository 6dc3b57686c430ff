//! A change in words: where, which program, whom it touches, and what each column said and says.

use domain::period::Period;
use jiff::civil::Date;

use super::Change;
use crate::{
    edition::Places,
    official::{Column, Dictionary, Layout, Row, Text},
};

/// What it takes to say a change in words.
#[derive(Clone, Copy, Debug)]
pub struct Words<'a> {
    /// The names of the columns and the words of their codes.
    pub dictionary: &'a Dictionary,
    /// Where each column stands.
    pub layout: &'a Layout,
    /// The names of prefectures and municipalities.
    pub places: &'a Places,
}

/// A change in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The row's number in the list before, from 1.
    pub row_before: Option<usize>,
    /// The row's number in the list after, from 1.
    pub row_after: Option<usize>,
    /// The prefecture.
    pub prefecture: Text,
    /// The municipality; absent for a program of the prefecture.
    pub municipality: Option<Text>,
    /// The program.
    pub program: Text,
    /// Whom it touches: after the change, or before the end.
    pub whom: Whom,
    /// What changed, by column; empty for a row that was added or ended.
    pub items: Vec<Item>,
}

/// Whom a row touches, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Whom {
    /// The ages, the care and the days, in Japanese.
    pub ja: String,
    /// The same in English.
    pub en: String,
}

/// What one column said and says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The column's place, from 1.
    pub position: u8,
    /// The item's number in the official list (項番).
    pub number: String,
    /// The item's official name.
    pub name_ja: String,
    /// Its name in English.
    pub name_en: String,
    /// What it said, in Japanese and in English.
    pub before: (String, String),
    /// What it says, in Japanese and in English.
    pub after: (String, String),
}

/// What one column of a row says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The column's place, from 1.
    pub position: u8,
    /// The item's number in the official list (項番).
    pub number: String,
    /// The item's official name.
    pub name_ja: String,
    /// Its name in English.
    pub name_en: String,
    /// What it says, in Japanese and in English.
    pub says: (String, String),
}

impl Words<'_> {
    /// What a row says, column by column; columns that are empty are left out.
    #[must_use]
    pub fn cells(&self, row: &Row) -> Vec<Cell> {
        let cells = self.layout.cells(row);
        let said = self.dictionary.columns().iter().zip(&cells);
        said.filter(|(_, cell)| !cell.is_empty())
            .map(|(column, cell)| Cell {
                position: column.position,
                number: column.item.clone(),
                name_ja: column.name_ja.clone(),
                name_en: column.name_en.clone(),
                says: words(column, cell),
            })
            .collect()
    }

    /// A change in words. None if its places are not in the lists.
    #[must_use]
    pub fn say(&self, change: &Change, before: &[Row], after: &[Row]) -> Option<Said> {
        let row = change.row(before, after)?;
        let (row_before, row_after, items) = match change {
            Change::Added { after } => (None, Some(after + 1), Vec::new()),
            Change::Ended { before } => (Some(before + 1), None, Vec::new()),
            Change::Changed { before: one, after: other, columns } => {
                let items = self.items(before.get(*one)?, after.get(*other)?, columns);
                (Some(one + 1), Some(other + 1), items)
            }
        };
        Some(Said {
            row_before,
            row_after,
            prefecture: self.places.prefecture(row.prefecture),
            municipality: row.municipality.map(|code| self.places.name(code)),
            program: row.name.clone(),
            whom: self.whom(row),
            items,
        })
    }

    /// Whom a row touches.
    #[must_use]
    pub fn whom(&self, row: &Row) -> Whom {
        let cells = self.layout.cells(row);
        let words = |key, text| self.words_of(key, &cells, text);
        let (class_ja, class_en) = words("class1", "");
        let (ages_ja, ages_en) =
            ages(row, words("age_from_basis", "?"), words("age_to_basis", "?"));
        let (care_ja, care_en) = care(row);
        let (days_ja, days_en) = days(row);
        Whom {
            ja: join(&[&class_ja, &ages_ja, care_ja, &days_ja], "・"),
            en: join(&[&class_en, &ages_en, care_en, &days_en], ", "),
        }
    }

    fn items(&self, before: &Row, after: &Row, columns: &[u8]) -> Vec<Item> {
        let (before, after) = (self.layout.cells(before), self.layout.cells(after));
        let said = |cells: &[String], column: &Column| {
            let place = usize::from(column.position) - 1;
            words(column, cells.get(place).map_or("", String::as_str))
        };
        let differing = self.dictionary.columns().iter();
        differing
            .filter(|column| columns.contains(&column.position))
            .map(|column| Item {
                position: column.position,
                number: column.item.clone(),
                name_ja: column.name_ja.clone(),
                name_en: column.name_en.clone(),
                before: said(&before, column),
                after: said(&after, column),
            })
            .collect()
    }

    /// What an item's cell says in words, or `empty` where it is empty.
    fn words_of(&self, key: &'static str, cells: &[String], empty: &str) -> (String, String) {
        let column = self.dictionary.column(key).ok();
        let said = column.and_then(|column| {
            let cell = cells.get(usize::from(column.position) - 1)?;
            (!cell.is_empty()).then(|| words(column, cell))
        });
        said.unwrap_or_else(|| (empty.to_owned(), empty.to_owned()))
    }
}

impl Said {
    /// The change as a sentence in Japanese.
    #[must_use]
    pub fn ja(&self) -> String {
        let change = match (self.row_before, self.row_after) {
            (None, _) => "新設".to_owned(),
            (_, None) => "終了".to_owned(),
            _ => {
                let items = self
                    .items
                    .iter()
                    .map(|item| format!("{}: {} → {}", item.name_ja, item.before.0, item.after.0));
                format!("変更 {}", items.collect::<Vec<_>>().join("、"))
            }
        };
        format!("{} {}【{}】{change}", self.place(), self.program, self.whom.ja)
    }

    /// The change as a sentence in English.
    #[must_use]
    pub fn en(&self) -> String {
        let change = match (self.row_before, self.row_after) {
            (None, _) => "added".to_owned(),
            (_, None) => "ended".to_owned(),
            _ => {
                let items = self.items.iter().map(|item| {
                    format!("{} from {} to {}", item.name_en, item.before.1, item.after.1)
                });
                format!("changed: {}", items.collect::<Vec<_>>().join("; "))
            }
        };
        format!("{} {} ({}) {change}", self.place(), self.program, self.whom.en)
    }

    /// Where: the prefecture, and the municipality where there is one.
    #[must_use]
    pub fn place(&self) -> String {
        match &self.municipality {
            Some(municipality) => format!("{} {municipality}", self.prefecture),
            None => self.prefecture.to_string(),
        }
    }
}

/// What a cell says, in Japanese and in English.
fn words(column: &Column, cell: &str) -> (String, String) {
    if cell.is_empty() {
        return ("空欄".to_owned(), "empty".to_owned());
    }
    if let Some(word) = column.word(cell) {
        return (word.ja.clone(), word.en.clone());
    }
    if !column.codes.is_empty() {
        return (format!("コード{cell}"), format!("code {cell}"));
    }
    if column.kind == "date"
        && let Ok(date) = Date::strptime("%Y%m%d", cell)
    {
        return day(date);
    }
    let (ja, en) = match column.unit.as_deref() {
        Some("yen") => ("円", " yen"),
        Some("years") => ("歳", " years"),
        Some("months") => ("か月", " months"),
        Some("days") => ("日", " days"),
        Some("visits") => ("回", " visits"),
        Some("percent") => ("%", "%"),
        _ => ("", ""),
    };
    (format!("{cell}{ja}"), format!("{cell}{en}"))
}

fn day(date: Date) -> (String, String) {
    if date == Period::OPEN_END {
        ("期限なし".to_owned(), "no end".to_owned())
    } else {
        (date.to_string(), date.to_string())
    }
}

fn ages(row: &Row, from: (String, String), to: (String, String)) -> (String, String) {
    let (Some(from_basis), Some(to_basis)) = (row.age_from_basis, row.age_to_basis) else {
        return ("年齢の記載なし".to_owned(), "ages not stated".to_owned());
    };
    let lower = (from_basis != crate::official::AgeFrom::NoTest).then_some(row.age_from).flatten();
    let upper = (to_basis != crate::official::AgeTo::NoTest).then_some(row.age_to).flatten();
    match (lower, upper) {
        (None, None) => ("年齢を問わず".to_owned(), "any age".to_owned()),
        (Some(lower), None) => {
            (format!("{lower}歳({})から", from.0), format!("from age {lower} ({})", from.1))
        }
        (None, Some(upper)) => {
            (format!("{upper}歳({})まで", to.0), format!("to age {upper} ({})", to.1))
        }
        (Some(lower), Some(upper)) => (
            format!("{lower}歳({})から{upper}歳({})まで", from.0, to.0),
            format!("from age {lower} ({}) to age {upper} ({})", from.1, to.1),
        ),
    }
}

fn care(row: &Row) -> (&'static str, &'static str) {
    match (row.med_inpatient, row.med_outpatient) {
        (Some(true), Some(true)) => ("入院と外来", "inpatient and outpatient"),
        (Some(true), _) => ("入院", "inpatient"),
        (_, Some(true)) => ("外来", "outpatient"),
        _ => ("入院も外来も対象外", "neither inpatient nor outpatient"),
    }
}

fn days(row: &Row) -> (String, String) {
    let first = row.valid_from.map(day).unwrap_or_default();
    let last = row.valid_to.map(day).unwrap_or_default();
    let open = row.valid_to == Some(Period::OPEN_END);
    if row.valid_from.is_none() && (open || row.valid_to.is_none()) {
        return Default::default();
    }
    let until = if open { (String::new(), String::new()) } else { last };
    (format!("{}〜{}", first.0, until.0), format!("{} to {}", first.1, until.1).trim().to_owned())
}

fn join(parts: &[&str], with: &str) -> String {
    let filled: Vec<_> = parts.iter().copied().filter(|part| !part.is_empty()).collect();
    filled.join(with)
}

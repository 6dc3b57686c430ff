//! The standard charge of a meal in hospital (入院時食事療養の標準負担額), by date and class.
//!
//! Meals are outside the co-payment and outside every limit; a program may pay a part of the charge.

use jiff::civil::Date;

use super::{Cell, Malformed, reading::read};
use crate::{Undecided, money::Yen};

/// The columns of the table.
const COLUMNS: [&str; 10] = [
    "kind",
    "class",
    "from",
    "to",
    "yen",
    "income_classes",
    "laws",
    "printed",
    "certainty",
    "source",
];

/// The name of the table.
const FILE: &str = "national_meals.csv";

/// The kind of charge of ordinary wards.
const STANDARD: &str = "standard";

/// All charges.
#[derive(Debug)]
pub(crate) struct Meals(Vec<Charge>);

#[derive(Debug)]
struct Charge {
    kind: Box<str>,
    class: Box<str>,
    from: Option<Date>,
    to: Option<Date>,
    yen: Cell<Yen>,
    income_classes: Box<[Box<str>]>,
    laws: Box<[Box<str>]>,
    printed: Box<str>,
}

/// What a charge may depend on.
pub(crate) struct Eater<'a> {
    /// The proved income class; the charge of who has none is the general one.
    pub(crate) income_class: Option<&'a str>,
    /// Whether a law number is among the certificates.
    pub(crate) holds: &'a dyn Fn(&str) -> bool,
    /// Whether a word is printed.
    pub(crate) printed: &'a dyn Fn(&str) -> bool,
}

impl Meals {
    /// Reads the table.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, Malformed> {
        read(FILE, &COLUMNS, bytes, |line| {
            Ok(Charge {
                kind: line.text("kind").into(),
                class: line.text("class").into(),
                from: line.day("from")?,
                to: line.day("to")?,
                yen: line.amount("yen")?,
                income_classes: line.words("income_classes"),
                laws: line.words("laws"),
                printed: line.text("printed").into(),
            })
        })
        .map(Self)
    }

    /// The words that a charge may ask to be printed.
    pub(crate) fn words(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|charge| &*charge.printed).filter(|word| !word.is_empty())
    }

    /// The charge of one meal for a person on a day: the first class that fits.
    pub(crate) fn standard(&self, eater: &Eater<'_>, on: Date) -> Result<Yen, Undecided> {
        let fits = |charge: &&Charge| {
            let income = |word: &str| eater.income_class == Some(word);
            *charge.kind == *STANDARD
                && charge.holds(on)
                && (charge.income_classes.is_empty()
                    || charge.income_classes.iter().any(|word| income(word)))
                && (charge.laws.is_empty() || charge.laws.iter().any(|law| (eater.holds)(law)))
                && (charge.printed.is_empty() || (eater.printed)(&charge.printed))
        };
        self.0.iter().find(fits).map_or_else(|| Err(missing("meal charge")), Charge::yen)
    }

    /// The charge of one meal of a class, by its name in the table.
    pub(crate) fn of_class(&self, class: &str, on: Date) -> Result<Yen, Undecided> {
        let fits = |charge: &&Charge| {
            *charge.kind == *STANDARD && *charge.class == *class && charge.holds(on)
        };
        self.0.iter().find(fits).map_or_else(|| Err(missing(class)), Charge::yen)
    }
}

impl Charge {
    fn holds(&self, on: Date) -> bool {
        self.from.is_none_or(|from| from <= on) && self.to.is_none_or(|to| on <= to)
    }

    fn yen(&self) -> Result<Yen, Undecided> {
        match self.yen {
            Cell::Is(yen) => Ok(yen),
            Cell::Absent | Cell::Unread => Err(missing(&self.class)),
        }
    }
}

fn missing(class: &str) -> Undecided {
    Undecided::new(format!("meal charge of class {class}"), FILE)
}

#[cfg(test)]
mod tests;

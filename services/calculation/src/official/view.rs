//! Rows as far as some of their parts go: what they are matched and grouped by.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::row::Row;

/// What a column is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Part {
    /// What the program is called, and its classes.
    Name = 1,
    /// Where it is.
    Place = 2,
    /// Its payer number.
    Payer = 4,
    /// The number of the row inside the program.
    Division = 8,
    /// From when to when.
    Period = 16,
    /// Whose care it is.
    Who = 32,
    /// Whether inpatient and outpatient care are covered.
    Care = 64,
    /// What is paid, and how.
    Pays = 128,
}

/// Some parts of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Parts(u8);

/// A row with the hash of each of its parts: made once, it is grouped in many ways.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Marked<'a> {
    pub(crate) row: &'a Row,
    marks: Marks<u64>,
}

/// A row as far as some of its parts go: rows that say the same there are equal.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View<'a> {
    marked: Marked<'a>,
    parts: Parts,
}

/// Something for each part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Marks<T> {
    name: T,
    place: T,
    payer: T,
    division: T,
    period: T,
    who: T,
    care: T,
    pays: T,
}

impl Parts {
    /// All of a row but these parts.
    pub(crate) const fn all_but(parts: &[Part]) -> Self {
        Self(!Self::only(parts).0)
    }

    /// These parts.
    pub(crate) const fn only(parts: &[Part]) -> Self {
        let (mut bits, mut rest) = (0, parts);
        while let [part, others @ ..] = rest {
            bits |= *part as u8;
            rest = others;
        }
        Self(bits)
    }

    pub(crate) fn has(self, part: Part) -> bool {
        self.0 & part as u8 != 0
    }
}

impl<'a> Marked<'a> {
    /// A row, marked.
    pub(crate) fn new(row: &'a Row) -> Self {
        let mut marks = Marks::<DefaultHasher>::default();
        row.mark(&mut marks);
        Self { row, marks: marks.finish() }
    }

    /// Rows, marked, in their order.
    pub(crate) fn all(rows: &'a [Row]) -> Vec<Self> {
        rows.iter().map(Self::new).collect()
    }

    /// The row as far as these parts go.
    pub(crate) fn view(self, parts: Parts) -> View<'a> {
        View { marked: self, parts }
    }
}

impl Marks<DefaultHasher> {
    /// Takes what a column of a part says.
    pub(super) fn take(&mut self, part: Part, said: &impl Hash) {
        said.hash(match part {
            Part::Name => &mut self.name,
            Part::Place => &mut self.place,
            Part::Payer => &mut self.payer,
            Part::Division => &mut self.division,
            Part::Period => &mut self.period,
            Part::Who => &mut self.who,
            Part::Care => &mut self.care,
            Part::Pays => &mut self.pays,
        });
    }

    fn finish(&self) -> Marks<u64> {
        Marks {
            name: self.name.finish(),
            place: self.place.finish(),
            payer: self.payer.finish(),
            division: self.division.finish(),
            period: self.period.finish(),
            who: self.who.finish(),
            care: self.care.finish(),
            pays: self.pays.finish(),
        }
    }
}

impl Marks<u64> {
    /// The marks of some parts; zero for the others.
    fn of(&self, parts: Parts) -> [u64; 8] {
        [
            (Part::Name, self.name),
            (Part::Place, self.place),
            (Part::Payer, self.payer),
            (Part::Division, self.division),
            (Part::Period, self.period),
            (Part::Who, self.who),
            (Part::Care, self.care),
            (Part::Pays, self.pays),
        ]
        .map(|(part, mark)| if parts.has(part) { mark } else { 0 })
    }
}

impl PartialEq for View<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.parts == other.parts
            && self.marked.marks.of(self.parts) == other.marked.marks.of(self.parts)
            && self.marked.row.says_the_same(other.marked.row, self.parts)
    }
}

impl Eq for View<'_> {}

impl Hash for View<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.marked.marks.of(self.parts).hash(state);
    }
}

#[cfg(test)]
mod tests;

//! To whom a row, a limit or a settlement applies.
//!
//! Three answers: yes, no, and "not told". A condition that asks for something nobody told is never taken for met nor for
//! unmet; it is undecided unless another part of it fails anyway.

use domain::prefecture::PrefectureCode;
use jiff::civil::Date;

use super::age;
use crate::{
    Fact, Person, Scheme,
    official::{AgeFrom, AgeTo},
};

/// Whether a condition is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Held {
    Yes,
    No,
    /// It depends on something nobody told.
    NotTold(&'static str),
}

/// A condition on a person. Empty: everybody.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Condition {
    pub(crate) ages: Option<Ages>,
    pub(crate) income: Option<Box<str>>,
    pub(crate) role: Option<Box<str>>,
    pub(crate) disability: Option<Box<str>>,
    pub(crate) grade: Option<Box<str>>,
    /// Words printed on the certificate, all of them.
    pub(crate) printed: Box<[Box<str>]>,
    /// The n-th child and later.
    pub(crate) child_order: Option<u8>,
    /// The kinds of insurance; empty: any.
    pub(crate) schemes: Box<[Scheme]>,
    /// The insurer is in another prefecture.
    pub(crate) insurer_outside: Option<PrefectureCode>,
    /// Something the operators do not understand.
    pub(crate) unclear: Option<&'static str>,
    /// Whether one of the parts is enough.
    pub(crate) any: bool,
}

/// Between which ages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Ages {
    pub(crate) from: (AgeFrom, u32),
    pub(crate) to: (AgeTo, u32),
}

impl Ages {
    /// Whether the ages hold on every day of every life.
    pub(crate) fn are_any(self) -> bool {
        self.from.0 == AgeFrom::NoTest && self.to.0 == AgeTo::NoTest
    }

    /// The first and the last day on which they hold. Reversed where there is none.
    pub(crate) fn days(self, birth: Date) -> (Date, Date) {
        let (from, from_years) = self.from;
        let (to, to_years) = self.to;
        (
            age::first_day(from, from_years, birth).unwrap_or(Date::MAX),
            age::last_day(to, to_years, birth).unwrap_or(Date::MIN),
        )
    }

    fn hold(self, person: &Person, day: Date) -> Held {
        if self.are_any() {
            return Held::Yes;
        }
        let Some(birth) = person.birth_date else { return Held::NotTold("birth_date") };
        let (first, last) = self.days(birth);
        Held::is(first <= day && day <= last)
    }
}

impl Held {
    pub(crate) fn is(met: bool) -> Self {
        if met { Self::Yes } else { Self::No }
    }

    /// Both: a part that fails settles it.
    pub(crate) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::No, _) | (_, Self::No) => Self::No,
            (Self::NotTold(item), _) | (_, Self::NotTold(item)) => Self::NotTold(item),
            (Self::Yes, Self::Yes) => Self::Yes,
        }
    }

    /// Either: a part that holds settles it.
    pub(crate) fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Yes, _) | (_, Self::Yes) => Self::Yes,
            (Self::NotTold(item), _) | (_, Self::NotTold(item)) => Self::NotTold(item),
            (Self::No, Self::No) => Self::No,
        }
    }
}

impl Condition {
    /// Whether the condition is met by a person on a day.
    pub(crate) fn holds(&self, person: &Person, day: Date) -> Held {
        let ages = self.ages.map_or(Held::Yes, |ages| ages.hold(person, day));
        ages.and(self.holds_at_any_age(person))
    }

    /// Whether everybody of the ages meets it.
    fn is_empty(&self) -> bool {
        let words = [&self.income, &self.role, &self.disability, &self.grade];
        words.iter().all(|word| word.is_none())
            && self.printed.is_empty()
            && self.child_order.is_none()
            && self.schemes.is_empty()
            && self.insurer_outside.is_none()
            && self.unclear.is_none()
    }

    /// The same without the ages.
    pub(crate) fn holds_at_any_age(&self, person: &Person) -> Held {
        if self.is_empty() {
            return Held::Yes;
        }
        let words = [
            (&self.income, "income", Kind::Income),
            (&self.role, "role", Kind::Role),
            (&self.disability, "disability", Kind::Disability),
            (&self.grade, "grade", Kind::Grade),
        ];
        let words = words
            .into_iter()
            .filter_map(|(word, item, kind)| Some(told(person, word.as_deref()?, item, kind)));
        let printed = self.printed.iter().map(|word| {
            if person.facts.contains(&Fact::Printed(word.to_string())) {
                return Held::Yes;
            }
            // Another printed word answers the question; none leaves it open.
            let other = person.facts.iter().any(|fact| matches!(fact, Fact::Printed(_)));
            if other { Held::No } else { Held::NotTold("printed") }
        });
        let parts = words
            .chain(printed)
            .chain(self.child_order.map(|least| child(person, least)))
            .chain((!self.schemes.is_empty()).then(|| self.scheme(person)))
            .chain(self.insurer_outside.map(|prefecture| insurer(person, prefecture)))
            .chain(self.unclear.map(Held::NotTold));
        if self.any {
            parts.reduce(Held::or).unwrap_or(Held::Yes)
        } else {
            parts.fold(Held::Yes, Held::and)
        }
    }

    fn scheme(&self, person: &Person) -> Held {
        match &person.insurance {
            None => Held::No,
            Some(insurance) => match insurance.scheme {
                None => Held::NotTold("scheme"),
                Some(scheme) => Held::is(self.schemes.contains(&scheme)),
            },
        }
    }
}

/// A kind of fact that has one word.
#[derive(Clone, Copy)]
enum Kind {
    Income,
    Role,
    Disability,
    Grade,
}

/// Whether the fact of a kind is this word.
fn told(person: &Person, word: &str, item: &'static str, kind: Kind) -> Held {
    let said = person.facts.iter().find_map(|fact| match (kind, fact) {
        (Kind::Income, Fact::Income(said))
        | (Kind::Role, Fact::Role(said))
        | (Kind::Disability, Fact::Disability(said))
        | (Kind::Grade, Fact::Grade(said)) => Some(said),
        _ => None,
    });
    said.map_or(Held::NotTold(item), |said| Held::is(said == word))
}

fn child(person: &Person, least: u8) -> Held {
    let order = person.facts.iter().find_map(|fact| match fact {
        Fact::ChildOrder(order) => Some(*order),
        _ => None,
    });
    order.map_or(Held::NotTold("child_order"), |order| Held::is(order >= least))
}

fn insurer(person: &Person, outside: PrefectureCode) -> Held {
    let insurer = person.insurance.as_ref().and_then(|insurance| insurance.insurer);
    match insurer.and_then(domain::insurer_number::InsurerNumber::prefecture) {
        None => Held::NotTold("insurer"),
        Some(prefecture) => Held::is(prefecture != outside),
    }
}

#[cfg(test)]
mod tests;

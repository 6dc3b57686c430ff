//! Whether a program is paid in kind at a facility, or paid first and claimed back (現物給付・償還払い).

use domain::{body_code::BodyCode, prefecture::PrefectureCode};

use super::condition::{Condition, Held};
use crate::{Person, Scheme, Setting, Undecided, Visit};

/// How the program pays its part at a facility.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum How {
    /// In kind, on the receipt (現物給付・レセプト記載).
    OnReceipt,
    /// In kind, on a separate list (現物給付・連記式).
    OnList,
    /// In kind; which of the two depends on the insurance, which is not told.
    InKind,
    /// The person pays and claims it back (償還払い).
    PayFirst,
}

/// How the program of a row pays, by place and person.
#[derive(Clone, Debug)]
pub(crate) struct Settlement {
    pub(crate) prefecture: PrefectureCode,
    /// In the row's prefecture; none: not known.
    pub(crate) inside: Option<How>,
    /// On which paper, where that depends on the insurance.
    pub(crate) paper: Option<Box<Paper>>,
    /// What goes before, in order.
    pub(crate) by: Box<[By]>,
    /// Outside the prefecture; none: not known.
    pub(crate) outside: Option<How>,
}

/// On which paper a program in kind is claimed.
#[derive(Clone, Debug)]
pub(crate) struct Paper {
    /// The insurances with which it is on the receipt.
    pub(crate) receipt_with: Box<[Scheme]>,
    /// How it is with others; none: not known.
    pub(crate) otherwise: Option<How>,
}

/// A settlement for some people, places or kinds of care.
#[derive(Clone, Debug)]
pub(crate) struct By {
    pub(crate) when: Condition,
    pub(crate) settings: Box<[Setting]>,
    /// Where; both empty: in the row's prefecture.
    pub(crate) prefectures: Box<[PrefectureCode]>,
    pub(crate) municipalities: Box<[BodyCode]>,
    /// None: not known.
    pub(crate) how: Option<How>,
}

impl Settlement {
    /// How the program pays at the facility of a visit.
    ///
    /// # Errors
    /// [`Undecided`]: the data does not say, or depends on what the visit or the person does not say.
    #[inline]
    pub(crate) fn here(&self, person: &Person, visit: &Visit, row: &str) -> Result<How, Undecided> {
        let Some(prefecture) = visit.prefecture else {
            // The same everywhere needs no place.
            return match (self.inside, self.outside) {
                (Some(one), Some(other)) if one == other && self.by.is_empty() => Ok(one),
                _ => Err(Undecided::new("prefecture of the facility", row)),
            };
        };
        let mut open: Option<(Option<How>, &'static str)> = None;
        let settle =
            |open: Option<(Option<How>, &'static str)>, how: Option<How>, item| match (open, how) {
                (Some((first, item)), how) if first != how => Err(Undecided::new(item, row)),
                (_, None) => Err(Undecided::new(item, row)),
                (_, Some(how)) => Ok(self.paper(how, person)),
            };
        for by in &self.by {
            match by.applies(self.prefecture, prefecture, person, visit) {
                Held::No => {}
                Held::Yes => return settle(open, by.how, "method"),
                Held::NotTold(item) => open = open.or(Some((by.how, item))),
            }
        }
        if prefecture == self.prefecture {
            settle(open, self.inside, "method")
        } else {
            settle(open, self.outside, "method outside the prefecture")
        }
    }

    /// On which paper a program in kind is claimed, where that depends on the insurance.
    fn paper(&self, how: How, person: &Person) -> How {
        let Some(paper) = &self.paper else { return how };
        match person.insurance.as_ref().and_then(|insurance| insurance.scheme) {
            _ if how == How::PayFirst => how,
            None => How::InKind,
            Some(scheme) if paper.receipt_with.contains(&scheme) => How::OnReceipt,
            Some(_) => paper.otherwise.unwrap_or(How::InKind),
        }
    }
}

impl By {
    fn applies(
        &self,
        home: PrefectureCode,
        prefecture: PrefectureCode,
        person: &Person,
        visit: &Visit,
    ) -> Held {
        let setting = self.settings.is_empty() || self.settings.contains(&visit.setting);
        let place = if self.prefectures.is_empty() && self.municipalities.is_empty() {
            Held::is(prefecture == home)
        } else {
            Held::is(self.prefectures.contains(&prefecture)).or(self.stands_in(prefecture, visit))
        };
        Held::is(setting).and(place).and(self.when.holds(person, visit.date))
    }

    fn stands_in(&self, prefecture: PrefectureCode, visit: &Visit) -> Held {
        let here = |code: &BodyCode| code.prefecture() == Some(prefecture);
        match visit.municipality {
            Some(municipality) => Held::is(self.municipalities.contains(&municipality)),
            None if self.municipalities.iter().any(here) => {
                Held::NotTold("municipality of the facility")
            }
            None => Held::No,
        }
    }
}

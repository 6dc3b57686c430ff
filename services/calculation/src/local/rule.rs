//! The rules of an edition: programs with their tiers, found by the names of rules and rows.

use domain::{law_number::LawNumber, prefecture::PrefectureCode};
use jiff::civil::Date;

use super::{
    compile::{self, NotRules},
    condition::{Ages, Condition, Held},
    meal::Meal,
    plan::{Cover, PerSetting, Prerequisite},
    said::Words,
    settle::{How, Settlement},
};
use crate::{
    Fact, Person, Undecided, Visit,
    by_word::ByWord,
    money::Yen,
    official::{Dictionary, Row},
};

/// The local rules of an edition, ready to be applied.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    pub(crate) programs: Vec<Program>,
    pub(crate) rows: Vec<RowMeta>,
    pub(crate) names: ByWord<Found>,
}

/// Rows in the official layout, and what their columns cannot say.
#[derive(Clone, Copy, Debug)]
pub struct Rows<'a> {
    /// The rows, in the order of their file.
    pub rows: &'a [Row],
    /// One line of supplement for each; none where the columns are all there is.
    pub supplement: Option<&'a [u8]>,
    /// What the ids of rows without supplement begin with; the number of the row, from 1, follows.
    pub prefix: &'a str,
}

/// A row of the rules, by its place in the order in which they were read, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RowNumber(pub(crate) usize);

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) program: u32,
    /// The tier, where the name is a row's.
    pub(crate) tier: Option<u16>,
}

/// A local program.
#[derive(Clone, Debug)]
pub(crate) struct Program {
    pub(crate) name: Box<str>,
    /// The place in the order of application (公費適用優先順位); the last where no row says.
    pub(crate) priority: u32,
    /// In order: the first that fits applies.
    pub(crate) tiers: Box<[Tier]>,
}

/// A tier (段) of a program: for whom, and what.
#[derive(Clone, Debug)]
pub(crate) struct Tier {
    /// Its number in the data, from 1.
    pub(crate) number: u16,
    pub(crate) ages: Option<Ages>,
    /// Whether the columns of the ages are empty: then nobody can tell whom the row is for.
    pub(crate) ages_missing: bool,
    /// Whether the ages are those of children, and parents have none.
    pub(crate) ages_of_children: bool,
    pub(crate) when: Box<Condition>,
    /// From when until when the row is in force.
    pub(crate) days: (Date, Date),
    /// Whether another tier may cover what this one does not: rows of a file without supplement state their sides apart.
    pub(crate) one_sided: bool,
    pub(crate) covers: PerSetting<Cover>,
    /// The row that says so, by its place among the rows.
    pub(crate) rows: PerSetting<usize>,
    pub(crate) cash: Option<Box<Cash>>,
    /// Apart, as the conditions are: a calculation asks for neither where the body has said which tier applies.
    pub(crate) words: Box<Words>,
}

/// Money for a month of a stay, whatever the stay costs (現金給付).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cash {
    pub(crate) slot: u16,
    pub(crate) yen: Yen,
    /// From so many days in the month.
    pub(crate) days_from: u16,
}

/// A row of the rules: what it says beside its amounts.
#[derive(Clone, Debug)]
pub struct RowMeta {
    pub(crate) id: Box<str>,
    pub(crate) settlement: Settlement,
    /// Programs one of which must come first.
    pub(crate) requires: Option<Box<[Prerequisite]>>,
    pub(crate) covers_other: CoversOther,
    pub(crate) more: Box<More>,
}

/// What a row says that hardly any visit asks for.
#[derive(Clone, Debug)]
pub(crate) struct More {
    pub(crate) source: Box<str>,
    pub(crate) name: Box<str>,
    /// How the page describes the payment.
    pub(crate) delivery: Option<Box<str>>,
    /// Why it pays outside its prefecture as it does.
    pub(crate) why_outside: Box<str>,
    pub(crate) meal: Meal,
    /// The law numbers of local programs whose limits it shares.
    pub(crate) accumulates: Box<[LawNumber]>,
    /// Rows of the same body that are newer.
    pub(crate) newer: Box<[Box<str>]>,
}

/// Of which amounts that national programs leave the program pays a part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum CoversOther {
    All,
    None,
    Only(Box<[LawNumber]>),
    /// A code nobody has seen.
    Unknown,
}

/// When a tier holds for a person: between days, as far as the facts tell.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fit {
    /// The days of the ages.
    pub(crate) days: (Date, Date),
    pub(crate) held: Held,
}

impl CoversOther {
    pub(crate) fn of(codes: Box<[LawNumber]>) -> Self {
        if codes.is_empty() { Self::All } else { Self::Only(codes) }
    }
}

impl Program {
    /// The place of the first tier that has a number: they stand by number.
    pub(crate) fn place_of(&self, number: u16) -> Option<usize> {
        let place = self.tiers.partition_point(|tier| tier.number < number);
        self.tiers.get(place).is_some_and(|tier| tier.number == number).then_some(place)
    }
}

impl Tier {
    /// When the tier holds for a person.
    pub(crate) fn fit(&self, person: &Person) -> Fit {
        let any = (Date::MIN, Date::MAX);
        let told = self.when.holds_at_any_age(person);
        if told == Held::No {
            return Fit { days: any, held: told };
        }
        let role = person.facts.iter().find_map(|fact| match fact {
            Fact::Role(role) => Some(role.as_str()),
            _ => None,
        });
        let child = role.map(|role| role == CHILD);
        if self.ages_of_children && child == Some(false) {
            return Fit { days: any, held: told };
        }
        if self.ages_missing {
            return Fit { days: any, held: told.and(Held::NotTold("age_from")) };
        }
        let Some(ages) = self.ages.filter(|ages| !ages.are_any()) else {
            return Fit { days: any, held: told };
        };
        match person.birth_date {
            None => Fit { days: any, held: told.and(Held::NotTold("birth_date")) },
            Some(birth) => Fit { days: ages.days(birth), held: told },
        }
    }

    /// Whether the tier covers any kind of care, as far as is known.
    pub(crate) fn covers_anything(&self) -> bool {
        let PerSetting { inpatient, outpatient, dental, pharmacy, nursing } = &self.covers;
        [inpatient, outpatient, dental, pharmacy, nursing]
            .into_iter()
            .any(|cover| !matches!(cover, Cover::NotCovered))
    }

    /// Whether a day outside the ages is no answer, because the person may be a parent.
    pub(crate) fn may_be_parent(&self, person: &Person) -> bool {
        self.ages_of_children && !person.facts.iter().any(|fact| matches!(fact, Fact::Role(_)))
    }
}

/// The word for a child in a program for families.
pub(super) const CHILD: &str = "child";

impl Rules {
    /// Compiles files of rows into rules.
    ///
    /// # Errors
    /// [`NotRules`], file by file in the order of its variants.
    pub fn read(files: &[Rows<'_>], dictionary: &Dictionary) -> Result<Self, NotRules> {
        compile::rules(files, dictionary.formulas())
    }

    /// What a name stands for.
    pub(crate) fn find(&self, name: &str) -> Option<(&Program, Option<usize>)> {
        let found = self.names.get(name)?;
        let program = self.programs.get(usize::try_from(found.program).ok()?)?;
        Some((program, found.tier.map(usize::from)))
    }

    /// A row of an answer.
    #[must_use]
    pub fn row(&self, number: RowNumber) -> Option<&RowMeta> {
        self.rows.get(number.0)
    }

    /// Whether any rule or row has a name.
    #[must_use]
    pub fn knows(&self, name: &str) -> bool {
        self.names.get(name).is_some()
    }

    /// The program that a rule or a row is of, by its name; none where neither has the name.
    #[must_use]
    pub fn program_of(&self, name: &str) -> Option<&str> {
        self.find(name).map(|(program, _)| &*program.name)
    }

    /// How many tiers a rule has; none where no rule has the name.
    #[must_use]
    pub fn tiers(&self, name: &str) -> Option<usize> {
        self.find(name).map(|(program, row)| if row.is_some() { 1 } else { program.tiers.len() })
    }

    /// The row that says what a tier of a rule does in a kind of care. Tiers count from 1.
    #[must_use]
    pub fn row_of(&self, name: &str, tier: u16, setting: crate::Setting) -> Option<&RowMeta> {
        let (program, row) = self.find(name)?;
        let tier = match row {
            Some(index) => program.tiers.get(index),
            None => program.tiers.iter().find(|known| known.number == tier),
        };
        self.rows.get(*tier?.rows.of(setting))
    }

    /// The law numbers of the national programs one of which must come before a tier of a rule, or before what it covers
    /// of a kind of care.
    pub(crate) fn national_before(
        &self,
        name: &str,
        tier: u16,
        setting: crate::Setting,
    ) -> impl Iterator<Item = LawNumber> {
        let known = self.find(name).and_then(|(program, row)| match row {
            Some(index) => program.tiers.get(index),
            None => program.tiers.iter().find(|known| known.number == tier),
        });
        let plan = known.and_then(|tier| tier.covers.plan(setting));
        let of_care = plan.into_iter().flat_map(|plan| plan.only_with.iter().flatten());
        let of_row =
            self.row_of(name, tier, setting).into_iter().flat_map(RowMeta::national_before);
        of_row.chain(of_care.filter_map(Prerequisite::law))
    }

    /// Whether a rule covers anything for the age of a person on a day, whatever else it asks for.
    ///
    /// # Errors
    /// [`Undecided`]: no rule has the name, the ages of a row are empty, or the birth date is not told.
    pub fn is_for_the_age(
        &self,
        name: &str,
        birth: Option<Date>,
        day: Date,
    ) -> Result<bool, Undecided> {
        self.is_for_whom(name, day, |tier| match (tier.ages, birth) {
            _ if tier.ages_missing => Held::NotTold("age_from"),
            (None, _) => Held::Yes,
            (Some(ages), _) if ages.are_any() => Held::Yes,
            (Some(_), None) => Held::NotTold("birth_date"),
            (Some(ages), Some(birth)) => {
                let (first, last) = ages.days(birth);
                Held::is((first..=last).contains(&day))
            }
        })
    }

    /// Whether a rule covers anything for a person on a day.
    ///
    /// # Errors
    /// [`Undecided`]: no rule has the name, or it depends on something nobody told.
    pub fn is_for(&self, name: &str, person: &Person, day: Date) -> Result<bool, Undecided> {
        self.is_for_whom(name, day, |tier| tier.fit(person).on(day, tier, person))
    }

    fn is_for_whom(
        &self,
        name: &str,
        day: Date,
        held: impl Fn(&Tier) -> Held,
    ) -> Result<bool, Undecided> {
        let Some((program, row)) = self.find(name) else {
            return Err(Undecided::new("rule", name));
        };
        let mut missing = None;
        for (place, tier) in program.tiers.iter().enumerate() {
            let (first, last) = tier.days;
            if row.is_some_and(|row| row != place) || !(first..=last).contains(&day) {
                continue;
            }
            match held(tier) {
                Held::Yes if tier.covers_anything() => return Ok(true),
                Held::NotTold(item) => missing = missing.or(Some(item)),
                Held::Yes | Held::No => {}
            }
        }
        missing.map_or(Ok(false), |item| Err(Undecided::new(item, name)))
    }
}

impl RowMeta {
    /// The id of the row.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The name of its program.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.more.name
    }

    /// Where it is written down.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.more.source
    }

    /// The prefecture of its body.
    #[must_use]
    pub fn prefecture(&self) -> PrefectureCode {
        self.settlement.prefecture
    }

    /// How its page describes the payment, in the page's word; absent where no page was read.
    #[must_use]
    pub fn delivery(&self) -> Option<&str> {
        self.more.delivery.as_deref()
    }

    /// The rows of the same body and kind that are newer.
    pub fn newer(&self) -> impl Iterator<Item = &str> {
        self.more.newer.iter().map(|id| &**id)
    }

    /// The law numbers of the national programs one of which must come first.
    pub fn national_before(&self) -> impl Iterator<Item = LawNumber> {
        self.requires.iter().flatten().filter_map(Prerequisite::law)
    }

    /// The law numbers of the local programs whose limits count together with its own.
    pub fn accumulates(&self) -> impl Iterator<Item = LawNumber> {
        self.more.accumulates.iter().copied()
    }

    /// How the program pays at the facility of a visit.
    ///
    /// # Errors
    /// [`Undecided`]: the data does not say, or depends on what the visit or the person does not say.
    pub fn pays_here(&self, person: &Person, visit: &Visit) -> Result<How, Undecided> {
        self.settlement.here(person, visit, &self.id)
    }

    /// Why the program pays outside its prefecture as it does, in the words of the data.
    #[must_use]
    pub fn why_outside(&self) -> &str {
        &self.more.why_outside
    }
}

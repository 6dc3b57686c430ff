//! The person's part by the insurance (自己負担割合): by age, income and date.
//!
//! The table has a row for each share with the age at which its band starts; a person is in the last band that has
//! started. Where several groups of income have different shares, the income class must be known.

use jiff::civil::Date;

use super::{
    Malformed,
    age::{Start, attains},
    reading::{Line, read},
};
use crate::{
    AgeBand,
    by_word::ByWord,
    money::{Ratio, Rounding},
};

/// The columns of the table of shares.
const SHARE_COLUMNS: [&str; 13] = [
    "id",
    "band",
    "from_age",
    "from_day",
    "group",
    "percent",
    "born_to",
    "from",
    "to",
    "rounding",
    "without_proof",
    "certainty",
    "source",
];

/// The columns of the table of income classes.
const CLASS_COLUMNS: [&str; 7] =
    ["word", "side", "limits", "group", "without_proof", "long_term_upper", "certainty"];

/// A share of the insurance.
#[derive(Debug)]
pub(crate) struct ShareRow {
    /// The row's id.
    pub(crate) id: Box<str>,
    /// Where it was read.
    pub(crate) source: Box<str>,
    from_age: i16,
    group: Group,
    /// The part the person pays.
    pub(crate) share: Ratio,
    /// How a fraction of a yen is settled.
    pub(crate) rounding: Rounding,
    born_to: Option<Date>,
    from: Option<Date>,
    to: Option<Date>,
    /// The classes whose limit holds where nothing proves another one, best first; none, no limit holds.
    pub(crate) without_proof: Box<[Box<str>]>,
}

/// The groups of income that have a share of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Group {
    /// Whatever the income.
    Any,
    /// Earners at the level of the active (現役並み所得者).
    Active,
    /// Neither of the others; of the late elderly since they have two shares, not known which.
    General,
    /// The upper part of these (一般Ⅱ, 一定以上所得).
    General2,
    /// The lower part of these (一般Ⅰ).
    General1,
    /// Households that pay no resident tax (低所得).
    Low,
}

/// An income class (所得区分), by a word that names it.
#[derive(Debug)]
pub(crate) struct Class {
    word: Box<str>,
    over70: bool,
    place: usize,
    limits: Box<[Box<str>]>,
    /// Its group.
    pub(crate) group: Group,
    without_proof: Box<[Box<str>]>,
    /// Whether the higher limit of a long-term illness holds.
    pub(crate) long_term_upper: bool,
}

/// An age at which a share begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stage {
    band: AgeBand,
    from_age: i16,
    from_day: Start,
}

impl Stage {
    /// Whether it has begun on a day. It begins in the year of the birthday or the one after.
    fn has_started(self, birth: Date, on: Date) -> bool {
        match on.year() - birth.year() - self.from_age {
            ..0 => false,
            0 | 1 => self.from_day.day(birth, self.from_age).is_some_and(|day| day <= on),
            2.. => true,
        }
    }
}

/// The shares of each age band.
#[derive(Debug, Default)]
struct Shares {
    under70: Vec<ShareRow>,
    from70: Vec<ShareRow>,
    from75: Vec<ShareRow>,
}

/// All shares and income classes.
#[derive(Debug)]
pub(crate) struct Insurances {
    shares: Shares,
    /// By age.
    stages: Vec<Stage>,
    classes: Vec<Class>,
    /// The places of the classes by their words, under 70 and from 70 on.
    words: [ByWord<usize>; 2],
}

impl Insurances {
    /// Reads both tables.
    pub(crate) fn read(shares: &[u8], classes: &[u8]) -> Result<Self, Malformed> {
        let rows = read("national_shares.csv", &SHARE_COLUMNS, shares, share_row)?;
        let mut stages: Vec<Stage> = rows.iter().map(|(stage, _)| *stage).collect();
        stages.sort_by_key(|stage| stage.from_age);
        stages.dedup();
        let mut classes = read("national_classes.csv", &CLASS_COLUMNS, classes, class)?;
        let mut words = [ByWord::default(), ByWord::default()];
        for (place, class) in classes.iter_mut().enumerate() {
            class.place = place;
            let [under, over] = &mut words;
            let words = if class.over70 { over } else { under };
            // The first of a word counts.
            if words.get(&class.word).is_none() {
                words.put(&class.word, place);
            }
        }
        let mut shares = Shares::default();
        for (stage, row) in rows {
            match stage.band {
                AgeBand::Under70 => shares.under70.push(row),
                AgeBand::From70 => shares.from70.push(row),
                AgeBand::From75 => shares.from75.push(row),
            }
        }
        Ok(Self { shares, stages, classes, words })
    }

    /// The age band of a person on a day: the last that has started.
    pub(crate) fn band(&self, birth: Date, on: Date) -> Option<AgeBand> {
        self.stage(birth, on).map(|stage| stage.band)
    }

    /// Whether, in the month of `on`, the person changes to the late elderly at `age` and not on the 1st.
    pub(crate) fn changes_in_month(birth: Date, age: i16, on: Date) -> bool {
        if on.year() - birth.year() != age {
            return false;
        }
        let birthday = attains(birth, age).and_then(|day| day.tomorrow().ok());
        birthday.is_some_and(|day| day.month() == on.month() && day.day() != 1)
    }

    /// The day on which a person becomes one of the late elderly by age.
    pub(crate) fn late_from(&self, birth: Date) -> Option<Date> {
        let stage = self.stages.iter().find(|stage| stage.band == AgeBand::From75)?;
        stage.from_day.day(birth, stage.from_age)
    }

    /// The day in a month, not its first, on which a person becomes one of the late elderly by age.
    pub(crate) fn late_in(&self, birth: Date, first: Date) -> Option<Date> {
        let stage = self.stages.iter().find(|stage| stage.band == AgeBand::From75)?;
        if first.year() - birth.year() != stage.from_age {
            return None;
        }
        let day = stage.from_day.day(birth, stage.from_age)?;
        (day > first && day <= first.last_of_month()).then_some(day)
    }

    /// The last stage that has started on a day.
    fn stage(&self, birth: Date, on: Date) -> Option<&Stage> {
        self.stages.iter().rev().find(|stage| stage.has_started(birth, on))
    }

    /// The share of a band on a day, for a group of income if it is known. Without a birth date a band that begins at
    /// several ages is that of the latest.
    pub(crate) fn share(
        &self,
        band: AgeBand,
        birth: Option<Date>,
        group: Option<Group>,
        on: Date,
    ) -> Option<&ShareRow> {
        let stage = birth.and_then(|birth| self.stage(birth, on)).filter(|one| one.band == band);
        let latest = || self.stages.iter().rev().find(|stage| stage.band == band);
        let age = stage.or_else(latest)?.from_age;
        let mut rows = self.shares.of(band).iter().filter(|row| row.from_age == age);
        rows.find(|row| {
            row.holds(birth, on) && (row.group == Group::Any || group == Some(row.group))
        })
    }

    /// The row of a band that has this share, where a call states the share and no income class.
    pub(crate) fn row_of(&self, band: AgeBand, share: Ratio, on: Date) -> Option<&ShareRow> {
        let mut rows = self.shares.of(band).iter().filter(|row| row.share.is(share));
        rows.find(|row| row.holds(None, on))
    }

    /// The class that a word names on one side of 70.
    pub(crate) fn class(&self, word: &str, over70: bool) -> Option<&Class> {
        let [under, over] = &self.words;
        let words = if over70 { over } else { under };
        self.classes.get(*words.get(word)?)
    }

    /// All classes.
    pub(crate) fn classes(&self) -> &[Class] {
        &self.classes
    }
}

impl Shares {
    fn of(&self, band: AgeBand) -> &[ShareRow] {
        match band {
            AgeBand::Under70 => &self.under70,
            AgeBand::From70 => &self.from70,
            AgeBand::From75 => &self.from75,
        }
    }
}

impl ShareRow {
    /// Whether the row holds on a day. Without a birth date a row for the old-born does not.
    fn holds(&self, birth: Option<Date>, on: Date) -> bool {
        self.from.is_none_or(|from| from <= on)
            && self.to.is_none_or(|to| on <= to)
            && self.born_to.is_none_or(|last| birth.is_some_and(|birth| birth <= last))
    }
}

impl Class {
    /// The word that names it.
    pub(crate) fn word(&self) -> &str {
        &self.word
    }

    /// Its place among all classes.
    pub(crate) fn place(&self) -> usize {
        self.place
    }

    /// The names of its limits in a schedule, best first; without a proof, of those that hold without one.
    pub(crate) fn limits(&self, proof: bool) -> &[Box<str>] {
        if proof { &self.limits } else { &self.without_proof }
    }
}

/// A share and the stage it belongs to.
fn share_row(line: &Line<'_>) -> Result<(Stage, ShareRow), Malformed> {
    let stage = Stage {
        band: match line.text("band") {
            "under70" => AgeBand::Under70,
            "from70" => AgeBand::From70,
            "from75" => AgeBand::From75,
            _ => return Err(line.malformed("band", "under70, from70 or from75")),
        },
        from_age: line.needed("from_age", "years of age")?,
        from_day: match line.text("from_day") {
            "birth" => Start::Birth,
            "birthday" => Start::Birthday,
            "month_after" => Start::MonthAfter,
            "fiscal_year_after" => Start::FiscalYearAfter,
            _ => return Err(line.malformed("from_day", "unknown day")),
        },
    };
    let share = line.percent("percent")?;
    let row = ShareRow {
        id: line.text("id").into(),
        source: line.text("source").into(),
        from_age: stage.from_age,
        group: group(line)?,
        share: share.ok_or_else(|| line.malformed("percent", "a share is needed"))?,
        rounding: line.rounding("rounding")?,
        born_to: line.day("born_to")?,
        from: line.day("from")?,
        to: line.day("to")?,
        without_proof: line.words("without_proof"),
    };
    Ok((stage, row))
}

fn class(line: &Line<'_>) -> Result<Class, Malformed> {
    Ok(Class {
        word: line.text("word").into(),
        over70: match line.text("side") {
            "under70" => false,
            "over70" => true,
            _ => return Err(line.malformed("side", "under70 or over70")),
        },
        // Where all classes are at hand.
        place: 0,
        limits: line.words("limits"),
        group: group(line)?,
        without_proof: line.words("without_proof"),
        long_term_upper: line.flag("long_term_upper")?,
    })
}

fn group(line: &Line<'_>) -> Result<Group, Malformed> {
    match line.text("group") {
        "any" => Ok(Group::Any),
        "active" => Ok(Group::Active),
        "general" => Ok(Group::General),
        "general1" => Ok(Group::General1),
        "general2" => Ok(Group::General2),
        "low" => Ok(Group::Low),
        _ => Err(line.malformed("group", "unknown group")),
    }
}

#[cfg(test)]
mod tests;

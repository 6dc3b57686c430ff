//! A national program in a sentence, by what its certificate prints and the band it names.

use domain::law_number::LawNumber;
use jiff::civil::Date;

use super::{
    Tables, YearMonth,
    program::{Found, Part, Program, Rows, Settle},
    terms::{is_printed, person_fits},
};
use crate::{
    Certificate, Person, PrintedLimit, Setting,
    desk::{Desk, Sentence, agreed, by_month, not_covered, nothing, part},
    local::How,
    money::Yen,
};

impl Tables {
    /// What a desk is told of a program; none where no program has the law number.
    pub(crate) fn at_desk(
        &self,
        (law, agency): (LawNumber, Option<&str>),
        certificate: &Certificate,
        person: &Person,
        desk: Desk<'_>,
    ) -> Option<(Option<How>, Sentence)> {
        let rows = match self.programs.find(law, agency) {
            Found::Rows(rows) => rows,
            Found::Unknown => return None,
            Found::Several => {
                let all = self.programs.of_law(law).map(|rows| settled(rows, person, desk));
                return Some((agreed(all), several()));
            }
        };
        Some((settled(rows, person, desk), sentence(rows, certificate, person, desk.date)))
    }

    /// The rank of a program, and whether local programs may come before it; none where no program has the law number.
    pub(crate) fn place(&self, law: LawNumber, agency: Option<&str>) -> Option<(u16, bool)> {
        let rows = match self.programs.find(law, agency) {
            Found::Rows(rows) => rows,
            Found::Several => self.programs.of_law(law).next()?,
            Found::Unknown => return None,
        };
        let person = Person::told_only(Vec::new());
        let row = rows.of_side(&person, false)?;
        Some((row.rank(), row.local_first()))
    }
}

impl<'t> Rows<'t> {
    /// The row for a side of care and a person.
    pub(crate) fn of_side(self, person: &Person, inpatient: bool) -> Option<&'t Program> {
        let here = |row: &&Program| row.inpatient.is_none_or(|side| side == inpatient);
        let mut rows = self.iter().filter(|row| person_fits(person, &row.when));
        rows.clone().find(here).or_else(|| rows.next())
    }
}

/// A law number has several programs, and nobody said which.
fn several() -> Sentence {
    let said = Sentence::new(
        "同じ法別番号の制度により異なる（実施機関番号による）",
        "depends on which program of the law number it is (by the agency number)",
    );
    said.whole()
}

fn settled(rows: Rows<'_>, person: &Person, desk: Desk<'_>) -> Option<How> {
    agreed(desk.settings.iter().map(|setting| {
        let row = rows.of_side(person, *setting == Setting::Inpatient)?;
        Some(match row.settle {
            Settle::InKind | Settle::Levied => How::OnReceipt,
            Settle::Refund => How::PayFirst,
        })
    }))
}

fn sentence(rows: Rows<'_>, certificate: &Certificate, person: &Person, on: Date) -> Sentence {
    let side = |inpatient| {
        let row = rows.of_side(person, inpatient)?;
        Some((row, side(row, inpatient, certificate, person, on)))
    };
    match (side(false), side(true)) {
        // A program that knows one side only.
        (Some((row, said)), _) if row.inpatient == Some(true) => {
            said.about("入院", "hospital stay").whole()
        }
        (_, Some((row, said))) if row.inpatient == Some(false) => {
            said.about("外来", "outpatient").whole()
        }
        (Some((_, one)), Some((_, other))) if one == other => one.whole(),
        (Some((_, one)), Some((_, other))) => one
            .about("外来", "outpatient")
            .whole()
            .then(&other.about("入院", "hospital stay").whole()),
        (None, _) | (_, None) => {
            Sentence::new("この証の規定なし", "no row of the rule is for this certificate").whole()
        }
    }
}

/// What a row leaves to pay on its side.
fn side(
    row: &Program,
    inpatient: bool,
    certificate: &Certificate,
    person: &Person,
    on: Date,
) -> Sentence {
    let month = YearMonth::from(on);
    if !row.runs(month) {
        return Sentence::new("この日は制度なし", "not in force on this day");
    }
    let printed = printed(&certificate.limits, inpatient);
    let rate = certificate.share.or(row.rate).map(part);
    let band = certificate.band.as_deref();
    let tier = row.tier(band, |word| is_printed(person, word), on);
    let tier = tier.or_else(|| row.only_tier(on).filter(|_| band.is_none()));
    let limit = match (printed, row.person, tier) {
        (Some(Yen::ZERO), _, _) | (None, Part::Nothing, _) => nothing(),
        (Some(limit), _, _) => limited(rate, by_month(limit)),
        (None, Part::Rate, _) => rate.unwrap_or_default(),
        (None, Part::Tier, Some(tier)) if !tier.covers => not_covered(),
        (None, Part::Tier, Some(tier)) => match tier.cap {
            Some(Yen::ZERO) => nothing(),
            Some(cap) => limited(rate, by_month(cap)),
            None => limited(rate, Sentence::new("月額の上限なし", "no limit a month")),
        },
        (None, Part::Tier, None) => limited(
            rate,
            Sentence::new(
                "月額は受給者証に記載の上限まで",
                "at most the limit a month printed on the certificate",
            ),
        ),
    };
    if row.settle != Settle::Levied {
        return limit;
    }
    let levied =
        Sentence::new("自治体が後日徴収することがある", "the body may bill the family later");
    Sentence::list(&[limit, levied])
}

fn limited(rate: Option<Sentence>, limit: Sentence) -> Sentence {
    Sentence::list(&rate.into_iter().chain([limit]).collect::<Vec<_>>())
}

/// The limit a month that the certificate prints: that of the side before that of both.
fn printed(limits: &[PrintedLimit], inpatient: bool) -> Option<Yen> {
    let found = limits.iter().filter_map(|limit| match *limit {
        PrintedLimit::MonthInpatient(yen) if inpatient => Some((0, yen)),
        PrintedLimit::MonthOutpatient(yen) if !inpatient => Some((0, yen)),
        PrintedLimit::Month(yen) => Some((1, yen)),
        PrintedLimit::MonthInpatient(_)
        | PrintedLimit::MonthOutpatient(_)
        | PrintedLimit::Day(_)
        | PrintedLimit::Visit(_)
        | PrintedLimit::Meal(_) => None,
    });
    found.min_by_key(|(rank, _)| *rank).map(|(_, yen)| yen)
}

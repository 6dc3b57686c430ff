//! What a person holds: certificates with their period rows, as a body's system would send them.

use domain::{
    body_code::BodyCode,
    income_bands::{self, IncomeBandOutline},
    programs::{self, Designation, ProgramOutline},
};
use jiff::{Span, ToSpan as _, civil::Date};

use super::{
    Population,
    dice::{Dice, Urn},
    household::Person,
    numbers,
    region::{Region, RegionBody},
    tables::{Holders, Tables},
};

/// How a certificate stands on the population's day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Situation {
    /// It holds, and is the first.
    Current,
    /// It holds, after an earlier period: it was renewed.
    Renewed,
    /// Its last period has ended.
    Ended,
    /// Its first period begins later.
    NotYet,
    /// It holds and is told to nobody (不開示).
    Withheld,
    /// It holds and is always reimbursed (常に償還払い).
    Reimbursed,
}

/// A certificate.
#[derive(Clone, Debug)]
pub struct Certificate {
    /// The body that issued it.
    pub body: BodyCode,
    /// The program's slug.
    pub program: &'static str,
    /// How it stands.
    pub situation: Situation,
    /// The body's certificate type.
    pub certificate_type: String,
    /// What it is called.
    pub name: String,
    /// The payer number.
    pub payer_number: String,
    /// The recipient number.
    pub recipient_number: String,
    /// The income band of every row.
    pub band: Option<&'static IncomeBandOutline>,
    /// Additional conditions: `item-code`, or empty.
    pub conditions: &'static str,
    /// Institutions named on it: code and name.
    pub institutions: Vec<(String, String)>,
    /// Its periods, earliest first: history key, first and last day.
    pub periods: Vec<(String, Date, Date)>,
}

/// A certificate that one of the first households has for certain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    program: &'static str,
    adult: bool,
    situation: Situation,
}

/// What the first households hold: one of each situation, and one that names its institutions.
const WANTED: [Wanted; 8] = [
    Wanted { program: "local-child", adult: false, situation: Situation::Current },
    Wanted { program: "local-child", adult: false, situation: Situation::Renewed },
    Wanted { program: "local-child", adult: false, situation: Situation::Ended },
    Wanted { program: "local-child", adult: false, situation: Situation::Withheld },
    Wanted { program: "local-child", adult: false, situation: Situation::NotYet },
    Wanted { program: "local-child", adult: false, situation: Situation::Reimbursed },
    Wanted { program: "intractable-disease", adult: true, situation: Situation::Current },
    Wanted { program: "local-child", adult: false, situation: Situation::Current },
];

/// What the household at a place holds for certain; none where chance decides.
#[must_use]
pub fn wanted(household: u64) -> Option<&'static Wanted> {
    WANTED.get(usize::try_from(household).unwrap_or(usize::MAX))
}

impl Wanted {
    /// The certificate, if this is the member who holds it: the head, or the child.
    pub fn of(
        &self,
        person: &Person,
        dice: &mut Dice,
        population: &Population,
        region: &Region,
        tables: &Tables,
    ) -> Option<Certificate> {
        let meant = if self.adult { person.is_head() } else { person.guardian.is_some() };
        let holders = tables.holders.iter().find(|holders| {
            holders.program == self.program
                && (holders.age_from..=holders.age_to).contains(&person.age)
        })?;
        if !meant {
            return None;
        }
        issue(person, holders, self.situation, dice, population, region)
    }
}

/// What a person holds by chance.
pub fn of(
    person: &Person,
    dice: &mut Dice,
    population: &Population,
    region: &Region,
    tables: &Tables,
) -> Vec<Certificate> {
    let mut held = Vec::new();
    for holders in &tables.holders {
        let of_age = (holders.age_from..=holders.age_to).contains(&person.age);
        let meant = holders.program != "local-single-parent" || person.single_parent;
        if of_age && meant && dice.chance(holders.per_100000, 100_000) {
            let situation = situation(dice);
            held.extend(issue(person, holders, situation, dice, population, region));
        }
    }
    held
}

fn situation(dice: &mut Dice) -> Situation {
    match dice.below(1_000) {
        0..3 => Situation::Withheld,
        3..13 => Situation::Reimbursed,
        13..33 => Situation::NotYet,
        33..90 => Situation::Ended,
        90..360 => Situation::Renewed,
        _ => Situation::Current,
    }
}

fn issue(
    person: &Person,
    holders: &Holders,
    situation: Situation,
    dice: &mut Dice,
    population: &Population,
    region: &Region,
) -> Option<Certificate> {
    let outline = programs::find(&holders.program)?;
    let runner = region.runner(outline.slug, &person.home)?;
    let periods = periods(situation, holders.renewal_month, person.born, population.as_of, dice)?;
    let bands = income_bands::of_program(outline.slug);
    let band = Urn::new(bands.map(|band| (band, band.weight.get().into()))).draw(dice).copied();
    Some(Certificate {
        body: runner.body.code,
        program: outline.slug,
        situation,
        certificate_type: certificate_type(outline.slug),
        name: holders.certification_name.clone(),
        payer_number: numbers::payer(
            &law_number(outline, &holders.law_number),
            runner.body.prefecture,
            runner.number,
        ),
        recipient_number: numbers::recipient(person.place),
        band,
        conditions: conditions(outline.slug, dice),
        institutions: institutions(outline, runner, dice, region),
        periods,
    })
}

/// The body's own type of certificate for a program: 1 to 50 letters and digits.
#[must_use]
pub fn certificate_type(program: &str) -> String {
    program.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_uppercase()
}

/// The law number a program is paid under: the law's, or the one the tables name.
#[must_use]
pub fn law_number(outline: &ProgramOutline, local: &str) -> String {
    outline.law_numbers.first().map_or_else(|| local.to_owned(), ToString::to_string)
}

/// Additional conditions that a program's master defines: item, its name, code, its name.
#[must_use]
pub fn condition_item(
    program: &str,
) -> Option<(&'static str, &'static str, &'static str, &'static str)> {
    match program {
        "intractable-disease" => Some(("01", "負担の特例", "1", "高額かつ長期")),
        "mental-outpatient" => Some(("02", "継続の特例", "1", "重度かつ継続")),
        "chronic-child-disease" => Some(("03", "負担の特例", "1", "重症患者認定")),
        _ => None,
    }
}

fn conditions(program: &str, dice: &mut Dice) -> &'static str {
    let often = dice.chance(15, 100);
    match program {
        "intractable-disease" if often => "01-1",
        "mental-outpatient" if often => "02-1",
        "chronic-child-disease" if often => "03-1",
        _ => "",
    }
}

/// The first two medical institutions and the pharmacy of the body's prefecture, or one of them.
fn institutions(
    outline: &ProgramOutline,
    runner: &RegionBody,
    dice: &mut Dice,
    region: &Region,
) -> Vec<(String, String)> {
    if outline.designation == Designation::Any {
        return Vec::new();
    }
    let here = region.facilities_in(runner.body.prefecture);
    let named = here.map(|facility| (facility.code.clone(), facility.name.clone()));
    let count = if dice.chance(1, 2) { 1 } else { 2 };
    named.take(count).collect()
}

/// The periods of a certificate that is renewed on the first of a month each year.
fn periods(
    situation: Situation,
    renewal_month: i8,
    born: Date,
    as_of: Date,
    dice: &mut Dice,
) -> Option<Vec<(String, Date, Date)>> {
    let this_year = Date::new(as_of.year(), renewal_month, 1).ok()?;
    let begin =
        if this_year <= as_of { this_year } else { this_year.checked_sub(1.year()).ok()? };
    let end = begin.checked_add(1.year()).ok()?.yesterday().ok()?;
    let earlier = begin.checked_sub(1.year()).ok()?;
    // A person's first period of a certificate has number 1, the next one 2.
    let nth =
        |number: u8, first: Date, last: Date| (format!("{}-{number}", first.year()), first, last);
    let keyed = |first, last| nth(1, first, last);
    let late = |dice: &mut Dice| as_of.checked_add(Span::new().days(dice.between(10, 60))).ok();
    Some(match situation {
        Situation::Current | Situation::Withheld | Situation::Reimbursed => {
            let days_in = (as_of - begin).get_days();
            let waited = if dice.chance(1, 3) { dice.between(0, days_in.into()) } else { 0 };
            let first = begin.checked_add(Span::new().days(waited)).ok()?.max(born).min(as_of);
            vec![keyed(first, end)]
        }
        Situation::Renewed if born < begin => {
            vec![nth(1, earlier.max(born), begin.yesterday().ok()?), nth(2, begin, end)]
        }
        // Too young to have held one before.
        Situation::Renewed => vec![keyed(born.min(as_of), end)],
        Situation::Ended => {
            let last = as_of.checked_sub(Span::new().days(dice.between(10, 60))).ok()?;
            let first = earlier.max(born).min(last);
            vec![keyed(first, last)]
        }
        Situation::NotYet => {
            let first = late(dice)?;
            vec![keyed(first, first.checked_add(1.year()).ok()?.yesterday().ok()?)]
        }
    })
}

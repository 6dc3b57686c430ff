//! The national programs (国公費) as rows: who pays first, what the person pays, in which order programs apply.

use super::{
    Cell, Malformed, Refusal, YearMonth,
    reading::{Line, read},
    tier::{self, Tier},
};
use crate::{
    Person, Undecided,
    money::{Ratio, Rounding},
};
use domain::law_number::LawNumber;

/// The columns of the table of programs.
const COLUMNS: [&str; 26] = [
    "id",
    "program",
    "rank",
    "law",
    "agencies",
    "when",
    "setting",
    "name",
    "name_en",
    "statute",
    "from",
    "to",
    "high_cost",
    "insurance_first",
    "person",
    "rate_percent",
    "rounding",
    "tally",
    "local_first",
    "uninsured",
    "assisted",
    "settle",
    "meals_percent",
    "meals_percent_assisted",
    "certainty",
    "source",
];

/// A row of a national program. A program has several where its terms differ by setting or person.
#[derive(Debug)]
pub struct Program {
    pub(crate) id: Box<str>,
    pub(crate) key: Box<str>,
    pub(crate) rank: u16,
    pub(crate) law: LawNumber,
    pub(crate) agencies: Box<[Box<str>]>,
    pub(crate) when: When,
    pub(crate) inpatient: Option<bool>,
    pub(crate) name: Box<str>,
    pub(crate) name_en: Box<str>,
    pub(crate) source: Box<str>,
    from: Option<YearMonth>,
    to: Option<YearMonth>,
    pub(crate) high_cost: HighCost,
    pub(crate) insurance_first: Option<bool>,
    pub(crate) person: Part,
    pub(crate) rate: Option<Ratio>,
    pub(crate) rounding: Rounding,
    pub(crate) tally: bool,
    pub(crate) local_first: bool,
    pub(crate) uninsured: Uninsured,
    pub(crate) assisted: bool,
    pub(crate) settle: Settle,
    pub(crate) meals: Cell<Ratio>,
    pub(crate) meals_assisted: Option<Ratio>,
    pub(crate) tiers: Vec<Tier>,
    /// The places of the tiers that name no band.
    pub(crate) without_band: Vec<usize>,
}

/// For whom a row holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum When {
    /// Everybody.
    Always,
    /// Holders of a certificate of a long-term illness.
    LongTermIllness,
    /// Those on whose certificate one of the words is printed.
    Printed(Box<[Box<str>]>),
}

/// Which high-cost limit holds for care under a program (高額療養費の区分).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HighCost {
    /// None: the program goes before the insurance (公費優先).
    None,
    /// That of the general class, whatever the person's (特定給付対象療養).
    Special,
    /// That of the person's own class (特定疾病給付対象療養).
    Own,
    /// The ordinary rules (通常).
    Ordinary,
    /// That of public assistance (生活保護).
    Assistance,
}

/// What remains to the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// Nothing.
    Nothing,
    /// The rate, without a limit.
    Rate,
    /// The rate where there is one, up to the limit of a tier.
    Tier,
}

/// Whether a program pays for who has no insurance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Uninsured {
    /// It does.
    Pays,
    /// Only beside public assistance.
    Assisted,
    /// Never.
    Never,
}

/// How a program pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Settle {
    /// In kind, at the counter.
    InKind,
    /// The person pays now and is refunded.
    Refund,
    /// In kind; the body bills the family later by its own table.
    Levied,
}

/// All programs and their tiers.
#[derive(Debug)]
pub(crate) struct Programs {
    /// In order of precedence.
    rows: Vec<Program>,
    /// The programs of each law number, by the number.
    laws: Vec<Vec<OfProgram>>,
}

/// How many law numbers there may be.
const LAWS: usize = 100;

/// The rows of a program.
#[derive(Debug)]
struct OfProgram {
    /// Their places.
    rows: Vec<usize>,
    /// Those for a hospital stay and for other care, where they do not depend on the person.
    sides: Option<(usize, usize)>,
}

/// The rows of a law number that one certificate may stand for.
pub(crate) enum Found<'t> {
    /// One program.
    Rows(Rows<'t>),
    /// Several, told apart by the agency number, which was not said.
    Several,
    /// None.
    Unknown,
}

/// The rows of one program.
#[derive(Clone, Copy)]
pub(crate) struct Rows<'t> {
    all: &'t [Program],
    of: &'t OfProgram,
}

impl<'t> Rows<'t> {
    /// The rows, in the order in which they are tried.
    pub(crate) fn iter(self) -> impl Iterator<Item = &'t Program> + Clone {
        self.of.rows.iter().filter_map(|place| self.all.get(*place))
    }

    /// The rows for a hospital stay and for other care of a person.
    #[inline]
    pub(crate) fn sides(self, person: &Person) -> Option<(&'t Program, &'t Program)> {
        match self.of.sides {
            Some((inpatient, outpatient)) => {
                Some((self.all.get(inpatient)?, self.all.get(outpatient)?))
            }
            None => Some((self.of_side(person, true)?, self.of_side(person, false)?)),
        }
    }
}

impl Program {
    /// Whether payer numbers with this agency number (実施機関番号) are the program's: where the data lists numbers, it is
    /// one of them.
    pub(crate) fn is_of_agency(&self, agency: &str) -> bool {
        self.agencies.is_empty() || self.agencies.iter().any(|number| **number == *agency)
    }

    /// The row's id in the data.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The program's name, in Japanese.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The program's name, in English.
    #[must_use]
    pub fn name_en(&self) -> &str {
        &self.name_en
    }

    /// The place in the order of precedence (公費適用優先順位); the lowest applies first.
    #[must_use]
    pub const fn rank(&self) -> u16 {
        self.rank
    }

    /// Whether there are cases in which a local program applies before this one (地単公費が優先適用されるケース).
    #[must_use]
    pub const fn local_first(&self) -> bool {
        self.local_first
    }

    /// Whether the program is in force in a month, or a part of it.
    pub(crate) fn runs(&self, month: YearMonth) -> bool {
        month.within(self.from, self.to)
    }

    /// Whether the limit is kept over all facilities (自己負担上限額管理票).
    #[must_use]
    pub const fn shares_limit(&self) -> bool {
        self.tally
    }
}

impl Programs {
    /// Reads both tables.
    pub(crate) fn read(programs: &[u8], tiers: &[u8]) -> Result<Self, Malformed> {
        let mut rows = read("national_programs.csv", &COLUMNS, programs, program)?;
        rows.sort_by_key(|row| row.rank);
        for (key, tier) in tier::tiers(tiers)? {
            for row in rows.iter_mut().filter(|row| row.key == key) {
                if !tier.names_bands() {
                    row.without_band.push(row.tiers.len());
                }
                row.tiers.push(tier.clone());
            }
        }
        let mut laws: Vec<Vec<OfProgram>> = Vec::new();
        laws.resize_with(LAWS, Vec::new);
        for (place, row) in rows.iter().enumerate() {
            let Some(programs) = laws.get_mut(usize::from(row.law.number())) else { continue };
            let key = |of: &OfProgram| {
                let first = of.rows.first().and_then(|place| rows.get(*place));
                first.map(|row| &row.key)
            };
            match programs.iter_mut().find(|of| key(of) == Some(&row.key)) {
                Some(of) => of.rows.push(place),
                None => programs.push(OfProgram { rows: vec![place], sides: None }),
            }
        }
        for of in laws.iter_mut().flatten() {
            of.sides = sides(&rows, &of.rows);
        }
        Ok(Self { rows, laws })
    }

    /// All rows, in order of precedence.
    pub(crate) fn rows(&self) -> &[Program] {
        &self.rows
    }

    /// The programs of a law number, each as its rows.
    pub(crate) fn of_law(&self, law: LawNumber) -> impl Iterator<Item = Rows<'_>> {
        self.under_law(law).iter().map(|of| Rows { all: &self.rows, of })
    }

    fn under_law(&self, law: LawNumber) -> &[OfProgram] {
        self.laws.get(usize::from(law.number())).map_or(&[], Vec::as_slice)
    }

    /// The rows for a law number and, where the law has several programs, an agency number.
    #[inline]
    pub(crate) fn find(&self, law: LawNumber, agency: Option<&str>) -> Found<'_> {
        let rows = |of| Rows { all: &self.rows, of };
        let agency = match (self.under_law(law), agency) {
            ([], _) => return Found::Unknown,
            ([only], _) => return Found::Rows(rows(only)),
            (_, None) => return Found::Several,
            (_, Some(agency)) => agency,
        };
        let of_agency = |rows: &Rows<'_>| {
            let mut numbers = rows.iter().flat_map(|row| &row.agencies);
            numbers.any(|number| **number == *agency)
        };
        self.of_law(law).find(of_agency).map_or(Found::Unknown, Found::Rows)
    }
}

impl Programs {
    /// The rows that the certificate at a place stands for.
    ///
    /// # Errors
    /// No program has the law number, or several have, told apart by the agency number, which was not said.
    #[inline]
    pub(crate) fn of_certificate(
        &self,
        certificate: usize,
        law: LawNumber,
        agency: Option<&str>,
    ) -> Result<Rows<'_>, Refusal> {
        match self.find(law, agency) {
            Found::Rows(rows) => Ok(rows),
            Found::Several => {
                Err(Undecided::new("agency number", format!("law number {law}")).into())
            }
            Found::Unknown => Err(Refusal::UnknownLawNumber { certificate, law }),
        }
    }
}

/// The places of a program's rows for a hospital stay and for other care, where they do not depend on the person.
fn sides(all: &[Program], places: &[usize]) -> Option<(usize, usize)> {
    let rows = || places.iter().filter_map(|place| Some((*place, all.get(*place)?)));
    if rows().any(|(_, row)| row.when != When::Always) {
        return None;
    }
    let side = |inpatient: bool| {
        let here = rows().find(|(_, row)| row.inpatient.is_none_or(|side| side == inpatient));
        here.or_else(|| rows().next()).map(|(place, _)| place)
    };
    Some((side(true)?, side(false)?))
}

fn program(line: &Line<'_>) -> Result<Program, Malformed> {
    let rate = line.percent("rate_percent")?;
    Ok(Program {
        id: line.text("id").into(),
        key: line.text("program").into(),
        rank: line.needed("rank", "a rank")?,
        law: line.needed("law", "two digits")?,
        agencies: line.text("agencies").split_whitespace().map(Box::from).collect(),
        when: match line.text("when") {
            "" => When::Always,
            "long_term_illness" => When::LongTermIllness,
            text => match text.strip_prefix("printed:") {
                Some(words) => When::Printed(words.split('|').map(Box::from).collect()),
                None => return Err(line.malformed("when", "unknown condition")),
            },
        },
        inpatient: match line.text("setting") {
            "" => None,
            "inpatient" => Some(true),
            "outpatient" => Some(false),
            _ => return Err(line.malformed("setting", "inpatient, outpatient or nothing")),
        },
        name: line.text("name").into(),
        name_en: line.text("name_en").into(),
        source: line.text("source").into(),
        from: line.day("from")?.map(YearMonth::from),
        to: line.day("to")?.map(YearMonth::from),
        high_cost: match line.text("high_cost") {
            "none" => HighCost::None,
            "special" => HighCost::Special,
            "own" => HighCost::Own,
            "ordinary" => HighCost::Ordinary,
            "assistance" => HighCost::Assistance,
            _ => return Err(line.malformed("high_cost", "unknown kind of limit")),
        },
        insurance_first: match line.text("insurance_first") {
            "?" => None,
            _ => Some(line.flag("insurance_first")?),
        },
        person: match line.text("person") {
            "nothing" => Part::Nothing,
            "rate" if rate.is_some() => Part::Rate,
            "tier" => Part::Tier,
            _ => return Err(line.malformed("person", "nothing, rate or tier")),
        },
        rate,
        rounding: if rate.is_some() { line.rounding("rounding")? } else { Rounding::HalfUp },
        tally: line.flag("tally")?,
        local_first: line.flag("local_first")?,
        uninsured: match line.text("uninsured") {
            "pays" => Uninsured::Pays,
            "assisted" => Uninsured::Assisted,
            "never" => Uninsured::Never,
            _ => return Err(line.malformed("uninsured", "pays, assisted or never")),
        },
        assisted: match line.text("assisted") {
            "pays" => true,
            "never" => false,
            _ => return Err(line.malformed("assisted", "pays or never")),
        },
        settle: match line.text("settle") {
            "in_kind" => Settle::InKind,
            "refund" => Settle::Refund,
            "levied" => Settle::Levied,
            _ => return Err(line.malformed("settle", "in_kind, refund or levied")),
        },
        meals: match line.text("meals_percent") {
            "?" => Cell::Unread,
            _ => line.percent("meals_percent")?.map_or(Cell::Absent, Cell::Is),
        },
        meals_assisted: line.percent("meals_percent_assisted")?,
        tiers: Vec::new(),
        without_band: Vec::new(),
    })
}

#[cfg(test)]
mod tests;

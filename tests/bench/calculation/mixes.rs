//! The mixes: people with certificates and a visit each, made up from a seed, all of which have an answer.

use calculation::{
    AgeBand, Calculator, Certificate, Dispensing, Insurance, NoTrace, Person, PrintedLimit,
    RuleName, Scheme, Setting, Slice, Visit,
    edition::Edition,
    local::Tried,
    money::{Ratio, Yen},
    national::YearMonth,
};
use domain::prefecture::PrefectureCode;
use jiff::civil::{Date, date};

/// How many people a mix has.
const PEOPLE: usize = 1_024;

/// How often a person is made up anew until there is an answer.
const ATTEMPTS_MAX: usize = 1_000;

/// The day of the visits.
const DAY: Date = date(2026, 10, 1);

/// Programs whose certificates are common at counters.
const COMMON: [&str; 5] = ["54", "52", "21", "15", "12"];

/// What is calculated once.
pub(crate) struct One {
    pub(crate) person: Person,
    pub(crate) certificates: Vec<Certificate>,
    pub(crate) visit: Visit,
}

/// Which certificates people have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mix {
    Insurance,
    National,
    Local,
    Both,
    All,
}

impl Mix {
    pub(crate) const ALL: [Self; 5] =
        [Self::Insurance, Self::National, Self::Local, Self::Both, Self::All];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Insurance => "insurance only",
            Self::National => "a common national program",
            Self::Local => "a local program, any row",
            Self::Both => "both of these",
            Self::All => "any certificates, any rule of the edition",
        }
    }
}

/// A source of numbers that are the same in each run (`SplitMix64`).
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below this one.
    fn below(&mut self, end: u32) -> u32 {
        u32::try_from(self.next() % u64::from(end)).unwrap()
    }

    fn one_of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        let place = self.below(u32::try_from(all.len()).unwrap());
        all.get(place as usize).unwrap()
    }
}

/// What people are made up from.
pub(crate) struct Maker<'e> {
    edition: &'e Edition,
    /// Local rows that compute an outpatient visit, each with its prefecture.
    rows: Vec<(String, PrefectureCode)>,
    /// National programs: law numbers, and agency numbers where one law has several.
    laws: Vec<RuleName>,
    common: Vec<RuleName>,
}

impl<'e> Maker<'e> {
    pub(crate) fn new(edition: &'e Edition) -> Self {
        let rules = edition.rules();
        let computes = rules.try_rows().filter(|trial| trial.outpatient == Tried::Computes);
        let rows = computes.filter_map(|trial| rules.row(trial.row));
        let rows = rows.map(|row| (row.id().to_owned(), row.prefecture())).collect();
        let named = |id: &str| {
            let (law, agency) = id.split_once('-').map_or((id, None), |(law, of)| (law, Some(of)));
            let agency = agency.filter(|agency| agency.len() == 3).map(str::to_owned);
            Some(RuleName::National { law: law.parse().ok()?, agency })
        };
        let laws = edition.national().programs().iter().filter_map(|row| named(row.id())).collect();
        let common = COMMON.iter().filter_map(|law| named(law)).collect();
        Self { edition, rows, laws, common }
    }

    /// The people of a mix. Each has an answer.
    pub(crate) fn people(&self, mix: Mix) -> Vec<One> {
        let mut dice = Dice(0x5eed);
        (0..PEOPLE).map(|_| self.person_of(mix, &mut dice)).collect()
    }

    fn person_of(&self, mix: Mix, dice: &mut Dice) -> One {
        let made = (0..ATTEMPTS_MAX).map(|_| self.made_up(mix, dice));
        made.into_iter().find(|one| self.has_an_answer(one)).unwrap()
    }

    fn has_an_answer(&self, one: &One) -> bool {
        let One { person, certificates, visit } = one;
        let (national, local) = (self.edition.national(), self.edition.rules());
        let month = Calculator::open(national, local, YearMonth::from(DAY), person, certificates);
        let answer = month.and_then(|mut month| month.visit(visit, &mut NoTrace));
        matches!(answer, Ok(Ok(split)) if split.counter.is_ok())
    }

    fn made_up(&self, mix: Mix, dice: &mut Dice) -> One {
        let (national, local) = match mix {
            Mix::Insurance => (0, 0),
            Mix::National => (1, 0),
            Mix::Local => (0, 1),
            Mix::Both => (1, 1),
            Mix::All => (dice.below(3), dice.below(3)),
        };
        let laws = if mix == Mix::All { &self.laws } else { &self.common };
        let mut certificates: Vec<_> = (0..national)
            .map(|_| Certificate {
                limits: vec![PrintedLimit::Month(Yen(2_500 * i64::from(1 + dice.below(8))))],
                ..certificate(dice.one_of(laws).clone())
            })
            .collect();
        let mut prefecture = PrefectureCode::try_from(1).unwrap();
        for _ in 0..local {
            let (row, stands_in) = dice.one_of(&self.rows);
            prefecture = *stands_in;
            certificates.push(certificate(RuleName::Local(row.clone())));
        }
        let person = person(dice);
        let visit = visit(certificates.len(), prefecture, dice);
        One { person, certificates, visit }
    }
}

fn certificate(rule: RuleName) -> Certificate {
    let tier = matches!(rule, RuleName::Local(_)).then_some(1);
    Certificate {
        rule,
        limits: Vec::new(),
        tier,
        band: None,
        share: None,
        paid_elsewhere: Yen::ZERO,
    }
}

fn person(dice: &mut Dice) -> Person {
    let (birth_year, share, classes): (i16, _, &[&str]) = match dice.below(3) {
        0 => (2020, 20, &["ア", "イ", "ウ", "エ", "オ"]),
        1 => (1975, 30, &["ア", "イ", "ウ", "エ", "オ"]),
        _ => (1945, 10, &["一般", "低所得Ⅱ", "低所得Ⅰ"]),
    };
    let over = birth_year == 1945;
    let insurance = Insurance {
        scheme: Some(if over { Scheme::LateElderly } else { Scheme::Employees }),
        insurer: None,
        share: Some(Ratio::percent(share).unwrap()),
        age_band: Some(if over { AgeBand::From75 } else { AgeBand::Under70 }),
        income_class: Some((*dice.one_of(classes)).to_owned()),
        limit_proof: true,
        fourth_month: dice.below(10) == 0,
        turns_75: Some(false),
        long_term_illness: None,
    };
    let birth_date = date(birth_year, 1, 1) + jiff::Span::new().days(dice.below(300));
    Person { birth_date: Some(birth_date), insurance: Some(insurance), facts: Vec::new() }
}

fn visit(certificates: usize, prefecture: PrefectureCode, dice: &mut Dice) -> Visit {
    let points = if dice.below(8) == 0 { dice.below(60_000) } else { dice.below(3_000) };
    Visit {
        date: DAY,
        facility: format!("facility {}", dice.below(1_000)),
        institution: None,
        prefecture: Some(prefecture),
        municipality: None,
        setting: Setting::Outpatient,
        slices: vec![Slice {
            cost: Yen(10 * i64::from(50 + points)),
            certificates: (0..certificates).collect(),
        }],
        department: None,
        first_visit_fee: Some(dice.below(4) == 0),
        prescriber: None,
        dispensing: Some(Dispensing::Inside),
        drugs: Some(Yen::ZERO),
        circumstances: Vec::new(),
        stay: None,
        insured_copayment: None,
    }
}

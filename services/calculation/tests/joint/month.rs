//! Months in few words: the shipped national tables, local rules made up or shipped, and what each visit came to.

use std::{fmt::Write as _, sync::LazyLock};

use calculation::{
    AgeBand, Calculator, Certificate, Insurance, NoTrace, Payer, Person, PrintedLimit, Refusal,
    RuleName, Setting, Slice, Split, Undecided, Visit,
    edition::Edition,
    local::{Rows, Rules},
    money::{Ratio, Yen},
    national::{Tables, YearMonth},
    official,
};
use jiff::civil::date;

pub(crate) static EDITION: LazyLock<Edition> = LazyLock::new(|| Edition::shipped().unwrap());

/// Local rules made up, one row each: columns of the official layout, and operators of its supplement. Each is paid in
/// kind, for everybody, and called `local-1`, `local-2`, …, in the order of their precedence.
pub(crate) fn rules(rows: &[(&str, &str)]) -> Rules {
    let dictionary = EDITION.dictionary();
    let (mut csv, mut supplement) = (String::new(), String::new());
    for (number, (columns, operators)) in (1..).zip(rows) {
        let base = format!(
            "name=Test prefecture=13 valid_to=99991231 age_from_basis=1 age_to_basis=1 med_inpatient=2 \
             med_outpatient=2 method=1 states=2 cap_kind=2 priority={number} \
             division={number}"
        );
        let mut cells = vec![""; official::COLUMNS];
        for column in base.split_whitespace().chain(columns.split_whitespace()) {
            let (key, value) = column.split_once('=').unwrap();
            let known = dictionary.columns().iter().find(|column| column.key == key).unwrap();
            cells[usize::from(known.position) - 1] = value;
        }
        writeln!(csv, "{}", cells.join(",")).unwrap();
        let same = r#""settle":"in_kind_receipt""#;
        writeln!(
            supplement,
            r#"{{"id":"row-{number}","rule_id":"local-{number}","tier":1,{same},"outside":{{{same},"why":"stated"}},"supplement":[{operators}]}}"#
        )
        .unwrap();
    }
    let read = official::read(csv.as_bytes(), dictionary, EDITION.layout()).unwrap();
    let file = Rows { rows: &read.rows, supplement: Some(supplement.as_bytes()), prefix: "" };
    Rules::read(&[file], dictionary).unwrap()
}

/// Somebody under 70 who pays three tenths, with a proof of an ordinary limit.
pub(crate) fn person() -> Person {
    let insurance = Insurance {
        scheme: None,
        insurer: None,
        share: Some(Ratio::percent(30).unwrap()),
        age_band: Some(AgeBand::Under70),
        income_class: Some("ウ".to_owned()),
        limit_proof: true,
        fourth_month: false,
        turns_75: Some(false),
        long_term_illness: None,
    };
    Person { birth_date: Some(date(1980, 4, 10)), insurance: Some(insurance), facts: Vec::new() }
}

pub(crate) fn certificate(rule: &str) -> Certificate {
    Certificate {
        rule: rule.parse().unwrap(),
        limits: Vec::new(),
        tier: None,
        band: None,
        share: None,
        paid_elsewhere: Yen::ZERO,
    }
}

/// A national certificate with a limit of the month printed on it.
pub(crate) fn limited(rule: &str, limit: i64) -> Certificate {
    Certificate { limits: vec![PrintedLimit::Month(Yen(limit))], ..certificate(rule) }
}

/// An outpatient visit on a day of October 2026, covered by the certificates of these places.
pub(crate) fn visit(day: i8, facility: &str, slices: &[(i64, &[usize])]) -> Visit {
    let slice = |(cost, places): &(i64, &[usize])| Slice {
        cost: Yen(*cost),
        certificates: places.to_vec(),
    };
    Visit {
        date: date(2026, 10, day),
        facility: facility.to_owned(),
        institution: None,
        prefecture: "13".parse().ok(),
        municipality: None,
        setting: Setting::Outpatient,
        slices: slices.iter().map(slice).collect(),
        department: None,
        first_visit_fee: Some(false),
        prescriber: None,
        dispensing: None,
        drugs: None,
        circumstances: Vec::new(),
        stay: None,
        insured_copayment: None,
    }
}

/// What came of a visit.
pub(crate) type Outcome = Result<Result<Split, Undecided>, Refusal>;

/// What comes of each visit of October 2026.
pub(crate) fn outcomes(
    rules: &Rules,
    person: &Person,
    certificates: &[Certificate],
    visits: &[Visit],
) -> Vec<Outcome> {
    let mut month = open(EDITION.national(), rules, person, certificates);
    visits.iter().map(|visit| month.visit(visit, &mut NoTrace)).collect()
}

pub(crate) fn open<'a>(
    tables: &'a Tables,
    rules: &'a Rules,
    person: &'a Person,
    certificates: &'a [Certificate],
) -> Calculator<'a> {
    let month = YearMonth::from(date(2026, 10, 1));
    Calculator::open(tables, rules, month, person, certificates).unwrap()
}

/// What a payer takes of a visit.
pub(crate) fn share(split: &Split, payer: &Payer) -> Yen {
    split.shares.iter().filter(|share| share.payer == *payer).map(|share| share.amount).sum()
}

pub(crate) fn local(name: &str) -> RuleName {
    RuleName::Local(name.to_owned())
}

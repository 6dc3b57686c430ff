//! People, certificates and visits for the tests of this folder.

use jiff::civil::{Date, date};

use super::{Month, Refusal, Tables, YearMonth};
use crate::{
    AgeBand, Certificate, Fact, Insurance, NoTrace, Person, PrintedLimit, RuleName, Setting, Slice,
    Split, Visit,
    money::{Ratio, Yen},
    national::NationalSplit,
};

pub(crate) fn tables() -> Tables {
    Tables::shipped().unwrap()
}

/// An insurance of a band and income class, the limit proved.
pub(crate) fn insurance(age_band: AgeBand, class: &str) -> Insurance {
    Insurance {
        age_band: Some(age_band),
        income_class: Some(class.to_owned()),
        limit_proof: true,
        turns_75: Some(false),
        ..Insurance::default()
    }
}

/// Somebody under 70 of a class.
pub(crate) fn person(class: &str) -> Person {
    insured(insurance(AgeBand::Under70, class))
}

pub(crate) fn insured(insurance: Insurance) -> Person {
    Person { birth_date: None, insurance: Some(insurance), facts: Vec::new() }
}

pub(crate) fn printed(mut person: Person, word: &str) -> Person {
    person.facts.push(Fact::Printed(word.to_owned()));
    person
}

/// A certificate of a law number with a limit a month.
pub(crate) fn limited(law: &str, yen: i64) -> Certificate {
    Certificate { limits: vec![PrintedLimit::Month(Yen(yen))], ..certificate(law) }
}

/// A certificate of a law number, and an agency number after a hyphen.
pub(crate) fn certificate(law: &str) -> Certificate {
    let (law, agency) = law.split_once('-').map_or((law, None), |(l, a)| (l, Some(a)));
    Certificate {
        rule: RuleName::National { law: law.parse().unwrap(), agency: agency.map(str::to_owned) },
        limits: Vec::new(),
        tier: None,
        band: None,
        share: None,
        paid_elsewhere: Yen::ZERO,
    }
}

pub(crate) fn banded(law: &str, band: &str) -> Certificate {
    Certificate { band: Some(band.to_owned()), ..certificate(law) }
}

pub(crate) fn percent(percent: u32) -> Ratio {
    Ratio::percent(percent).unwrap()
}

/// A visit on a day with parts of its cost: the cost and the places of the certificates.
pub(crate) fn visit(
    on: Date,
    (facility, setting): (&str, Setting),
    slices: &[(i64, &[usize])],
) -> Visit {
    let slice = |(cost, places): &(i64, &[usize])| Slice {
        cost: Yen(*cost),
        certificates: places.to_vec(),
    };
    Visit {
        facility: facility.to_owned(),
        slices: slices.iter().map(slice).collect(),
        ..Visit::untold(on, None, setting)
    }
}

pub(crate) fn out(cost: i64, places: &[usize]) -> Visit {
    visit(date(2026, 10, 5), ("clinic", Setting::Outpatient), &[(cost, places)])
}

/// One visit of a month.
pub(crate) fn split(
    tables: &Tables,
    person: &Person,
    certificates: &[Certificate],
    visit: &Visit,
) -> Result<NationalSplit, Refusal> {
    let month = YearMonth::from(visit.date);
    Month::open(tables, month, person, certificates)?.visit(visit, &mut NoTrace)
}

/// Holds when the payers' shares and the person's part add up to the cost.
pub(crate) fn adds_up(split: &Split) -> bool {
    split.shares.iter().map(|share| share.amount).sum::<Yen>() + split.patient == split.cost
}

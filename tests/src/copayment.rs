//! What is asked about money: an insured person, a visit, a certificate typed in.

use jiff::civil::Date;
use wire::proto::copayment::v1::{
    AgeBand, CalculateMonthRequest, Insurance, Setting, Slice, TypedCertificate, TypedPerson,
    Visit, slice::Cost, typed_certificate::Rule,
};

use crate::enrolling::day;

/// An insurance under which the person pays so many percent.
#[must_use]
pub fn insured(percent: u32) -> Insurance {
    Insurance {
        share_percent: Some(percent),
        age_band: AgeBand::Under70.into(),
        ..Default::default()
    }
}

/// An outpatient visit of so many points on a day, covered by every certificate.
#[must_use]
pub fn visit(date: Date, facility: &str, points: i64) -> Visit {
    Visit {
        date: Some(day(date)),
        facility: facility.to_owned(),
        setting: Setting::Outpatient.into(),
        slices: vec![Slice {
            cost: Some(Cost::Points(points)),
            all_certificates: true,
            ..Default::default()
        }],
        ..Default::default()
    }
}

/// Somebody born on a day with one certificate of a rule.
#[must_use]
pub fn holder(born: Date, rule: Rule) -> TypedPerson {
    TypedPerson {
        birth_date: Some(day(born)),
        certificates: vec![TypedCertificate { rule: Some(rule), ..Default::default() }],
        facts: Vec::new(),
    }
}

/// A month of visits.
#[must_use]
pub fn month(person: TypedPerson, visits: Vec<Visit>) -> CalculateMonthRequest {
    CalculateMonthRequest {
        person: Some(person),
        insurance: Some(insured(30)),
        visits,
        edition: String::new(),
    }
}

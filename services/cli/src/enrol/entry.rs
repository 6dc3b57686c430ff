//! One entry of an enrolment file: who may send it, under which id, as which message.

use std::fmt;

use domain::caller::Caller;
use jiff::civil::Date;
use serde::Serialize;
use uuid::Uuid;
use wire::proto::{
    common::v1::{self as common, CheckDigitPolicy, Settlement},
    enrolment::v1::{
        DefineProgramRequest, EnrolBodyRequest, EnrolFacilityRequest, EnrolReaderRequest,
    },
    event::v1::{ConditionItem, MasterCode, ProgramMaster, RuleMapping},
};

use super::file::{BodyEntry, CodeEntry, EnrolmentFile, FacilityEntry, PeriodEntry, ProgramEntry};
use crate::failure::{Exit, Failure};

/// The namespace of the request ids made of entries.
const REQUEST_IDS: Uuid = Uuid::from_u128(0x94d2_7c31_5e08_5f6b_b1a9_02c7_66ed_3f54);

/// One call to make.
#[derive(Clone, Copy, Debug)]
pub enum Entry<'a> {
    /// A body.
    Body(&'a BodyEntry),
    /// A facility.
    Facility(&'a FacilityEntry),
    /// A reader of a facility.
    Reader(&'a FacilityEntry, u32),
    /// A program.
    Program(&'a ProgramEntry),
}

/// All entries of a file: what others rest on goes first.
pub fn all(file: &EnrolmentFile) -> impl Iterator<Item = Entry<'_>> {
    let readers = |facility: &'_ FacilityEntry| facility.readers.clone();
    let facilities = file.facilities.iter().flat_map(move |facility| {
        let readers =
            readers(facility).into_iter().map(move |number| Entry::Reader(facility, number));
        std::iter::once(Entry::Facility(facility)).chain(readers)
    });
    file.bodies
        .iter()
        .map(Entry::Body)
        .chain(facilities)
        .chain(file.programs.iter().map(Entry::Program))
}

impl Entry<'_> {
    /// Why this caller may not send the entry; none if it may.
    #[must_use]
    pub fn barrier(&self, caller: &Caller) -> Option<&'static str> {
        match self {
            Self::Body(_) if *caller == Caller::Operator => None,
            Self::Body(_) => Some("only the operator enrols bodies"),
            Self::Facility(facility) | Self::Reader(facility, _) => {
                let own =
                    matches!(caller, Caller::Facility(code) if code.to_string() == facility.code);
                let may = own || *caller == Caller::Operator;
                (!may).then_some("only the operator or the facility itself enrols it")
            }
            Self::Program(program) => {
                let own = matches!(caller, Caller::Body(code) if code.to_string() == program.body);
                (!own).then_some("only its body defines a program")
            }
        }
    }

    /// The id of the request: the same content has the same one.
    #[must_use]
    pub fn request_id(&self, edition: &str) -> Uuid {
        let content = match self {
            Self::Body(body) => content("body", edition, body),
            // Readers are entries of their own: one more does not make the facility another.
            Self::Facility(facility) => {
                let FacilityEntry { code, name, terms_edition, .. } = facility;
                content("facility", edition, &(code, name, terms_edition))
            }
            Self::Reader(facility, reader) => content("reader", edition, &(&facility.code, reader)),
            Self::Program(program) => content("program", edition, program),
        };
        Uuid::new_v5(&REQUEST_IDS, content.as_bytes())
    }
}

fn content(kind: &str, edition: &str, entry: &impl Serialize) -> String {
    // An entry came from JSON or TOML, so it can be written as JSON.
    let text = serde_json::to_string(entry).unwrap_or_default();
    format!("{kind}\n{edition}\n{text}")
}

impl fmt::Display for Entry<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Body(body) => write!(f, "body {} {}", body.code, body.name),
            Self::Facility(facility) => write!(f, "facility {} {}", facility.code, facility.name),
            Self::Reader(facility, reader) => write!(f, "reader {}/{reader}", facility.code),
            Self::Program(program) => {
                write!(f, "program {}/{} {}", program.body, program.certificate_type, program.name)
            }
        }
    }
}

/// The request that enrols a body.
///
/// # Errors
///
/// [`Exit::Refused`] where a word or day of the file is not one.
pub fn body(entry: &BodyEntry, id: Uuid) -> Result<EnrolBodyRequest, Failure> {
    let policy = format!("CHECK_DIGIT_POLICY_{}", entry.check_digit_policy);
    let policy = CheckDigitPolicy::from_str_name(&policy)
        .ok_or_else(|| misread("check_digit_policy", "must be OFF, WARN or REJECT"))?;
    Ok(EnrolBodyRequest {
        request_id: id.to_string(),
        body: format!("bodies/{}", entry.code),
        name: entry.name.clone(),
        participation: Some(period("participation", &entry.participation)?),
        check_digit_policy: policy.into(),
    })
}

/// The request that enrols a facility.
#[must_use]
pub fn facility(entry: &FacilityEntry, id: Uuid) -> EnrolFacilityRequest {
    EnrolFacilityRequest {
        request_id: id.to_string(),
        facility: format!("facilities/{}", entry.code),
        name: entry.name.clone(),
        terms_edition: entry.terms_edition.clone(),
    }
}

/// The request that enrols a reader.
#[must_use]
pub fn reader(entry: &FacilityEntry, reader: u32, id: Uuid) -> EnrolReaderRequest {
    let facility = format!("facilities/{}", entry.code);
    EnrolReaderRequest { request_id: id.to_string(), facility, reader }
}

/// The request that defines a program.
///
/// # Errors
///
/// [`Exit::Refused`] where a word or day of the file is not one.
pub fn program(entry: &ProgramEntry, id: Uuid) -> Result<DefineProgramRequest, Failure> {
    let rule = entry.rule.as_ref().map(|rule| RuleMapping {
        rule: rule.rule.clone(),
        income_bands: rule.income_bands.clone().into_iter().collect(),
        conditions: rule.conditions.clone().into_iter().collect(),
    });
    let conditions = entry.conditions.iter().map(|condition| ConditionItem {
        item: Some(code(&condition.item)),
        codes: condition.codes.iter().map(code).collect(),
    });
    let program = ProgramMaster {
        body: entry.body.clone(),
        certificate_type: entry.certificate_type.clone(),
        name: entry.name.clone(),
        law_number: entry.law_number.clone(),
        in_force: Some(period("in_force", &entry.in_force)?),
        settlement_inside: settlement("settlement_inside", &entry.settlement_inside)?.into(),
        settlement_outside: settlement("settlement_outside", &entry.settlement_outside)?.into(),
        designation_required: entry.designation_required,
        income_bands: entry.income_bands.iter().map(code).collect(),
        conditions: conditions.collect(),
        rule,
    };
    Ok(DefineProgramRequest { request_id: id.to_string(), program: Some(program) })
}

fn code(entry: &CodeEntry) -> MasterCode {
    MasterCode { code: entry.code.clone(), name: entry.name.clone() }
}

fn settlement(field: &str, word: &str) -> Result<Settlement, Failure> {
    Settlement::from_str_name(&format!("SETTLEMENT_{word}"))
        .filter(|settlement| *settlement != Settlement::Unspecified)
        .ok_or_else(|| misread(field, "must be IN_KIND, LIST or REIMBURSEMENT"))
}

fn period(field: &str, entry: &PeriodEntry) -> Result<common::Period, Failure> {
    let day = |text: &str| -> Result<_, Failure> {
        let date: Date =
            text.parse().map_err(|_| misread(field, "must be days like 2026-04-01"))?;
        Ok(Some(wire::field::from_date(date)))
    };
    Ok(common::Period { first: day(&entry.first)?, last: day(&entry.last)? })
}

fn misread(field: &str, message: &str) -> Failure {
    let fields = vec![(field.to_owned(), message.to_owned())];
    Failure { fields, ..Failure::new(Exit::Refused, "the entry is not well formed") }
}

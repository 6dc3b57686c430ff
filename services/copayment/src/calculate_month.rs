//! Calculates all visits of a month.

use std::sync::Arc;

use calculation::{Certificate, Person, Visit, edition::Edition};
use wire::{
    Refusal, field,
    proto::copayment::v1::{CalculateMonthRequest, CalculateMonthResponse, Insurance, TypedPerson},
};

use crate::{
    Parts, answer,
    facts::{self, CERTIFICATES_MAX, VISITS_MAX, each},
    month::Month,
    rules, status,
};

/// What a request says, read.
pub(crate) struct Asked {
    pub(crate) edition: Arc<Edition>,
    pub(crate) person: Person,
    pub(crate) certificates: Vec<Certificate>,
    pub(crate) visits: Vec<Visit>,
}

/// Calculates a month.
///
/// # Errors
/// As the contract says of `CalculateMonth`.
pub(crate) fn calculate_month(
    parts: &Parts,
    request: CalculateMonthRequest,
) -> Result<CalculateMonthResponse, Refusal> {
    let asked = asked(parts, request)?;
    let month = asked.calculate()?;
    Ok(CalculateMonthResponse {
        month: Some(answer::month(&month)),
        edition: asked.edition.id().to_string(),
    })
}

/// Reads a request.
///
/// # Errors
/// As the contract says of `CalculateMonth`, but for what the calculation refuses.
pub(crate) fn asked(parts: &Parts, request: CalculateMonthRequest) -> Result<Asked, Refusal> {
    let CalculateMonthRequest { person, insurance, visits, edition } = request;
    let edition = parts.edition(&edition)?;
    let typed = field::present("person", person)?;
    let (person, certificates) = person_of(parts, &edition, typed, insurance, "person")?;
    let visits = read_visits(visits, certificates.len())?;
    Ok(Asked { edition, person, certificates, visits })
}

/// The visits of a request.
///
/// # Errors
/// `FIELD_MISSING`, `FIELD_TOO_LONG`, `FIELD_MALFORMED`.
pub(crate) fn read_visits(
    visits: Vec<wire::proto::copayment::v1::Visit>,
    certificates: usize,
) -> Result<Vec<Visit>, wire::FieldError> {
    if visits.is_empty() {
        return Err(wire::FieldError::missing("visits"));
    }
    each("visits", visits, VISITS_MAX, |visit| facts::visit(visit, certificates))
}

/// A person typed in, with their certificates.
///
/// # Errors
/// `FIELD_MISSING`, `FIELD_TOO_LONG`, `FIELD_MALFORMED`, `PROGRAM_NOT_DEFINED`, `RULE_NOT_FOUND`.
pub(crate) fn person_of(
    parts: &Parts,
    edition: &Edition,
    typed: TypedPerson,
    insurance: Option<Insurance>,
    path: &str,
) -> Result<(Person, Vec<Certificate>), Refusal> {
    let TypedPerson { birth_date, certificates, facts } = typed;
    let person = facts::person(birth_date, facts, insurance).map_err(|error| error.under(path))?;
    field::at_most("certificates", &certificates, CERTIFICATES_MAX)
        .map_err(|error| error.under(path))?;
    let read = certificates.into_iter().enumerate().map(|(at, mut certificate)| {
        let path = format!("{path}.certificates[{at}]");
        let rule = rules::typed(parts, edition, certificate.rule.take(), &path)?;
        let printed = facts::printed(certificate).map_err(|error| error.under(&path))?;
        Ok::<_, Refusal>(printed.under(rule))
    });
    Ok((person, read.collect::<Result<_, _>>()?))
}

impl Asked {
    /// The month.
    ///
    /// # Errors
    /// What the calculation refuses.
    pub(crate) fn calculate(&self) -> Result<Month, Refusal> {
        Month::of(&self.edition, &self.person, &self.certificates, &self.visits)
            .map_err(|error| status::not_calculated(&error, "visits"))
    }
}

impl Parts {
    /// The edition of this id; the newest where it is empty.
    ///
    /// # Errors
    /// `EDITION_NOT_FOUND`.
    pub(crate) fn edition(&self, id: &str) -> Result<Arc<Edition>, Refusal> {
        let mut editions = self.editions.iter();
        let found = if id.is_empty() {
            editions.next()
        } else {
            editions.find(|edition| edition.id().to_string() == id)
        };
        found.cloned().ok_or_else(status::edition_not_found)
    }
}

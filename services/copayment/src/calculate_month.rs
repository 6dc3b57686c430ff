//! Calculates all visits of a month.

use std::sync::Arc;

use calculation::{Certificate, Person, Visit, edition::Edition};
use wire::{
    Refusal, field,
    proto::copayment::v1::{CalculateMonthRequest, CalculateMonthResponse, Insurance, TypedPerson},
};

use crate::{
    answer,
    books::Books,
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
    /// The field that held the person.
    pub(crate) path: String,
}

/// Calculates a month.
///
/// # Errors
/// As the contract says of `CalculateMonth`.
pub(crate) fn calculate_month(
    books: Books<'_>,
    request: CalculateMonthRequest,
) -> Result<CalculateMonthResponse, Refusal> {
    let asked = asked(books, request)?;
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
pub(crate) fn asked(books: Books<'_>, request: CalculateMonthRequest) -> Result<Asked, Refusal> {
    let CalculateMonthRequest { person, insurance, visits, edition } = request;
    let edition = books.edition(&edition)?;
    let typed = field::present("person", person)?;
    let (person, certificates) = person_of(books, &edition, typed, insurance, "person")?;
    let visits = read_visits(visits, certificates.len())?;
    Ok(Asked { edition, person, certificates, visits, path: "person".to_owned() })
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
    books: Books<'_>,
    edition: &Edition,
    typed: TypedPerson,
    insurance: Option<Insurance>,
    path: &str,
) -> Result<(Person, Vec<Certificate>), Refusal> {
    let TypedPerson { birth_date, certificates, facts } = typed;
    let mut person = facts::person(birth_date, facts).map_err(|error| error.under(path))?;
    person.insurance =
        insurance.map(facts::insurance).transpose().map_err(|error| error.under("insurance"))?;
    field::at_most("certificates", &certificates, CERTIFICATES_MAX)
        .map_err(|error| error.under(path))?;
    let read = certificates.into_iter().enumerate().map(|(at, mut certificate)| {
        let path = format!("{path}.certificates[{at}]");
        let rule = rules::typed(books, edition, certificate.rule.take(), &path)?;
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
        let certificates = format!("{}.certificates", self.path);
        Month::of(&self.edition, &self.person, &self.certificates, &self.visits).map_err(|error| {
            status::not_calculated(&error, &certificates, |at| format!("visits[{at}]"))
        })
    }
}

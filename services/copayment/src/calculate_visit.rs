//! Calculates one visit after the earlier ones of its month.

use std::sync::Arc;

use calculation::{Certificate, Fact, Missing, Person, Undecided, edition::Edition};
use domain::{caller::Caller, check_in_id::CheckInId, institution_code::InstitutionCode};
use wire::{
    Envelope, FieldError, Refusal, field,
    proto::copayment::v1::{
        CalculateVisitRequest, CalculateVisitResponse, CheckedIn, Insurance, TypedPerson,
        UsedCertificate, Visit as Typed, VisitAnswer, calculate_visit_request::Who,
        visit_answer::Answer,
    },
};

use crate::{
    Parts, answer,
    books::Books,
    calculate_month::person_of,
    facts::{self, VISITS_MAX, each},
    month::Month,
    status,
    told::{Told, Used},
};

/// Who, with what they carry.
struct Carried {
    person: Person,
    certificates: Vec<Certificate>,
    used: Vec<Used>,
}

/// What is asked, but for who.
struct Asked {
    edition: Arc<Edition>,
    insurance: Option<Insurance>,
    earlier_visits: Vec<Typed>,
    visit: Typed,
    min_position: Option<u64>,
}

/// Calculates.
///
/// # Errors
/// As the contract says of `CalculateVisit`.
pub(crate) async fn calculate_visit(
    parts: &Parts,
    envelope: &Envelope,
    request: CalculateVisitRequest,
) -> Result<CalculateVisitResponse, Refusal> {
    let (who, asked) = Asked::read(parts.books(), request)?;
    match who {
        Who::Person(typed) => {
            let carried = asked.typed(parts.books(), typed)?;
            asked.answer(carried, "person.certificates")
        }
        Who::CheckedIn(checked_in) => {
            let carried = asked.carried(parts, envelope, checked_in).await?;
            asked.answer(carried, "checked_in")
        }
    }
}

/// Calculates where nobody checked in.
///
/// # Errors
/// As the contract says of `CalculateVisit`, and `FIELD_MALFORMED` for a check-in.
pub(crate) fn calculate_typed_visit(
    books: Books<'_>,
    request: CalculateVisitRequest,
) -> Result<CalculateVisitResponse, Refusal> {
    let (who, asked) = Asked::read(books, request)?;
    let Who::Person(typed) = who else {
        let expected = "a check-in is known to a hub only; name the `person` with typed facts";
        return Err(FieldError::malformed("checked_in", expected).into());
    };
    let carried = asked.typed(books, typed)?;
    asked.answer(carried, "person.certificates")
}

impl Asked {
    fn read(books: Books<'_>, request: CalculateVisitRequest) -> Result<(Who, Self), Refusal> {
        let CalculateVisitRequest { who, insurance, earlier_visits, visit, edition, min_position } =
            request;
        let edition = books.edition(&edition)?;
        let visit = field::present("visit", visit)?;
        let who = field::present("who", who)?;
        Ok((who, Self { edition, insurance, earlier_visits, visit, min_position }))
    }

    fn typed(&self, books: Books<'_>, typed: TypedPerson) -> Result<Carried, Refusal> {
        let insurance = self.insurance.clone();
        let (person, certificates) = person_of(books, &self.edition, typed, insurance, "person")?;
        Ok(Carried { person, certificates, used: Vec::new() })
    }

    fn answer(
        self,
        carried: Carried,
        certificates_path: &str,
    ) -> Result<CalculateVisitResponse, Refusal> {
        let Carried { person, certificates, used } = carried;
        let held = certificates.len();
        let read = |visit| facts::visit(visit, held);
        let mut visits = each("earlier_visits", self.earlier_visits, VISITS_MAX, read)?;
        let earlier = visits.len();
        visits.push(facts::visit(self.visit, held).map_err(|error| error.under("visit"))?);
        let unknown = used.iter().find(|used| used.rule.is_none());
        let answer = if let Some(unknown) = unknown {
            // One certificate whose rule is not known could change the answer.
            rule_missing(unknown)
        } else {
            let month = Month::of(&self.edition, &person, &certificates, &visits);
            let month = month.map_err(|error| {
                status::not_calculated(&error, certificates_path, |at| {
                    if at < earlier { format!("earlier_visits[{at}]") } else { "visit".to_owned() }
                })
            })?;
            month.visits.last().map(answer::visit).unwrap_or_default()
        };
        Ok(CalculateVisitResponse {
            answer: Some(answer),
            edition: self.edition.id().to_string(),
            used: used.into_iter().map(used_certificate).collect(),
        })
    }

    /// What somebody carries who checked in at the calling desk.
    async fn carried(
        &self,
        parts: &Parts,
        envelope: &Envelope,
        checked_in: CheckedIn,
    ) -> Result<Carried, Refusal> {
        let facility = desk(envelope)?;
        let CheckedIn { check_in, birth_date, facts } = checked_in;
        let id = CheckInId::from_resource_name(&check_in)
            .map_err(|error| FieldError::malformed("checked_in.check_in", error))?;
        let mut person =
            facts::person(birth_date, facts).map_err(|error| error.under("checked_in"))?;
        let insurance = self.insurance.clone().map(facts::insurance).transpose();
        person.insurance = insurance.map_err(|error| error.under("insurance"))?;
        let date = field::date("visit.date", self.visit.date)?;
        let position = self.min_position.map(Into::into);
        let told = parts.told(&self.edition, envelope, id, facility, date, position).await?;
        let Told { certificates, facts, used } = told;
        for fact in facts {
            // What the desk said goes before what the certificates say.
            if !person.facts.iter().any(|known| same_kind(known, &fact)) {
                person.facts.push(fact);
            }
        }
        Ok(Carried { person, certificates, used })
    }
}

fn same_kind(one: &Fact, other: &Fact) -> bool {
    std::mem::discriminant(one) == std::mem::discriminant(other)
}

/// The facility whose desk calls.
fn desk(envelope: &Envelope) -> Result<InstitutionCode, Refusal> {
    match envelope.caller() {
        Caller::Facility(facility) => Ok(*facility),
        Caller::Body(_)
        | Caller::Insurer(_)
        | Caller::Reader { .. }
        | Caller::Auditor(_)
        | Caller::Operator => Err(status::role_not_allowed()),
    }
}

fn rule_missing(used: &Used) -> VisitAnswer {
    let missing = Undecided::new(format!("rule of program {}", used.program), &used.name);
    let Missing { item, row } = missing.into_missing();
    let undecided = wire::proto::copayment::v1::Undecided { item, row };
    VisitAnswer { answer: Some(Answer::Undecided(undecided)) }
}

fn used_certificate(used: Used) -> UsedCertificate {
    UsedCertificate { certificate: used.name, rule: used.rule.unwrap_or_default() }
}

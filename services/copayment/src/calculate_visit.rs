//! Calculates one visit after the earlier ones of its month.

use calculation::{Certificate, Fact, Person, Undecided, edition::Edition};
use domain::{caller::Caller, check_in_id::CheckInId, institution_code::InstitutionCode};
use wire::{
    Envelope, FieldError, Refusal, field,
    proto::copayment::v1::{
        CalculateVisitRequest, CalculateVisitResponse, CheckedIn, Insurance, UsedCertificate,
        Visit as Typed, VisitAnswer, calculate_visit_request::Who, visit_answer::Answer,
    },
};

use crate::{
    Parts, answer,
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

/// Calculates.
///
/// # Errors
/// As the contract says of `CalculateVisit`.
pub(crate) async fn calculate_visit(
    parts: &Parts,
    envelope: &Envelope,
    request: CalculateVisitRequest,
) -> Result<CalculateVisitResponse, Refusal> {
    let CalculateVisitRequest { who, insurance, earlier_visits, visit, edition, min_position } =
        request;
    let edition = parts.edition(&edition)?;
    let visit = field::present("visit", visit)?;
    let carried = match field::present("who", who)? {
        Who::Person(typed) => {
            let (person, certificates) = person_of(parts, &edition, typed, insurance, "person")?;
            Carried { person, certificates, used: Vec::new() }
        }
        Who::CheckedIn(checked_in) => {
            let desk = Desk { envelope, edition: &edition, visit: &visit, min_position };
            desk.carried(parts, checked_in, insurance).await?
        }
    };
    let Carried { person, certificates, used } = carried;
    let held = certificates.len();
    let read = |visit| facts::visit(visit, held);
    let mut visits = each("earlier_visits", earlier_visits, VISITS_MAX, read)?;
    visits.push(facts::visit(visit, held).map_err(|error| error.under("visit"))?);
    let unknown = used.iter().find(|used| used.rule.is_none());
    let answer = if let Some(unknown) = unknown {
        // One certificate whose rule is not known could change the answer.
        rule_missing(unknown)
    } else {
        let month = Month::of(&edition, &person, &certificates, &visits);
        let month = month.map_err(|error| status::not_calculated(&error, "visits"))?;
        month.visits.last().map(answer::visit).unwrap_or_default()
    };
    Ok(CalculateVisitResponse {
        answer: Some(answer),
        edition: edition.id().to_string(),
        used: used.into_iter().map(used_certificate).collect(),
    })
}

/// A desk asks about somebody who checked in.
struct Desk<'a> {
    envelope: &'a Envelope,
    edition: &'a Edition,
    visit: &'a Typed,
    min_position: Option<u64>,
}

impl Desk<'_> {
    async fn carried(
        &self,
        parts: &Parts,
        checked_in: CheckedIn,
        insurance: Option<Insurance>,
    ) -> Result<Carried, Refusal> {
        let facility = desk(self.envelope)?;
        let CheckedIn { check_in, birth_date, facts } = checked_in;
        let id = CheckInId::from_resource_name(&check_in)
            .map_err(|error| FieldError::malformed("checked_in.check_in", error))?;
        let mut person = facts::person(birth_date, facts, insurance)
            .map_err(|error| error.under("checked_in"))?;
        let date = field::date("visit.date", self.visit.date)?;
        let position = self.min_position.map(Into::into);
        let told = parts.told(self.edition, self.envelope, id, facility, date, position).await?;
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
    let Undecided { item, row } = missing;
    let undecided = wire::proto::copayment::v1::Undecided { item, row };
    VisitAnswer { answer: Some(Answer::Undecided(undecided)) }
}

fn used_certificate(used: Used) -> UsedCertificate {
    UsedCertificate { certificate: used.name, rule: used.rule.unwrap_or_default() }
}

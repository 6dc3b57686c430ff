//! What a desk asks.

use domain::{
    answer::{Asked, SoughtProgram},
    body_code::BodyCode,
    check_in_id::CheckInId,
    standing_consent_id::StandingConsentId,
};
use jiff::civil::Date;
use ledger::Position;

use super::{check_in, standing_consent};
use crate::{
    field,
    proto::eligibility::v1::{self as proto, get_eligibility_request as parts},
    refusal::FieldError,
};

/// What the desk wants to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// What it rests on.
    pub basis: Basis,
    /// The day of the visit (受診日).
    pub visit_date: Date,
    /// The answer takes every registration event up to here into account.
    pub min_position: Option<Position>,
    /// What the person says to hold.
    pub asked: Option<Asked>,
}

/// What a question rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// A check-in.
    CheckIn(CheckInId),
    /// A standing consent.
    StandingConsent(StandingConsentId),
}

/// Reads a `GetEligibilityRequest`.
///
/// # Errors
///
/// The first field that does not say what it must, in the order of the message.
pub fn question(request: &proto::GetEligibilityRequest) -> Result<Question, FieldError> {
    let basis = match &request.basis {
        None => return Err(FieldError::missing("check_in")),
        Some(parts::Basis::CheckIn(name)) => Basis::CheckIn(check_in::check_in(name)?),
        Some(parts::Basis::StandingConsent(name)) => {
            Basis::StandingConsent(standing_consent::standing_consent(name)?)
        }
    };
    Ok(Question {
        basis,
        visit_date: field::date("visit_date", request.visit_date)?,
        min_position: request.min_position.map(Position::new),
        asked: asked(&request.asked_body, &request.asked_program)?,
    })
}

fn asked(body: &str, program: &str) -> Result<Option<Asked>, FieldError> {
    if body.is_empty() {
        return if program.is_empty() {
            Ok(None)
        } else {
            Err(FieldError::malformed("asked_program", "must come with asked_body only"))
        };
    }
    let body = BodyCode::from_resource_name(body)
        .map_err(|error| FieldError::malformed("asked_body", error))?;
    let program = field::optional::<SoughtProgram>("asked_program", program)?;
    Ok(Some(Asked { body, program }))
}

//! What is asked about standing consents.

use domain::{
    check_in::Identification, insurance_identity::InsuranceIdentity, request_id::RequestId,
    standing_consent_id::StandingConsentId, standing_consent_terms::StandingConsentKind,
};

use crate::{
    common,
    event::check_in::{identification, standing_consent::kind},
    field,
    proto::eligibility::v1 as proto,
    refusal::FieldError,
};

/// A person lets a facility ask without the card.
pub struct Giving {
    /// The reader's id of the request.
    pub request_id: RequestId,
    /// What the card says.
    pub insurance: InsuranceIdentity,
    /// What for.
    pub kind: StandingConsentKind,
    /// How the person was identified.
    pub identification: Identification,
}

/// Care continues.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extending {
    /// The caller's id of the request.
    pub request_id: RequestId,
    /// Which standing consent.
    pub standing_consent: StandingConsentId,
}

/// A person takes a standing consent back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TakingBack {
    /// The caller's id of the request.
    pub request_id: RequestId,
    /// Which standing consent.
    pub standing_consent: StandingConsentId,
}

/// Reads a `GiveStandingConsentRequest`.
///
/// # Errors
///
/// The first field that does not say what it must, in the order of the message.
pub fn giving(request: proto::GiveStandingConsentRequest) -> Result<Giving, FieldError> {
    Ok(Giving {
        request_id: field::request_id(&request.request_id)?,
        insurance: common::insurance(request.insurance)?,
        kind: kind("kind", request.kind)?,
        identification: identification::read(request.method, &request.account)?,
    })
}

/// Reads an `ExtendStandingConsentRequest`.
///
/// # Errors
///
/// The first field that does not say what it must, in the order of the message.
pub fn extending(request: &proto::ExtendStandingConsentRequest) -> Result<Extending, FieldError> {
    Ok(Extending {
        request_id: field::request_id(&request.request_id)?,
        standing_consent: standing_consent(&request.standing_consent)?,
    })
}

/// Reads a `WithdrawStandingConsentRequest`.
///
/// # Errors
///
/// The first field that does not say what it must, in the order of the message.
pub fn taking_back(
    request: &proto::WithdrawStandingConsentRequest,
) -> Result<TakingBack, FieldError> {
    Ok(TakingBack {
        request_id: field::request_id(&request.request_id)?,
        standing_consent: standing_consent(&request.standing_consent)?,
    })
}

/// Reads the name of a standing consent.
pub(super) fn standing_consent(name: &str) -> Result<StandingConsentId, FieldError> {
    if name.is_empty() {
        return Err(FieldError::missing("standing_consent"));
    }
    StandingConsentId::from_resource_name(name)
        .map_err(|error| FieldError::malformed("standing_consent", error))
}

//! What a reader asks.

use domain::{
    check_in::Command, check_in_id::CheckInId, insurance_identity::InsuranceIdentity,
    request_id::RequestId,
};

use crate::{
    common, event::check_in::identification, field, proto::eligibility::v1 as proto,
    refusal::FieldError,
};

/// Someone comes to a reader.
pub struct Opening {
    /// The reader's id of the request.
    pub request_id: RequestId,
    /// What the card says.
    pub insurance: InsuranceIdentity,
}

/// The person answered, or did not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answering {
    /// The reader's id of the request.
    pub request_id: RequestId,
    /// In which check-in.
    pub check_in: CheckInId,
    /// What to record.
    pub command: Command,
}

/// The person takes a yes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Withdrawing {
    /// The caller's id of the request.
    pub request_id: RequestId,
    /// In which check-in.
    pub check_in: CheckInId,
}

/// Reads an `OpenCheckInRequest`.
///
/// # Errors
///
/// The first field that does not say what it must, in the order of the message.
pub fn opening(request: proto::OpenCheckInRequest) -> Result<Opening, FieldError> {
    Ok(Opening {
        request_id: field::request_id(&request.request_id)?,
        insurance: common::insurance(request.insurance)?,
    })
}

/// Reads an `AnswerConsentRequest`.
///
/// # Errors
///
/// The first field that does not say what it must, in the order of the message.
pub fn answering(request: proto::AnswerConsentRequest) -> Result<Answering, FieldError> {
    let request_id = field::request_id(&request.request_id)?;
    let check_in = check_in(&request.check_in)?;
    let how = || identification::read(request.method, &request.account);
    let command = match proto::ConsentAnswer::try_from(request.answer) {
        Ok(proto::ConsentAnswer::Unspecified) => return Err(FieldError::missing("answer")),
        Ok(proto::ConsentAnswer::Given) => Command::Give(how()?),
        Ok(proto::ConsentAnswer::Refused) => Command::Refuse(how()?),
        Ok(proto::ConsentAnswer::NotAnswered) => Command::LeaveUnanswered,
        Err(_) => {
            return Err(FieldError::malformed("answer", "must be an answer the contract names"));
        }
    };
    Ok(Answering { request_id, check_in, command })
}

/// Reads a `WithdrawConsentRequest`.
///
/// # Errors
///
/// The first field that does not say what it must, in the order of the message.
pub fn withdrawing(request: &proto::WithdrawConsentRequest) -> Result<Withdrawing, FieldError> {
    Ok(Withdrawing {
        request_id: field::request_id(&request.request_id)?,
        check_in: check_in(&request.check_in)?,
    })
}

/// Reads the name of a check-in.
pub(super) fn check_in(name: &str) -> Result<CheckInId, FieldError> {
    if name.is_empty() {
        return Err(FieldError::missing("check_in"));
    }
    CheckInId::from_resource_name(name).map_err(|error| FieldError::malformed("check_in", error))
}

//! What happened to bodies, as the registration ledger stores it.

use domain::{
    body::{Delegation, Enrolment, Event},
    check_digit::CheckDigitPolicy,
};
use ledger::{NewEvent, RecordedEvent};
use prost::Name as _;
use uuid::Uuid;

use crate::{
    event::{DecodeError, bad_field, message, new_event, unknown_type},
    field,
    proto::{common::v1 as common, event::v1 as proto},
    refusal::FieldError,
};

/// An event of a body, not yet recorded.
#[must_use]
pub fn encode(id: Uuid, event: &Event) -> NewEvent {
    match event {
        Event::Enrolled { body, enrolment } => new_event(
            id,
            &proto::BodyEnrolled {
                body: body.to_string(),
                name: enrolment.name.clone(),
                participation: Some(field::from_period(enrolment.participation)),
                check_digit_policy: from_policy(enrolment.check_digit_policy).into(),
            },
        ),
        Event::OperatorDelegated { body, delegation } => new_event(
            id,
            &proto::OperatorDelegated {
                body: body.to_string(),
                operator: delegation.operator.clone(),
                first: Some(field::from_date(delegation.first)),
            },
        ),
    }
}

/// A recorded event of a body.
///
/// # Errors
///
/// [`DecodeError`], in the order of its variants.
pub fn decode(recorded: &RecordedEvent) -> Result<Event, DecodeError> {
    let read = match recorded.event_type.as_ref() {
        proto::BodyEnrolled::NAME => enrolled(message(recorded)?),
        proto::OperatorDelegated::NAME => delegated(message(recorded)?),
        _ => return Err(unknown_type(recorded)),
    };
    read.map_err(|error| bad_field(recorded, error.field))
}

fn enrolled(stored: proto::BodyEnrolled) -> Result<Event, FieldError> {
    let policy = policy("check_digit_policy", stored.check_digit_policy)?;
    Ok(Event::Enrolled {
        body: field::required("body", &stored.body)?,
        enrolment: Enrolment {
            name: stored.name,
            participation: field::period("participation", stored.participation)?,
            check_digit_policy: policy,
        },
    })
}

fn delegated(stored: proto::OperatorDelegated) -> Result<Event, FieldError> {
    Ok(Event::OperatorDelegated {
        body: field::required("body", &stored.body)?,
        delegation: Delegation {
            operator: stored.operator,
            first: field::date("first", stored.first)?,
        },
    })
}

/// What a policy says; unspecified is WARN.
///
/// # Errors
///
/// `FIELD_MALFORMED` for a number that the contract does not name.
pub(crate) fn policy(field: &'static str, value: i32) -> Result<CheckDigitPolicy, FieldError> {
    match common::CheckDigitPolicy::try_from(value) {
        Ok(common::CheckDigitPolicy::Off) => Ok(CheckDigitPolicy::Off),
        Ok(common::CheckDigitPolicy::Unspecified | common::CheckDigitPolicy::Warn) => {
            Ok(CheckDigitPolicy::Warn)
        }
        Ok(common::CheckDigitPolicy::Reject) => Ok(CheckDigitPolicy::Reject),
        Err(_) => Err(FieldError::malformed(field, "must be OFF, WARN or REJECT")),
    }
}

fn from_policy(policy: CheckDigitPolicy) -> common::CheckDigitPolicy {
    match policy {
        CheckDigitPolicy::Off => common::CheckDigitPolicy::Off,
        CheckDigitPolicy::Warn => common::CheckDigitPolicy::Warn,
        CheckDigitPolicy::Reject => common::CheckDigitPolicy::Reject,
    }
}

//! What each refusal is called on the wire.

use domain::{body, facility, program};
use tonic::Code;
use wire::{Refusal, decision::RecordError, proto::common::v1::ErrorReason};

/// The request speaks for somebody else than the caller.
pub(crate) fn other_tenant() -> Refusal {
    Refusal::new(
        Code::PermissionDenied,
        ErrorReason::OtherTenant,
        "the request speaks for another body or facility than the caller's certificate",
    )
}

/// Only the operator may ask for this.
pub(crate) fn not_the_operator() -> Refusal {
    Refusal::new(
        Code::PermissionDenied,
        ErrorReason::RoleNotAllowed,
        "only the operator enrols bodies",
    )
}

/// A change of a body was not recorded.
pub(crate) fn of_body(error: RecordError<body::Refusal>) -> Refusal {
    error.into_refusal(body_refused)
}

/// A change of a program was not recorded.
pub(crate) fn of_program(error: RecordError<program::Refusal>) -> Refusal {
    error.into_refusal(|refusal| {
        let reason = match refusal {
            program::Refusal::NotDefined => ErrorReason::ProgramNotDefined,
            program::Refusal::Retired(_) => ErrorReason::ProgramRetired,
        };
        precondition(reason, &refusal)
    })
}

/// A change of a facility was not recorded.
pub(crate) fn of_facility(error: RecordError<facility::Refusal>) -> Refusal {
    error.into_refusal(|refusal| {
        let reason = match refusal {
            facility::Refusal::NotEnrolled(_) => ErrorReason::FacilityNotEnrolled,
            facility::Refusal::ReaderNotEnrolled { .. } => ErrorReason::ReaderNotEnrolled,
        };
        precondition(reason, &refusal)
    })
}

/// A command to a body was decided against.
pub(crate) fn body_refused(refusal: body::Refusal) -> Refusal {
    let reason = match refusal {
        body::Refusal::NotEnrolled(_) => ErrorReason::BodyNotEnrolled,
    };
    precondition(reason, &refusal)
}

fn precondition(reason: ErrorReason, refusal: &impl ToString) -> Refusal {
    Refusal::new(Code::FailedPrecondition, reason, refusal.to_string())
}

//! What each refusal is called on the wire.

use domain::{link, person};
use sealing::{DestroyError, GetError, SealError};
use tonic::Code;
use wire::{Refusal, decision::RecordError, proto::common::v1::ErrorReason, refusal::FieldError};

use crate::{IdentityError, ResolveRefusal};

/// The request speaks for somebody else than the caller.
pub(crate) fn other_tenant() -> Refusal {
    Refusal::new(
        Code::PermissionDenied,
        ErrorReason::OtherTenant,
        "the request names an identity that is not the caller's to change",
    )
}

/// Only the operator may ask for this.
pub(crate) fn not_the_operator() -> Refusal {
    Refusal::new(
        Code::PermissionDenied,
        ErrorReason::RoleNotAllowed,
        "only the operator merges and erases people",
    )
}

/// Nothing links this identity to a person, or there is no such person.
pub(crate) fn not_found() -> Refusal {
    Refusal::new(
        Code::NotFound,
        ErrorReason::LinkNotFound,
        "nothing links this identity to a person",
    )
}

/// The person was erased.
pub(crate) fn erased() -> Refusal {
    precondition(ErrorReason::PersonErased, &ResolveRefusal::Erased)
}

/// The two cannot be merged.
pub(crate) fn merge_impossible() -> Refusal {
    precondition(ErrorReason::MergeImpossible, &person::Refusal::MergeImpossible)
}

/// A number that stands in this field does not lead to a person.
pub(crate) fn of_number(field: &'static str, refusal: ResolveRefusal) -> Refusal {
    match refusal {
        ResolveRefusal::Malformed | ResolveRefusal::CheckDigitWrong => {
            FieldError { reason: refusal.reason(), ..FieldError::malformed(field, refusal) }.into()
        }
        ResolveRefusal::Suspended | ResolveRefusal::Erased => {
            precondition(refusal.reason(), &refusal)
        }
    }
}

/// A change of a link was not recorded.
pub(crate) fn of_link(error: RecordError<link::Refusal>) -> Refusal {
    error.into_refusal(|refusal| {
        let reason = match refusal {
            link::Refusal::NotFound => return not_found(),
            link::Refusal::Suspended => ErrorReason::LinkSuspended,
            link::Refusal::NotSuspended => ErrorReason::LinkNotSuspended,
            link::Refusal::LinkedElsewhere => ErrorReason::LinkedElsewhere,
        };
        precondition(reason, &refusal)
    })
}

/// A change of a person was not recorded.
pub(crate) fn of_person(error: RecordError<person::Refusal>) -> Refusal {
    error.into_refusal(|refusal| match refusal {
        person::Refusal::MergeImpossible => merge_impossible(),
    })
}

/// The key to a person's fields was not had.
pub(crate) fn of_key(error: GetError) -> Refusal {
    match error {
        GetError::Shredded { .. } => erased(),
        GetError::Damaged { .. } => keys_unavailable(&error),
    }
}

/// The key store gave no key. Whose key it is goes to the operator's log; no caller is told a person key.
pub(crate) fn keys_unavailable(error: &impl ToString) -> Refusal {
    tracing::error!(error = error.to_string(), "a data key was not had");
    Refusal::new(
        Code::Unavailable,
        ErrorReason::KeysUnavailable,
        "the key store did not answer, or a key is damaged",
    )
}

/// An identity was larger than sealing allows; its parts are bounded, so nobody else is to answer for it.
pub(crate) fn not_sealed(error: SealError) -> Refusal {
    Refusal::new(Code::Internal, ErrorReason::Unspecified, error.to_string())
}

fn precondition(reason: ErrorReason, refusal: &impl ToString) -> Refusal {
    Refusal::new(Code::FailedPrecondition, reason, refusal.to_string())
}

impl ResolveRefusal {
    /// The reason a program can match.
    #[must_use]
    pub fn reason(self) -> ErrorReason {
        match self {
            Self::Malformed => ErrorReason::FieldMalformed,
            Self::CheckDigitWrong => ErrorReason::CheckDigitWrong,
            Self::Suspended => ErrorReason::LinkSuspended,
            Self::Erased => ErrorReason::PersonErased,
        }
    }
}

impl From<IdentityError> for Refusal {
    fn from(error: IdentityError) -> Self {
        let message = error.to_string();
        match error {
            IdentityError::Read(error) => error.into(),
            IdentityError::Decode(error) => error.into(),
            IdentityError::Append(error) => error.into(),
            IdentityError::Contended => Self::contended(),
            IdentityError::Get(error) => of_key(error),
            IdentityError::Create(_) => keys_unavailable(&message),
            // The event may stand already: the same request sent again destroys the key.
            IdentityError::Destroy(
                DestroyError::ReadOnly | DestroyError::Full | DestroyError::Storage(_),
            )
            | IdentityError::Interrupted => keys_unavailable(&message).indefinite(),
            IdentityError::MergedTooOften => {
                Self::new(Code::DataLoss, ErrorReason::LedgerDamaged, message)
            }
            // Callers bound what they ask, and names are made by `domain`: ours to answer for.
            IdentityError::TooMany(_) | IdentityError::StreamName => {
                Self::new(Code::Internal, ErrorReason::Unspecified, message)
            }
        }
    }
}

#[cfg(test)]
mod tests;

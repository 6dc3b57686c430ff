//! What each refusal is called on the wire.

use domain::{check_in, inquiry, standing_consent};
use ledger::StreamName;
use projections::{NotFresh, NotOpened};
use tonic::Code;
use wire::{FieldError, Refusal, decision::RecordError, proto::common::v1::ErrorReason};

/// The policy table let somebody through whom this RPC is not for.
pub(crate) fn role_not_allowed() -> Refusal {
    Refusal::new(
        Code::PermissionDenied,
        ErrorReason::RoleNotAllowed,
        "this call is for another role than the caller's",
    )
}

/// The facility does not take part.
pub(crate) fn facility_not_enrolled() -> Refusal {
    precondition(
        ErrorReason::FacilityNotEnrolled,
        "the facility is not enrolled, or has opted out; let it accept the terms first",
    )
}

/// The reader does not stand there.
pub(crate) fn reader_not_enrolled() -> Refusal {
    precondition(
        ErrorReason::ReaderNotEnrolled,
        "the reader is not enrolled at this facility; let the facility enrol it first",
    )
}

/// Nothing links the insurance identity to a person.
pub(crate) fn link_not_found() -> Refusal {
    Refusal::new(
        Code::NotFound,
        ErrorReason::LinkNotFound,
        "nothing links this insurance identity to a person",
    )
}

/// What is known is older than was asked for.
pub(crate) fn not_fresh_enough(error: &NotFresh) -> Refusal {
    // What stands still is a matter for the operator, and said in the log; the caller waits alike.
    let message = match error {
        NotFresh::TimedOut { .. } => "the position asked for was not reached in time",
        NotFresh::Stopped(_) => "the hub cannot look at present",
    };
    Refusal::new(Code::Unavailable, ErrorReason::NotFreshEnough, message).retryable()
}

/// The personal fields of an answer could not be opened: nothing was told.
pub(crate) fn not_opened(error: NotOpened) -> Refusal {
    tracing::error!(%error, "not told: personal fields could not be opened");
    Refusal::new(
        Code::Unavailable,
        ErrorReason::KeysUnavailable,
        "the key store did not answer, or a key is damaged; nothing was told",
    )
}

/// There is no such certificate, or it belongs to another body.
pub(crate) fn certificate_not_found() -> Refusal {
    Refusal::new(
        Code::NotFound,
        ErrorReason::CertificateNotFound,
        "there is no such certificate of this body",
    )
}

/// The page token is not one the hub gave for this question.
pub(crate) fn page_token_malformed() -> Refusal {
    let message = "page_token: is not one that the hub gave for this question";
    Refusal::new(Code::InvalidArgument, ErrorReason::FilterMalformed, message)
        .field("page_token", "is not one that the hub gave; begin with an empty one")
}

/// An id gave no name of a stream: a defect of this room.
pub(crate) fn no_stream_name(
    name: &str,
) -> impl FnOnce(<StreamName as std::str::FromStr>::Err) -> Refusal {
    let message = format!("`{name}` is no name of a stream");
    move |error| {
        Refusal::new(Code::Internal, ErrorReason::Unspecified, format!("{message}: {error}"))
    }
}

/// A check-in was not changed.
pub(crate) fn of_check_in(error: RecordError<check_in::Refusal>) -> Refusal {
    error.into_refusal(check_in_refused)
}

/// A command to a check-in was decided against.
pub(crate) fn check_in_refused(refusal: check_in::Refusal) -> Refusal {
    use check_in::Refusal as Decided;
    let (code, reason) = match refusal {
        // Opened before under the same request id.
        Decided::AlreadyOpened => (Code::InvalidArgument, ErrorReason::RequestIdReused),
        Decided::NotOpened => (Code::NotFound, ErrorReason::CheckInNotFound),
        Decided::Over(_) => (Code::FailedPrecondition, ErrorReason::CheckInOver),
        Decided::NothingToAsk => (Code::FailedPrecondition, ErrorReason::NothingToAsk),
        Decided::AlreadyAnswered => (Code::FailedPrecondition, ErrorReason::AlreadyAnswered),
        Decided::VisitDateNotToday(_) => (Code::InvalidArgument, ErrorReason::VisitDateNotToday),
        Decided::NotConsented => (Code::FailedPrecondition, ErrorReason::NotConsented),
        Decided::AskedTooOften => (Code::ResourceExhausted, ErrorReason::Overloaded),
    };
    Refusal::new(code, reason, refusal.to_string())
}

/// A standing consent was not changed.
pub(crate) fn of_standing_consent(error: RecordError<standing_consent::Refusal>) -> Refusal {
    error.into_refusal(standing_consent_refused)
}

/// A command to a standing consent was decided against.
pub(crate) fn standing_consent_refused(refusal: standing_consent::Refusal) -> Refusal {
    use standing_consent::Refusal as Decided;
    let (code, reason) = match refusal {
        Decided::NotGiven => (Code::NotFound, ErrorReason::StandingConsentNotFound),
        Decided::NotInForce(_) => {
            (Code::FailedPrecondition, ErrorReason::StandingConsentNotInForce)
        }
        // The data of this build are incomplete: ours to answer for.
        Decided::TermsUnknown => (Code::Internal, ErrorReason::Unspecified),
    };
    Refusal::new(code, reason, refusal.to_string())
}

/// The visit date of a question on a standing consent is another day than today.
pub(crate) fn visit_date_not_today() -> Refusal {
    Refusal::new(
        Code::InvalidArgument,
        ErrorReason::VisitDateNotToday,
        "the visit date must be the day of the call",
    )
}

/// An inquiry was refused.
pub(crate) fn inquiry_refused(refusal: inquiry::Refusal) -> Refusal {
    use inquiry::Refusal as Decided;
    match &refusal {
        Decided::NotAccepted => {
            Refusal::new(Code::NotFound, ErrorReason::InquiryNotFound, refusal.to_string())
        }
        Decided::Over(_) => precondition(ErrorReason::CheckInOver, refusal.to_string()),
        Decided::NotSoon(_) => FieldError::malformed("visit_date", &refusal).into(),
    }
}

fn precondition(reason: ErrorReason, message: impl Into<String>) -> Refusal {
    Refusal::new(Code::FailedPrecondition, reason, message)
}

//! What this room's errors are called on the wire.

use domain::certificate;
use identity::{IdentityError, ResolveRefusal};
use ledger::StreamName;
use sealing::GetError;
use tonic::Code;
use wire::{FieldError, Refusal, proto::common::v1::ErrorReason};

use crate::decide::DecideError;

/// The name of a stream that is made of parts with known forms.
///
/// # Errors
///
/// Never, for such parts; `INTERNAL` if one should ever not fit.
pub(crate) fn stream(name: String) -> Result<StreamName, Refusal> {
    StreamName::try_from(name)
        .map_err(|error| Refusal::new(Code::Internal, ErrorReason::Unspecified, error.to_string()))
}

/// The caller speaks for another body.
pub(crate) fn other_tenant() -> Refusal {
    Refusal::new(
        Code::PermissionDenied,
        ErrorReason::OtherTenant,
        "the request speaks for another body than the caller's certificate",
    )
}

/// The body does not take part.
pub(crate) fn body_not_enrolled() -> Refusal {
    Refusal::new(
        Code::FailedPrecondition,
        ErrorReason::BodyNotEnrolled,
        "the body is not enrolled; the operator enrols it first",
    )
}

/// The upload broke the protocol.
pub(crate) fn upload_malformed(message: &str) -> Refusal {
    Refusal::new(Code::InvalidArgument, ErrorReason::UploadMalformed, message)
}

/// The upload ended without its end.
pub(crate) fn upload_torn() -> Refusal {
    Refusal::new(
        Code::Aborted,
        ErrorReason::UploadTorn,
        "the upload ended without its end message; send it again with the same request id",
    )
    .retryable()
}

/// There is no such certificate of this body.
pub(crate) fn certificate_not_found() -> Refusal {
    Refusal::new(
        Code::NotFound,
        ErrorReason::CertificateNotFound,
        "there is no such certificate of this body",
    )
}

/// A decision on a single certificate was refused.
pub(crate) fn refused(refusal: certificate::Refusal) -> Refusal {
    let (code, reason) = match refusal {
        certificate::Refusal::NotRegistered => (Code::NotFound, ErrorReason::CertificateNotFound),
        certificate::Refusal::NoSuchRow(_) => (Code::NotFound, ErrorReason::HistoryRowNotFound),
        certificate::Refusal::NotInForce(_) => (Code::FailedPrecondition, ErrorReason::NotInForce),
        certificate::Refusal::DisclosureUnchanged => {
            (Code::FailedPrecondition, ErrorReason::DisclosureUnchanged)
        }
    };
    Refusal::new(code, reason, refusal.to_string())
}

/// A row was refused by its certificate's history.
pub(crate) fn row_refused(refusal: &certificate::Refusal) -> FieldError {
    let (field, reason, remedy) = match refusal {
        certificate::Refusal::NotRegistered | certificate::Refusal::NoSuchRow(_) => (
            "historyKey",
            ErrorReason::HistoryRowNotFound,
            "register the row first, or correct the key",
        ),
        certificate::Refusal::NotInForce(_) => {
            ("validTo", ErrorReason::NotInForce, "name a day within the period")
        }
        certificate::Refusal::DisclosureUnchanged => {
            ("isNotDisclosed", ErrorReason::DisclosureUnchanged, "nothing is to be done")
        }
    };
    FieldError { field: field.into(), reason, message: refusal.to_string(), remedy: remedy.into() }
}

/// A row came before with other content.
pub(crate) fn row_reused() -> FieldError {
    FieldError {
        field: "historyKey".into(),
        reason: ErrorReason::RequestIdReused,
        message: "this certificate and history key came before with other content, under the same \
                  request id"
            .into(),
        remedy: "keep one of the two rows, or send the changed file under a new request id".into(),
    }
}

/// The upload was taken to its end before, and did not record this row.
pub(crate) fn row_too_late() -> FieldError {
    FieldError {
        field: "historyKey".into(),
        reason: ErrorReason::RequestIdReused,
        message: "the upload of this request id was taken to its end without this row; nothing was recorded"
            .into(),
        remedy: "send the row under a new request id".into(),
    }
}

/// The row's certificate has too many events.
pub(crate) fn row_history_full() -> FieldError {
    FieldError {
        field: "certificationSubKey".into(),
        reason: ErrorReason::HistoryFull,
        message: "the certificate has as many events as rows may make; nothing was recorded".into(),
        remedy: "go on under another sub key".into(),
    }
}

/// The certificate has too many events for one more decision.
pub(crate) fn history_full() -> Refusal {
    Refusal::new(
        Code::FailedPrecondition,
        ErrorReason::HistoryFull,
        "the certificate has as many events as one can have",
    )
}

/// Others kept writing to the row's certificate.
pub(crate) fn row_contended() -> FieldError {
    FieldError {
        field: "historyKey".into(),
        reason: ErrorReason::Contended,
        message: "others kept writing to the same certificate; nothing was done".into(),
        remedy: "send the row again under a new request id".into(),
    }
}

/// The person behind a row was erased.
pub(crate) fn person_erased() -> FieldError {
    FieldError {
        field: "myNumber".into(),
        reason: ErrorReason::PersonErased,
        message: "the person was erased: the key to the personal fields is destroyed".into(),
        remedy: "ask the operator".into(),
    }
}

/// The row's type is not defined.
pub(crate) fn program_not_defined() -> FieldError {
    FieldError {
        field: "orgSpecificCertificateTypeId".into(),
        reason: ErrorReason::ProgramNotDefined,
        message: "the certificate type is not defined in the program master".into(),
        remedy: "define the program first, or correct the type".into(),
    }
}

/// A My Number led to nobody.
pub(crate) fn number_refused(refusal: ResolveRefusal) -> FieldError {
    let (reason, remedy) = match refusal {
        ResolveRefusal::Malformed => (ErrorReason::FieldMalformed, "send twelve digits"),
        ResolveRefusal::CheckDigitWrong => {
            (ErrorReason::CheckDigitWrong, "compare with the resident register")
        }
        ResolveRefusal::Suspended => {
            (ErrorReason::LinkSuspended, "wait until the link was checked and restored")
        }
        ResolveRefusal::Erased => return person_erased(),
    };
    FieldError {
        field: "myNumber".into(),
        reason,
        message: refusal.to_string(),
        remedy: remedy.into(),
    }
}

/// The key store could not give a key.
pub(crate) fn no_key(error: GetError) -> Refusal {
    match error {
        GetError::Shredded { .. } => erased(),
        GetError::Damaged { .. } => {
            // Whose key it is is a matter for the operator, not for a body.
            tracing::error!(%error, "not recorded: a data key is damaged");
            Refusal::new(
                Code::Unavailable,
                ErrorReason::KeysUnavailable,
                "the key store did not answer, or a key is damaged; nothing was done",
            )
        }
    }
}

/// The person behind a certificate was erased.
pub(crate) fn erased() -> Refusal {
    let error = person_erased();
    Refusal::new(Code::FailedPrecondition, error.reason, error.message)
}

/// Something in the hub itself gave up.
pub(crate) fn failed_inside() -> Refusal {
    Refusal::new(Code::Internal, ErrorReason::Unspecified, "the hub gave up on this call")
}

/// Identity could not look.
pub(crate) fn identity_failed(error: IdentityError) -> Refusal {
    error.into()
}

impl From<DecideError> for Refusal {
    fn from(error: DecideError) -> Self {
        match error {
            DecideError::Decode(error) => error.into(),
            DecideError::Seal(error) => {
                Self::new(Code::Internal, ErrorReason::Unspecified, error.to_string())
            }
        }
    }
}

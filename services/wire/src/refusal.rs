//! A refusal on its way to the caller: code, reason, field, remedy.
//!
//! Each service's `status.rs` makes its errors into these; [`Refusal`] alone knows how they are
//! written on the wire (`google.rpc` details).

use std::{borrow::Cow, collections::HashMap, time::Duration};

use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt as _};

use crate::proto::common::v1::ErrorReason;

mod storage;

/// `ErrorInfo.domain` of every refusal.
pub const ERROR_DOMAIN: &str = "pmh";

/// How long a caller is asked to wait before it sends a shed or contended request again.
pub const RETRY_AFTER: Duration = Duration::from_millis(200);

/// What is wrong with one field: which, why, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {message}")]
pub struct FieldError {
    /// The field's path, as the contract spells it.
    pub field: Cow<'static, str>,
    /// The reason a program can match.
    pub reason: ErrorReason,
    /// The reason as a sentence; never with the value of a personal field.
    pub message: String,
    /// What to do.
    pub remedy: Cow<'static, str>,
}

impl FieldError {
    /// A required field is missing.
    pub fn missing(field: impl Into<Cow<'static, str>>) -> Self {
        Self {
            field: field.into(),
            reason: ErrorReason::FieldMissing,
            message: "is required and missing".into(),
            remedy: "fill the field".into(),
        }
    }

    /// A field does not have its form; `expected` says which that is.
    pub fn malformed(field: impl Into<Cow<'static, str>>, expected: impl ToString) -> Self {
        Self {
            field: field.into(),
            reason: ErrorReason::FieldMalformed,
            message: expected.to_string(),
            remedy: "send the field in the form the contract names".into(),
        }
    }

    /// A field is longer than `limit` of `unit`.
    pub fn too_long(field: impl Into<Cow<'static, str>>, limit: usize, unit: &str) -> Self {
        Self {
            field: field.into(),
            reason: ErrorReason::FieldTooLong,
            message: format!("holds more than {limit} {unit}"),
            remedy: "shorten the field".into(),
        }
    }

    /// The same error below another message: `row` + `period.first` is `row.period.first`.
    #[must_use]
    pub fn under(mut self, parent: &str) -> Self {
        self.field = format!("{parent}.{}", self.field).into();
        self
    }
}

impl From<FieldError> for Refusal {
    fn from(error: FieldError) -> Self {
        Self::new(
            Code::InvalidArgument,
            error.reason,
            format!("{}: {}; {}", error.field, error.message, error.remedy),
        )
        .field(error.field.into_owned(), format!("{}; {}", error.message, error.remedy))
    }
}

/// A call was refused. Becomes a [`Status`] at the door.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    code: Code,
    reason: ErrorReason,
    message: String,
    fields: Vec<(String, String)>,
    retry_after: Option<Duration>,
    may_have_happened: bool,
}

impl Refusal {
    /// A refusal that did nothing.
    pub fn new(code: Code, reason: ErrorReason, message: impl Into<String>) -> Self {
        Self {
            code,
            reason,
            message: message.into(),
            fields: Vec::new(),
            retry_after: None,
            may_have_happened: false,
        }
    }

    /// The same, naming a field.
    #[must_use]
    pub fn field(mut self, path: impl Into<String>, description: impl Into<String>) -> Self {
        self.fields.push((path.into(), description.into()));
        self
    }

    /// The same; the request may be sent again after [`RETRY_AFTER`].
    #[must_use]
    pub fn retryable(mut self) -> Self {
        self.retry_after = Some(RETRY_AFTER);
        self
    }

    /// The same; what was asked for may have been done. The same request sent again learns it.
    #[must_use]
    pub fn indefinite(mut self) -> Self {
        self.may_have_happened = true;
        self
    }

    /// Others kept writing to the same stream.
    #[must_use]
    pub fn contended() -> Self {
        Self::new(
            Code::Aborted,
            ErrorReason::Contended,
            "others kept writing to the same stream; nothing was done",
        )
        .retryable()
    }

    /// The reason a program can match.
    #[must_use]
    pub fn reason(&self) -> ErrorReason {
        self.reason
    }

    /// The reason without its prefix, as it stands in `google.rpc.ErrorInfo.reason`.
    #[must_use]
    pub fn reason_name(&self) -> &'static str {
        let reason = self.reason.as_str_name();
        reason.strip_prefix("ERROR_REASON_").unwrap_or(reason)
    }

    /// The fields it names, each with what to do.
    #[must_use]
    pub fn fields(&self) -> &[(String, String)] {
        &self.fields
    }

    /// The sentence a person reads.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl From<Refusal> for Status {
    fn from(refusal: Refusal) -> Self {
        let reason = refusal.reason_name();
        let outcome = if refusal.may_have_happened { "INDEFINITE" } else { "NOT_DONE" };
        let mut details = ErrorDetails::new();
        details.set_error_info(
            reason,
            ERROR_DOMAIN,
            HashMap::from([("outcome".to_owned(), outcome.to_owned())]),
        );
        for (path, description) in &refusal.fields {
            details.add_bad_request_violation(path, description);
        }
        if let Some(delay) = refusal.retry_after {
            details.set_retry_info(Some(delay));
        }
        Self::with_error_details(refusal.code, refusal.message, details)
    }
}

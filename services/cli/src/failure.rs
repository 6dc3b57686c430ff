//! Why a command failed, and the exit code that says so.
//!
//! Whatever goes wrong below becomes a [`Failure`] at the edge: one sentence, the reason a program
//! can match, the fields at fault, and when to try again.

use std::{fmt, path::Path, time::Duration};

use serde_json::{Value, json};
use tonic::{Code, Status};
use tonic_types::StatusExt as _;
use wire::Refusal;

/// The exit codes of `pmh`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// 0: done, all of it.
    Done,
    /// 1: it was refused, by the hub or the calculation, or some of it. The rest was done.
    Refused,
    /// 2: the command line is not understood.
    Usage,
    /// 3: the hub was not reached, or cannot answer now. Nothing was done.
    Unavailable,
    /// 4: the answer got lost: it may have been done. The same command again learns it.
    Indefinite,
    /// 5: stored data are damaged. An operator must act.
    Damage,
    /// 6: a local file cannot be read or written, or is not what it should be.
    File,
}

/// The page `pmh help exit-codes` shows.
pub const EXIT_CODES: &str = "\
Exit codes of pmh:
  0  done, all of it
  1  refused, in whole or in part (by the hub, with rows in the error report; or by the calculation)
  2  the command line is not understood
  3  the hub was not reached or cannot answer now; nothing was done
  4  the answer got lost: it may have been done; the same command again learns it
  5  stored data are damaged; an operator must act
  6  a local file cannot be read or written, or is not what it should be
";

/// A command failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The exit code.
    pub exit: Exit,
    /// What happened, as a sentence. Never with a personal value.
    pub message: String,
    /// The gRPC code, where the hub answered: `INVALID_ARGUMENT`.
    pub code: Option<&'static str>,
    /// The reason of the contract, where the hub named one: `FIELD_MISSING`.
    pub reason: Option<String>,
    /// Fields at fault, each with what is wrong and what to do.
    pub fields: Vec<(String, String)>,
    /// How long to wait before trying again, where the hub said so.
    pub retry_after: Option<Duration>,
}

impl Exit {
    /// The number the process ends with.
    #[must_use]
    pub fn number(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Refused => 1,
            Self::Usage => 2,
            Self::Unavailable => 3,
            Self::Indefinite => 4,
            Self::Damage => 5,
            Self::File => 6,
        }
    }
}

impl Failure {
    /// A failure that no hub answered.
    #[must_use]
    pub fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self {
            exit,
            message: message.into(),
            code: None,
            reason: None,
            fields: Vec::new(),
            retry_after: None,
        }
    }

    /// The command line is not understood.
    #[must_use]
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(Exit::Usage, message)
    }

    /// A local file is at fault.
    #[must_use]
    pub fn file(path: &Path, fault: impl fmt::Display) -> Self {
        Self::new(Exit::File, format!("{}: {fault}", path.display()))
    }

    /// The failure as JSON, for `--json`.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let fields: Vec<_> = self
            .fields
            .iter()
            .map(|(field, description)| json!({ "field": field, "description": description }))
            .collect();
        json!({ "error": {
            "exit_code": self.exit.number(),
            "code": self.code,
            "reason": self.reason,
            "message": self.message,
            "fields": fields,
            "retry_after_ms": self.retry_after.map(millis),
        }})
    }
}

impl From<Status> for Failure {
    fn from(status: Status) -> Self {
        let details = status.get_error_details();
        let info = details.error_info();
        let outcome = info.and_then(|info| info.metadata.get("outcome")).map(String::as_str);
        let violations = details.bad_request().map(|bad| bad.field_violations.as_slice());
        Self {
            exit: exit_of(status.code(), outcome),
            message: if status.message().is_empty() {
                "the hub gave no message".to_owned()
            } else {
                status.message().to_owned()
            },
            code: Some(code_name(status.code())),
            reason: info.map(|info| info.reason.clone()),
            fields: violations
                .unwrap_or_default()
                .iter()
                .map(|violation| (violation.field.clone(), violation.description.clone()))
                .collect(),
            retry_after: details.retry_info().and_then(|retry| retry.retry_delay),
        }
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Status::from(refusal).into()
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.code, &self.reason) {
            (Some(code), Some(reason)) => write!(f, "{code} ({reason}): {}", self.message)?,
            (Some(code), None) => write!(f, "{code}: {}", self.message)?,
            (None, _) => f.write_str(&self.message)?,
        }
        for (field, description) in &self.fields {
            write!(f, "\n  {field}: {description}")?;
        }
        if let Some(delay) = self.retry_after {
            write!(f, "\n  try again after {} ms", millis(delay))?;
        }
        if self.exit == Exit::Indefinite {
            f.write_str("\n  it may have been done: run the same command again to learn")?;
        }
        Ok(())
    }
}

impl std::error::Error for Failure {}

fn millis(delay: Duration) -> u64 {
    u64::try_from(delay.as_millis()).unwrap_or(u64::MAX)
}

/// What a status means for whoever runs the command. `outcome` is what the hub says of the write;
/// without it, only a connection that was never made is known to have done nothing.
fn exit_of(code: Code, outcome: Option<&str>) -> Exit {
    match (code, outcome) {
        (Code::Ok, _) => Exit::Done,
        (Code::DataLoss, _) => Exit::Damage,
        (_, Some("INDEFINITE"))
        | (Code::Unknown | Code::Internal | Code::Cancelled | Code::DeadlineExceeded, None) => {
            Exit::Indefinite
        }
        (Code::Unavailable, _) => Exit::Unavailable,
        _ => Exit::Refused,
    }
}

/// The name of a gRPC code as the specification writes it.
#[must_use]
pub fn code_name(code: Code) -> &'static str {
    match code {
        Code::Ok => "OK",
        Code::Cancelled => "CANCELLED",
        Code::Unknown => "UNKNOWN",
        Code::InvalidArgument => "INVALID_ARGUMENT",
        Code::DeadlineExceeded => "DEADLINE_EXCEEDED",
        Code::NotFound => "NOT_FOUND",
        Code::AlreadyExists => "ALREADY_EXISTS",
        Code::PermissionDenied => "PERMISSION_DENIED",
        Code::ResourceExhausted => "RESOURCE_EXHAUSTED",
        Code::FailedPrecondition => "FAILED_PRECONDITION",
        Code::Aborted => "ABORTED",
        Code::OutOfRange => "OUT_OF_RANGE",
        Code::Unimplemented => "UNIMPLEMENTED",
        Code::Internal => "INTERNAL",
        Code::Unavailable => "UNAVAILABLE",
        Code::DataLoss => "DATA_LOSS",
        Code::Unauthenticated => "UNAUTHENTICATED",
    }
}

#[cfg(test)]
mod tests;

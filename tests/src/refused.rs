//! What a refusal says, as a program reads it.

use tonic::{Code, Status};
use tonic_types::StatusExt as _;

/// The reason in the refusal's details, without its prefix: `CHECK_IN_OVER`.
#[must_use]
pub fn reason(status: &Status) -> String {
    let details = status.get_error_details();
    details.error_info().map(|info| info.reason.clone()).unwrap_or_default()
}

/// The fields the refusal names.
#[must_use]
pub fn fields(status: &Status) -> Vec<String> {
    let details = status.get_error_details();
    let named = details.bad_request().map(|bad| bad.field_violations.as_slice());
    named.unwrap_or_default().iter().map(|violation| violation.field.clone()).collect()
}

/// The refusal of a call; a test that expected one ends when there is none.
#[track_caller]
pub fn refusal<T>(called: Result<T, Status>) -> (Code, String) {
    let status = called.err().unwrap();
    (status.code(), reason(&status))
}

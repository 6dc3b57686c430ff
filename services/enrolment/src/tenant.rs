//! Whom a caller may speak for. Which role may call what stands in the hub's policy table.

use domain::{body_code::BodyCode, caller::Caller, institution_code::InstitutionCode};
use wire::Refusal;

use crate::status;

/// Refuses all but the operator.
///
/// # Errors
///
/// `ROLE_NOT_ALLOWED`.
pub(crate) fn operator(caller: &Caller) -> Result<(), Refusal> {
    if *caller == Caller::Operator { Ok(()) } else { Err(status::not_the_operator()) }
}

/// Refuses all but this body.
///
/// # Errors
///
/// `OTHER_TENANT`.
pub(crate) fn body(caller: &Caller, body: BodyCode) -> Result<(), Refusal> {
    if caller.body() == Some(body) { Ok(()) } else { Err(status::other_tenant()) }
}

/// Refuses all but the desk of this facility and the operator.
///
/// # Errors
///
/// `OTHER_TENANT`.
pub(crate) fn facility(caller: &Caller, facility: InstitutionCode) -> Result<(), Refusal> {
    if *caller == Caller::Operator || *caller == Caller::Facility(facility) {
        Ok(())
    } else {
        Err(status::other_tenant())
    }
}

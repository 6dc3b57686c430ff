//! Whom a caller may speak for. Which role may call what stands in the hub's policy table.

use domain::{caller::Caller, insurance_identity::InsuranceIdentity};
use wire::{Refusal, identity::Subject};

use crate::status;

/// Refuses all but the operator.
///
/// # Errors
///
/// `ROLE_NOT_ALLOWED`.
pub(crate) fn operator(caller: &Caller) -> Result<(), Refusal> {
    if *caller == Caller::Operator { Ok(()) } else { Err(status::not_the_operator()) }
}

/// Refuses all but the insurer of this identity and the operator.
///
/// # Errors
///
/// `OTHER_TENANT`.
pub(crate) fn insurer(caller: &Caller, identity: &InsuranceIdentity) -> Result<(), Refusal> {
    if *caller == Caller::Operator || caller.insurer() == Some(identity.insurer()) {
        Ok(())
    } else {
        Err(status::other_tenant())
    }
}

/// Refuses all but the insurer of an identity, any body for a My Number, and the operator.
///
/// # Errors
///
/// `OTHER_TENANT`.
pub(crate) fn subject(caller: &Caller, subject: &Subject) -> Result<(), Refusal> {
    match subject {
        Subject::MyNumber(_) if caller.body().is_some() => Ok(()),
        Subject::MyNumber(_) => operator_of_other(caller),
        Subject::Insurance(identity) => insurer(caller, identity),
    }
}

/// Refuses all but the insurer of an identity and the operator.
///
/// # Errors
///
/// `OTHER_TENANT`.
pub(crate) fn subject_to_unlink(caller: &Caller, subject: &Subject) -> Result<(), Refusal> {
    match subject {
        Subject::MyNumber(_) => operator_of_other(caller),
        Subject::Insurance(identity) => insurer(caller, identity),
    }
}

/// Refuses all but the operator, as one who speaks for another.
fn operator_of_other(caller: &Caller) -> Result<(), Refusal> {
    if *caller == Caller::Operator { Ok(()) } else { Err(status::other_tenant()) }
}

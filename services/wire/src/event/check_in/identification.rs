//! How the person at the reader was identified (本人確認の方法): a method, and with VISUAL an account.

use domain::check_in::Identification;

use crate::{field, proto::event::v1 as proto, refusal::FieldError};

/// Method and account as fields of a message.
#[must_use]
pub fn from(how: &Identification) -> (proto::IdentityMethod, String) {
    match how {
        Identification::Face => (proto::IdentityMethod::Face, String::new()),
        Identification::Pin => (proto::IdentityMethod::Pin, String::new()),
        Identification::Visual(account) => (proto::IdentityMethod::Visual, account.to_string()),
        Identification::Phone => (proto::IdentityMethod::Phone, String::new()),
    }
}

/// How the person was identified, of the fields `method` and `account`.
///
/// # Errors
///
/// `FIELD_MISSING`, `FIELD_MALFORMED` on `method`; then on `account`: missing with VISUAL, malformed, or there
/// without VISUAL.
pub fn read(method: i32, account: &str) -> Result<Identification, FieldError> {
    let how = match proto::IdentityMethod::try_from(method) {
        Ok(proto::IdentityMethod::Unspecified) => return Err(FieldError::missing("method")),
        Ok(proto::IdentityMethod::Face) => Identification::Face,
        Ok(proto::IdentityMethod::Pin) => Identification::Pin,
        Ok(proto::IdentityMethod::Visual) => {
            return field::required("account", account).map(Identification::Visual);
        }
        Ok(proto::IdentityMethod::Phone) => Identification::Phone,
        Err(_) => {
            return Err(FieldError::malformed(
                "method",
                "must be a method that the contract names",
            ));
        }
    };
    if account.is_empty() {
        Ok(how)
    } else {
        Err(FieldError::malformed("account", "must be empty unless the method is VISUAL"))
    }
}

//! The id of a standing consent (継続同意): one facility, one person.

use uuid::Uuid;

use crate::institution_code::InstitutionCode;
use crate::person_key::PersonKey;
use crate::resource_name::{joined, named_by_uuid};

/// The namespace of standing consent ids: the UUID v5 of `spiffe://pmh/standing-consent` among URLs.
///
/// Never changes: stored streams are named by ids made with it.
const NAMESPACE: Uuid = Uuid::from_u128(0x60b9_54ae_4a8f_558e_b04f_c081_9ae3_305f);

/// A standing consent's id, in the API `standingConsents/{uuid}`.
///
/// A facility and a person have one stream of standing consents, whatever their kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StandingConsentId(Uuid);

named_by_uuid!(StandingConsentId, "standingConsents");

impl StandingConsentId {
    /// The id of what this person has consented to at this facility.
    ///
    /// Version 5 UUID of the two parts, each after its length, in this order.
    #[must_use]
    pub fn derive(facility: InstitutionCode, person: PersonKey) -> Self {
        let name = joined(&[&facility.ten_digits(), person.uuid().as_bytes()]);
        Self(Uuid::new_v5(&NAMESPACE, &name))
    }
}

#[cfg(test)]
mod tests;

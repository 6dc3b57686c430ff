//! The id of a certificate (受給者証), derived from what makes it that certificate.

use uuid::Uuid;

use crate::body_code::BodyCode;
use crate::certificate_type::CertificateTypeId;
use crate::person_key::PersonKey;
use crate::resource_name::{joined, named_by_uuid};
use crate::sub_key::SubKey;

/// The namespace of certificate ids: the UUID v5 of `spiffe://pmh/certificate` among URLs.
///
/// Never changes: stored streams are named by ids made with it.
const NAMESPACE: Uuid = Uuid::from_u128(0x7975_2b38_9f8d_5b97_8009_35de_9bb7_b78f);

/// A certificate's id, in the API `certificates/{uuid}`.
///
/// One body, certificate type, person and sub key always give the same id, so the same row always
/// finds the same stream. The id says nothing about them to who does not know them already.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CertificateId(Uuid);

named_by_uuid!(CertificateId, "certificates");

impl CertificateId {
    /// The id of the certificate of this type that this body gives this person.
    ///
    /// Version 5 UUID of the four parts, each after its length, in this order.
    #[must_use]
    pub fn derive(
        body: BodyCode,
        certificate_type: &CertificateTypeId,
        person: PersonKey,
        sub_key: &SubKey,
    ) -> Self {
        let name = joined(&[
            &body.six_digits(),
            certificate_type.as_str().as_bytes(),
            person.uuid().as_bytes(),
            sub_key.as_str().as_bytes(),
        ]);
        Self(Uuid::new_v5(&NAMESPACE, &name))
    }
}

#[cfg(test)]
mod tests;

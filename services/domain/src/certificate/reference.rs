//! Which certificate: the four things its id is made of.

use crate::{
    body_code::BodyCode, certificate_id::CertificateId, certificate_type::CertificateTypeId,
    person_key::PersonKey, resource_name::with_uuid, sub_key::SubKey,
};

/// A certificate's identity: one (body, type, person, sub key).
///
/// Holding one proves that the id belongs to the four others: [`CertificateRef::new`] derives it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CertificateRef {
    id: CertificateId,
    person: PersonKey,
    body: BodyCode,
    certificate_type: CertificateTypeId,
    sub_key: SubKey,
}

impl CertificateRef {
    /// The certificate of these four.
    #[must_use]
    pub fn new(
        body: BodyCode,
        certificate_type: CertificateTypeId,
        person: PersonKey,
        sub_key: SubKey,
    ) -> Self {
        let id = CertificateId::derive(body, &certificate_type, person, &sub_key);
        Self { id, person, body, certificate_type, sub_key }
    }

    /// Its id, the same for the same four for ever.
    #[must_use]
    pub fn id(&self) -> CertificateId {
        self.id
    }

    /// Whose it is.
    #[must_use]
    pub fn person(&self) -> PersonKey {
        self.person
    }

    /// Who decided it.
    #[must_use]
    pub fn body(&self) -> BodyCode {
        self.body
    }

    /// The body's own type (機関別受給者証種別ID).
    #[must_use]
    pub fn certificate_type(&self) -> &CertificateTypeId {
        &self.certificate_type
    }

    /// The sub key (受給者証サブキー).
    #[must_use]
    pub fn sub_key(&self) -> &SubKey {
        &self.sub_key
    }

    /// The name of its stream in the registration ledger.
    #[must_use]
    pub fn stream(&self) -> String {
        stream_of(self.id)
    }
}

/// The name of a certificate's stream in the registration ledger.
#[must_use]
pub fn stream_of(id: CertificateId) -> String {
    with_uuid("certificate-", id.uuid())
}

//! What a calculation looks up: the editions of the rule data, and the programs that bodies have defined.

use std::sync::Arc;

use calculation::edition::Edition;
use domain::{body_code::BodyCode, certificate_type::CertificateTypeId, program::ProgramMaster};
use projections::Projections;
use wire::Refusal;

use crate::status;

/// The books that lie open while a request is answered.
#[derive(Clone, Copy)]
pub(crate) struct Books<'a> {
    /// The editions, the one in use first.
    pub(crate) editions: &'a [Arc<Edition>],
    /// What is known of programs; none without a hub.
    pub(crate) programs: Option<&'a Projections>,
}

impl Books<'_> {
    /// The edition of this id; the one in use where it is empty.
    ///
    /// # Errors
    /// `EDITION_NOT_FOUND`.
    pub(crate) fn edition(&self, id: &str) -> Result<Arc<Edition>, Refusal> {
        let mut editions = self.editions.iter();
        let found = if id.is_empty() {
            editions.next()
        } else {
            editions.find(|edition| edition.id().to_string() == id)
        };
        found.cloned().ok_or_else(status::edition_not_found)
    }

    /// A program's master as it now reads.
    pub(crate) fn program(
        &self,
        body: BodyCode,
        certificate_type: &CertificateTypeId,
    ) -> Option<ProgramMaster> {
        let program = self.programs?.directory().program(body, certificate_type)?;
        program.master().cloned()
    }
}

//! What was searched: absence of a certificate never means that it ended.

use super::{Counts, Facts, Seen};
use crate::{body_code::BodyCode, certificate_type::CertificateTypeId};

/// What was searched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coverage<'a> {
    /// How many bodies and programs.
    pub counts: Counts,
    /// The bodies of the certificates that may be told, and the one asked about, in order.
    pub bodies: Vec<CoveredBody<'a>>,
}

/// One body of a coverage statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoveredBody<'a> {
    /// The body.
    pub body: BodyCode,
    /// Whether it takes part on the visit date.
    pub participating: bool,
    /// The certificate types it registers on the visit date, in order.
    pub certificate_types: Vec<&'a CertificateTypeId>,
    /// The registration position of its last upload or decision; 0 for none.
    pub as_of_position: u64,
}

/// The coverage statement of an answer that saw these certificates.
///
/// The bodies of withheld certificates are not among `seen`, so they do not show here either.
pub(super) fn coverage<'a, T>(facts: &Facts<'a, T>, seen: &[Seen<'a, T>]) -> Coverage<'a> {
    let mut codes: Vec<_> = seen.iter().map(|seen| seen.body).collect();
    codes.extend(facts.asked.iter().map(|asked| asked.body));
    codes.sort();
    codes.dedup();
    let bodies = codes.into_iter().map(|code| covered(facts, code)).collect();
    Coverage { counts: facts.counts, bodies }
}

fn covered<'a, T>(facts: &Facts<'a, T>, code: BodyCode) -> CoveredBody<'a> {
    let Some(body) = facts.body(code) else {
        return CoveredBody {
            body: code,
            participating: false,
            certificate_types: Vec::new(),
            as_of_position: 0,
        };
    };
    let mut certificate_types = Vec::with_capacity(body.programs.len());
    let programs = body.programs_on(facts.visit_date);
    certificate_types.extend(programs.map(|program| program.certificate_type));
    certificate_types.sort();
    CoveredBody {
        body: code,
        participating: body.participates(facts.visit_date),
        certificate_types,
        as_of_position: body.as_of_position,
    }
}

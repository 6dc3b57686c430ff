//! Which certificates are seen, and how each of them stands on the visit day.
//!
//! After two people were merged (統合) a body's certificate may stand under several keys: what was recorded stays
//! where it was recorded, and what is recorded from then on stands under the key that survives. They are told as the
//! one certificate that they are: no row twice, and none lost.

use std::collections::BTreeSet;

use super::{BodyFacts, Facts, Known, KnownRow, ProgramFacts, Validity, row_on};
use crate::{
    body_code::BodyCode, certificate::Disclosure, certificate_id::CertificateId,
    certificate_type::CertificateTypeId,
};

/// One certificate that may be told: its rows, each with the key's certificate that it stands in. Never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen<'a, T> {
    /// Who decided it.
    pub body: BodyCode,
    /// The body's own type.
    pub certificate_type: &'a CertificateTypeId,
    /// The rows that stand.
    pub rows: Vec<(&'a Known<'a, T>, &'a KnownRow<'a, T>)>,
}

/// How one certificate stands on the visit day, seen by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing<'a, T> {
    /// Its body does not take part on that day: it is on paper only, and not told.
    BodyNotParticipating,
    /// Its program is not registered on that day: it is on paper only, and not told.
    ProgramNotCovered,
    /// It is told.
    Told {
        /// The certificate that the row stands in.
        certificate: &'a Known<'a, T>,
        /// The row that is told.
        row: &'a KnownRow<'a, T>,
        /// Whether the row holds on that day.
        validity: Validity,
        /// Its body.
        body: &'a BodyFacts<'a>,
        /// Its program.
        program: &'a ProgramFacts<'a>,
    },
}

/// The certificates that may be told, ordered by body, type and sub key, and the ids of those withheld.
///
/// Certificates of the same body, type and sub key are one. The one under the surviving key speaks first, then
/// those under keys merged away, the one recorded last first. A row counts where its history key was spoken of
/// first, even if only to delete it. Where one of them is withheld, so are those that speak after it. A certificate
/// without a standing row is as if it did not exist.
#[must_use]
pub fn seen<'a, T>(known: &'a [Known<'a, T>]) -> (Vec<Seen<'a, T>>, Vec<CertificateId>) {
    let mut order: Vec<_> = known.iter().collect();
    order.sort_by(|a, b| {
        same_key(a)
            .cmp(&same_key(b))
            .then(a.merged_away.cmp(&b.merged_away))
            .then(last_recorded(b).cmp(&last_recorded(a)))
            .then(a.id.cmp(&b.id))
    });
    let (mut open, mut withheld) = (Vec::new(), Vec::new());
    for one in order.chunk_by(|a, b| same_key(a) == same_key(b)) {
        let (mut rows, mut spoken_of, mut is_hidden) = (Vec::new(), BTreeSet::new(), false);
        for known in one {
            is_hidden |= known.disclosure == Disclosure::HideAll;
            let own = known.rows.iter().filter(|row| !spoken_of.contains(row.history_key));
            let own: Vec<_> = own.map(|row| (*known, row)).collect();
            if is_hidden && !own.is_empty() {
                withheld.push(known.id);
            } else {
                rows.extend(own);
            }
            spoken_of.extend(known.rows.iter().map(|row| row.history_key));
            spoken_of.extend(known.deleted);
        }
        if let Some((known, _)) = rows.first() {
            let (body, certificate_type) = (known.body, known.certificate_type);
            open.push(Seen { body, certificate_type, rows });
        }
    }
    withheld.sort();
    (open, withheld)
}

/// How a certificate that may be told stands on the visit day.
#[must_use]
pub fn standing_of<'a, T>(seen: &Seen<'a, T>, facts: &Facts<'a, T>) -> Standing<'a, T> {
    let day = facts.visit_date;
    let Some(body) = facts.body(seen.body).filter(|body| body.participates(day)) else {
        return Standing::BodyNotParticipating;
    };
    let program =
        body.programs_on(day).find(|facts| facts.certificate_type == seen.certificate_type);
    // A certificate that is seen has a row.
    match program.zip(row_on(&seen.rows, |(_, row)| row, day)) {
        Some((program, ((certificate, row), validity))) => {
            Standing::Told { certificate, row, validity, body, program }
        }
        None => Standing::ProgramNotCovered,
    }
}

fn same_key<'k, T>(known: &'k Known<'_, T>) -> impl Ord + use<'k, T> {
    (known.body, known.certificate_type.as_str(), known.sub_key.as_str())
}

fn last_recorded<T>(known: &Known<'_, T>) -> Option<u64> {
    known.rows.iter().map(|row| row.recorded).max()
}

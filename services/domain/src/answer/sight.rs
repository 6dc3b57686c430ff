//! Which certificates are seen, and how each of them stands on the visit day.

use super::{BodyFacts, Facts, Known, KnownRow, ProgramFacts, Validity, row_on};
use crate::{certificate::Disclosure, certificate_id::CertificateId};

/// How one certificate stands on the visit day, seen by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing<'a, T> {
    /// Its body does not take part on that day: it is on paper only, and not told.
    BodyNotParticipating,
    /// Its program is not registered on that day: it is on paper only, and not told.
    ProgramNotCovered,
    /// It is told.
    Told {
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
/// One under a key merged away is left out where the surviving key has the same body, type and sub
/// key: the body has spoken again. Of several merged away alike, the one recorded last counts. One without a
/// standing row is as if it did not exist.
#[must_use]
pub fn seen<'a, T>(known: &'a [Known<'a, T>]) -> (Vec<&'a Known<'a, T>>, Vec<CertificateId>) {
    let mut order: Vec<_> = known.iter().collect();
    order.sort_by(|a, b| {
        same_key(a)
            .cmp(&same_key(b))
            .then(a.merged_away.cmp(&b.merged_away))
            .then(last_recorded(b).cmp(&last_recorded(a)))
            .then(a.id.cmp(&b.id))
    });
    order.dedup_by(|later, earlier| same_key(later) == same_key(earlier));
    order.retain(|known| !known.rows.is_empty());
    let (withheld, open): (Vec<_>, Vec<_>) =
        order.into_iter().partition(|known| known.disclosure == Disclosure::HideAll);
    let mut withheld: Vec<_> = withheld.into_iter().map(|known| known.id).collect();
    withheld.sort();
    (open, withheld)
}

/// How a certificate that may be told stands on the visit day.
#[must_use]
pub fn standing_of<'a, T>(known: &'a Known<'a, T>, facts: &Facts<'a, T>) -> Standing<'a, T> {
    let day = facts.visit_date;
    let Some(body) = facts.body(known.body).filter(|body| body.participates(day)) else {
        return Standing::BodyNotParticipating;
    };
    let program =
        body.programs_on(day).find(|facts| facts.certificate_type == known.certificate_type);
    // A certificate that is seen has a row.
    match program.zip(row_on(&known.rows, day)) {
        Some((program, (row, validity))) => Standing::Told { row, validity, body, program },
        None => Standing::ProgramNotCovered,
    }
}

fn same_key<'k, T>(known: &'k Known<'_, T>) -> impl Ord + use<'k, T> {
    (known.body, known.certificate_type.as_str(), known.sub_key.as_str())
}

fn last_recorded<T>(known: &Known<'_, T>) -> Option<u64> {
    known.rows.iter().map(|row| row.recorded).max()
}

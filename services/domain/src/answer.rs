//! What is the desk told? Facts in, answer out: the desk, the auditor's replay and the tests ask here.
//!
//! Without a consent nothing is told, not even why. With one, a certificate that is withheld (不開示) is
//! as if it did not exist; every other one is looked at by itself ([`standing_of`]), and the
//! answer's class is the first of these that holds:
//!
//! | class | holds when |
//! |---|---|
//! | `TEMPORARILY_UNAVAILABLE` | the hub could not look |
//! | `LINK_PENDING` | the link between card and person is being checked |
//! | `DISCLOSED` | a certificate is in force and may be used here |
//! | `FACILITY_NOT_DESIGNATED` | some are in force, and all of those name other facilities |
//! | `EXPIRED` | some have ended |
//! | `NOT_YET_VALID` | some begin later |
//! | `BODY_NOT_PARTICIPATING` | nothing is told, and the body asked about does not take part |
//! | `PROGRAM_NOT_COVERED` | nothing is told, and the body does not register the program asked about |
//! | `PROGRAM_NOT_COVERED` | some are of a program that its body does not register on the visit day |
//! | `BODY_NOT_PARTICIPATING` | some are of a body that does not take part on the visit day |
//! | `NO_RECORD` | none of these; in truth `WITHHELD` where something is withheld |

use jiff::civil::Date;

use crate::{certificate_id::CertificateId, settlement::Settlement};

mod class;
mod coverage;
mod facts;
mod here;
mod question;
mod row;
mod sight;
#[cfg(test)]
mod tests;

pub use class::{Advice, AnswerClass, EligibilityClass};
pub use coverage::{Coverage, CoveredBody};
pub use facts::{
    Asked, BodyFacts, Consent, Counts, Facts, Known, KnownRow, Link, NotSoughtAfter, ProgramFacts,
    SoughtProgram,
};
pub use here::{Designation, SettlementReason, designation_of, settlement_of};
pub use question::{Question, question};
pub use row::{Validity, row_on};
pub use sight::{Seen, Standing, seen, standing_of};

/// How many months after its end a certificate's renewal may still be on its way to the hub.
///
/// Bodies decide and register renewals late; a clerk helps most by asking for the new paper
/// certificate. No source fixes the span; two months cover the claim of the last month.
pub const RENEWAL_MONTHS: i32 = 2;

/// What the desk is told, and what is recorded of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer<'a, T> {
    /// The class the facility is told.
    pub told: EligibilityClass,
    /// The true class, for the auditor.
    pub class: AnswerClass,
    /// What the desk should do; absent where nothing is told.
    pub advice: Option<Advice>,
    /// The certificates told, ordered by body, type and sub key.
    pub certificates: Vec<Told<'a, T>>,
    /// What was searched; absent where nothing is told or nothing could be searched.
    pub coverage: Option<Coverage<'a>>,
    /// Certificates that exist and were withheld, in order. Recorded, never told.
    pub withheld: Vec<CertificateId>,
}

/// One certificate at this desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told<'a, T> {
    /// The certificate that the row stands in.
    pub certificate: &'a Known<'a, T>,
    /// Whether a row of it, under whichever key, begins after the visit date.
    pub is_renewed: bool,
    /// The row that is told.
    pub row: &'a KnownRow<'a, T>,
    /// Its body.
    pub body: &'a BodyFacts<'a>,
    /// Its program.
    pub program: &'a ProgramFacts<'a>,
    /// Whether the row holds on the visit date.
    pub validity: Validity,
    /// How it is settled here.
    pub settlement: Settlement,
    /// Why so.
    pub settlement_reason: SettlementReason,
    /// Whether this facility may use it.
    pub designation: Designation,
}

/// What the desk is told.
#[must_use]
pub fn answer<'a, T>(facts: &Facts<'a, T>) -> Answer<'a, T> {
    if let Consent::Lacking(class) = facts.consent {
        return nothing(EligibilityClass::NoInformation, class, None);
    }
    match facts.link {
        Link::NotLooked => {
            let class = AnswerClass::TemporarilyUnavailable;
            return nothing(EligibilityClass::TemporarilyUnavailable, class, None);
        }
        Link::Pending => {
            let coverage = Some(coverage::coverage(facts, &[]));
            return nothing(EligibilityClass::LinkPending, AnswerClass::LinkPending, coverage);
        }
        Link::Linked => {}
    }
    let (open, withheld) = sight::seen(facts.certificates);
    let standings: Vec<_> =
        open.iter().map(|seen| (seen, sight::standing_of(seen, facts))).collect();
    let certificates = told(&standings, facts);
    let told = class::class(&certificates, &standings, facts);
    let class = if open.is_empty() && !withheld.is_empty() {
        AnswerClass::Withheld
    } else {
        told.true_class()
    };
    Answer {
        told,
        class,
        advice: class::advice(told, &certificates, facts.visit_date),
        certificates,
        coverage: Some(coverage::coverage(facts, &open)),
        withheld,
    }
}

fn nothing<T>(
    told: EligibilityClass,
    class: AnswerClass,
    coverage: Option<Coverage<'_>>,
) -> Answer<'_, T> {
    let advice = match told {
        EligibilityClass::NoInformation => None,
        _ => Some(Advice::AskForPaper),
    };
    Answer { told, class, advice, certificates: Vec::new(), coverage, withheld: Vec::new() }
}

fn told<'a, T>(
    standings: &[(&Seen<'a, T>, Standing<'a, T>)],
    facts: &Facts<'a, T>,
) -> Vec<Told<'a, T>> {
    let facility = facts.facility;
    let told = standings.iter().filter_map(|(seen, standing)| match standing {
        Standing::Told { certificate, row, validity, body, program } => {
            let (settlement, settlement_reason) =
                settlement_of(certificate.body, row.always_reimbursement, program, facility);
            Some(Told {
                certificate,
                is_renewed: seen.rows.iter().any(|(_, row)| row.period.first() > facts.visit_date),
                row,
                body,
                program,
                validity: *validity,
                settlement,
                settlement_reason,
                designation: designation_of(program, &row.institutions, facility),
            })
        }
        Standing::BodyNotParticipating | Standing::ProgramNotCovered => None,
    });
    told.collect()
}

/// Whether a certificate that ended on `last` may have been renewed without the hub knowing yet.
fn renewal_may_be_missing(last: Date, visit_date: Date) -> bool {
    use jiff::ToSpan;
    visit_date <= last.saturating_add(RENEWAL_MONTHS.months())
}

//! What an answer is made of: everything that is known, gathered by whoever asks.
//!
//! A row's text (`T`) passes through unread: nothing here depends on names, numbers or amounts.

use std::str::FromStr;

use jiff::civil::Date;

use super::AnswerClass;
use crate::{
    body_code::BodyCode,
    certificate::{DesignatedInstitution, Disclosure},
    certificate_id::CertificateId,
    certificate_type::CertificateTypeId,
    history_key::HistoryKey,
    institution_code::InstitutionCode,
    law_number::LawNumber,
    period::Period,
    settlement::Settlement,
    sub_key::SubKey,
};

/// Everything an answer depends on.
#[derive(Clone, Debug)]
pub struct Facts<'a, T> {
    /// Whether the person lets this facility know.
    pub consent: Consent,
    /// Where the card leads.
    pub link: Link,
    /// Every certificate of the person, also under keys that were merged away. In any order.
    pub certificates: &'a [Known<'a, T>],
    /// The bodies of those certificates, and the one asked about. In any order; a body that is
    /// not here does not take part.
    pub bodies: &'a [BodyFacts<'a>],
    /// How much was searched.
    pub counts: Counts,
    /// Who asks.
    pub facility: InstitutionCode,
    /// The day of the visit (受診日).
    pub visit_date: Date,
    /// What the person says to hold.
    pub asked: Option<Asked>,
}

/// Whether the person lets the facility know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Consent {
    /// A consent holds today.
    Given,
    /// None does; this is the true class: not consented, or why there was nothing to ask.
    Lacking(AnswerClass),
}

/// Where the card leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// To a person, or to nobody.
    Linked,
    /// To a person, but the link is being checked.
    Pending,
    /// The hub could not look.
    NotLooked,
}

/// One certificate as it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known<'a, T> {
    /// Its id.
    pub id: CertificateId,
    /// Who decided it.
    pub body: BodyCode,
    /// The body's own type.
    pub certificate_type: &'a CertificateTypeId,
    /// The sub key.
    pub sub_key: &'a SubKey,
    /// Whether it stands under a key that was merged into another.
    pub merged_away: bool,
    /// Whether it may be told.
    pub disclosure: Disclosure,
    /// The rows that stand; deleted ones are left out.
    pub rows: Vec<KnownRow<'a, T>>,
    /// The history keys of rows that were deleted and do not stand again.
    pub deleted: &'a [HistoryKey],
}

/// One period row as it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownRow<'a, T> {
    /// The body's key of this row.
    pub history_key: &'a HistoryKey,
    /// The days on which it holds.
    pub period: Period,
    /// The registration position of the event that last said so.
    pub recorded: u64,
    /// Whether the person always pays first and claims back.
    pub always_reimbursement: bool,
    /// Institutions named on the certificate.
    pub institutions: Vec<&'a DesignatedInstitution>,
    /// What else it says.
    pub text: T,
}

/// One body as it takes part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BodyFacts<'a> {
    /// Which body.
    pub body: BodyCode,
    /// Its name.
    pub name: &'a str,
    /// The days on which it takes part.
    pub participation: Option<Period>,
    /// The programs it has defined, in the order of their types.
    pub programs: Vec<ProgramFacts<'a>>,
    /// The registration position of its last upload or decision; 0 for none.
    pub as_of_position: u64,
}

/// One program as its body defines it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProgramFacts<'a> {
    /// The body's certificate type.
    pub certificate_type: &'a CertificateTypeId,
    /// Its name.
    pub name: &'a str,
    /// Its law number.
    pub law_number: Option<LawNumber>,
    /// The days on which the body registers it.
    pub in_force: Period,
    /// How it is settled in the body's prefecture.
    pub settlement_inside: Settlement,
    /// How it is settled outside the body's prefecture.
    pub settlement_outside: Settlement,
    /// Whether only institutions named on the certificate may use it.
    pub designation_required: bool,
}

/// How much was searched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// How many bodies take part on the visit date.
    pub bodies: u32,
    /// How many programs they register on it.
    pub programs: u32,
}

/// What the person says to hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Of which body.
    pub body: BodyCode,
    /// Of which of its programs.
    pub program: Option<SoughtProgram>,
}

/// A program as a desk names it: by law number (法別番号) or by certificate type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SoughtProgram(CertificateTypeId);

/// A text is not a [`SoughtProgram`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("program must be a law number of 2 digits or a certificate type")]
pub struct NotSoughtAfter;

impl FromStr for SoughtProgram {
    type Err = NotSoughtAfter;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // Two digits are a certificate type too, so one form holds both.
        text.parse().map(Self).map_err(|_| NotSoughtAfter)
    }
}

/// Whether what was asked about is searched at all.
pub(super) enum Sought {
    BodyNotParticipating,
    ProgramNotCovered,
    Covered,
}

impl BodyFacts<'_> {
    /// Whether it takes part on this day.
    #[must_use]
    pub fn participates(&self, day: Date) -> bool {
        self.participation.is_some_and(|period| period.contains(day))
    }

    /// The programs it registers on this day; none when it does not take part.
    pub fn programs_on(&self, day: Date) -> impl Iterator<Item = &ProgramFacts<'_>> {
        let participates = self.participates(day);
        self.programs.iter().filter(move |program| participates && program.in_force.contains(day))
    }
}

impl ProgramFacts<'_> {
    fn is(&self, sought: &SoughtProgram) -> bool {
        let law_number = sought.0.as_str().parse::<LawNumber>().ok();
        *self.certificate_type == sought.0
            || (law_number.is_some() && self.law_number == law_number)
    }
}

impl<'a, T> Facts<'a, T> {
    /// What is known of a body.
    pub(super) fn body(&self, body: BodyCode) -> Option<&'a BodyFacts<'a>> {
        self.bodies.iter().find(|facts| facts.body == body)
    }

    pub(super) fn sought(&self, asked: &Asked) -> Sought {
        let Some(body) = self.body(asked.body).filter(|body| body.participates(self.visit_date))
        else {
            return Sought::BodyNotParticipating;
        };
        let covered = asked
            .program
            .as_ref()
            .is_none_or(|sought| body.programs_on(self.visit_date).any(|known| known.is(sought)));
        if covered { Sought::Covered } else { Sought::ProgramNotCovered }
    }
}

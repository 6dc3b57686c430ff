//! The classes of an answer: what is true, what is told, and what the desk should do.

use jiff::civil::Date;

use super::{
    Asked, Designation, Facts, Seen, Standing, Told, Validity, facts::Sought,
    renewal_may_be_missing,
};

/// The true class of an answer (回答区分), for the auditor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AnswerClass {
    /// A certificate is told that may be used.
    Disclosed,
    /// The person did not consent.
    NotConsented,
    /// The hub knows nothing of this person.
    NoRecord,
    /// The body does not take part.
    BodyNotParticipating,
    /// The body does not register the program.
    ProgramNotCovered,
    /// Everything known has ended.
    Expired,
    /// Everything known begins later.
    NotYetValid,
    /// Withheld (不開示); told as [`EligibilityClass::NoRecord`].
    Withheld,
    /// What is in force names other facilities.
    FacilityNotDesignated,
    /// The link between card and person is suspended.
    LinkPending,
    /// The hub could not look.
    TemporarilyUnavailable,
}

/// The class a facility is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EligibilityClass {
    /// No consent: nothing is told, not even why.
    NoInformation,
    /// At least one certificate may be used today.
    Disclosed,
    /// The hub knows no certificate of this person.
    NoRecord,
    /// The body does not take part: its certificates are on paper only.
    BodyNotParticipating,
    /// The body does not register the program: its certificates are on paper only.
    ProgramNotCovered,
    /// All that is known has ended.
    Expired,
    /// All that is known begins later.
    NotYetValid,
    /// What is in force may be used only at the facilities it names.
    FacilityNotDesignated,
    /// The link between card and person is being checked.
    LinkPending,
    /// The hub could not look.
    TemporarilyUnavailable,
}

/// What the desk should do (助言).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Advice {
    /// Use the certificates told.
    UseCertificates,
    /// Ask for the paper certificate.
    AskForPaper,
    /// It ended recently; a renewal may not be registered yet: ask for the new paper certificate.
    RenewalMayBeMissing,
    /// It begins later: it cannot be used today.
    NotYet,
    /// Ask the body that issued it.
    AskTheBody,
}

impl AnswerClass {
    /// The class the person at the reader is told: withheld is told as no record, for the one who
    /// holds the card may be the one it is withheld from.
    #[must_use]
    pub fn as_told_at_the_reader(self) -> Self {
        match self {
            Self::Withheld => Self::NoRecord,
            Self::Disclosed
            | Self::NotConsented
            | Self::NoRecord
            | Self::BodyNotParticipating
            | Self::ProgramNotCovered
            | Self::Expired
            | Self::NotYetValid
            | Self::FacilityNotDesignated
            | Self::LinkPending
            | Self::TemporarilyUnavailable => self,
        }
    }
}

impl EligibilityClass {
    /// What is true where this is told and nothing is withheld.
    pub(super) fn true_class(self) -> AnswerClass {
        match self {
            Self::NoInformation => AnswerClass::NotConsented,
            Self::Disclosed => AnswerClass::Disclosed,
            Self::NoRecord => AnswerClass::NoRecord,
            Self::BodyNotParticipating => AnswerClass::BodyNotParticipating,
            Self::ProgramNotCovered => AnswerClass::ProgramNotCovered,
            Self::Expired => AnswerClass::Expired,
            Self::NotYetValid => AnswerClass::NotYetValid,
            Self::FacilityNotDesignated => AnswerClass::FacilityNotDesignated,
            Self::LinkPending => AnswerClass::LinkPending,
            Self::TemporarilyUnavailable => AnswerClass::TemporarilyUnavailable,
        }
    }
}

/// The class of an answer after a consent: the first that holds, in the order of the table above.
pub(super) fn class<T>(
    told: &[Told<'_, T>],
    standings: &[(&Seen<'_, T>, Standing<'_, T>)],
    facts: &Facts<'_, T>,
) -> EligibilityClass {
    let in_force = || told.iter().filter(|told| told.validity == Validity::InForce);
    let any = |validity| told.iter().any(|told| told.validity == validity);
    if in_force().any(|told| told.designation != Designation::NotDesignated) {
        return EligibilityClass::Disclosed;
    }
    if in_force().next().is_some() {
        return EligibilityClass::FacilityNotDesignated;
    }
    if any(Validity::Expired) {
        return EligibilityClass::Expired;
    }
    if any(Validity::NotYet) {
        return EligibilityClass::NotYetValid;
    }
    if let Some(class) = facts.asked.as_ref().and_then(|asked| explained(asked, facts)) {
        return class;
    }
    let found = |sought: fn(&Standing<'_, T>) -> bool| {
        standings.iter().any(|(_, standing)| sought(standing))
    };
    if found(|standing| matches!(standing, Standing::ProgramNotCovered)) {
        return EligibilityClass::ProgramNotCovered;
    }
    if found(|standing| matches!(standing, Standing::BodyNotParticipating)) {
        return EligibilityClass::BodyNotParticipating;
    }
    EligibilityClass::NoRecord
}

/// Why nothing of what was asked about can be in the hub, if that is so.
fn explained<T>(asked: &Asked, facts: &Facts<'_, T>) -> Option<EligibilityClass> {
    match facts.sought(asked) {
        Sought::BodyNotParticipating => Some(EligibilityClass::BodyNotParticipating),
        Sought::ProgramNotCovered => Some(EligibilityClass::ProgramNotCovered),
        Sought::Covered => None,
    }
}

/// What the desk should do with an answer of this class.
pub(super) fn advice<T>(
    class: EligibilityClass,
    told: &[Told<'_, T>],
    visit_date: Date,
) -> Option<Advice> {
    match class {
        EligibilityClass::NoInformation => None,
        EligibilityClass::Disclosed => Some(Advice::UseCertificates),
        EligibilityClass::Expired => {
            let renewable = told.iter().any(|told| {
                told.validity == Validity::Expired
                    && renewal_may_be_missing(told.row.period.last(), visit_date)
                    && !told.is_renewed
            });
            Some(if renewable { Advice::RenewalMayBeMissing } else { Advice::AskTheBody })
        }
        EligibilityClass::NotYetValid => Some(Advice::NotYet),
        EligibilityClass::NoRecord
        | EligibilityClass::BodyNotParticipating
        | EligibilityClass::ProgramNotCovered
        | EligibilityClass::FacilityNotDesignated
        | EligibilityClass::LinkPending
        | EligibilityClass::TemporarilyUnavailable => Some(Advice::AskForPaper),
    }
}

//! A check-in (受付): one person before one reader, one question, and what the desk was told.
//!
//! History in, decision out, as for certificates. A check-in is its own short stream, so the
//! question is answered once by expected version. What was answered holds for that facility until
//! the end of the calendar day in Japan.

use jiff::civil::Date;
use uuid::Uuid;

use crate::{
    answer::AnswerClass, certificate_id::CertificateId, check_in_id::CheckInId,
    history_key::HistoryKey, institution_code::InstitutionCode, person_key::PersonKey,
    reader_number::ReaderNumber, resource_name::with_uuid,
};

mod decide;
mod identification;
#[cfg(test)]
mod tests;

pub use decide::{Command, Refusal};
pub use identification::{ACCOUNT_CHARACTERS_MAX, Account, Identification, NotAnAccount};

/// How often a desk may ask within one check-in: bounds the stream. A queue of a day asks once or
/// twice; a program that asks in a loop is stopped here.
pub const ASKED_MAX: u32 = 500;

/// What happened in a check-in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A person came to a reader.
    Opened(Opened),
    /// The person said yes (同意).
    ConsentGiven(Identification),
    /// The person said no (不同意).
    ConsentRefused(Identification),
    /// The question was not answered in time (無回答). Never taken as yes.
    ConsentNotAnswered,
    /// The person took the consent back (同意の撤回).
    ConsentWithdrawn,
    /// The desk was told something.
    Disclosed(Disclosed),
    /// The desk was told nothing.
    Withheld(Withheld),
}

/// How a check-in began.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// Where.
    pub facility: InstitutionCode,
    /// At which of its readers.
    pub reader: ReaderNumber,
    /// Who; absent where nothing links the card to a person.
    pub person: Option<PersonKey>,
    /// The link that was followed there, by the UUID of its stream; absent where there is none, and in
    /// check-ins of the first release. When it leads there no more, nothing more is told.
    pub link: Option<Uuid>,
    /// Whether there is anything to ask; told to the reader only.
    pub ask: bool,
    /// The true class when there is nothing to ask; [`AnswerClass::Disclosed`] where there is.
    pub class: AnswerClass,
    /// The calendar day in Japan.
    pub date: Date,
}

/// The desk was told something (資格情報の提供).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disclosed {
    /// Who was told.
    pub facility: InstitutionCode,
    /// About whom.
    pub person: PersonKey,
    /// For which day.
    pub visit_date: Date,
    /// What was told.
    pub rows: Vec<DisclosedRow>,
    /// Certificates that exist and were withheld.
    pub withheld: Vec<CertificateId>,
    /// BLAKE3 hash of the answer's encoded certificates.
    pub answer_hash: [u8; 32],
    /// The registration position the answer speaks of.
    pub registration_position: u64,
}

/// One period row that was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DisclosedRow {
    /// The certificate.
    pub certificate: CertificateId,
    /// The row's key.
    pub history_key: HistoryKey,
}

/// The desk was told nothing (資格情報の不提供).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withheld {
    /// Who asked.
    pub facility: InstitutionCode,
    /// About whom, where that is known.
    pub person: Option<PersonKey>,
    /// For which day.
    pub visit_date: Date,
    /// The true class.
    pub class: AnswerClass,
    /// Certificates that exist and were withheld.
    pub withheld: Vec<CertificateId>,
    /// The registration position the answer speaks of; 0 where nothing was looked up.
    pub registration_position: u64,
}

/// What became of the question.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Consent {
    /// Not asked, or not answered yet.
    #[default]
    Open,
    /// Yes.
    Given,
    /// No.
    Refused,
    /// No answer in time.
    NotAnswered,
    /// Yes, and then taken back.
    Withdrawn,
}

/// What is known of a check-in: the fold of its events.
///
/// [`CheckIn::default`] is one nothing is known of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CheckIn {
    opened: Option<Opened>,
    consent: Consent,
    asked_count: u32,
}

impl CheckIn {
    /// The check-in after these events, oldest first.
    #[must_use]
    pub fn replay(events: impl IntoIterator<Item = Event>) -> Self {
        events.into_iter().fold(Self::default(), Self::evolve)
    }

    /// The check-in after one more event. Accepts all of history.
    #[must_use]
    pub fn evolve(mut self, event: Event) -> Self {
        match event {
            Event::Opened(opened) => self.opened = Some(opened),
            Event::ConsentGiven(_) => self.consent = Consent::Given,
            Event::ConsentRefused(_) => self.consent = Consent::Refused,
            Event::ConsentNotAnswered => self.consent = Consent::NotAnswered,
            Event::ConsentWithdrawn => self.consent = Consent::Withdrawn,
            Event::Disclosed(_) | Event::Withheld(_) => {
                self.asked_count = self.asked_count.saturating_add(1);
            }
        }
        self
    }

    /// How it began; absent where nothing is known of it.
    #[must_use]
    pub fn opened(&self) -> Option<&Opened> {
        self.opened.as_ref()
    }

    /// What became of the question.
    #[must_use]
    pub fn consent(&self) -> Consent {
        self.consent
    }
}

/// The name of a check-in's stream in the access ledger.
#[must_use]
pub fn stream_of(id: CheckInId) -> String {
    with_uuid("checkin-", id.uuid())
}

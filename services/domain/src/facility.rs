//! A facility (医療機関等) as it takes part: the terms it accepted, and its card readers.
//!
//! History in, decision out: [`Facility::evolve`] accepts all of history, [`Facility::decide`] says
//! what a command makes of it.

use std::collections::BTreeSet;

use crate::{institution_code::InstitutionCode, reader_number::ReaderNumber};

#[cfg(test)]
mod tests;

/// What a facility is enrolled with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enrolment {
    /// Its name, 1 to 100 characters.
    pub name: String,
    /// The edition of the terms (利用規約) it accepted, 1 to 20 characters.
    pub terms_edition: String,
}

/// What happened to a facility.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// It takes part, or takes part otherwise than before (参加).
    Enrolled {
        /// Which facility.
        facility: InstitutionCode,
        /// With what.
        enrolment: Enrolment,
    },
    /// It no longer takes part (参加の取止め).
    OptedOut {
        /// Which facility.
        facility: InstitutionCode,
    },
    /// A card reader stands there (カードリーダーの登録).
    ReaderEnrolled {
        /// Which facility.
        facility: InstitutionCode,
        /// Which of its readers.
        reader: ReaderNumber,
    },
    /// A card reader is gone (カードリーダーの撤去).
    ReaderRemoved {
        /// Which facility.
        facility: InstitutionCode,
        /// Which of its readers.
        reader: ReaderNumber,
    },
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Let the facility take part with this, whatever it had before.
    Enrol(Enrolment),
    /// Take it out.
    OptOut,
    /// Let it have this reader.
    EnrolReader(ReaderNumber),
    /// Take this reader away.
    RemoveReader(ReaderNumber),
}

/// Why a command was refused, in the order in which it is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The facility was never enrolled, or has opted out.
    #[error("facility {0} is not enrolled")]
    NotEnrolled(InstitutionCode),
    /// The facility has no such reader.
    #[error("facility {facility} has no reader {reader}")]
    ReaderNotEnrolled {
        /// Which facility.
        facility: InstitutionCode,
        /// Which reader.
        reader: ReaderNumber,
    },
}

/// What is known of a facility: the fold of its events.
///
/// [`Facility::default`] is one nothing is known of. Opting out leaves its readers standing: they
/// are there again when it enrols again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facility {
    enrolment: Option<Enrolment>,
    readers: BTreeSet<ReaderNumber>,
}

impl Facility {
    /// The facility after these events, oldest first.
    #[must_use]
    pub fn replay(events: impl IntoIterator<Item = Event>) -> Self {
        events.into_iter().fold(Self::default(), Self::evolve)
    }

    /// The facility after one more event. Accepts all of history, also what `decide` would refuse today.
    #[must_use]
    pub fn evolve(mut self, event: Event) -> Self {
        match event {
            Event::Enrolled { enrolment, .. } => self.enrolment = Some(enrolment),
            Event::OptedOut { .. } => self.enrolment = None,
            Event::ReaderEnrolled { reader, .. } => {
                self.readers.insert(reader);
            }
            Event::ReaderRemoved { reader, .. } => {
                self.readers.remove(&reader);
            }
        }
        self
    }

    /// What happens to the facility of this code when this command comes.
    ///
    /// No event means that the command says what is known.
    ///
    /// # Errors
    ///
    /// [`Refusal`], in the order of its variants.
    pub fn decide(
        &self,
        facility: InstitutionCode,
        command: Command,
    ) -> Result<Vec<Event>, Refusal> {
        if let Command::Enrol(enrolment) = command {
            if self.enrolment.as_ref() == Some(&enrolment) {
                return Ok(Vec::new());
            }
            return Ok(vec![Event::Enrolled { facility, enrolment }]);
        }
        if !self.is_enrolled() {
            return Err(Refusal::NotEnrolled(facility));
        }
        match command {
            Command::Enrol(_) => Ok(Vec::new()),
            Command::OptOut => Ok(vec![Event::OptedOut { facility }]),
            Command::EnrolReader(reader) if self.readers.contains(&reader) => Ok(Vec::new()),
            Command::EnrolReader(reader) => Ok(vec![Event::ReaderEnrolled { facility, reader }]),
            Command::RemoveReader(reader) if !self.readers.contains(&reader) => {
                Err(Refusal::ReaderNotEnrolled { facility, reader })
            }
            Command::RemoveReader(reader) => Ok(vec![Event::ReaderRemoved { facility, reader }]),
        }
    }

    /// Whether it takes part.
    #[must_use]
    pub fn is_enrolled(&self) -> bool {
        self.enrolment.is_some()
    }

    /// What it is enrolled with; none if it does not take part.
    #[must_use]
    pub fn enrolment(&self) -> Option<&Enrolment> {
        self.enrolment.as_ref()
    }

    /// Whether it takes part and this reader stands there.
    #[must_use]
    pub fn has_reader(&self, reader: ReaderNumber) -> bool {
        self.is_enrolled() && self.readers.contains(&reader)
    }
}

/// The name of a facility's stream in the registration ledger.
#[must_use]
pub fn stream_of(facility: InstitutionCode) -> String {
    format!("facility-{facility}")
}

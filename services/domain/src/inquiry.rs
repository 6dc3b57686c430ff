//! A bulk inquiry (一括照会): many people asked about at once, on standing consents.
//!
//! It is accepted once, under a reception number (受付番号); its answers may be fetched until the
//! end of the day asked about, and every disclosure stands on its stream.

use jiff::{ToSpan, civil::Date};

use crate::{
    check_in::{Disclosed, Withheld},
    inquiry_id::InquiryId,
    institution_code::InstitutionCode,
    person_key::PersonKey,
    resource_name::with_uuid,
    standing_consent_id::StandingConsentId,
};

#[cfg(test)]
mod tests;

/// The most people of one inquiry.
pub const PEOPLE_MAX: usize = 1_000;

/// How many days before the visit an inquiry may be made.
pub const DAYS_AHEAD_MAX: i32 = 7;

/// What happened to an inquiry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// It was taken.
    Accepted(Accepted),
    /// The facility was told something about one person.
    Disclosed(Disclosed),
    /// The facility, which has a standing consent, was told nothing about one person.
    Withheld(Withheld),
    /// It was answered to its end, or one page of it was.
    Answered {
        /// How many people something was told of.
        disclosed_count: u32,
        /// How many people nothing was told of.
        withheld_count: u32,
    },
}

/// What was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// Who asks.
    pub facility: InstitutionCode,
    /// The day asked about.
    pub visit_date: Date,
    /// About whom, in the order of the request.
    pub people: Vec<Asked>,
    /// Tells the insurance identities asked about from all others, whomever they lead to; absent in inquiries of
    /// the first release.
    pub people_hash: Option<[u8; 32]>,
}

/// One person of an inquiry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// Who; absent where nothing links the insurance identity to a person.
    pub person: Option<PersonKey>,
    /// The standing consent it rests on; absent where none was in force.
    pub standing_consent: Option<StandingConsentId>,
}

/// Why an inquiry is refused, in the order in which it is checked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Nothing is known of it at this facility.
    #[error("there is no such inquiry at this facility")]
    NotAccepted,
    /// The day asked about is over.
    #[error("the inquiry ended with the day asked about, {0}")]
    Over(Date),
    /// The day asked about is neither today nor one of the next [`DAYS_AHEAD_MAX`] days.
    #[error("the visit date must be today or one of the next {DAYS_AHEAD_MAX} days, not {0}")]
    NotSoon(Date),
}

impl Accepted {
    /// Whether its answers may be fetched by this facility today.
    ///
    /// # Errors
    ///
    /// [`Refusal::NotAccepted`] for another facility, then [`Refusal::Over`].
    pub fn fetched(&self, facility: InstitutionCode, today: Date) -> Result<(), Refusal> {
        if self.facility != facility {
            return Err(Refusal::NotAccepted);
        }
        if today > self.visit_date { Err(Refusal::Over(self.visit_date)) } else { Ok(()) }
    }

    /// Whether both ask the same: the same people by the same facility for the same day.
    ///
    /// Whom they lead to and which consents were found is not part of the question: that may have changed since.
    #[must_use]
    pub fn asks_the_same(&self, other: &Self) -> bool {
        let people = |accepted: &Self| -> Vec<_> {
            accepted.people.iter().map(|asked| asked.person).collect()
        };
        let same_people = match (self.people_hash, other.people_hash) {
            (Some(ours), Some(theirs)) => ours == theirs,
            (None, _) | (_, None) => people(self) == people(other),
        };
        self.facility == other.facility && self.visit_date == other.visit_date && same_people
    }
}

/// Whether a day is today or one of the next [`DAYS_AHEAD_MAX`] days.
///
/// # Errors
///
/// [`Refusal::NotSoon`].
pub fn soon(visit_date: Date, today: Date) -> Result<(), Refusal> {
    if (today..=today.saturating_add(DAYS_AHEAD_MAX.days())).contains(&visit_date) {
        Ok(())
    } else {
        Err(Refusal::NotSoon(visit_date))
    }
}

/// The name of an inquiry's stream in the access ledger.
#[must_use]
pub fn stream_of(id: InquiryId) -> String {
    with_uuid("inquiry-", id.uuid())
}

//! A standing consent (居宅同意): a facility may ask again without the card.
//!
//! A facility and a person have one stream of standing consents. How long one lasts is dated data
//! ([`standing_consent_terms`]); an extension never reaches beyond what a consent given on the same
//! day would.

use jiff::civil::Date;
use uuid::Uuid;

use crate::{
    check_in::Identification,
    institution_code::InstitutionCode,
    period::Period,
    person_key::PersonKey,
    resource_name::with_uuid,
    standing_consent_id::StandingConsentId,
    standing_consent_terms::{self, StandingConsentKind},
};

#[cfg(test)]
mod tests;

/// What happened to a standing consent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The person lets the facility ask.
    Given(Given),
    /// Care continues, and with it the consent: its last day from now on.
    Extended(Date),
    /// The person took it back (認証取消し): the first day on which it no longer holds.
    Withdrawn(Date),
}

/// What was consented to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// Who may ask.
    pub facility: InstitutionCode,
    /// About whom.
    pub person: PersonKey,
    /// The link that was followed there, by the UUID of its stream; absent in consents of the first
    /// release. When it leads there no more, nothing more is told on this consent.
    pub link: Option<Uuid>,
    /// What for.
    pub kind: StandingConsentKind,
    /// The days on which it holds.
    pub period: Period,
    /// How the person was identified.
    pub identification: Identification,
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Record a consent that begins today.
    Give {
        /// Who may ask.
        facility: InstitutionCode,
        /// About whom.
        person: PersonKey,
        /// The link that was followed there.
        link: Option<Uuid>,
        /// What for.
        kind: StandingConsentKind,
        /// How the person was identified.
        identification: Identification,
    },
    /// Extend it: care continues.
    Extend,
    /// Take it back.
    Withdraw,
}

/// Why a command was refused, in the order in which it is checked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// None was ever given.
    #[error("there is no such standing consent at this facility")]
    NotGiven,
    /// It was withdrawn, or its last day is over.
    #[error("the standing consent is not in force on {0}")]
    NotInForce(Date),
    /// The data say nothing of how long a consent of this kind lasts.
    #[error("how long a standing consent of this kind lasts is not known")]
    TermsUnknown,
}

/// What is known of a standing consent: the fold of its events.
///
/// [`StandingConsent::default`] is one nothing is known of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StandingConsent {
    given: Option<Given>,
    withdrawn: Option<Date>,
}

impl StandingConsent {
    /// The standing consent after these events, oldest first.
    #[must_use]
    pub fn replay(events: impl IntoIterator<Item = Event>) -> Self {
        events.into_iter().fold(Self::default(), Self::evolve)
    }

    /// The standing consent after one more event. Accepts all of history.
    #[must_use]
    pub fn evolve(mut self, event: Event) -> Self {
        match event {
            Event::Given(given) => {
                self.given = Some(given);
                self.withdrawn = None;
            }
            Event::Extended(last) => {
                if let Some(given) = &mut self.given {
                    given.period = given.period.ending(last);
                }
            }
            Event::Withdrawn(date) => self.withdrawn = Some(date),
        }
        self
    }

    /// What was last consented to; absent where nothing ever was.
    #[must_use]
    pub fn given(&self) -> Option<&Given> {
        self.given.as_ref()
    }

    /// What holds on this day.
    ///
    /// # Errors
    ///
    /// [`Refusal::NotGiven`], then [`Refusal::NotInForce`].
    pub fn in_force(&self, day: Date) -> Result<&Given, Refusal> {
        let given = self.given.as_ref().ok_or(Refusal::NotGiven)?;
        let withdrawn = self.withdrawn.is_some_and(|first_day_without| day >= first_day_without);
        if given.period.contains(day) && !withdrawn {
            Ok(given)
        } else {
            Err(Refusal::NotInForce(day))
        }
    }

    /// What happens when this command comes on this day (in Japan): nothing, or one event.
    ///
    /// A consent may be given again at any time, also after a withdrawal: the newer one stands.
    ///
    /// # Errors
    ///
    /// [`Refusal`], in the order of its variants.
    pub fn decide(&self, command: Command, today: Date) -> Result<Option<Event>, Refusal> {
        match command {
            Command::Give { facility, person, link, kind, identification } => {
                let terms = standing_consent_terms::find(kind).ok_or(Refusal::TermsUnknown)?;
                let period =
                    Period::new(today, terms.last_day(today)).map_err(|_| Refusal::TermsUnknown)?;
                Ok(Some(Event::Given(Given {
                    facility,
                    person,
                    link,
                    kind,
                    period,
                    identification,
                })))
            }
            Command::Extend => {
                let given = self.in_force(today)?;
                let terms =
                    standing_consent_terms::find(given.kind).ok_or(Refusal::TermsUnknown)?;
                let known = given.period.last();
                let last = terms.extended_last_day(known).min(terms.last_day(today));
                Ok((last > known).then_some(Event::Extended(last)))
            }
            Command::Withdraw => {
                self.in_force(today)?;
                Ok(Some(Event::Withdrawn(today)))
            }
        }
    }
}

/// The name of a standing consent's stream in the access ledger.
#[must_use]
pub fn stream_of(id: StandingConsentId) -> String {
    with_uuid("standing-", id.uuid())
}

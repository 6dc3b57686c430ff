//! What became of a person (本人) inside the hub: merged into another, or erased.
//!
//! Most people have no history here: they are known by the links that lead to them
//! ([`crate::link`]) and by the key to their fields.

use jiff::civil::Date;

use crate::{link::LinkReason, person_key::PersonKey, resource_name::with_uuid};

#[cfg(test)]
mod tests;

/// What happened to a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// What led to this person leads to another: both keys were the same human (統合).
    Merged {
        /// The person.
        person: PersonKey,
        /// To whom it leads from now on.
        into: PersonKey,
        /// Why.
        reason: LinkReason,
    },
    /// The key to the person's fields is destroyed (消去).
    Shredded {
        /// The person.
        person: PersonKey,
        /// The day in Japan.
        date: Date,
    },
}

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Merge this person into another.
    Merge {
        /// Into whom.
        into: PersonKey,
        /// Why.
        reason: LinkReason,
    },
    /// Erase this person.
    Erase {
        /// The day in Japan.
        date: Date,
    },
}

/// Why a command was refused, in the order in which it is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The person is the one it would be merged into, was merged away before, or was erased.
    #[error(
        "a person cannot be merged into itself, after it was merged away, or after it was erased"
    )]
    MergeImpossible,
}

/// What is known of a person's own history. [`Person::default`] has none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Person {
    merged_into: Option<PersonKey>,
    is_erased: bool,
}

impl Person {
    /// The person after these events, oldest first.
    #[must_use]
    pub fn replay(events: impl IntoIterator<Item = Event>) -> Self {
        events.into_iter().fold(Self::default(), Self::evolve)
    }

    /// The person after one more event. Accepts all of history, also what `decide` would refuse today.
    #[must_use]
    pub fn evolve(mut self, event: Event) -> Self {
        match event {
            Event::Merged { into, .. } => self.merged_into = Some(into),
            Event::Shredded { .. } => self.is_erased = true,
        }
        self
    }

    /// What happens to the person of this key when this command comes.
    ///
    /// No event means that the command says what is known. A person who was merged away can still
    /// be erased: the fields closed under its key are still there.
    ///
    /// # Errors
    ///
    /// [`Refusal::MergeImpossible`].
    pub fn decide(self, person: PersonKey, command: Command) -> Result<Vec<Event>, Refusal> {
        match command {
            Command::Merge { into, .. }
                if into == person || self.merged_into.is_some() || self.is_erased =>
            {
                Err(Refusal::MergeImpossible)
            }
            Command::Merge { into, reason } => Ok(vec![Event::Merged { person, into, reason }]),
            Command::Erase { .. } if self.is_erased => Ok(Vec::new()),
            Command::Erase { date } => Ok(vec![Event::Shredded { person, date }]),
        }
    }

    /// Into whom the person was merged.
    #[must_use]
    pub fn merged_into(self) -> Option<PersonKey> {
        self.merged_into
    }

    /// Whether the key to the person's fields is destroyed, or about to be.
    #[must_use]
    pub fn is_erased(self) -> bool {
        self.is_erased
    }
}

/// The name of a person's stream in identity's ledger.
#[must_use]
pub fn stream_of(person: PersonKey) -> String {
    with_uuid("person-", person.uuid())
}

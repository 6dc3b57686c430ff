//! A link (紐付け): a keyed identity, a My Number or an insurance identity, leads to a person.
//!
//! History in, decision out: [`Link::evolve`] accepts all of history, [`Link::decide`] says what a
//! command makes of it. Neither the stream nor an event says which identity it is. What became of
//! the person it leads to (merged, erased) is told by the person's own stream ([`crate::person`]).

use uuid::Uuid;

use crate::{
    person_key::PersonKey,
    resource_name::{read_uuid, with_uuid},
};

#[cfg(test)]
mod tests;

/// Where a link leads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Link {
    /// Nowhere: it was never made, or was taken away.
    #[default]
    Nowhere,
    /// To this person.
    Leads(PersonKey),
    /// To this person once it is restored; until then to nobody (保留).
    Suspended(PersonKey),
}

/// Why a link, or a person, changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkReason {
    /// Basic information does not match the register (基本情報の不一致).
    Mismatch,
    /// The wrong number was linked (誤紐付け).
    WrongNumber,
    /// The insurance ended or changed (資格喪失・変更).
    InsuranceChanged,
    /// The number itself was changed (個人番号の変更).
    NumberChanged,
    /// Checked and found right (確認済み).
    Confirmed,
}

/// What happened to a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A My Number leads to this person from now on.
    Made {
        /// The person.
        person: PersonKey,
        /// The version of the key that hashed the number.
        key_version: u32,
    },
    /// An insurance identity leads to this person from now on.
    InsuranceLinked {
        /// The person.
        person: PersonKey,
        /// The version of the key that hashed the identity.
        key_version: u32,
        /// The insurance identity, closed under the person's key.
        sealed_identity: Vec<u8>,
    },
    /// It leads nowhere until it is restored (保留).
    Suspended {
        /// The person it led to.
        person: PersonKey,
        /// Why.
        reason: LinkReason,
    },
    /// It leads to its person again.
    Restored {
        /// The person it leads to.
        person: PersonKey,
        /// Why.
        reason: LinkReason,
    },
    /// It leads nowhere from now on (解除).
    Unlinked {
        /// The person it led to.
        person: PersonKey,
        /// Why.
        reason: LinkReason,
    },
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Let a My Number lead to this person.
    Make {
        /// The person.
        person: PersonKey,
        /// The version of the key that hashed the number.
        key_version: u32,
    },
    /// Let an insurance identity lead to this person.
    LinkInsurance {
        /// The person.
        person: PersonKey,
        /// The version of the key that hashed the identity.
        key_version: u32,
        /// The insurance identity, closed under the person's key.
        sealed_identity: Vec<u8>,
    },
    /// Let it lead nowhere until it is restored.
    Suspend(LinkReason),
    /// Let it lead to its person again.
    Restore(LinkReason),
    /// Let it lead nowhere.
    Unlink(LinkReason),
}

/// Why a command was refused, in the order in which it is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The identity leads nowhere.
    #[error("nothing links this identity to a person")]
    NotFound,
    /// The link is suspended.
    #[error("the link is suspended until it is restored")]
    Suspended,
    /// The link is not suspended.
    #[error("the link is not suspended")]
    NotSuspended,
    /// The identity leads to another person.
    #[error("the identity is linked to another person")]
    LinkedElsewhere,
}

impl Link {
    /// The link after these events, oldest first.
    #[must_use]
    pub fn replay(events: impl IntoIterator<Item = Event>) -> Self {
        events.into_iter().fold(Self::default(), Self::evolve)
    }

    /// The link after one more event. Accepts all of history, also what `decide` would refuse today.
    #[must_use]
    pub fn evolve(self, event: Event) -> Self {
        match event {
            Event::Made { person, .. }
            | Event::InsuranceLinked { person, .. }
            | Event::Restored { person, .. } => Self::Leads(person),
            Event::Suspended { person, .. } => Self::Suspended(person),
            Event::Unlinked { .. } => Self::Nowhere,
        }
    }

    /// What happens when this command comes. No event means that the command says what is known.
    ///
    /// # Errors
    ///
    /// [`Refusal`], in the order of its variants.
    pub fn decide(self, command: Command) -> Result<Vec<Event>, Refusal> {
        match command {
            Command::Make { person, key_version } => {
                self.link(person, Event::Made { person, key_version })
            }
            Command::LinkInsurance { person, key_version, sealed_identity } => {
                self.link(person, Event::InsuranceLinked { person, key_version, sealed_identity })
            }
            Command::Suspend(reason) => match self {
                Self::Nowhere => Err(Refusal::NotFound),
                Self::Suspended(_) => Err(Refusal::Suspended),
                Self::Leads(person) => Ok(vec![Event::Suspended { person, reason }]),
            },
            Command::Restore(reason) => match self {
                Self::Nowhere => Err(Refusal::NotFound),
                Self::Leads(_) => Err(Refusal::NotSuspended),
                Self::Suspended(person) => Ok(vec![Event::Restored { person, reason }]),
            },
            Command::Unlink(reason) => match self {
                Self::Nowhere => Err(Refusal::NotFound),
                Self::Leads(person) | Self::Suspended(person) => {
                    Ok(vec![Event::Unlinked { person, reason }])
                }
            },
        }
    }

    /// Whom it concerns: the person it leads to, or would if it were restored.
    #[must_use]
    pub fn person(self) -> Option<PersonKey> {
        match self {
            Self::Nowhere => None,
            Self::Leads(person) | Self::Suspended(person) => Some(person),
        }
    }

    fn link(self, person: PersonKey, event: Event) -> Result<Vec<Event>, Refusal> {
        match self {
            Self::Nowhere => Ok(vec![event]),
            Self::Suspended(_) => Err(Refusal::Suspended),
            Self::Leads(known) if known == person => Ok(Vec::new()),
            Self::Leads(_) => Err(Refusal::LinkedElsewhere),
        }
    }
}

/// The name of a link's stream in identity's ledger; the UUID is made of the identity's keyed hash.
#[must_use]
pub fn stream_of(link: Uuid) -> String {
    with_uuid("link-", link)
}

/// The UUID in the name of a link's stream; none if the name is another's.
#[must_use]
pub fn of_stream(stream: &str) -> Option<Uuid> {
    read_uuid(stream.strip_prefix("link-")?).ok()
}

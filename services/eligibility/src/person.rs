//! From what a card says to a person key, and whether it still leads there.

use domain::{insurance_identity::InsuranceIdentity, person_key::PersonKey};
use projections::Found;
use uuid::Uuid;
use wire::identity::insurance_link;

use crate::Room;

/// Where what was recorded over a link leads now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Leads {
    /// To the person it led to then.
    There,
    /// To that person once a suspended link is restored; until then to nobody (保留).
    Pending,
    /// Elsewhere, or nowhere: it was taken away, or the person was erased.
    Elsewhere,
}

impl Room {
    /// Where an insurance identity leads, and over which link: looked up under each live key, newest first.
    pub(crate) fn find(&self, insurance: &InsuranceIdentity) -> (Found, Option<Uuid>) {
        let people = self.projections.people();
        let mut links = self.insurance_keys.iter().map(|key| insurance_link(key, insurance));
        let found = links.find_map(|link| match people.find(link) {
            Found::Unknown => None,
            found @ (Found::Person(_) | Found::Pending(_)) => Some((found, Some(link))),
        });
        found.unwrap_or((Found::Unknown, None))
    }

    /// Where the link that led to this person leads now. Without a link only the person is asked about.
    pub(crate) fn leads(&self, person: PersonKey, link: Option<Uuid>) -> Leads {
        let people = self.projections.people();
        let now = match link.map(|link| people.find(link)) {
            Some(Found::Unknown) => return Leads::Elsewhere,
            Some(Found::Person(now) | Found::Pending(now)) if !self.is_same(person, now) => {
                return Leads::Elsewhere;
            }
            Some(Found::Pending(_)) => return Leads::Pending,
            Some(Found::Person(now)) => now,
            None => person,
        };
        if self.is_erased(now) {
            Leads::Elsewhere
        } else if people.is_pending(now) {
            Leads::Pending
        } else {
            Leads::There
        }
    }

    /// Whether two keys are the same human's, after all merges.
    pub(crate) fn is_same(&self, one: PersonKey, other: PersonKey) -> bool {
        one == other || self.projections.people().keys_of(one).contains(&other)
    }

    fn is_erased(&self, person: PersonKey) -> bool {
        let people = self.projections.people();
        people.is_erased(person) || people.is_erased(people.canonical(person))
    }
}

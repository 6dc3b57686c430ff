//! Insurance identity → person: links, merged people, erased people (紐付け・統合・消去).
//!
//! Nothing here leads to a My Number: of its links only those that are suspended are kept, because
//! a check-in waits for them too.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::RangeInclusive,
    sync::RwLock,
};

use domain::{link, person, person_key::PersonKey};
use hashbrown::HashMap;
use uuid::Uuid;

use crate::lock::{read, write};

mod stored;
#[cfg(test)]
mod tests;

/// Into how many parts the links are cut. A power of two, at most 256.
pub(crate) const LINK_SHARDS: usize = 64;

/// Where an insurance identity leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// Nothing links it to a person, or the person was erased.
    Unknown,
    /// To this person, once a suspended link is restored; until then to nobody (保留).
    Pending(PersonKey),
    /// To this person; a merged one is already followed to the one it was merged into.
    Person(PersonKey),
}

/// An event of identity's ledger, read.
#[derive(Clone, Debug)]
pub(crate) enum IdentityChange {
    /// A link, by the UUID of its stream.
    Link(Uuid, link::Event),
    Person(person::Event),
}

/// Links and people.
pub struct People {
    /// Insurance identities that lead, or would lead, to somebody: all shards but the last.
    links: Box<[RwLock<HashMap<Uuid, Lead>>]>,
    last_links: RwLock<HashMap<Uuid, Lead>>,
    rest: RwLock<Rest>,
}

/// Where an insurance identity leads, or would.
#[derive(Clone, Copy, Debug)]
struct Lead {
    person: PersonKey,
    is_suspended: bool,
}

/// What is known of few people.
#[derive(Clone, Debug, Default)]
struct Rest {
    merged_into: BTreeMap<PersonKey, PersonKey>,
    merged_from: BTreeSet<(PersonKey, PersonKey)>,
    /// Suspended links of My Numbers.
    suspended: BTreeSet<(PersonKey, Uuid)>,
    erased: BTreeSet<PersonKey>,
}

impl People {
    pub(crate) fn new() -> Self {
        Self {
            links: (1..LINK_SHARDS).map(|_| RwLock::default()).collect(),
            last_links: RwLock::default(),
            rest: RwLock::default(),
        }
    }

    /// Where the insurance identity behind this link leads.
    #[must_use]
    pub fn find(&self, link: Uuid) -> Found {
        let Some(lead) = read(self.shard(link)).get(&link).copied() else { return Found::Unknown };
        let Lead { person, is_suspended } = lead;
        let rest = read(&self.rest);
        let canonical = rest.canonical(person);
        if rest.erased.contains(&person) || rest.erased.contains(&canonical) {
            return Found::Unknown;
        }
        if is_suspended || rest.waits(canonical) {
            Found::Pending(canonical)
        } else {
            Found::Person(canonical)
        }
    }

    /// Whether a suspended link of a My Number leads to this person, or to one merged with it: nothing is
    /// told until it is restored, whichever card was read (保留).
    #[must_use]
    pub fn is_pending(&self, person: PersonKey) -> bool {
        let rest = read(&self.rest);
        rest.waits(rest.canonical(person))
    }

    /// The keys under which things about this person are recorded: the one it was merged into, or
    /// itself, first; then all that were merged into that.
    #[must_use]
    pub fn keys_of(&self, person: PersonKey) -> Vec<PersonKey> {
        let rest = read(&self.rest);
        rest.keys_of(rest.canonical(person))
    }

    /// The key the person is known by: the one it was merged into, or itself.
    #[must_use]
    pub fn canonical(&self, person: PersonKey) -> PersonKey {
        read(&self.rest).canonical(person)
    }

    /// Whether the person was erased: nothing about it is told or taken in any more.
    #[must_use]
    pub fn is_erased(&self, person: PersonKey) -> bool {
        read(&self.rest).erased.contains(&person)
    }

    /// Everybody who was erased.
    #[must_use]
    pub fn erased(&self) -> Vec<PersonKey> {
        read(&self.rest).erased.iter().copied().collect()
    }

    /// How many insurance identities lead, or would lead, to somebody.
    #[must_use]
    pub fn links(&self) -> usize {
        self.shards().map(|shard| read(shard).len()).sum()
    }

    /// Takes an event in.
    pub(crate) fn take_in(&self, change: &IdentityChange) {
        match change {
            IdentityChange::Link(link, event) => self.take_link(*link, event),
            IdentityChange::Person(person::Event::Merged { person, into, .. }) => {
                let mut rest = write(&self.rest);
                if let Some(before) = rest.merged_into.insert(*person, *into) {
                    rest.merged_from.remove(&(before, *person));
                }
                rest.merged_from.insert((*into, *person));
            }
            IdentityChange::Person(person::Event::Shredded { person, .. }) => {
                write(&self.rest).erased.insert(*person);
            }
        }
    }

    fn take_link(&self, link: Uuid, event: &link::Event) {
        let mut shard = write(self.shard(link));
        match event {
            link::Event::Made { person, .. } => {
                write(&self.rest).suspended.remove(&(*person, link));
            }
            link::Event::InsuranceLinked { person, .. } => {
                shard.insert(link, Lead { person: *person, is_suspended: false });
                write(&self.rest).suspended.remove(&(*person, link));
            }
            link::Event::Suspended { person, .. } => match shard.get_mut(&link) {
                Some(lead) => *lead = Lead { person: *person, is_suspended: true },
                None => {
                    write(&self.rest).suspended.insert((*person, link));
                }
            },
            link::Event::Restored { person, .. } => {
                if let Some(lead) = shard.get_mut(&link) {
                    *lead = Lead { person: *person, is_suspended: false };
                }
                write(&self.rest).suspended.remove(&(*person, link));
            }
            link::Event::Unlinked { person, .. } => {
                shard.remove(&link);
                write(&self.rest).suspended.remove(&(*person, link));
            }
        }
    }

    /// The shard of a link. The same link has the same shard on every machine: its UUID is a hash.
    fn shard(&self, link: Uuid) -> &RwLock<HashMap<Uuid, Lead>> {
        let [first, ..] = *link.as_bytes();
        self.links.get(usize::from(first) % LINK_SHARDS).unwrap_or(&self.last_links)
    }

    fn shards(&self) -> impl Iterator<Item = &RwLock<HashMap<Uuid, Lead>>> {
        self.links.iter().chain([&self.last_links])
    }
}

impl Rest {
    /// Whether a suspended link leads to this person, or to one that was merged into it.
    fn waits(&self, canonical: PersonKey) -> bool {
        !self.suspended.is_empty()
            && self.keys_of(canonical).into_iter().any(|key| self.is_suspended(key))
    }

    /// The person this one was merged into, followed to the end; itself if it was not merged.
    fn canonical(&self, person: PersonKey) -> PersonKey {
        let mut canonical = person;
        let mut passed = BTreeSet::new();
        // Ends: a person is passed once. Where merges form a ring, its last one stands for all.
        while let Some(&into) = self.merged_into.get(&canonical) {
            passed.insert(canonical);
            if passed.contains(&into) {
                break;
            }
            canonical = into;
        }
        canonical
    }

    /// This person and all that were merged into it, directly or through others.
    fn keys_of(&self, canonical: PersonKey) -> Vec<PersonKey> {
        let mut keys = vec![canonical];
        let mut followed = 0;
        while let Some(&into) = keys.get(followed) {
            followed += 1;
            for &(_, from) in self.merged_from.range(everyone_with(into)) {
                if !keys.contains(&from) {
                    keys.push(from);
                }
            }
        }
        keys
    }

    fn is_suspended(&self, person: PersonKey) -> bool {
        self.suspended.range((person, Uuid::nil())..=(person, Uuid::max())).next().is_some()
    }
}

fn everyone_with(person: PersonKey) -> RangeInclusive<(PersonKey, PersonKey)> {
    (person, PersonKey::from_uuid(Uuid::nil()))..=(person, PersonKey::from_uuid(Uuid::max()))
}

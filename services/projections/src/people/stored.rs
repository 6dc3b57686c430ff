//! Links and people as a snapshot holds them, and as a digest sees them.

use std::collections::BTreeMap;

use domain::person_key::PersonKey;
use uuid::Uuid;

use super::{Lead, People, Rest};
use crate::bytes::{Reader, put_count, put_flag, put_uuid};
use crate::lock::{read, write};

/// Merges, suspensions and erasures at one position.
pub(crate) struct Histories(Rest);

impl Histories {
    /// Writes them.
    pub(crate) fn store(&self, out: &mut Vec<u8>) {
        let Self(rest) = self;
        put_count(out, rest.merged_into.len());
        for (person, into) in &rest.merged_into {
            put_uuid(out, person.uuid());
            put_uuid(out, into.uuid());
        }
        put_count(out, rest.suspended.len());
        for (person, link) in &rest.suspended {
            put_uuid(out, person.uuid());
            put_uuid(out, *link);
        }
        put_count(out, rest.erased.len());
        for person in &rest.erased {
            put_uuid(out, person.uuid());
        }
    }
}

impl People {
    /// What is known of few people, as it is now.
    pub(crate) fn histories(&self) -> Histories {
        Histories(read(&self.rest).clone())
    }

    /// Reads what [`Histories::store`] wrote; [`None`] if it is something else.
    pub(crate) fn load_histories(&self, bytes: &[u8]) -> Option<()> {
        let mut reader = Reader::new(bytes);
        let person = |reader: &mut Reader<'_>| reader.uuid().map(PersonKey::from_uuid);
        let merged = reader.list(|reader| Some((person(reader)?, person(reader)?)))?;
        let suspended = reader.list(|reader| Some((person(reader)?, reader.uuid()?)))?;
        let erased = reader.list(person)?;
        let merged_from = merged.iter().map(|(person, into)| (*into, *person)).collect();
        *write(&self.rest) = Rest {
            merged_into: BTreeMap::from_iter(merged),
            merged_from,
            suspended: suspended.into_iter().collect(),
            erased: erased.into_iter().collect(),
        };
        reader.is_at_end().then_some(())
    }

    /// Writes the links of the `at`-th shard.
    pub(crate) fn store_links(&self, at: usize, out: &mut Vec<u8>) {
        let Some(shard) = self.shards().nth(at) else { return };
        let shard = read(shard);
        put_count(out, shard.len());
        for (link, lead) in shard.iter() {
            put_link(out, *link, *lead);
        }
    }

    /// Reads what [`People::store_links`] wrote; [`None`] if it is something else.
    pub(crate) fn load_links(&self, bytes: &[u8]) -> Option<()> {
        let mut reader = Reader::new(bytes);
        for _ in 0..reader.count()? {
            let link = reader.uuid()?;
            let person = PersonKey::from_uuid(reader.uuid()?);
            let lead = Lead { person, is_suspended: reader.flag()? };
            write(self.shard(link)).insert(link, lead);
        }
        reader.is_at_end().then_some(())
    }

    /// Adds everything to a hash, in an order that depends on nothing but itself.
    pub(crate) fn digest(&self, hasher: &mut blake3::Hasher) {
        let mut out = Vec::new();
        for shard in self.shards() {
            let shard = read(shard);
            let mut links: Vec<_> = shard.iter().collect();
            links.sort_unstable_by_key(|(link, _)| **link);
            for (link, lead) in links {
                out.clear();
                put_link(&mut out, *link, *lead);
                hasher.update(&out);
            }
        }
        out.clear();
        self.histories().store(&mut out);
        hasher.update(&out);
    }
}

fn put_link(out: &mut Vec<u8>, link: Uuid, lead: Lead) {
    put_uuid(out, link);
    put_uuid(out, lead.person.uuid());
    put_flag(out, lead.is_suspended);
}

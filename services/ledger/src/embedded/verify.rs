//! The full check: every event, every version, every index entry, every page.
//!
//! Memory does not grow with the ledger. The events are walked in order (checksums, chain, no gap);
//! then the index, whose entries must be the same set as the events (compared by the sum of their
//! hashes) and whose versions must be dense; at last `SQLite` checks its own pages.

use std::{collections::HashMap, path::Path};

use rusqlite::params;

use super::{
    StreamHash,
    checksum::{Chain, first_16},
    database::{read_error, sql},
    queries,
    reader::Reader,
    row::damaged,
    tail_mark::{self, Found, Mark},
};
use crate::{DamageKind, Position, ReadError};

/// Events or entries taken at a time; between them the write-ahead file may be emptied.
const STEP_EVENTS: u64 = 8192;

/// A ledger was found intact from its first event to its last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verified {
    /// The last position checked.
    pub head: Position,
    /// How many streams have events.
    pub streams: u64,
    /// The running hash at the head: two copies with the same one hold the same events.
    pub chain: [u8; 32],
}

/// The mark that the file holds now.
pub(super) fn current_mark(file: &Path) -> Result<Mark, ReadError> {
    match tail_mark::find(file) {
        Ok(Found::Mark(mark, _)) => Ok(mark),
        Ok(Found::Nothing | Found::Unreadable) => Err(damaged(None, DamageKind::Mark)),
        Err(error) => Err(ReadError::Storage(format!("tail mark: {error}").into())),
    }
}

/// Checks everything up to the head; says now and then how far it has come.
pub(super) fn verify(
    reader: &mut Reader,
    stream_hash: StreamHash,
    mark: Mark,
    head: Position,
    progress: &mut dyn FnMut(Position),
) -> Result<Verified, ReadError> {
    let mut entries = EntrySet::default();
    let chain = check_events(reader, stream_hash, mark, head, &mut entries, progress)?;
    let streams = check_index(reader, head, &mut entries)?;
    if entries != EntrySet::default() {
        return Err(damaged(None, DamageKind::Index));
    }
    check_pages(reader)?;
    Ok(Verified { head, streams, chain: chain.0 })
}

fn check_events(
    reader: &mut Reader,
    stream_hash: StreamHash,
    mark: Mark,
    head: Position,
    entries: &mut EntrySet,
    progress: &mut dyn FnMut(Position),
) -> Result<Chain, ReadError> {
    let mut at_mark = Chain::START;
    let mut chain = Chain::START;
    let mut done = Position::START;
    while done < head {
        let last = head.min(Position::new(done.get() + STEP_EVENTS));
        chain = queries::walk(reader, done, last, |stored| {
            let event = &stored.event;
            if event.position == mark.position {
                at_mark = stored.chain;
            }
            stored.check()?;
            if stored.stream_hash != stream_hash(event.stream.as_str()) {
                return Err(damaged(Some(event.position), DamageKind::Field("stream_hash")));
            }
            entries.add(stored.stream_hash, sql(event.version.get()), event.position);
            Ok(true)
        })?;
        done = last;
        progress(done);
    }
    if at_mark != mark.chain {
        return Err(damaged(Some(mark.position), DamageKind::Mark));
    }
    Ok(chain)
}

/// Takes every entry out of the set again; returns how many streams there are.
fn check_index(
    reader: &mut Reader,
    head: Position,
    entries: &mut EntrySet,
) -> Result<u64, ReadError> {
    let mut streams = 0;
    let mut last = Entry { hash: i64::MIN, version: -1, position: 0 };
    let mut irregular = None;
    loop {
        let step = next_entries(reader, last)?;
        let Some(end) = step.last().copied() else { return Ok(streams) };
        // Entries out of order would be passed over, or read for ever.
        if step.first() <= Some(&last) || !step.is_sorted() {
            return Err(damaged(None, DamageKind::Index));
        }
        for entry in step.iter().filter(|entry| entry.position <= sql(head.get())) {
            let position = Position::new(u64::try_from(entry.position).unwrap_or(0));
            entries.remove(entry.hash, entry.version, position);
            streams += u64::from(entry.version == 0);
            let same_hash = entry.hash == last.hash && last.version >= 0;
            let dense = if same_hash { last.version + 1 } else { 0 };
            // Two streams may share a hash: then their names decide, once for each hash.
            if entry.version != dense && irregular != Some(entry.hash) {
                check_names(reader, entry.hash)?;
                irregular = Some(entry.hash);
            }
            last = *entry;
        }
        last = end;
    }
}

/// An entry of the index by stream, ordered as the index is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    hash: i64,
    version: i64,
    position: i64,
}

fn next_entries(reader: &Reader, after: Entry) -> Result<Vec<Entry>, ReadError> {
    let query = "SELECT stream_hash, version, position FROM event INDEXED BY event_by_stream
         WHERE (stream_hash, version, position) > (?1, ?2, ?3)
         ORDER BY stream_hash, version, position LIMIT ?4";
    let mut statement = reader.connection.prepare_cached(query).map_err(read_error)?;
    let bounds = params![after.hash, after.version, after.position, sql(STEP_EVENTS)];
    let entries = statement.query_map(bounds, |row| {
        Ok(Entry { hash: row.get(0)?, version: row.get(1)?, position: row.get(2)? })
    });
    let entries: rusqlite::Result<_> = entries.map_err(read_error)?.collect();
    entries.map_err(read_error)
}

/// The versions of each stream with this hash are dense.
fn check_names(reader: &Reader, hash: i64) -> Result<(), ReadError> {
    let query =
        "SELECT stream, version, position FROM event WHERE stream_hash = ?1 ORDER BY version";
    let mut statement = reader.connection.prepare_cached(query).map_err(read_error)?;
    let mut rows = statement.query([hash]).map_err(read_error)?;
    let mut next: HashMap<String, i64> = HashMap::new();
    while let Some(row) = rows.next().map_err(read_error)? {
        let stream: String = row.get(0).map_err(read_error)?;
        let version: i64 = row.get(1).map_err(read_error)?;
        let position: i64 = row.get(2).map_err(read_error)?;
        let expected = next.entry(stream.clone()).or_default();
        if version != *expected {
            let at = u64::try_from(position).ok().map(Position::new);
            return Err(damaged(at, DamageKind::Versions(stream.into())));
        }
        *expected += 1;
    }
    Ok(())
}

fn check_pages(reader: &Reader) -> Result<(), ReadError> {
    let check = "PRAGMA quick_check(1)";
    let found: String =
        reader.connection.query_row(check, [], |row| row.get(0)).map_err(read_error)?;
    if found == "ok" {
        return Ok(());
    }
    Err(damaged(None, DamageKind::Pages(found.into())))
}

/// A set of index entries, known by their number and the sum of their hashes.
#[derive(Default, PartialEq, Eq)]
struct EntrySet {
    count: i64,
    sum: u128,
}

impl EntrySet {
    fn add(&mut self, hash: i64, version: i64, position: Position) {
        self.count += 1;
        self.sum = self.sum.wrapping_add(entry_hash(hash, version, position));
    }

    fn remove(&mut self, hash: i64, version: i64, position: Position) {
        self.count -= 1;
        self.sum = self.sum.wrapping_sub(entry_hash(hash, version, position));
    }
}

fn entry_hash(hash: i64, version: i64, position: Position) -> u128 {
    let mut input = [0; 24];
    let fields = [hash.to_le_bytes(), version.to_le_bytes(), position.get().to_le_bytes()];
    input.iter_mut().zip(fields.as_flattened()).for_each(|(to, from)| *to = *from);
    u128::from_le_bytes(first_16(blake3::hash(&input).as_bytes()))
}

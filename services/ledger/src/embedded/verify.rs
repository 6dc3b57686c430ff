//! The full check: every event, every version, every index entry, every page.
//!
//! Memory does not grow with the ledger. The events are walked in order (checksums, chain, no gap, the keys by which they
//! are found); then the index, whose entries must be the same set as the events (compared by the sum of their
//! hashes) and whose versions must be dense; at last `SQLite` checks its own pages.

use std::{collections::HashSet, path::Path};

use rusqlite::{Row, params};

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
            if stored.event.position == mark.position {
                at_mark = stored.chain;
            }
            stored.check()?;
            Ok(true)
        })?;
        check_keys(reader, stream_hash, (done, last), entries)?;
        done = last;
        progress(done);
    }
    if at_mark != mark.chain {
        return Err(damaged(Some(mark.position), DamageKind::Mark));
    }
    Ok(chain)
}

/// Each event after a position, up to and including another, can be found: a first one by the hash of its stream's name, a
/// later one by the position of the first.
fn check_keys(
    reader: &Reader,
    stream_hash: StreamHash,
    (after, last): (Position, Position),
    entries: &mut EntrySet,
) -> Result<(), ReadError> {
    let query = "SELECT event.stream_key, event.version, event.position, event.stream, first.stream
         FROM event LEFT JOIN event AS first
             ON first.position = event.stream_key AND first.version = 0
         WHERE event.position > ?1 AND event.position <= ?2";
    let mut statement = reader.connection.prepare_cached(query).map_err(read_error)?;
    let bounds = params![sql(after.get()), sql(last.get())];
    let mut rows = statement.query(bounds).map_err(read_error)?;
    while let Some(row) = rows.next().map_err(read_error)? {
        let entry = Entry::of(row).map_err(read_error)?;
        let stream: String = row.get(3).map_err(read_error)?;
        let first: Option<String> = row.get(4).map_err(read_error)?;
        let is_found = match entry.version {
            0 => entry.key == stream_hash(&stream),
            _ => first == Some(stream),
        };
        if !is_found {
            return Err(damaged(Some(entry.position()), DamageKind::Field("stream_key")));
        }
        entries.add(entry);
    }
    Ok(())
}

/// Takes every entry out of the set again; returns how many streams there are.
fn check_index(
    reader: &mut Reader,
    head: Position,
    entries: &mut EntrySet,
) -> Result<u64, ReadError> {
    let mut streams = 0;
    let mut last = Entry { key: i64::MIN, version: -1, position: 0 };
    let mut shared = None;
    loop {
        let step = next_entries(reader, last)?;
        let Some(end) = step.last().copied() else { return Ok(streams) };
        // Entries out of order would be passed over, or read for ever.
        if step.first() <= Some(&last) || !step.is_sorted() {
            return Err(damaged(None, DamageKind::Index));
        }
        for entry in step.iter().filter(|entry| entry.position <= sql(head.get())) {
            entries.remove(*entry);
            streams += u64::from(entry.version == 0);
            let same_key = entry.key == last.key && last.version >= 0;
            if entry.version > 0 {
                let dense = if same_key { last.version + 1 } else { 1 };
                if entry.version != dense {
                    return Err(versions_damaged(reader, *entry)?);
                }
            } else if same_key && shared != Some(entry.key) {
                // Two streams may share a hash: then their names differ. Asked once for each hash.
                check_names(reader, entry.key)?;
                shared = Some(entry.key);
            }
            last = *entry;
        }
        last = end;
    }
}

/// An entry of the index by stream, ordered as the index is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    key: i64,
    version: i64,
    position: i64,
}

impl Entry {
    /// The first three columns of a row.
    fn of(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self { key: row.get(0)?, version: row.get(1)?, position: row.get(2)? })
    }

    fn position(self) -> Position {
        Position::new(u64::try_from(self.position).unwrap_or(0))
    }
}

fn next_entries(reader: &Reader, after: Entry) -> Result<Vec<Entry>, ReadError> {
    let query = "SELECT stream_key, version, position FROM event INDEXED BY event_by_stream
         WHERE (stream_key, version, position) > (?1, ?2, ?3)
         ORDER BY stream_key, version, position LIMIT ?4";
    let mut statement = reader.connection.prepare_cached(query).map_err(read_error)?;
    let bounds = params![after.key, after.version, after.position, sql(STEP_EVENTS)];
    let entries = statement.query_map(bounds, Entry::of);
    let entries: rusqlite::Result<_> = entries.map_err(read_error)?.collect();
    entries.map_err(read_error)
}

/// The versions of the entry's stream are not dense.
fn versions_damaged(reader: &Reader, entry: Entry) -> Result<ReadError, ReadError> {
    let query = "SELECT stream FROM event WHERE position = ?1";
    let stream = reader.connection.query_row(query, [entry.position], |row| row.get(0));
    let stream: String = stream.map_err(read_error)?;
    Ok(damaged(Some(entry.position()), DamageKind::Versions(stream.into())))
}

/// Each stream with this hash begins once.
fn check_names(reader: &Reader, hash: i64) -> Result<(), ReadError> {
    let query = "SELECT stream_key, version, position, stream FROM event WHERE stream_key = ?1";
    let mut statement = reader.connection.prepare_cached(query).map_err(read_error)?;
    let mut rows = statement.query([hash]).map_err(read_error)?;
    let mut known: HashSet<String> = HashSet::new();
    while let Some(row) = rows.next().map_err(read_error)? {
        let at = Entry::of(row).map_err(read_error)?.position();
        let stream: String = row.get(3).map_err(read_error)?;
        if known.contains(&stream) {
            return Err(damaged(Some(at), DamageKind::Versions(stream.into())));
        }
        known.insert(stream);
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
    fn add(&mut self, entry: Entry) {
        self.count += 1;
        self.sum = self.sum.wrapping_add(entry_hash(entry));
    }

    fn remove(&mut self, entry: Entry) {
        self.count -= 1;
        self.sum = self.sum.wrapping_sub(entry_hash(entry));
    }
}

fn entry_hash(Entry { key, version, position }: Entry) -> u128 {
    let mut input = [0; 24];
    let fields = [key.to_le_bytes(), version.to_le_bytes(), position.to_le_bytes()];
    input.iter_mut().zip(fields.as_flattened()).for_each(|(to, from)| *to = *from);
    u128::from_le_bytes(first_16(blake3::hash(&input).as_bytes()))
}

//! The questions put to the database, and what proves the answers.

use rusqlite::{CachedStatement, Connection, params};

use super::{
    StreamHash,
    checksum::Chain,
    database::{read_error, sql},
    reader::Reader,
    row::{COLUMNS, Decoder, Stored, chain, damaged},
};
use crate::{
    DamageKind, Direction, PAGE_BYTES_MAX, PAGE_EVENTS_MAX, Position, ReadError, RecordedEvent,
    STREAM_EVENTS_MAX, StreamName, Version,
};

/// Behind whatever will ever be recorded: the writer knows no head.
pub(super) const EVERYTHING: Position = Position::new(u64::MAX);

/// The last position in the database and its chain; unproved.
pub(super) fn tail(connection: &Connection) -> Result<(Position, Option<Chain>), ReadError> {
    let query = format!("SELECT {COLUMNS} FROM event ORDER BY position DESC LIMIT 1");
    let mut statement = connection.prepare(&query).map_err(read_error)?;
    let mut rows = statement.query([]).map_err(read_error)?;
    let Some(row) = rows.next().map_err(read_error)? else {
        return Ok((Position::START, None));
    };
    let number: i64 = row.get(0).map_err(read_error)?;
    let position = u64::try_from(number).ok().filter(|number| *number > 0).map(Position::new);
    let position = position.ok_or_else(|| damaged(None, DamageKind::Field("position")))?;
    Ok((position, Some(chain(row, Some(position))?)))
}

/// All events after a position up to the head or the limits of a page, each proved by the chain.
pub(super) fn page(
    reader: &mut Reader,
    after: Position,
    head: Position,
    max: usize,
) -> Result<Vec<RecordedEvent>, ReadError> {
    let mut events = Vec::new();
    let max = max.min(PAGE_EVENTS_MAX);
    let last = head.min(Position::new(after.get().saturating_add(max as u64)));
    if last <= after {
        return Ok(events);
    }
    events.reserve_exact(usize::try_from(last.get() - after.get()).unwrap_or(max));
    let mut bytes = 0;
    walk(reader, after, last, |stored| {
        bytes += stored.event.payload.len();
        events.push(stored.event);
        Ok(bytes < PAGE_BYTES_MAX)
    })?;
    Ok(events)
}

/// Hands out the proved events after a position, up to and including `last`, until told to stop.
/// Returns the chain at the last one handed out.
pub(super) fn walk(
    reader: &mut Reader,
    after: Position,
    last: Position,
    mut each: impl FnMut(Stored) -> Result<bool, ReadError>,
) -> Result<Chain, ReadError> {
    let Reader { connection, decoder } = reader;
    let mut statement = prepare(connection, "position BETWEEN ?1 AND ?2 ORDER BY position")?;
    let bounds = params![sql(after.get()), sql(last.get())];
    let mut rows = statement.query(bounds).map_err(read_error)?;
    // The event before the first one is read for its chain only.
    let mut running = Chain::START;
    if after > Position::START {
        let row = rows.next().map_err(read_error)?;
        let row = row.filter(|row| row.get(0) == Ok(sql(after.get())));
        running = chain(row.ok_or_else(|| damaged(Some(after), DamageKind::Gap))?, Some(after))?;
    }
    let mut expected = after;
    while expected < last {
        expected = Position::new(expected.get() + 1);
        let Some(row) = rows.next().map_err(read_error)? else {
            return Err(damaged(Some(expected), DamageKind::Gap));
        };
        if row.get(0) != Ok(sql(expected.get())) {
            return Err(damaged(Some(expected), DamageKind::Gap));
        }
        let stored = decoder.stored(row)?;
        running = running.then(expected, &stored.digest);
        if stored.chain != running {
            stored.check()?; // Names the event itself where it is the event that changed.
            return Err(damaged(Some(expected), DamageKind::Chain));
        }
        if !each(stored)? {
            break;
        }
    }
    Ok(running)
}

/// A page of one stream, each event proved by its checksum and its version.
pub(super) fn stream_page(
    reader: &mut Reader,
    hash: i64,
    stream: &StreamName,
    from: Option<Version>,
    direction: Direction,
    head: Position,
    max: usize,
) -> Result<Vec<RecordedEvent>, ReadError> {
    let max = max.min(PAGE_EVENTS_MAX);
    let mut events: Vec<RecordedEvent> = Vec::new();
    let mut bytes = 0;
    let Reader { connection, decoder } = reader;
    let mut scan = Scan::prepare(connection, direction)?;
    scan.run(decoder, hash, stream, from, head, |event| {
        if events.len() == max || bytes >= PAGE_BYTES_MAX {
            return Ok(false);
        }
        bytes += event.payload.len();
        events.push(event);
        Ok(true)
    })?;
    Ok(events)
}

/// Whole streams, forwards, in one transaction: each statement by itself would lock and unlock the file.
pub(super) fn whole_streams(
    reader: &mut Reader,
    hash: StreamHash,
    streams: &[StreamName],
    head: Position,
) -> Result<Vec<Vec<RecordedEvent>>, ReadError> {
    let Reader { connection, decoder } = reader;
    // Dropped it rolls back, which ends a transaction that only reads as well as anything.
    let reading = connection.unchecked_transaction().map_err(read_error)?;
    let mut scan = Scan::prepare(&reading, Direction::Forwards)?;
    let whole = |stream: &StreamName| {
        let mut events = Vec::new();
        scan.run(decoder, hash(stream.as_str()), stream, None, head, |event| {
            if events.len() == STREAM_EVENTS_MAX {
                return Err(ReadError::StreamTooLong(stream.clone()));
            }
            events.push(event);
            Ok(true)
        })?;
        Ok(events)
    };
    streams.iter().map(whole).collect()
}

/// The questions for the events of a stream, planned once and put as often as wanted: for its first one, and from there for
/// the others.
pub(super) struct Scan<'a> {
    first: CachedStatement<'a>,
    later: CachedStatement<'a>,
    direction: Direction,
}

impl<'a> Scan<'a> {
    /// Plans them.
    pub(super) fn prepare(
        connection: &'a Connection,
        direction: Direction,
    ) -> Result<Self, ReadError> {
        let later = match direction {
            Direction::Forwards => {
                "stream_key = ?1 AND version >= ?2 AND position <= ?3 ORDER BY version"
            }
            Direction::Backwards => {
                "stream_key = ?1 AND version BETWEEN 1 AND ?2 AND position <= ?3 ORDER BY version DESC"
            }
        };
        let first = "stream_key = ?1 AND version = 0 AND position <= ?2";
        let (first, later) = (prepare(connection, first)?, prepare(connection, later)?);
        Ok(Self { first, later, direction })
    }

    /// Hands out the events of a stream in order until told to stop; a version left out is damage. Says where the stream
    /// begins, if there is one.
    pub(super) fn run(
        &mut self,
        decoder: &mut Decoder,
        hash: i64,
        stream: &StreamName,
        from: Option<Version>,
        head: Position,
        mut each: impl FnMut(RecordedEvent) -> Result<bool, ReadError>,
    ) -> Result<Option<Position>, ReadError> {
        let Some(first) = self.first(decoder, hash, stream, head)? else { return Ok(None) };
        let begins = first.position;
        match self.direction {
            Direction::Forwards => {
                let goes_on = from.is_some_and(|from| from > Version::FIRST) || each(first)?;
                let from = from.unwrap_or(Version::FIRST).max(Version::FIRST.next());
                if goes_on {
                    self.later(decoder, stream, begins, from, head, each)?;
                }
            }
            Direction::Backwards => {
                let from = from.unwrap_or(Version::new(u64::MAX));
                if self.later(decoder, stream, begins, from, head, &mut each)? {
                    each(first)?;
                }
            }
        }
        Ok(Some(begins))
    }

    /// The first event of a stream. Those of other streams with the same hash are passed over.
    fn first(
        &mut self,
        decoder: &mut Decoder,
        hash: i64,
        stream: &StreamName,
        head: Position,
    ) -> Result<Option<RecordedEvent>, ReadError> {
        let mut rows = self.first.query(params![hash, sql(head.get())]).map_err(read_error)?;
        while let Some(row) = rows.next().map_err(read_error)? {
            let stored = decoder.stored(row)?;
            stored.check()?;
            if stored.event.stream == *stream {
                return Ok(Some(stored.event));
            }
        }
        Ok(None)
    }

    /// Hands out the events of a stream that begins at a position, without its first one, from a version on until told to
    /// stop; says whether it was not.
    fn later(
        &mut self,
        decoder: &mut Decoder,
        stream: &StreamName,
        begins: Position,
        from: Version,
        head: Position,
        mut each: impl FnMut(RecordedEvent) -> Result<bool, ReadError>,
    ) -> Result<bool, ReadError> {
        let Self { later, direction, .. } = self;
        let from = sql(from.get());
        let bounds = params![sql(begins.get()), from, sql(head.get())];
        let mut rows = later.query(bounds).map_err(read_error)?;
        // The next version that must come; backwards the first may be any.
        let mut next = (*direction == Direction::Forwards).then_some(from);
        while let Some(row) = rows.next().map_err(read_error)? {
            let stored = decoder.stored(row)?;
            stored.check()?;
            let event = stored.event;
            if event.stream != *stream {
                return Err(damaged(Some(event.position), DamageKind::Field("stream_key")));
            }
            let version = sql(event.version.get());
            if next.is_some_and(|next| next != version) {
                return Err(versions_damaged(&event));
            }
            next = Some(match direction {
                Direction::Forwards => version.saturating_add(1),
                Direction::Backwards => version - 1,
            });
            if !each(event)? {
                return Ok(false);
            }
        }
        match (direction, next) {
            (Direction::Backwards, Some(1..)) => {
                Err(damaged(None, DamageKind::Versions(stream.as_str().into())))
            }
            (Direction::Backwards | Direction::Forwards, _) => Ok(true),
        }
    }
}

fn versions_damaged(event: &RecordedEvent) -> ReadError {
    damaged(Some(event.position), DamageKind::Versions(event.stream.as_str().into()))
}

fn prepare<'a>(
    connection: &'a Connection,
    condition: &str,
) -> Result<CachedStatement<'a>, ReadError> {
    let query = format!("SELECT {COLUMNS} FROM event WHERE {condition}");
    connection.prepare_cached(&query).map_err(read_error)
}

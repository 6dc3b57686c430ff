//! A batch: appends decided and inserted one after the other inside one transaction.

use rusqlite::{CachedStatement, Connection, params};

use super::{
    StreamHash,
    checksum::{Chain, Content, Digest, checksum},
    database::sql,
    extents::{Extent, Extents},
    queries::{EVERYTHING, Scan},
    row::Decoder,
    writer::BatchFailure,
};
use crate::{
    Append, AppendError, Appended, Direction, Position, ReadError, SealReason, Version,
    event::whole_microseconds,
};

const INSERT: &str = "INSERT INTO event (position, stream_key, version, stream, id, event_type, \
     recorded_at, caller, request_id, checksum, chain, payload) \
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";

/// An append of good form, hashed as far as can be without its positions: that is done by those who
/// wait, not by the writer.
pub(super) struct Prepared {
    pub(super) append: Append,
    stream_hash: i64,
    recorded_at_us: i64,
    digests: Vec<Digest>,
}

impl Prepared {
    pub(super) fn new(append: Append, stream_hash: StreamHash, scratch: &mut Vec<u8>) -> Self {
        let attribution = &append.attribution;
        let recorded_at_us = whole_microseconds(attribution.recorded_at).as_microsecond();
        let mut version = append.expected.next();
        let digests = append.events.iter().map(|event| {
            let content = Content {
                stream: append.stream.as_str(),
                version: version.get(),
                id: event.id.as_bytes(),
                event_type: &event.event_type,
                recorded_at_us,
                caller: &attribution.caller,
                request_id: &attribution.request_id,
                payload: &event.payload,
            };
            version = version.next();
            content.digest(scratch)
        });
        let digests = digests.collect();
        let stream_hash = stream_hash(append.stream.as_str());
        Self { append, stream_hash, recorded_at_us, digests }
    }

    /// How many events it has.
    pub(super) fn events(&self) -> usize {
        self.append.events.len()
    }
}

/// Where the ledger ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tail {
    pub(super) position: Position,
    pub(super) chain: Chain,
}

/// Appends that are decided one after the other.
pub(super) struct Batch<'a> {
    connection: &'a Connection,
    decoder: &'a mut Decoder,
    extents: &'a mut Extents,
    insert: CachedStatement<'a>,
    /// Planned for the first stream whose extent is not known.
    extent: Option<Scan<'a>>,
    tail: Tail,
}

impl<'a> Batch<'a> {
    /// A transaction that stays open until it is committed.
    pub(super) fn begin(
        connection: &'a Connection,
        decoder: &'a mut Decoder,
        extents: &'a mut Extents,
        tail: Tail,
    ) -> Result<Self, BatchFailure> {
        connection.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        Self::of_statements(connection, decoder, extents, tail)
    }

    /// No transaction is opened: each event is durable, or refused, with the statement that inserts it.
    pub(super) fn of_statements(
        connection: &'a Connection,
        decoder: &'a mut Decoder,
        extents: &'a mut Extents,
        tail: Tail,
    ) -> Result<Self, BatchFailure> {
        let insert = connection.prepare_cached(INSERT)?;
        Ok(Self { connection, decoder, extents, insert, extent: None, tail })
    }

    /// Where the ledger ends if the batch is committed.
    pub(super) fn tail(&self) -> Tail {
        self.tail
    }

    /// Decides one append on everything before it, and inserts its events if it may.
    pub(super) fn decide(
        &mut self,
        prepared: &Prepared,
    ) -> Result<Result<Appended, AppendError>, BatchFailure> {
        let append = &prepared.append;
        let extent = self.extent(prepared)?;
        let current = extent.map(|extent| extent.last);
        let first = append.expected.next();
        if first == current.map_or(Version::FIRST, Version::next) {
            return self.insert(prepared, first, extent).map(Ok);
        }
        // Only what stands before the end of the stream can be a repetition.
        let repeated = match current {
            Some(current) if first <= current => self.repeated(prepared, first)?,
            Some(_) | None => None,
        };
        Ok(repeated.ok_or(AppendError::Conflict { current }))
    }

    fn extent(&mut self, prepared: &Prepared) -> Result<Option<Extent>, BatchFailure> {
        let stream = &prepared.append.stream;
        if let Some(extent) = self.extents.get(stream) {
            return Ok(Some(extent));
        }
        let hash = prepared.stream_hash;
        let scan = match &mut self.extent {
            Some(scan) => scan,
            none => none.insert(
                Scan::prepare(self.connection, Direction::Backwards).map_err(read_failure)?,
            ),
        };
        let mut last = None;
        let scanned = scan.run(self.decoder, hash, stream, None, EVERYTHING, |event| {
            last = Some(event.version);
            Ok(false)
        });
        let extent = scanned.map_err(read_failure)?.zip(last);
        let extent = extent.map(|(first, last)| Extent { first, last });
        if let Some(extent) = extent {
            self.extents.set(stream, extent);
        }
        Ok(extent)
    }

    /// The first answer, if exactly the append's ids stand where it wants to put them.
    fn repeated(
        &mut self,
        prepared: &Prepared,
        first: Version,
    ) -> Result<Option<Appended>, BatchFailure> {
        let Append { stream, events, .. } = &prepared.append;
        let mut ids = events.iter().map(|event| event.id);
        let mut missing = events.len();
        let mut last = None;
        let (hash, from) = (prepared.stream_hash, Some(first));
        let mut scan = Scan::prepare(self.connection, Direction::Forwards).map_err(read_failure)?;
        let scanned = scan.run(self.decoder, hash, stream, from, EVERYTHING, |event| {
            if ids.next() != Some(event.id) {
                return Ok(false);
            }
            missing -= 1;
            let (position, version) = (event.position, event.version);
            last = Some(Appended { position, version, repeated: true });
            Ok(missing > 0)
        });
        scanned.map_err(read_failure)?;
        Ok(last.filter(|_| missing == 0))
    }

    fn insert(
        &mut self,
        prepared: &Prepared,
        first: Version,
        extent: Option<Extent>,
    ) -> Result<Appended, BatchFailure> {
        let Prepared { append, stream_hash, recorded_at_us, digests } = prepared;
        let mut begins = extent.map(|extent| extent.first);
        let mut appended =
            Appended { position: self.tail.position, version: first, repeated: false };
        let mut version = first;
        for (event, digest) in append.events.iter().zip(digests) {
            let position = Position::new(self.tail.position.get() + 1);
            let chain = self.tail.chain.then(position, digest);
            let key = begins.map_or(*stream_hash, |begins| sql(begins.get()));
            begins = begins.or(Some(position));
            self.insert.execute(params![
                sql(position.get()),
                key,
                sql(version.get()),
                append.stream.as_str(),
                event.id.as_bytes(),
                event.event_type.as_ref(),
                recorded_at_us,
                append.attribution.caller.as_ref(),
                append.attribution.request_id.as_ref(),
                checksum(position, digest),
                chain.0,
                event.payload.as_ref(),
            ])?;
            self.tail = Tail { position, chain };
            appended = Appended { position, version, repeated: false };
            version = version.next();
        }
        if let Some(first) = begins {
            self.extents.set(&append.stream, Extent { first, last: appended.version });
        }
        Ok(appended)
    }
}

fn read_failure(error: ReadError) -> BatchFailure {
    BatchFailure::Damage(match error {
        ReadError::Damaged(damage) => SealReason::Damage(damage),
        ReadError::TooManyStreams(_)
        | ReadError::Closed
        | ReadError::StreamTooLong(_)
        | ReadError::Storage(_) => SealReason::Storage(error.to_string().into()),
    })
}

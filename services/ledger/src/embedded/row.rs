//! A stored row, read back and proved.

use std::sync::Arc;

use bytes::Bytes;
use jiff::Timestamp;
use rusqlite::{Row, types::ValueRef};
use uuid::Uuid;

use super::{
    checksum::{Chain, Checksum, Content, Digest, checksum},
    database::read_error,
};
use crate::{Damage, DamageKind, Position, ReadError, RecordedEvent, StreamName, Version};

/// The columns in the order in which [`Decoder::stored`] takes them.
pub(super) const COLUMNS: &str = "position, version, stream, id, event_type, recorded_at, caller, request_id, \
     checksum, chain, payload";

/// A row that was read and is not proved yet: its checksum proves it alone
/// ([`Stored::check`]), the running hash proves it where it stands.
pub(super) struct Stored {
    pub(super) event: RecordedEvent,
    pub(super) digest: Digest,
    pub(super) checksum: Checksum,
    pub(super) chain: Chain,
}

impl Stored {
    /// The event matches its checksum.
    pub(super) fn check(&self) -> Result<(), ReadError> {
        let position = self.event.position;
        if self.checksum == checksum(position, &self.digest) {
            return Ok(());
        }
        Err(damaged(Some(position), DamageKind::Checksum))
    }
}

/// Reads rows. Texts that repeat from row to row are shared.
#[derive(Default)]
pub(super) struct Decoder {
    scratch: Vec<u8>,
    stream: Option<StreamName>,
    event_type: Arc<str>,
    caller: Arc<str>,
    request_id: Arc<str>,
}

impl Decoder {
    /// The row's event, unproved.
    pub(super) fn stored(&mut self, row: &Row<'_>) -> Result<Stored, ReadError> {
        let position = Position::new(number(row, 0, None, "position")?);
        let at = Some(position);
        let content = Content {
            stream: text(row, 2, at, "stream")?,
            version: number(row, 1, at, "version")?,
            id: bytes(row, 3, at, "id")?,
            event_type: text(row, 4, at, "event_type")?,
            recorded_at_us: integer(row, 5, at, "recorded_at")?,
            caller: text(row, 6, at, "caller")?,
            request_id: text(row, 7, at, "request_id")?,
            payload: blob(row, 10, at, "payload")?,
        };
        let digest = content.digest(&mut self.scratch);
        let recorded_at = Timestamp::from_microsecond(content.recorded_at_us)
            .map_err(|_| damaged(at, DamageKind::Field("recorded_at")))?;
        let event = RecordedEvent {
            id: Uuid::from_bytes(*content.id),
            stream: self.stream_name(content.stream),
            version: Version::new(content.version),
            position,
            event_type: share(&mut self.event_type, content.event_type),
            recorded_at,
            caller: share(&mut self.caller, content.caller),
            request_id: share(&mut self.request_id, content.request_id),
            payload: Bytes::copy_from_slice(content.payload),
        };
        Ok(Stored {
            event,
            digest,
            checksum: *bytes(row, 8, at, "checksum")?,
            chain: chain(row, at)?,
        })
    }

    fn stream_name(&mut self, text: &str) -> StreamName {
        if let Some(name) = self.stream.as_ref().filter(|name| name.as_str() == text) {
            return name.clone();
        }
        // Only a damaged name has another form: whoever proves the event refuses it.
        let name = StreamName::recorded(text);
        self.stream = Some(name.clone());
        name
    }
}

/// The chain a row claims, before anything of it is proved.
pub(super) fn chain(row: &Row<'_>, at: Option<Position>) -> Result<Chain, ReadError> {
    bytes(row, 9, at, "chain").map(|bytes| Chain(*bytes))
}

/// Damage as the error of a read.
pub(super) fn damaged(at: Option<Position>, kind: DamageKind) -> ReadError {
    ReadError::Damaged(Damage { at, kind })
}

fn share(last: &mut Arc<str>, text: &str) -> Arc<str> {
    if **last != *text {
        *last = Arc::from(text);
    }
    last.clone()
}

fn value<'a>(row: &'a Row<'_>, column: usize) -> Result<ValueRef<'a>, ReadError> {
    row.get_ref(column).map_err(read_error)
}

fn integer(
    row: &Row<'_>,
    column: usize,
    at: Option<Position>,
    name: &'static str,
) -> Result<i64, ReadError> {
    match value(row, column)? {
        ValueRef::Integer(number) => Ok(number),
        _ => Err(damaged(at, DamageKind::Field(name))),
    }
}

fn number(
    row: &Row<'_>,
    column: usize,
    at: Option<Position>,
    name: &'static str,
) -> Result<u64, ReadError> {
    u64::try_from(integer(row, column, at, name)?).map_err(|_| damaged(at, DamageKind::Field(name)))
}

fn text<'a>(
    row: &'a Row<'_>,
    column: usize,
    at: Option<Position>,
    name: &'static str,
) -> Result<&'a str, ReadError> {
    match value(row, column)? {
        ValueRef::Text(bytes) => {
            std::str::from_utf8(bytes).map_err(|_| damaged(at, DamageKind::Field(name)))
        }
        _ => Err(damaged(at, DamageKind::Field(name))),
    }
}

fn blob<'a>(
    row: &'a Row<'_>,
    column: usize,
    at: Option<Position>,
    name: &'static str,
) -> Result<&'a [u8], ReadError> {
    match value(row, column)? {
        ValueRef::Blob(bytes) => Ok(bytes),
        _ => Err(damaged(at, DamageKind::Field(name))),
    }
}

fn bytes<'a, const N: usize>(
    row: &'a Row<'_>,
    column: usize,
    at: Option<Position>,
    name: &'static str,
) -> Result<&'a [u8; N], ReadError> {
    blob(row, column, at, name)?.try_into().map_err(|_| damaged(at, DamageKind::Field(name)))
}

//! The ledger in memory: for tests, and for trying the hub without a disk.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard},
};

use async_trait::async_trait;
use tokio::sync::watch;

use crate::{
    Append, AppendError, Appended, Direction, Ledger, PAGE_BYTES_MAX, PAGE_EVENTS_MAX, PageSource,
    Position, ReadError, RecordedEvent, STREAM_EVENTS_MAX, STREAMS_PER_READ_MAX, StreamName,
    Subscription, Version, event::whole_microseconds,
};

/// A ledger that lasts as long as the process; acknowledged means visible, nothing more.
#[derive(Clone)]
pub struct MemoryLedger {
    shelf: Arc<Shelf>,
    head: Arc<watch::Sender<Position>>,
}

#[derive(Default)]
struct Shelf(RwLock<Contents>);

/// Positions are dense: the event at position n is `events[n - 1]`.
#[derive(Default)]
struct Contents {
    events: Vec<RecordedEvent>,
    streams: HashMap<StreamName, Vec<Position>>,
}

impl MemoryLedger {
    /// An empty ledger.
    #[must_use]
    pub fn new() -> Self {
        Self { shelf: Arc::default(), head: Arc::new(watch::Sender::new(Position::START)) }
    }
}

impl Default for MemoryLedger {
    fn default() -> Self {
        Self::new()
    }
}

#[async_trait]
impl Ledger for MemoryLedger {
    async fn append_each(&self, appends: Vec<Append>) -> Vec<Result<Appended, AppendError>> {
        let mut contents = self.shelf.write();
        let answers = appends.into_iter().map(|append| contents.append(append)).collect();
        self.head.send_replace(contents.head());
        answers
    }

    async fn read_stream(
        &self,
        stream: &StreamName,
        from: Option<Version>,
        direction: Direction,
        max: usize,
    ) -> Result<Vec<RecordedEvent>, ReadError> {
        Ok(self.shelf.read().stream_page(stream, from, direction, max))
    }

    async fn read_streams(
        &self,
        streams: &[StreamName],
    ) -> Result<Vec<Vec<RecordedEvent>>, ReadError> {
        if streams.len() > STREAMS_PER_READ_MAX {
            return Err(ReadError::TooManyStreams(streams.len()));
        }
        let contents = self.shelf.read();
        streams.iter().map(|stream| contents.whole_stream(stream)).collect()
    }

    async fn read_all(&self, after: Position, max: usize) -> Result<Vec<RecordedEvent>, ReadError> {
        self.shelf.page(after, max).await
    }

    async fn head(&self) -> Result<Position, ReadError> {
        Ok(*self.head.borrow())
    }

    fn subscribe(&self, after: Position) -> Subscription {
        Subscription::pulling(self.shelf.clone(), self.head.subscribe(), after)
    }
}

#[async_trait]
impl PageSource for Shelf {
    async fn page(&self, after: Position, max: usize) -> Result<Vec<RecordedEvent>, ReadError> {
        let contents = self.read();
        let first = usize::try_from(after.get()).unwrap_or(usize::MAX);
        Ok(page(contents.events.get(first..).unwrap_or_default().iter(), max))
    }
}

impl Shelf {
    // Nothing panics while it holds the lock, so a poisoned lock guards whole contents.
    fn read(&self) -> RwLockReadGuard<'_, Contents> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Contents> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Contents {
    fn head(&self) -> Position {
        Position::new(self.events.len() as u64)
    }

    fn append(&mut self, append: Append) -> Result<Appended, AppendError> {
        append.check()?;
        let recorded = self.streams.get(&append.stream).map_or(&[][..], Vec::as_slice);
        let current = (recorded.len() as u64).checked_sub(1).map(Version::new);
        let first = append.expected.next();
        if first.get() != recorded.len() as u64 {
            return self
                .repeated(&append, first, recorded)
                .ok_or(AppendError::Conflict { current });
        }
        Ok(self.record(append, first))
    }

    /// The first answer, if exactly the append's ids stand where it wants to put them.
    fn repeated(&self, append: &Append, first: Version, recorded: &[Position]) -> Option<Appended> {
        let from = usize::try_from(first.get()).ok()?;
        let standing = recorded.get(from..from.checked_add(append.events.len())?)?;
        let same = standing.iter().zip(&append.events).all(|(position, event)| {
            self.event(*position).is_some_and(|standing| standing.id == event.id)
        });
        let last = self.event(*standing.last()?)?;
        same.then_some(Appended { position: last.position, version: last.version, repeated: true })
    }

    fn record(&mut self, append: Append, first: Version) -> Appended {
        let Append { stream, events, attribution, .. } = append;
        let positions = self.streams.entry(stream.clone()).or_default();
        let mut version = first;
        let mut appended = Appended { position: Position::START, version, repeated: false };
        for event in events {
            let position = Position::new(self.events.len() as u64 + 1);
            appended = Appended { position, version, repeated: false };
            positions.push(position);
            self.events.push(RecordedEvent {
                id: event.id,
                stream: stream.clone(),
                version,
                position,
                event_type: event.event_type.into(),
                recorded_at: whole_microseconds(attribution.recorded_at),
                caller: attribution.caller.clone(),
                request_id: attribution.request_id.clone(),
                payload: event.payload,
            });
            version = version.next();
        }
        appended
    }

    fn event(&self, position: Position) -> Option<&RecordedEvent> {
        self.events.get(usize::try_from(position.get().checked_sub(1)?).ok()?)
    }

    fn stream_page(
        &self,
        stream: &StreamName,
        from: Option<Version>,
        direction: Direction,
        max: usize,
    ) -> Vec<RecordedEvent> {
        let positions = self.streams.get(stream).map_or(&[][..], Vec::as_slice);
        let from = from.map(|version| usize::try_from(version.get()).unwrap_or(usize::MAX));
        let event = |position: &Position| self.event(*position);
        match direction {
            Direction::Forwards => {
                let rest = positions.get(from.unwrap_or(0)..).unwrap_or_default();
                page(rest.iter().filter_map(event), max)
            }
            Direction::Backwards => {
                let end = from.map_or(positions.len(), |from| from.saturating_add(1));
                let rest = positions.get(..end).unwrap_or(positions);
                page(rest.iter().rev().filter_map(event), max)
            }
        }
    }

    fn whole_stream(&self, stream: &StreamName) -> Result<Vec<RecordedEvent>, ReadError> {
        let positions = self.streams.get(stream).map_or(&[][..], Vec::as_slice);
        if positions.len() > STREAM_EVENTS_MAX {
            return Err(ReadError::StreamTooLong(stream.clone()));
        }
        Ok(positions.iter().filter_map(|position| self.event(*position)).cloned().collect())
    }
}

fn page<'a>(events: impl Iterator<Item = &'a RecordedEvent>, max: usize) -> Vec<RecordedEvent> {
    let mut bytes = 0;
    let mut page = Vec::new();
    for event in events.take(max.min(PAGE_EVENTS_MAX)) {
        bytes += event.payload.len();
        page.push(event.clone());
        if bytes >= PAGE_BYTES_MAX {
            break;
        }
    }
    page
}

#[cfg(test)]
mod tests;

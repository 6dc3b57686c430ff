//! What the rows of one certificate make of its history, in the order in which they came.
//!
//! A row leaves at most two events, whose ids are made of the upload's request id and the row's key: a row that
//! comes again finds its events in the history and gets their answer.

use domain::{
    certificate::{Certificate, CertificateRef, Command, Event, Field, Refusal, Row},
    history_key::HistoryKey,
    request_id::RequestId,
};
use ledger::{
    APPEND_BYTES_MAX, Append, Attribution, ExpectedVersion, NewEvent, Position, RecordedEvent,
    STREAM_EVENTS_MAX, StreamName,
};
use sealing::DataKey;
use uuid::Uuid;
use wire::{
    event::{self, DecodeError},
    registration::Change,
};

/// From how many events on no row adds one: the rest of what a stream holds is for single decisions, so that a full
/// certificate can still be ended or withheld.
pub(crate) const EVENTS_BY_ROWS_MAX: usize = STREAM_EVENTS_MAX - 100;

/// Rows are taken together until their events have this many bytes: with one more row they fit an append.
const NEWS_BYTES: usize = APPEND_BYTES_MAX / 4;

/// A certificate's history as it was read.
pub(crate) struct History {
    recorded: Vec<RecordedEvent>,
    events: Vec<Event>,
}

/// Why the rows of a certificate could not be decided on at all.
#[derive(Clone, Debug, thiserror::Error)]
pub(crate) enum DecideError {
    /// The history cannot be understood.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// A personal field cannot be closed.
    #[error(transparent)]
    Seal(#[from] sealing::SealError),
}

/// What one row comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    /// These events happen, or happened when the row came first.
    Happens {
        /// One or two.
        events: Vec<Event>,
        /// Where the last of them stands, if they stand in the history already.
        recorded: Option<Position>,
    },
    /// The row says what is known.
    Unchanged,
    /// The row was refused.
    Refused(Refusal),
    /// A row with other content came before under the same request id and key.
    Reused,
    /// The certificate has as many events as rows may make.
    Full,
}

/// What the rows of one certificate come to together.
pub(crate) struct Decided {
    /// One decision per row, in order; of the last rows perhaps none yet.
    pub(crate) decisions: Vec<Decision>,
    /// A row that shares a day with the row of that place, if any, in order.
    pub(crate) overlaps: Vec<Option<HistoryKey>>,
    /// What is to be appended: the events of each row that makes something happen.
    news: Vec<Vec<NewEvent>>,
    expected: ExpectedVersion,
}

impl History {
    /// Reads a history. `key` opens its personal fields.
    ///
    /// # Errors
    ///
    /// [`DecodeError`].
    pub(crate) fn read(
        recorded: Vec<RecordedEvent>,
        key: Option<&DataKey>,
    ) -> Result<Self, DecodeError> {
        let events = recorded
            .iter()
            .map(|event| {
                event::certificate::decode(event, |_| key.cloned()).map(|(_, event)| event)
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { recorded, events })
    }

    /// Decides on rows in order; each sees what the ones before it make happen.
    ///
    /// Where the upload was `completed` before, a row that left no event is decided on as it was then: what others
    /// recorded since does not change its first answer.
    ///
    /// # Errors
    ///
    /// [`DecideError::Seal`].
    pub(crate) fn decide(
        &self,
        certificate: &CertificateRef,
        changes: &[Change],
        upload: &RequestId,
        completed: Option<Position>,
        key: &DataKey,
    ) -> Result<Decided, DecideError> {
        let known = self.recorded.iter().zip(&self.events);
        let known = known.take_while(|(at, _)| completed.is_none_or(|end| at.position <= end));
        let mut state = Certificate::replay(known.map(|(_, event)| event.clone()));
        let mut decided = Decided {
            decisions: Vec::with_capacity(changes.len()),
            overlaps: Vec::with_capacity(changes.len()),
            news: Vec::new(),
            expected: self
                .recorded
                .last()
                .map_or(ExpectedVersion::NoStream, |event| ExpectedVersion::Exactly(event.version)),
        };
        let (mut count, mut bytes) = (self.recorded.len(), 0);
        for change in changes {
            if bytes >= NEWS_BYTES {
                break;
            }
            let row_key = format!("{}/{}", certificate.id(), change.history_key());
            let first_id = event::event_id(upload, &row_key, 0);
            let encode = |events: &[Event]| {
                events
                    .iter()
                    .enumerate()
                    .map(|(index, event)| {
                        let id = event::event_id(upload, &row_key, index);
                        event::certificate::encode(certificate, event, id, key)
                    })
                    .collect::<Result<Vec<_>, _>>()
            };
            let decision = if let Some(at) = self.place_of(first_id) {
                self.repeat(at, change, encode)?
            } else {
                match state.decide(command(change)) {
                    Ok(events) if events.is_empty() => Decision::Unchanged,
                    // The row stands twice in the upload, and says something else now.
                    Ok(_) | Err(_) if decided.holds(first_id) => Decision::Reused,
                    Ok(events) if count + events.len() > EVENTS_BY_ROWS_MAX => Decision::Full,
                    Ok(events) => {
                        let new = encode(&events)?;
                        count += new.len();
                        bytes += new.iter().map(|event| event.payload.len()).sum::<usize>();
                        decided.news.push(new);
                        state = events.iter().cloned().fold(state, Certificate::evolve);
                        Decision::Happens { events, recorded: None }
                    }
                    Err(refusal) => Decision::Refused(refusal),
                }
            };
            decided.overlaps.push(overlap(&state, change));
            decided.decisions.push(decision);
        }
        Ok(decided)
    }

    fn place_of(&self, id: Uuid) -> Option<usize> {
        self.recorded.iter().position(|event| event.id == id)
    }

    /// The first answer again, if the row is the one that was recorded at `at`.
    fn repeat(
        &self,
        at: usize,
        change: &Change,
        encode: impl Fn(&[Event]) -> Result<Vec<NewEvent>, sealing::SealError>,
    ) -> Result<Decision, DecideError> {
        let before = Certificate::replay(self.events.iter().take(at).cloned());
        let Ok(events) = before.decide(command(change)) else { return Ok(Decision::Reused) };
        let encoded = encode(&events)?;
        let stands: Vec<_> = self.recorded.iter().skip(at).take(encoded.len()).collect();
        let same = stands.len() == encoded.len()
            && stands
                .iter()
                .zip(&encoded)
                .all(|(recorded, new)| recorded.id == new.id && recorded.payload == new.payload);
        Ok(match stands.last() {
            Some(last) if same => Decision::Happens { events, recorded: Some(last.position) },
            Some(_) | None => Decision::Reused,
        })
    }
}

impl Decided {
    fn holds(&self, id: Uuid) -> bool {
        self.news.iter().flatten().any(|event| event.id == id)
    }

    /// The append that makes the decisions so; none when nothing is new.
    pub(crate) fn append(&self, stream: StreamName, attribution: Attribution) -> Option<Append> {
        if self.news.is_empty() {
            return None;
        }
        let events = self.news.iter().flatten().cloned().collect();
        Some(Append { stream, expected: self.expected, events, attribution })
    }

    /// How many rows make something happen.
    pub(crate) fn rows_with_news(&self) -> usize {
        self.news.len()
    }

    /// Where the last event of each of those rows stands, in a history read after the append.
    pub(crate) fn positions_in(&self, recorded: &[RecordedEvent]) -> Vec<Position> {
        let last = |events: &Vec<NewEvent>| events.last().map(|event| event.id);
        let found = |id| recorded.iter().find(|event| event.id == id).map(|event| event.position);
        self.news.iter().filter_map(last).filter_map(found).collect()
    }
}

/// The fields that an event changes.
pub(crate) fn changed_fields(events: &[Event]) -> Vec<&'static str> {
    let mut names = Vec::new();
    for event in events {
        match event {
            Event::Corrected { changed, .. } => {
                names.extend(changed.iter().map(|field| field.api_name()));
            }
            Event::Ended { .. } => names.push(Field::ValidTo.api_name()),
            Event::Deleted(_) => names.push("isDeleted"),
            Event::Withheld { .. } | Event::Lifted { .. } => names.push("isNotDisclosed"),
            Event::Registered { .. } | Event::PeriodAdded(_) | Event::Reinstated(_) => {}
        }
    }
    names
}

fn command(change: &Change) -> Command {
    match change {
        Change::Put { row, not_disclosed } => {
            Command::Register { row: Row::clone(row), not_disclosed: *not_disclosed }
        }
        Change::Delete(history_key) => Command::Delete(history_key.clone()),
    }
}

fn overlap(state: &Certificate, change: &Change) -> Option<HistoryKey> {
    match change {
        Change::Put { row, .. } => state.overlapping(&row.history_key, row.period).cloned(),
        Change::Delete(_) => None,
    }
}

#[cfg(test)]
mod tests;

//! The shape every write to one stream has: read · already? · decide · append · again on conflict.
//!
//! [`record`] folds the stream page by page, so a stream may be longer than memory. The request is
//! looked for before anything is decided: a repeated request gets its first answer again, and the
//! same request id with other content is refused. For that, the request is decided once more on the
//! history that stood before it and compared with what stands; nothing beside the events themselves
//! has to be kept. A request id is looked for in the request's own stream only.

use domain::request_id::RequestId;
use jiff::Timestamp;
use ledger::{
    Append, AppendError, Attribution, Direction, EVENTS_PER_APPEND_MAX, ExpectedVersion,
    InvalidStreamName, Ledger, NewEvent, PAGE_EVENTS_MAX, Position, ReadError, RecordedEvent,
    StreamName,
};
use tonic::Code;
use uuid::Uuid;

use crate::{
    Envelope,
    event::{DecodeError, event_id},
    proto::common::v1::ErrorReason,
    refusal::Refusal,
};

#[cfg(test)]
mod tests;

/// How often a write is decided anew because others wrote to the same stream.
pub const ATTEMPTS_MAX: usize = 8;

/// A request that writes to one stream.
#[derive(Clone, Debug)]
pub struct Request {
    /// Where its events belong.
    pub stream: StreamName,
    /// The id of the first event it causes: [`crate::event::event_id`] with index 0.
    pub first_event: Uuid,
    /// Who asks, and when.
    pub attribution: Attribution,
}

impl Request {
    /// The one write that a request makes to this stream, asked for now.
    ///
    /// # Errors
    ///
    /// INTERNAL when the name is not a stream's: names are made by `domain`, so nobody else is to answer for it.
    pub fn new(
        stream: String,
        request_id: &RequestId,
        envelope: &Envelope,
    ) -> Result<Self, Refusal> {
        Ok(Self {
            stream: stream_name(stream)?,
            first_event: event_id(request_id, "", 0),
            attribution: envelope.attribution(request_id),
        })
    }

    /// The ids of the events it causes, in order.
    pub fn event_ids(request_id: &RequestId) -> impl Iterator<Item = Uuid> {
        (0..EVENTS_PER_APPEND_MAX).map(|index| event_id(request_id, "", index))
    }
}

/// The stream of this name.
///
/// # Errors
///
/// INTERNAL when it is not one: names are made by `domain`, so nobody else is to answer for it.
pub fn stream_name(name: String) -> Result<StreamName, Refusal> {
    name.try_into().map_err(|error: InvalidStreamName| {
        Refusal::new(Code::Internal, ErrorReason::Unspecified, error.to_string())
    })
}

/// A request has its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// Where its last event stands; for [`Outcome::Unchanged`] the last event of the stream.
    pub position: Position,
    /// What the call did.
    pub outcome: Outcome,
}

/// What a call did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It recorded its events.
    New,
    /// They stood there already: the request was sent before.
    Repeated,
    /// It says what is known, so nothing was recorded.
    Unchanged,
}

/// A write was not done, or may not have been. In the order in which it is checked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordError<R> {
    /// The stream could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// An event of the stream could not be understood.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// The same request id was used before with other content.
    #[error("the same request id was used before with other content")]
    RequestIdReused,
    /// It was decided against.
    #[error("{0}")]
    Refused(R),
    /// The ledger did not take the events.
    #[error(transparent)]
    Append(AppendError),
    /// Others wrote to the same stream [`ATTEMPTS_MAX`] times.
    #[error("others kept writing to the same stream; nothing was done")]
    Contended,
}

impl<R> RecordError<R> {
    /// The refusal that the caller gets; `refused` says how a decision against is called.
    pub fn into_refusal(self, refused: impl FnOnce(R) -> Refusal) -> Refusal {
        match self {
            Self::Read(error) => error.into(),
            Self::Decode(error) => error.into(),
            Self::RequestIdReused => request_id_reused(),
            Self::Refused(reason) => refused(reason),
            Self::Append(error) => error.into(),
            Self::Contended => Refusal::contended(),
        }
    }
}

/// The refusal of a request id that was used before with other content.
#[must_use]
pub fn request_id_reused() -> Refusal {
    Refusal::new(
        Code::InvalidArgument,
        ErrorReason::RequestIdReused,
        "the same request id was used before with other content; take a new one",
    )
    .field("request_id", "was used before with other content; take a new one")
}

/// What a stream says to a request: its state, and whether the request is answered in it.
#[derive(Clone, Debug)]
pub struct Past<S> {
    first_event: Uuid,
    state: S,
    version: ExpectedVersion,
    last: Option<Position>,
    standing: Vec<RecordedEvent>,
}

/// What is to be done about a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing: it has its answer.
    Answered(Recorded),
    /// These events are to be appended at this version.
    Append(ExpectedVersion, Vec<NewEvent>),
}

impl<S> Past<S> {
    /// The past of an empty stream, for the request whose first event has this id.
    pub fn of_nothing(state: S, first_event: Uuid) -> Self {
        let version = ExpectedVersion::NoStream;
        Self { first_event, state, version, last: None, standing: Vec::new() }
    }

    /// The past with one more event of the stream. `state` stays as it was before the request's own first
    /// event.
    ///
    /// # Errors
    ///
    /// As `fold`.
    pub fn take_in<E>(
        &mut self,
        event: RecordedEvent,
        fold: impl FnOnce(&mut S, &RecordedEvent) -> Result<(), E>,
    ) -> Result<(), E> {
        if self.standing.is_empty() && event.id != self.first_event {
            fold(&mut self.state, &event)?;
            self.version = ExpectedVersion::Exactly(event.version);
            self.last = Some(event.position);
        } else if self.standing.len() <= EVENTS_PER_APPEND_MAX {
            self.standing.push(event);
        }
        Ok(())
    }

    /// Whether the request was found, and enough after it to compare: no more events need be taken in.
    #[must_use]
    pub fn is_enough(&self) -> bool {
        self.standing.len() >= EVENTS_PER_APPEND_MAX
    }

    /// What is to be done. `decide` is given the state, and the time: `now`, or for a request that was
    /// sent before the time at which it was recorded. The events it makes have ids of the request, the
    /// first one `first_event`.
    ///
    /// # Errors
    ///
    /// [`RecordError::RequestIdReused`], [`RecordError::Refused`].
    pub fn judge<R>(
        &self,
        now: Timestamp,
        decide: impl FnOnce(&S, Timestamp) -> Result<Vec<NewEvent>, R>,
    ) -> Result<Verdict, RecordError<R>> {
        let Some(first) = self.standing.first() else {
            let events = decide(&self.state, now).map_err(RecordError::Refused)?;
            return Ok(if events.is_empty() {
                let position = self.last.unwrap_or(Position::START);
                Verdict::Answered(Recorded { position, outcome: Outcome::Unchanged })
            } else {
                Verdict::Append(self.version, events)
            });
        };
        // A refusal now is other content as well: what stands there was not refused.
        let events =
            decide(&self.state, first.recorded_at).map_err(|_| RecordError::RequestIdReused)?;
        let found = self.standing.get(..events.len()).filter(|found| same(found, &events));
        match found.and_then(<[_]>::last) {
            Some(last) => {
                let position = last.position;
                Ok(Verdict::Answered(Recorded { position, outcome: Outcome::Repeated }))
            }
            None => Err(RecordError::RequestIdReused),
        }
    }
}

/// Whether these events are what stands there, byte for byte.
fn same(standing: &[RecordedEvent], events: &[NewEvent]) -> bool {
    standing.iter().zip(events).all(|(standing, event)| {
        standing.id == event.id
            && *standing.event_type == *event.event_type
            && standing.payload == event.payload
    })
}

/// Records what a request decides on the present state of its stream.
///
/// `fold` takes one recorded event into the state; `decide` makes of the state the events to record,
/// or none, or refuses. It may be called several times, and is given the time as [`Past::judge`] says.
///
/// # Errors
///
/// [`RecordError`]. After an indefinite [`RecordError::Append`] the events may have been recorded; the same
/// request sent again learns it.
pub async fn record<S: Default, R>(
    ledger: &dyn Ledger,
    request: &Request,
    fold: impl Fn(&mut S, &RecordedEvent) -> Result<(), DecodeError>,
    decide: impl Fn(&S, Timestamp) -> Result<Vec<NewEvent>, R>,
) -> Result<Recorded, RecordError<R>> {
    for _ in 0..ATTEMPTS_MAX {
        let past = past(ledger, request, &fold).await?;
        let (expected, events) = match past.judge(request.attribution.recorded_at, &decide)? {
            Verdict::Answered(answer) => return Ok(answer),
            Verdict::Append(expected, events) => (expected, events),
        };
        let append = Append {
            stream: request.stream.clone(),
            expected,
            events,
            attribution: request.attribution.clone(),
        };
        match ledger.append(append).await {
            // Answered by the ledger alone the content was not compared: look again.
            Ok(appended) if appended.repeated => {}
            Ok(appended) => {
                return Ok(Recorded { position: appended.position, outcome: Outcome::New });
            }
            Err(AppendError::Conflict { .. }) => {} // Decide again on the newer history.
            Err(error) => return Err(RecordError::Append(error)),
        }
    }
    Err(RecordError::Contended)
}

/// The first answer to a request that was sent before; none if it was not.
///
/// For a request that would now be refused on other grounds than its own stream: its retry still
/// gets the first answer.
///
/// # Errors
///
/// [`RecordError::Read`], [`RecordError::Decode`], [`RecordError::RequestIdReused`].
pub async fn first_answer<S: Default, R>(
    ledger: &dyn Ledger,
    request: &Request,
    fold: impl Fn(&mut S, &RecordedEvent) -> Result<(), DecodeError>,
    decide: impl Fn(&S, Timestamp) -> Result<Vec<NewEvent>, R>,
) -> Result<Option<Recorded>, RecordError<R>> {
    let past = past(ledger, request, &fold).await?;
    if past.standing.is_empty() {
        return Ok(None);
    }
    match past.judge(request.attribution.recorded_at, &decide)? {
        Verdict::Answered(answer) => Ok(Some(answer)),
        Verdict::Append(..) => Ok(None),
    }
}

/// The state of a stream now, read page by page.
///
/// # Errors
///
/// [`RecordError::Read`], [`RecordError::Decode`].
pub async fn present<S: Default, R>(
    ledger: &dyn Ledger,
    stream: &StreamName,
    fold: impl Fn(&mut S, &RecordedEvent) -> Result<(), DecodeError>,
) -> Result<S, RecordError<R>> {
    let (mut state, mut from) = (S::default(), None);
    // Ends with the stream: every page is later than the one before it.
    loop {
        let page = ledger.read_stream(stream, from, Direction::Forwards, PAGE_EVENTS_MAX).await?;
        let Some(last) = page.last() else { return Ok(state) };
        from = Some(last.version.next());
        page.iter().try_for_each(|event| fold(&mut state, event))?;
    }
}

/// What the request's stream says to it, read page by page.
async fn past<S: Default, R>(
    ledger: &dyn Ledger,
    request: &Request,
    fold: impl Fn(&mut S, &RecordedEvent) -> Result<(), DecodeError>,
) -> Result<Past<S>, RecordError<R>> {
    let mut past = Past::of_nothing(S::default(), request.first_event);
    let mut from = None;
    // Ends with the stream: every page is later than the one before it.
    loop {
        let page =
            ledger.read_stream(&request.stream, from, Direction::Forwards, PAGE_EVENTS_MAX).await?;
        let Some(last) = page.last() else { return Ok(past) };
        from = Some(last.version.next());
        for event in page {
            past.take_in(event, &fold)?;
        }
        if past.is_enough() {
            return Ok(past);
        }
    }
}

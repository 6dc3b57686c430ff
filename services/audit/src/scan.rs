//! Goes through a ledger, page by page, as fast as the auditor takes what is found.
//!
//! Nobody reads ahead: the next page is read when the next message is asked for. Memory holds one
//! page and one message.

use std::vec;

use ledger::{Direction, Position, RecordedEvent, SharedLedger, StreamName, Subscription, Version};
use wire::{
    audit::{Replay, recorded_event},
    proto::audit::v1::ReplayResponse,
};

use crate::matcher::{self, Matcher};

/// The most events of one message.
pub(crate) const MESSAGE_EVENTS_MAX: usize = 500;

/// A message ends after the event that brings its payloads to this many bytes (1 MiB): a client
/// takes messages of 4 MiB, and one event has up to 1 MiB.
const MESSAGE_BYTES_MAX: usize = 1024 * 1024;

/// After so many events without a match, a message says how far the scan has come.
pub(crate) const PROGRESS_EVENTS: usize = 10_000;

/// A replay under way.
pub(crate) struct Scan {
    ledger: SharedLedger,
    matcher: Matcher,
    source: Source,
    page: vec::IntoIter<RecordedEvent>,
    /// Everything up to here has been looked at.
    scanned: Position,
    /// The last position when the replay began.
    head: Position,
    /// Where the replay ends; absent: when the caller ends it.
    until: Option<Position>,
    /// How many events may still be sent; absent: any number.
    left: Option<u64>,
    state: State,
}

/// Where the next page comes from.
enum Source {
    /// All that is recorded.
    All,
    /// One stream, from this version on.
    Stream(StreamName, Version),
    /// What is recorded from now on.
    Live(Subscription),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Recorded events are read; with `follow`, live ones come after them.
    Recorded { follow: bool },
    /// Events are read as they are recorded.
    Live,
    /// All was said.
    Ended,
}

impl Scan {
    /// A scan over `ledger`, whose last position is `head`.
    pub(crate) fn new(
        replay: Replay,
        ledger: SharedLedger,
        registration: SharedLedger,
        head: Position,
    ) -> Self {
        let until = match (replay.until, replay.follow) {
            (until, true) => until,
            (until, false) => Some(until.map_or(head, |until| until.min(head))),
        };
        let source = match &replay.filter.stream {
            Some(stream) => Source::Stream(stream.clone(), Version::FIRST),
            None => Source::All,
        };
        Self {
            matcher: Matcher::new(replay.filter, ledger.clone(), registration),
            ledger,
            source,
            page: Vec::new().into_iter(),
            scanned: replay.after,
            head,
            until,
            left: replay.event_count_max,
            state: State::Recorded { follow: replay.follow },
        }
    }

    /// The next message; none when the replay is over. A replay says at least once how far it got.
    ///
    /// # Errors
    ///
    /// [`matcher::Error`].
    pub(crate) async fn next(&mut self) -> Result<Option<ReplayResponse>, matcher::Error> {
        if self.state == State::Ended {
            return Ok(None);
        }
        let (mut events, mut bytes, mut looked_at) = (Vec::new(), 0, 0);
        loop {
            let Some(event) = self.page.next() else {
                if !events.is_empty() || looked_at >= PROGRESS_EVENTS || !self.turn_page().await? {
                    break;
                }
                continue;
            };
            if event.position <= self.scanned {
                continue; // A stream is read from its first event on.
            }
            if self.until.is_some_and(|until| event.position > until) {
                self.end();
                break;
            }
            self.scanned = event.position;
            looked_at += 1;
            if self.matcher.matches(&event).await? {
                bytes += event.payload.len();
                events.push(recorded_event(event));
                self.left = self.left.map(|left| left.saturating_sub(1));
            }
            if self.left == Some(0) {
                self.state = State::Ended;
                break;
            }
            if events.len() >= MESSAGE_EVENTS_MAX || bytes >= MESSAGE_BYTES_MAX {
                break;
            }
        }
        Ok(Some(ReplayResponse { events, scanned_position: self.scanned.get() }))
    }

    /// Gets the next page; false where a message is due first: at the end of what is recorded.
    async fn turn_page(&mut self) -> Result<bool, matcher::Error> {
        if self.until.is_some_and(|until| self.scanned >= until) {
            self.end();
            return Ok(false);
        }
        let page = match &mut self.source {
            Source::All => self.ledger.read_all(self.scanned, MESSAGE_EVENTS_MAX).await?,
            Source::Stream(stream, from) => {
                let page = self
                    .ledger
                    .read_stream(stream, Some(*from), Direction::Forwards, MESSAGE_EVENTS_MAX)
                    .await?;
                *from = page.last().map_or(*from, |last| last.version.next());
                page
            }
            Source::Live(subscription) => subscription.next_batch().await?,
        };
        if page.is_empty() {
            self.reach_end_of_recorded();
            return Ok(false);
        }
        self.page = page.into_iter();
        Ok(true)
    }

    /// Nothing more is recorded: the replay ends, or waits for what comes.
    fn reach_end_of_recorded(&mut self) {
        if self.state != (State::Recorded { follow: true }) {
            self.end();
            return;
        }
        // All up to the head of the beginning was read, and of a stream perhaps more.
        self.scanned = self.scanned.max(self.head);
        self.source = Source::Live(self.ledger.subscribe(self.scanned));
        self.state = State::Live;
    }

    /// Everything up to `until` has been looked at.
    fn end(&mut self) {
        self.scanned = self.scanned.max(self.until.unwrap_or_default());
        self.state = State::Ended;
    }
}

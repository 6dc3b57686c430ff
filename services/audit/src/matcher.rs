//! Whether an event is one the auditor asked for.
//!
//! What stands beside the event is looked at first; the event itself is decoded only for the
//! person and the body. An event that names nobody itself belongs to whom the first event of its
//! stream names, and a disclosure to the bodies of the certificates it names.

use std::collections::HashMap;

use ledger::{Direction, ReadError, RecordedEvent, SharedLedger, StreamName, Version};
use wire::{
    audit::Filter,
    event::{DecodeError, unknown_type},
};

use crate::subject::{Subject, subject};

/// How many streams are remembered, so that one stream is not looked up for each of its events.
/// When they are too many, all are forgotten and looked up again.
const REMEMBERED_MAX: usize = 65_536;

/// An event could not be compared with a filter.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The event, or the first of its stream, is not what its type says.
    #[error(transparent)]
    Event(#[from] DecodeError),
    /// The first event of its stream could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
}

/// A filter, and what was learnt about streams while using it.
pub(crate) struct Matcher {
    filter: Filter,
    /// The person key as events write it.
    person: Option<String>,
    /// The body and certificate type as events write them.
    program: Option<(String, Option<String>)>,
    /// The ledger that is replayed.
    ledger: SharedLedger,
    /// The ledger where certificates stand.
    registration: SharedLedger,
    /// Whether the stream began with the person, or the certificate stands under the program.
    remembered: HashMap<StreamName, bool>,
}

impl Matcher {
    pub(crate) fn new(filter: Filter, ledger: SharedLedger, registration: SharedLedger) -> Self {
        Self {
            person: filter.person.map(|person| person.to_string()),
            program: filter.body.map(|body| {
                (body.to_string(), filter.certificate_type.as_ref().map(ToString::to_string))
            }),
            filter,
            ledger,
            registration,
            remembered: HashMap::new(),
        }
    }

    /// Whether every condition of the filter holds for this event.
    ///
    /// # Errors
    ///
    /// [`Error`], only where the filter asks for a person or a body.
    pub(crate) async fn matches(&mut self, event: &RecordedEvent) -> Result<bool, Error> {
        if !self.matches_outside(event) {
            return Ok(false);
        }
        if self.person.is_none() && self.program.is_none() {
            return Ok(true);
        }
        let subject = read_subject(event)?;
        Ok(self.matches_person(event, &subject).await? && self.matches_program(&subject).await?)
    }

    /// The conditions on what stands beside the event.
    fn matches_outside(&self, event: &RecordedEvent) -> bool {
        let Filter { stream, event_types, recorded_from, recorded_until, .. } = &self.filter;
        stream.as_ref().is_none_or(|stream| *stream == event.stream)
            && (event_types.is_empty()
                || event_types.iter().any(|name| **name == *event.event_type))
            && recorded_from.is_none_or(|from| event.recorded_at >= from)
            && recorded_until.is_none_or(|until| event.recorded_at < until)
    }

    async fn matches_person(
        &mut self,
        event: &RecordedEvent,
        subject: &Subject,
    ) -> Result<bool, Error> {
        let Some(person) = &self.person else { return Ok(true) };
        if !subject.as_stream_began {
            let named = subject.people.contains(person);
            // An inquiry's later events name one person each: only the first speaks for the rest.
            if event.version == Version::FIRST {
                self.remember(event.stream.clone(), named);
            }
            return Ok(named);
        }
        if let Some(known) = self.remembered.get(&event.stream) {
            return Ok(*known);
        }
        let began = match first_event(&self.ledger, &event.stream).await? {
            Some(first) => read_subject(&first)?.people.contains(person),
            None => false,
        };
        self.remember(event.stream.clone(), began);
        Ok(began)
    }

    async fn matches_program(&mut self, subject: &Subject) -> Result<bool, Error> {
        let Some(wanted) = self.program.clone() else { return Ok(true) };
        if let Some(program) = &subject.program {
            return Ok(is_under(program, &wanted));
        }
        for certificate in &subject.certificates {
            if self.certificate_is_under(certificate, &wanted).await? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    async fn certificate_is_under(
        &mut self,
        certificate: &str,
        wanted: &(String, Option<String>),
    ) -> Result<bool, Error> {
        let Ok(stream) = StreamName::try_from(format!("certificate-{certificate}")) else {
            return Ok(false);
        };
        if let Some(known) = self.remembered.get(&stream) {
            return Ok(*known);
        }
        let under = match first_event(&self.registration, &stream).await? {
            Some(first) => {
                read_subject(&first)?.program.is_some_and(|program| is_under(&program, wanted))
            }
            None => false,
        };
        self.remember(stream, under);
        Ok(under)
    }

    fn remember(&mut self, stream: StreamName, answer: bool) {
        if self.remembered.len() >= REMEMBERED_MAX {
            self.remembered.clear();
        }
        self.remembered.insert(stream, answer);
    }
}

/// Whether a body, with or without a certificate type, is what was asked for.
fn is_under(named: &(String, Option<String>), wanted: &(String, Option<String>)) -> bool {
    named.0 == wanted.0 && (wanted.1.is_none() || named.1 == wanted.1)
}

fn read_subject(event: &RecordedEvent) -> Result<Subject, DecodeError> {
    match subject(&event.event_type, event.payload.clone()) {
        None => Err(unknown_type(event)),
        Some(Ok(subject)) => Ok(subject),
        Some(Err(_)) => Err(DecodeError::Malformed {
            at: event.position,
            event_type: event.event_type.to_string(),
        }),
    }
}

async fn first_event(
    ledger: &SharedLedger,
    stream: &StreamName,
) -> Result<Option<RecordedEvent>, ReadError> {
    let mut first = ledger.read_stream(stream, None, Direction::Forwards, 1).await?;
    Ok(first.pop())
}

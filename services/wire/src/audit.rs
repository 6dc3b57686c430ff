//! `pmh.audit.v1` on one side, what is to be replayed on the other.
//!
//! A [`Replay`] is what an auditor asked for, each condition in its form; [`recorded_event`]
//! writes an event as the ledger keeps it.

use std::fmt;

use domain::{body_code::BodyCode, certificate_type::CertificateTypeId, person_key::PersonKey};
use jiff::Timestamp;
use ledger::{Position, RecordedEvent, StreamName};

use crate::{
    field,
    proto::{audit::v1 as proto, common::v1::ErrorReason},
    refusal::FieldError,
};

/// The most event types one replay names.
pub const EVENT_TYPES_MAX: usize = 50;

/// What stands before the full name of a message in `google.protobuf.Any.type_url`.
const TYPE_URL_PREFIX: &str = "type.googleapis.com/pmh.event.v1.";

/// Nanoseconds of a microsecond: recorded times are kept in whole microseconds.
const MICROSECOND_NANOSECONDS: i32 = 1000;

/// One of the ledgers an auditor can replay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LedgerName {
    /// Bodies, programs, facilities, certificates.
    Registration,
    /// Check-ins, consents, disclosures, inquiries, replays.
    Access,
}

/// What an auditor wants replayed (再生).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replay {
    /// Which ledger.
    pub ledger: LedgerName,
    /// Which of its events.
    pub filter: Filter,
    /// Only events after this position.
    pub after: Position,
    /// Only events up to this position; absent: up to the end.
    pub until: Option<Position>,
    /// Whether to go on with what is recorded from now on.
    pub follow: bool,
    /// How many events at most; absent: no such limit.
    pub event_count_max: Option<u64>,
}

/// Which events: every condition given must hold. Each condition has its form; whether it can be
/// met is not proved.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only this stream.
    pub stream: Option<StreamName>,
    /// Only events of this person.
    pub person: Option<PersonKey>,
    /// Only events of this body.
    pub body: Option<BodyCode>,
    /// Only events of this certificate type of the body; never given without it.
    pub certificate_type: Option<CertificateTypeId>,
    /// Only events of these types, up to [`EVENT_TYPES_MAX`]; empty: all.
    pub event_types: Vec<String>,
    /// Only events recorded at this time or later.
    pub recorded_from: Option<Timestamp>,
    /// Only events recorded before this time.
    pub recorded_until: Option<Timestamp>,
}

/// Reads what is to be replayed.
///
/// # Errors
///
/// The first field that does not say what it must, in the order of the message; then
/// `FILTER_MALFORMED` where two conditions cannot both hold.
pub fn replay(request: proto::ReplayRequest) -> Result<Replay, FieldError> {
    let ledger = match request.ledger() {
        proto::LedgerName::Unspecified => return Err(FieldError::missing("ledger")),
        proto::LedgerName::Registration => LedgerName::Registration,
        proto::LedgerName::Access => LedgerName::Access,
    };
    let stream = field::optional("stream", &request.stream)?;
    let person = named("person", &request.person, PersonKey::from_resource_name)?;
    let body = named("body", &request.body, BodyCode::from_resource_name)?;
    let certificate_type = field::optional("certificate_type", &request.certificate_type)?;
    field::at_most("event_types", &request.event_types, EVENT_TYPES_MAX)?;
    let recorded_from = time("recorded_from", request.recorded_from)?;
    let recorded_until = time("recorded_until", request.recorded_until)?;
    if certificate_type.is_some() && body.is_none() {
        return Err(unmeetable("certificate_type", "names a type without the body it belongs to"));
    }
    if request.until_position != 0 && request.until_position < request.after_position {
        return Err(unmeetable("until_position", "lies before after_position"));
    }
    if matches!((recorded_from, recorded_until), (Some(from), Some(until)) if until <= from) {
        return Err(unmeetable("recorded_until", "is not after recorded_from"));
    }
    Ok(Replay {
        ledger,
        filter: Filter {
            stream,
            person,
            body,
            certificate_type,
            event_types: request.event_types,
            recorded_from,
            recorded_until,
        },
        after: Position::new(request.after_position),
        until: (request.until_position != 0).then(|| Position::new(request.until_position)),
        follow: request.follow,
        event_count_max: (request.event_count_max != 0).then_some(request.event_count_max),
    })
}

/// A condition of a filter that cannot be met, or that the hub does not know.
pub fn unmeetable(field: impl Into<std::borrow::Cow<'static, str>>, message: &str) -> FieldError {
    FieldError {
        field: field.into(),
        reason: ErrorReason::FilterMalformed,
        message: message.to_owned(),
        remedy: "send a condition that can hold, or leave the field empty".into(),
    }
}

/// An event as the ledger keeps it, as a message.
#[must_use]
pub fn recorded_event(event: RecordedEvent) -> proto::RecordedEvent {
    proto::RecordedEvent {
        position: event.position.get(),
        id: event.id.hyphenated().to_string(),
        stream: event.stream.as_str().to_owned(),
        version: event.version.get(),
        recorded_time: Some(from_time(event.recorded_at)),
        caller: event.caller.as_ref().to_owned(),
        request_id: event.request_id.as_ref().to_owned(),
        event: Some(prost_types::Any {
            type_url: format!("{TYPE_URL_PREFIX}{}", event.event_type),
            value: event.payload.into(),
        }),
    }
}

/// An instant as a message.
#[must_use]
pub fn from_time(time: Timestamp) -> prost_types::Timestamp {
    let mut seconds = time.as_second();
    let mut nanos = time.subsec_nanosecond();
    // A message counts nanoseconds forwards, an instant before 1970 counts them backwards.
    if nanos < 0 {
        seconds -= 1;
        nanos += 1_000_000 * MICROSECOND_NANOSECONDS;
    }
    prost_types::Timestamp { seconds, nanos }
}

fn time(
    field: &'static str,
    value: Option<prost_types::Timestamp>,
) -> Result<Option<Timestamp>, FieldError> {
    value
        .map(|value| {
            let forwards = (0..1_000_000 * MICROSECOND_NANOSECONDS).contains(&value.nanos);
            let time = Timestamp::new(value.seconds, value.nanos).ok().filter(|_| forwards);
            time.ok_or_else(|| FieldError::malformed(field, "is not an instant of years 1 to 9999"))
        })
        .transpose()
}

fn named<T, E: fmt::Display>(
    field: &'static str,
    name: &str,
    read: impl Fn(&str) -> Result<T, E>,
) -> Result<Option<T>, FieldError> {
    if name.is_empty() {
        return Ok(None);
    }
    read(name).map(Some).map_err(|error| FieldError::malformed(field, error))
}

impl LedgerName {
    /// The ledger's name in recorded events: `registration` or `access`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Registration => "registration",
            Self::Access => "access",
        }
    }
}

impl fmt::Display for Replay {
    /// Every condition given, in the order of the contract: what stands in `ReplayPerformed`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let filter = &self.filter;
        let mut parts = Vec::new();
        let mut part = |name: &str, value: Option<String>| {
            parts.extend(value.map(|value| format!("{name}={value}")));
        };
        part("stream", filter.stream.as_ref().map(ToString::to_string));
        part("person", filter.person.map(PersonKey::resource_name));
        part("body", filter.body.map(BodyCode::resource_name));
        part("certificate_type", filter.certificate_type.as_ref().map(ToString::to_string));
        let types = filter.event_types.join(",");
        part("event_types", Some(types).filter(|types| !types.is_empty()));
        part("after_position", Some(self.after.to_string()));
        part("until_position", self.until.map(|until| until.to_string()));
        part("recorded_from", filter.recorded_from.map(|time| time.to_string()));
        part("recorded_until", filter.recorded_until.map(|time| time.to_string()));
        part("follow", self.follow.then(|| "true".to_owned()));
        part("event_count_max", self.event_count_max.map(|count| count.to_string()));
        f.write_str(&parts.join(" "))
    }
}

#[cfg(test)]
mod tests;

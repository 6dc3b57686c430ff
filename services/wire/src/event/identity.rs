//! Links and people, as identity's own ledger stores them.
//!
//! A link's stream is named after a keyed hash ([`domain::link::of_stream`]); its events name the person.

use ledger::RecordedEvent;
use prost::Name as _;

use super::{DecodeError, unknown_type};
use crate::proto::event::v1 as proto;

pub mod link;
pub mod person;

#[cfg(test)]
mod tests;

/// Something that happened in identity's ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// To a link.
    Link(domain::link::Event),
    /// To a person.
    Person(domain::person::Event),
}

/// A recorded event of a link or a person.
///
/// # Errors
///
/// [`DecodeError`], in the order of its variants.
pub fn decode(recorded: &RecordedEvent) -> Result<Event, DecodeError> {
    match recorded.event_type.as_ref() {
        proto::LinkMade::NAME
        | proto::InsuranceLinked::NAME
        | proto::LinkSuspended::NAME
        | proto::LinkRestored::NAME
        | proto::LinkUnlinked::NAME => link::decode(recorded).map(Event::Link),
        proto::LinkMerged::NAME | proto::PersonShredded::NAME => {
            person::decode(recorded).map(Event::Person)
        }
        _ => Err(unknown_type(recorded)),
    }
}

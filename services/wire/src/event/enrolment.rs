//! Who takes part, as the registration ledger stores it: bodies, their programs, facilities.
//!
//! Every event names its body, program or facility itself, so that it can be read without its stream.

use ledger::RecordedEvent;
use prost::Name as _;

use super::{DecodeError, unknown_type};
use crate::proto::event::v1 as proto;

pub mod body;
pub mod facility;
pub mod program;

#[cfg(test)]
mod tests;

/// Something that happened to who takes part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// To a body.
    Body(domain::body::Event),
    /// To a program.
    Program(domain::program::Event),
    /// To a facility.
    Facility(domain::facility::Event),
}

/// The types of these events; no other room's events have one of them.
pub const TYPES: [&str; 9] = [
    proto::BodyEnrolled::NAME,
    proto::OperatorDelegated::NAME,
    proto::ProgramDefined::NAME,
    proto::ProgramRevised::NAME,
    proto::ProgramRetired::NAME,
    proto::FacilityEnrolled::NAME,
    proto::FacilityOptedOut::NAME,
    proto::ReaderEnrolled::NAME,
    proto::ReaderRemoved::NAME,
];

/// A recorded event of a body, a program or a facility.
///
/// # Errors
///
/// [`DecodeError`], in the order of its variants.
pub fn decode(recorded: &RecordedEvent) -> Result<Event, DecodeError> {
    match recorded.event_type.as_ref() {
        proto::BodyEnrolled::NAME | proto::OperatorDelegated::NAME => {
            body::decode(recorded).map(Event::Body)
        }
        proto::ProgramDefined::NAME | proto::ProgramRevised::NAME | proto::ProgramRetired::NAME => {
            program::decode(recorded).map(Event::Program)
        }
        proto::FacilityEnrolled::NAME
        | proto::FacilityOptedOut::NAME
        | proto::ReaderEnrolled::NAME
        | proto::ReaderRemoved::NAME => facility::decode(recorded).map(Event::Facility),
        _ => Err(unknown_type(recorded)),
    }
}

//! What this room's errors are called on the wire.

use tonic::Code;
use wire::{Refusal, proto::common::v1::ErrorReason};

use crate::{matcher, replay};

impl From<replay::Error> for Refusal {
    fn from(error: replay::Error) -> Self {
        match error {
            replay::Error::Filter(error) => error.into(),
            replay::Error::Read(error) => error.into(),
            replay::Error::Name(error) => {
                Self::new(Code::Internal, ErrorReason::Unspecified, error.to_string())
            }
            replay::Error::Record(error) => error.into(),
        }
    }
}

impl From<matcher::Error> for Refusal {
    fn from(error: matcher::Error) -> Self {
        match error {
            matcher::Error::Event(error) => error.into(),
            matcher::Error::Read(error) => error.into(),
        }
    }
}

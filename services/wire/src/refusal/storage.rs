//! What a ledger's trouble is called on the wire: the same in every service.

use ledger::{AppendError, Outcome, ReadError};
use tonic::Code;

use super::Refusal;
use crate::proto::common::v1::ErrorReason;

impl From<AppendError> for Refusal {
    fn from(error: AppendError) -> Self {
        let message = error.to_string();
        let refusal = match &error {
            // Services bound what they append, so these three are ours to answer for.
            AppendError::Empty | AppendError::TooLarge { .. } | AppendError::RepeatedId => {
                Self::new(Code::Internal, ErrorReason::Unspecified, message)
            }
            AppendError::Closed | AppendError::Sealed(_) => {
                Self::new(Code::Unavailable, ErrorReason::LedgerSealed, message)
            }
            AppendError::Conflict { .. } => Self::contended(),
            AppendError::Full => {
                Self::new(Code::ResourceExhausted, ErrorReason::LedgerFull, message)
            }
            AppendError::Indefinite(_) => {
                Self::new(Code::Unavailable, ErrorReason::LedgerIndefinite, message)
            }
        };
        match error.outcome() {
            Outcome::DefinitelyNotDone => refusal,
            Outcome::Indefinite => refusal.indefinite(),
        }
    }
}

impl From<ReadError> for Refusal {
    fn from(error: ReadError) -> Self {
        let message = error.to_string();
        match error {
            ReadError::TooManyStreams(_) => {
                Self::new(Code::Internal, ErrorReason::Unspecified, message)
            }
            // Which stream it is, and so whose, is nothing a caller is told.
            ReadError::StreamTooLong(_) => {
                let message = "a stream has more events than one call reads";
                Self::new(Code::Internal, ErrorReason::Unspecified, message)
            }
            ReadError::Closed => Self::new(Code::Unavailable, ErrorReason::LedgerSealed, message),
            ReadError::Storage(_) | ReadError::Damaged(_) => {
                Self::new(Code::DataLoss, ErrorReason::LedgerDamaged, message)
            }
        }
    }
}

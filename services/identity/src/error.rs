//! How resolving fails: for one number, and for the whole call.

use ledger::{AppendError, ReadError};
use sealing::{CreateError, DestroyError, GetError};
use wire::event::DecodeError;

/// A number does not lead to a person, in the order in which it is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ResolveRefusal {
    /// It is not twelve digits.
    #[error("my number must be exactly 12 digits")]
    Malformed,
    /// Its check digit does not hold, and the body's policy rejects that.
    #[error("the check digit of my number does not hold")]
    CheckDigitWrong,
    /// Its link is suspended (保留).
    #[error("the link of my number is suspended until it is restored")]
    Suspended,
    /// The person it leads to was erased (消去).
    #[error("the person was erased")]
    Erased,
}

/// A call did not get its answer.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// More numbers than [`NUMBERS_MAX`](crate::NUMBERS_MAX) were given; nothing was done.
    #[error("{0} numbers exceed the limit of one call")]
    TooMany(usize),
    /// Identity's ledger could not be read; nothing was done.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// An event of identity's ledger could not be understood; nothing was done.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// A person was merged on and on; nothing was done.
    #[error("a person was merged more often than is followed")]
    MergedTooOften,
    /// A name is not a stream's; nothing was done.
    #[error("a stream has no name that the ledger takes")]
    StreamName,
    /// The key store made no keys; no link was made.
    #[error(transparent)]
    Create(#[from] CreateError),
    /// A key could not be had; nothing was done.
    #[error(transparent)]
    Get(#[from] GetError),
    /// A key was not destroyed, or may not have been.
    #[error(transparent)]
    Destroy(#[from] DestroyError),
    /// The key store was interrupted; what it was asked for may have been done.
    #[error("the key store was interrupted")]
    Interrupted,
    /// The ledger did not take a link. Others of the same call may have been made.
    #[error(transparent)]
    Append(AppendError),
    /// Others kept making the same links.
    #[error("others kept making the same links")]
    Contended,
}

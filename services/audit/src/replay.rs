//! Begins a replay: the question is recorded before the first event is read.

use ledger::{
    Append, AppendError, Attribution, ExpectedVersion, InvalidStreamName, ReadError, SharedLedger,
    StreamName,
};
use uuid::Uuid;
use wire::{
    FieldError,
    audit::{LedgerName, Replay, unmeetable},
    event::new_event,
    proto::event::v1::ReplayPerformed,
};

use crate::{scan::Scan, subject::is_event_type};

/// A replay was not begun.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// A condition names an event type that is never recorded.
    #[error(transparent)]
    Filter(#[from] FieldError),
    /// The ledger's end could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The replay's own stream has no name; a UUID always gives one.
    #[error(transparent)]
    Name(#[from] InvalidStreamName),
    /// The replay itself could not be recorded, so nothing is told.
    #[error(transparent)]
    Record(#[from] AppendError),
}

/// The ledgers an auditor can replay.
#[derive(Clone)]
pub(crate) struct Ledgers {
    pub(crate) registration: SharedLedger,
    pub(crate) access: SharedLedger,
}

/// Records that history is replayed, and then begins.
///
/// `id` is the replay's own, made for this call. The replay ends before its own record.
///
/// # Errors
///
/// [`Error`].
pub(crate) async fn replay(
    ledgers: &Ledgers,
    replay: Replay,
    id: Uuid,
    attribution: Attribution,
) -> Result<Scan, Error> {
    check_event_types(&replay.filter.event_types)?;
    let ledger = match replay.ledger {
        LedgerName::Registration => &ledgers.registration,
        LedgerName::Access => &ledgers.access,
    };
    let head = ledger.head().await?;
    let performed =
        ReplayPerformed { ledger: replay.ledger.as_str().to_owned(), filter: replay.to_string() };
    let record = Append {
        stream: StreamName::try_from(format!("replay-{id}"))?,
        expected: ExpectedVersion::NoStream,
        events: vec![new_event(id, &performed)],
        attribution,
    };
    ledgers.access.append(record).await?;
    Ok(Scan::new(replay, ledger.clone(), ledgers.registration.clone(), head))
}

fn check_event_types(names: &[String]) -> Result<(), FieldError> {
    match names.iter().position(|name| !is_event_type(name)) {
        None => Ok(()),
        Some(at) => {
            Err(unmeetable(format!("event_types[{at}]"), "is not a type of event that is recorded"))
        }
    }
}

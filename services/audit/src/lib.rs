//! Replays history to auditors and proves that nothing was altered.
//!
//! A replay (再生) is first recorded itself, then read: a page from the ledger, the events in it
//! that match, a message to the auditor, and only then the next page. This room reads whom an
//! event speaks of, never what is closed in it, and may change nothing.

mod subject;

mod matcher;

mod scan;

mod replay;

mod get_positions;

mod status;

mod grpc;

pub use grpc::{AuditService, NewUuid};

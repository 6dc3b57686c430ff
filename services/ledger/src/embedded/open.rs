//! Opening a ledger: nothing is written before what is there was compared with the tail mark.

use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use rusqlite::Connection;

use super::{
    batch::Tail,
    checksum::Chain,
    database::{self, Kind},
    folder::Claim,
    queries,
    reader::Reader,
    row::{Decoder, damaged},
    tail_mark::{self, Found, Mark, TailMark},
    wal_blocks::WalBlocks,
};
use crate::{Damage, DamageKind, Position, ReadError};

/// So many of the last events are proved at every opening, and all events after the mark.
const OPENING_EVENTS: u64 = 1000;

/// A ledger could not be opened. Variants stand in the order they are checked; no event on the disk
/// was changed.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The name is not 1 to 32 bytes of `a`–`z`, `0`–`9` and `-`.
    #[error("ledger name must have 1 to 32 bytes of a-z, 0-9 and '-'")]
    Name,
    /// This process has the ledger open already.
    #[error("ledger {0} is open already")]
    AlreadyOpen(String),
    /// A file could not be read or made.
    #[error("{} cannot be used: {source}", file.display())]
    File {
        /// The file.
        file: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The tail mark cannot be read: both its slots are damaged. Restore database and mark from
    /// one backup, or accept the database as it is ([`accept_tail`](super::accept_tail)).
    #[error("tail mark {} is damaged: restore it with its database, or verify and accept the tail", file.display())]
    MarkDamaged {
        /// The mark's file.
        file: PathBuf,
    },
    /// The database could not be read or written.
    #[error("{} cannot be used: {reason}", file.display())]
    Storage {
        /// The database's file.
        file: PathBuf,
        /// What `SQLite` said.
        reason: Arc<str>,
    },
    /// The file is a database, but no ledger.
    #[error("{} is not a ledger", file.display())]
    NotALedger {
        /// The database's file.
        file: PathBuf,
    },
    /// The ledger was written by an earlier release, and nothing says that it is whole. Have that release open it, or accept
    /// its tail.
    #[error("{} has the format of an earlier release: open it, or accept its tail, with that one first", file.display())]
    Older {
        /// The database's file.
        file: PathBuf,
    },
    /// The ledger was written by a later release. Use that one.
    #[error("{} has format {found}, which this release does not know", file.display())]
    Newer {
        /// The database's file.
        file: PathBuf,
        /// The format it is in.
        found: i64,
    },
    /// There is no tail mark beside a database that holds events. Restore both from one backup, or
    /// accept the database as it is ([`accept_tail`](super::accept_tail)).
    #[error("tail mark {} is missing: restore it with its database, or verify and accept the tail", file.display())]
    MarkMissing {
        /// The mark's file.
        file: PathBuf,
    },
    /// Acknowledged events at the end of the ledger are gone: from the one after `found` up to and
    /// including `marked`. Restore a copy that has them.
    #[error("positions {} to {marked} are missing from {}", found.get() + 1, file.display())]
    LostTail {
        /// The last position that was acknowledged.
        marked: Position,
        /// The last position that is there.
        found: Position,
        /// The database's file.
        file: PathBuf,
    },
    /// What is stored is not what was recorded.
    #[error("{}: {damage}", file.display())]
    Damaged {
        /// The database's file.
        file: PathBuf,
        /// What was found, and where.
        damage: Damage,
    },
}

/// A ledger that was found intact, ready to be written.
pub(super) struct Opened {
    pub(super) connection: Connection,
    pub(super) tail: Tail,
    pub(super) mark: TailMark,
    pub(super) wal_blocks: WalBlocks,
}

/// Opens the ledger's files and compares them; makes them where there are none.
pub(super) fn open(claim: &Claim) -> Result<Opened, OpenError> {
    let (file, mark_file) = (claim.file("db"), claim.file("tail"));
    let mark_error = |source| OpenError::File { file: mark_file.clone(), source };
    let mark = match tail_mark::find(&mark_file).map_err(mark_error)? {
        Found::Nothing => None,
        Found::Unreadable => return Err(OpenError::MarkDamaged { file: mark_file }),
        Found::Mark(mark, next_slot) => Some((mark, next_slot)),
    };
    let marked = mark.map_or(Mark::START, |(mark, _)| mark);
    let (connection, is_of_form_before) = connect(&file, marked)?;
    let mut reader = Reader { connection, decoder: Decoder::default() };
    let tail = compare(&mut reader, marked, &file)?;
    let mut connection = reader.connection;
    let next_slot = match mark {
        Some((_, next_slot)) => next_slot,
        None if tail.position == Position::START => {
            tail_mark::create(claim.folder(), &mark_file, Mark::START).map_err(mark_error)?;
            0
        }
        None => return Err(OpenError::MarkMissing { file: mark_file }),
    };
    let mut mark = TailMark::open(&mark_file, next_slot).map_err(mark_error)?;
    if tail.position > marked.position {
        let newer = Mark { position: tail.position, chain: tail.chain };
        mark.write(newer).map_err(mark_error)?;
    }
    if is_of_form_before {
        tracing::info!(file = %file.display(), "ledger of an earlier release is brought forward");
        database::bring_forward(&mut connection).map_err(|error| {
            let is_damage = database::is_refused(&error);
            let index = || damaged(None, DamageKind::Index);
            refused(if is_damage { index() } else { database::read_error(error) }, &file)
        })?;
    }
    // Whoever has looked at the database has made it.
    let wal_file = claim.file("db-wal");
    let wal_blocks =
        WalBlocks::open(&wal_file).map_err(|source| OpenError::File { file: wal_file, source })?;
    Ok(Opened { connection, tail, mark, wal_blocks })
}

/// A connection to write with, to a file that is a ledger, and whether it has the form before.
fn connect(file: &Path, marked: Mark) -> Result<(Connection, bool), OpenError> {
    let may_make = marked == Mark::START;
    let opened = database::open_to_write(file, may_make);
    let (connection, kind) = opened.map_err(|error| refused(database::read_error(error), file))?;
    let file = file.to_path_buf();
    match kind {
        Kind::Ledger => Ok((connection, false)),
        Kind::Before => Ok((connection, true)),
        Kind::Empty => {
            let (marked, found) = (marked.position, Position::START);
            Err(OpenError::LostTail { marked, found, file })
        }
        Kind::Newer(found) => Err(OpenError::Newer { file, found }),
        Kind::Other => Err(OpenError::NotALedger { file }),
    }
}

/// The end of the database, if it reaches the mark, says the same there, and is intact after it.
fn compare(reader: &mut Reader, marked: Mark, file: &Path) -> Result<Tail, OpenError> {
    let refused = |error| refused(error, file);
    let (found, _) = queries::tail(&reader.connection).map_err(refused)?;
    if found < marked.position {
        let (marked, file) = (marked.position, file.to_path_buf());
        return Err(OpenError::LostTail { marked, found, file });
    }
    // The marked event itself is proved too.
    let before_mark = marked.position.get().saturating_sub(1);
    let from = Position::new(before_mark.min(found.get().saturating_sub(OPENING_EVENTS)));
    let mut at_mark = Chain::START;
    let chain = queries::walk(reader, from, found, |stored| {
        if stored.event.position == marked.position {
            at_mark = stored.chain;
        }
        Ok(true)
    });
    let chain = chain.map_err(refused)?;
    if at_mark != marked.chain {
        return Err(refused(damaged(Some(marked.position), DamageKind::Mark)));
    }
    Ok(Tail { position: found, chain })
}

/// The error of a read as the error of an opening.
pub(super) fn refused(error: ReadError, file: &Path) -> OpenError {
    let file = file.to_path_buf();
    match error {
        ReadError::Damaged(damage) => OpenError::Damaged { file, damage },
        ReadError::Storage(reason) => OpenError::Storage { file, reason },
        ReadError::TooManyStreams(_) | ReadError::Closed | ReadError::StreamTooLong(_) => {
            OpenError::Storage { file, reason: error.to_string().into() }
        }
    }
}

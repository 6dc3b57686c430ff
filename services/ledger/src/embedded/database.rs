//! The database: its one table, its connections, and what its errors mean.

use std::{path::Path, sync::Arc, time::Duration};

use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior, config::DbConfig};

use crate::{Damage, DamageKind, ReadError};

/// Marks the file as a ledger's ("pmhl").
const APPLICATION_ID: i64 = 0x706d_686c;

/// The form of the table.
const FORMAT: i64 = 2;

/// The form before it: the index led by a hash of the stream's name to all of its versions, so that each commit wrote a
/// page of the index for each of its events.
const FORMAT_BEFORE: i64 = 1;

/// How long a statement waits for another connection's lock. Readers hold theirs for one page.
const LOCK_WAIT_MAX: Duration = Duration::from_secs(1);

/// The interface to the file system (VFS): the ordinary one, but for holding the locks and the index of the write-ahead
/// file inside the process. The data folder is this process's alone anyway; each commit is spared the system calls that
/// would tell other processes of it, and no `-shm` file is made.
const FILE_SYSTEM: &str = "unix-excl";

/// The index leads by a key to the events of a stream. The key of its first event is a hash of its name, less than nothing;
/// two names may share one, and the name in the row decides. The key of each later event is the position of the first, so
/// that streams which began at about the same time stand side by side in the index: what is written to them in one commit
/// is on few of its pages.
const SCHEMA: &str = "
    CREATE TABLE event (
        position    INTEGER PRIMARY KEY,
        stream_key  INTEGER NOT NULL,
        version     INTEGER NOT NULL,
        stream      TEXT NOT NULL,
        id          BLOB NOT NULL,
        event_type  TEXT NOT NULL,
        recorded_at INTEGER NOT NULL, -- microseconds since 1970
        caller      TEXT NOT NULL,
        request_id  TEXT NOT NULL,
        checksum    BLOB NOT NULL,
        chain       BLOB NOT NULL,
        payload     BLOB NOT NULL
    ) STRICT;
    CREATE INDEX event_by_stream ON event (stream_key, version);
";

/// What a database file turned out to be.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A ledger of this form.
    Ledger,
    /// A ledger of the form before ([`bring_forward`]).
    Before,
    /// Nothing: no table, and none was to be made.
    Empty,
    /// A ledger of a later form.
    Newer(i64),
    /// Something else.
    Other,
}

/// The one connection that writes. Where the file is new and may be made, the table is made, and
/// brought into the database file at once, so that only events can be lost with the write-ahead file.
///
/// `SQLite` neither checkpoints nor deletes the write-ahead file on its own: a ledger that is found
/// damaged is left as it was.
pub(super) fn open_to_write(path: &Path, may_make: bool) -> rusqlite::Result<(Connection, Kind)> {
    let connection = open_durable(path, OpenFlags::SQLITE_OPEN_CREATE)?;
    // All of it is searched each time pages of an index are balanced, half a millisecond for 64 MiB, where the operating
    // system's own cache answers a miss in microseconds.
    connection.pragma_update(None, "cache_size", -4 * 1024)?; // KiB
    let tables: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if tables == 0 && pragma(&connection, "application_id")? == 0 {
        if !may_make {
            return Ok((connection, Kind::Empty));
        }
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.execute_batch(&format!(
            "BEGIN; {SCHEMA} PRAGMA application_id = {APPLICATION_ID};
             PRAGMA user_version = {FORMAT}; COMMIT;"
        ))?;
        checkpoint(&connection, Checkpoint::Truncate)?;
    }
    let kind = kind(&connection)?;
    if matches!(kind, Kind::Ledger | Kind::Before) {
        connection.pragma_update(None, "journal_mode", "WAL")?;
    }
    Ok((connection, kind))
}

/// What a database file with tables is.
pub(super) fn kind(connection: &Connection) -> rusqlite::Result<Kind> {
    Ok(match (pragma(connection, "application_id")?, pragma(connection, "user_version")?) {
        (APPLICATION_ID, FORMAT) => Kind::Ledger,
        (APPLICATION_ID, FORMAT_BEFORE) => Kind::Before,
        (APPLICATION_ID, newer) if newer > FORMAT => Kind::Newer(newer),
        _ => Kind::Other,
    })
}

/// Brings a ledger of the form before to this one, or leaves it as it is. No event changes, but their keys do; it takes
/// some twenty seconds for a million, and as much of the disk as the ledger has for as long.
pub(super) fn bring_forward(connection: &mut Connection) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let least = i64::MIN;
    // An event that is found by no first one gets no key, which is refused.
    transaction.execute_batch(&format!(
        "ALTER TABLE event RENAME COLUMN stream_hash TO stream_key;
         UPDATE event SET stream_key = (
             SELECT position FROM event AS first
             WHERE first.stream_key = event.stream_key AND first.version = 0
                 AND first.stream = event.stream
         ) WHERE version > 0;
         UPDATE event SET stream_key = stream_key | {least} WHERE version = 0;
         PRAGMA user_version = {FORMAT};"
    ))?;
    transaction.commit()?;
    checkpoint(connection, Checkpoint::Truncate)?;
    Ok(())
}

/// How far a checkpoint goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Checkpoint {
    /// As far as readers allow, waiting for nobody.
    Passive,
    /// All of it, and the write-ahead file is emptied; waits for readers up to [`LOCK_WAIT_MAX`].
    Truncate,
}

/// Brings what is in the write-ahead file into the database file; both are synced. Says whether
/// all of it could be.
pub(super) fn checkpoint(connection: &Connection, how: Checkpoint) -> rusqlite::Result<bool> {
    let statement = match how {
        Checkpoint::Passive => "PRAGMA wal_checkpoint(PASSIVE)",
        Checkpoint::Truncate => "PRAGMA wal_checkpoint(TRUNCATE)",
    };
    let mut statement = connection.prepare_cached(statement)?;
    statement.query_row([], |row| {
        let (busy, pages, done): (i64, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        Ok(busy == 0 && pages == done)
    })
}

/// A connection that only brings pages into the database file; it writes no events.
pub(super) fn open_to_checkpoint(path: &Path) -> rusqlite::Result<Connection> {
    open_durable(path, OpenFlags::empty())
}

/// A connection whose commits and checkpoints are synced, and that checkpoints only when told.
fn open_durable(path: &Path, further: OpenFlags) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | further;
    let connection = Connection::open_with_flags_and_vfs(path, flags, FILE_SYSTEM)?;
    settle(&connection)?;
    connection.pragma_update(None, "wal_autocheckpoint", 0)?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    Ok(connection)
}

/// A connection that reads what is committed.
pub(super) fn open_to_read(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags_and_vfs(path, flags, FILE_SYSTEM)?;
    settle(&connection)?;
    connection.pragma_update(None, "cache_size", -8 * 1024)?; // KiB
    Ok(connection)
}

fn settle(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    // Plans do not depend on bound values, so a statement is planned once, not at every use.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.busy_timeout(LOCK_WAIT_MAX)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.pragma_update(None, "trusted_schema", false)
}

fn pragma(connection: &Connection, name: &str) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, name, |row| row.get(0))
}

/// The error of a read: damage where `SQLite` says so, a failing storage otherwise.
pub(super) fn read_error(error: rusqlite::Error) -> ReadError {
    let text: Arc<str> = error.to_string().into();
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
            ReadError::Damaged(Damage { at: None, kind: DamageKind::Pages(text) })
        }
        _ => ReadError::Storage(text),
    }
}

/// Whether a row was refused for what it holds.
pub(super) fn is_refused(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation)
}

/// Whether the disk was full.
pub(super) fn is_full(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::DiskFull)
}

/// A number as `SQLite` holds it. No ledger lives to pass 2^63.
pub(super) fn sql(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

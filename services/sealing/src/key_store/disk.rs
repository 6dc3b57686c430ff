//! The key store on disk: an SQLite file (`keys.db`) and its mark (`keys.mark`).
//!
//! Rows are only ever added at the end, and overwritten where they lie by as many bytes. That is
//! what makes destroying a key thorough: SQLite moves rows between pages when a page in the
//! middle splits, and may leave the bytes behind; at the end it starts a new page and moves
//! nothing. `secure_delete` and emptying the write-ahead log do the rest.

use std::fs::{File, OpenOptions};
use std::path::Path;

use domain::person_key::PersonKey;
use rusqlite::{Connection, Transaction, params};
use uuid::Uuid;

use super::error::{OpenError, StorageError};
use super::index::{Digest, Index, Row};
use super::mark::{Found, Mark, MarkFile, owner_only};
use crate::data_key::{WRAPPED_BYTES, Wrapped};
use crate::root_key::RootKey;

/// The application id of a key store's database: `PMHk`.
const APPLICATION: i64 = 0x504d_486b;

/// The format of a key store's database.
const FORMAT: i64 = 1;

const SCHEMA: &str = "
    CREATE TABLE header (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        root_version INTEGER NOT NULL,
        root_commitment BLOB NOT NULL,
        generation INTEGER NOT NULL,
        digest BLOB NOT NULL
    ) STRICT;
    CREATE TABLE keys (
        slot INTEGER PRIMARY KEY,
        person BLOB NOT NULL,
        wrapped BLOB NOT NULL
    ) STRICT;";

/// The open files of a key store.
pub(super) struct Disk {
    database: Connection,
    mark: MarkFile,
}

impl Disk {
    /// Opens the files in a folder, makes them if they are not there, and reads every row.
    ///
    /// # Errors
    ///
    /// [`OpenError`], all but [`OpenError::DamagedKey`] and [`OpenError::OtherRows`]: whether
    /// the rows are those of the mark is for the caller, who can say which is not.
    pub(super) fn open(folder: &Path, root: &RootKey) -> Result<(Self, Index, Mark), OpenError> {
        let mut mark = MarkFile::open(&folder.join("keys.mark"))
            .map_err(|error| OpenError::locking(error, folder))?;
        let database = connect(&folder.join("keys.db"), root)?;
        File::open(folder)?.sync_all()?;
        let header = header(&database, root)?;
        match mark.read()? {
            Found::Nothing if header.generation > 0 => return Err(OpenError::MarkMissing),
            Found::Damaged => return Err(OpenError::MarkDamaged),
            Found::Mark(mark) if mark.generation > header.generation => {
                let found = header.generation;
                return Err(OpenError::LostTail { marked: mark.generation, found });
            }
            Found::Mark(mark) if mark.generation == header.generation && mark != header => {
                return Err(OpenError::OtherRows);
            }
            // A change may be whole in the database and have died before its mark.
            Found::Nothing | Found::Mark(_) => {}
        }
        let index = rows(&database)?;
        let mut disk = Self { database, mark };
        disk.mark(&header)?;
        // A key destroyed just before a crash may still stand in the log.
        disk.empty_log()?;
        Ok((disk, index, header))
    }

    /// Adds rows in the slots from `first` on, in one transaction.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    pub(super) fn add(
        &mut self,
        first: u32,
        rows: &[Row],
        next: &Mark,
    ) -> Result<(), StorageError> {
        let change = self.database.transaction()?;
        {
            let mut insert = change.prepare_cached("INSERT INTO keys VALUES (?1, ?2, ?3)")?;
            for (slot, row) in (first..).zip(rows) {
                let person = row.person.uuid();
                insert.execute(params![slot, person.as_bytes(), row.wrapped.0])?;
            }
        }
        set_header(&change, next)?;
        Ok(change.commit()?)
    }

    /// Overwrites what is kept in these slots, in one transaction. The old bytes may stand in
    /// the log until [`Disk::empty_log`].
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    pub(super) fn overwrite(
        &mut self,
        rows: impl IntoIterator<Item = (u32, Wrapped)>,
        next: &Mark,
        new_root: Option<&RootKey>,
    ) -> Result<(), StorageError> {
        let change = self.database.transaction()?;
        {
            let mut update =
                change.prepare_cached("UPDATE keys SET wrapped = ?2 WHERE slot = ?1")?;
            for (slot, wrapped) in rows {
                update.execute(params![slot, wrapped.0])?;
            }
        }
        set_header(&change, next)?;
        if let Some(root) = new_root {
            change.execute(
                "UPDATE header SET root_version = ?1, root_commitment = ?2",
                params![root.version(), root.commitment()],
            )?;
        }
        Ok(change.commit()?)
    }

    /// Makes the mark of a committed change durable.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    pub(super) fn mark(&mut self, mark: &Mark) -> Result<(), StorageError> {
        Ok(self.mark.write(mark)?)
    }

    /// Moves the write-ahead log into the database and cuts it to nothing.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    pub(super) fn empty_log(&self) -> Result<(), StorageError> {
        let busy: bool =
            self.database.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
        if busy { Err(std::io::Error::other("write-ahead log is busy").into()) } else { Ok(()) }
    }

    /// Whether no change is left half done.
    pub(super) fn is_rolled_back(&self) -> bool {
        self.database.is_autocommit()
    }

    /// From now on the database has room for so many pages.
    #[cfg(test)]
    pub(super) fn limit_pages(&mut self, pages: u32) -> Result<(), StorageError> {
        Ok(self.database.pragma_update(None, "max_page_count", pages)?)
    }

    /// Makes every later write fail, as a broken disk would.
    #[cfg(test)]
    pub(super) fn refuse_writes(&mut self) -> Result<(), StorageError> {
        Ok(self.database.pragma_update(None, "query_only", true)?)
    }
}

/// Opens the database and makes the tables of a new store.
fn connect(path: &Path, root: &RootKey) -> Result<Connection, OpenError> {
    // Made here and not by SQLite, so that it is its owner's alone from the start.
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    owner_only(&mut options);
    options.open(path)?;
    let mut database = Connection::open(path)?;
    database.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    // Asked before anything is set that would change a database of something else.
    let is_new = is_new(&database)?;
    database.execute_batch(
        "PRAGMA journal_mode = WAL;
         PRAGMA synchronous = FULL;
         PRAGMA secure_delete = ON;
         PRAGMA cell_size_check = ON;
         PRAGMA trusted_schema = OFF;
         PRAGMA temp_store = MEMORY;",
    )?;
    if is_new {
        create(&mut database, root)?;
    }
    Ok(database)
}

/// Whether the database is empty; if not, it is a key store.
fn is_new(database: &Connection) -> Result<bool, OpenError> {
    let number = |name| database.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let (application, format) = (number("application_id")?, number("user_version")?);
    if (application, format) == (APPLICATION, FORMAT) {
        return Ok(false);
    }
    let tables: i64 =
        database.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if (application, format, tables) == (0, 0, 0) {
        Ok(true)
    } else {
        Err(OpenError::UnknownFormat { application, format })
    }
}

fn create(database: &mut Connection, root: &RootKey) -> Result<(), OpenError> {
    let change = database.transaction()?;
    change.execute_batch(SCHEMA)?;
    change.execute(
        "INSERT INTO header VALUES (1, ?1, ?2, 0, ?3)",
        params![root.version(), root.commitment(), Digest::default().0],
    )?;
    change.pragma_update(None, "application_id", APPLICATION)?;
    change.pragma_update(None, "user_version", FORMAT)?;
    Ok(change.commit()?)
}

/// How far the database has come, if it is closed under this root key.
fn header(database: &Connection, root: &RootKey) -> Result<Mark, OpenError> {
    let (stored, commitment, generation, digest): (u32, [u8; 32], i64, [u8; 16]) = database
        .query_row(
            "SELECT root_version, root_commitment, generation, digest FROM header",
            [],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
        )?;
    let given = root.version();
    if stored != given {
        return Err(OpenError::OtherRootVersion { stored, given });
    }
    if commitment != root.commitment() {
        return Err(OpenError::WrongRoot { version: given });
    }
    Ok(Mark { generation, digest: Digest(digest) })
}

fn set_header(change: &Transaction<'_>, next: &Mark) -> Result<(), StorageError> {
    let mut update = change.prepare_cached("UPDATE header SET generation = ?1, digest = ?2")?;
    update.execute(params![next.generation, next.digest.0])?;
    Ok(())
}

/// Every row, each in its slot.
fn rows(database: &Connection) -> Result<Index, OpenError> {
    let mut index = Index::default();
    let mut select = database.prepare("SELECT slot, person, wrapped FROM keys ORDER BY slot")?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        let slot = u32::try_from(index.len()).unwrap_or(u32::MAX);
        let damaged = OpenError::DamagedSlot { slot };
        if row.get_ref(0)?.as_i64().ok() != Some(i64::from(slot)) {
            return Err(damaged);
        }
        let person = row.get_ref(1)?.as_blob().ok().and_then(|id| Uuid::from_slice(id).ok());
        let wrapped = row
            .get_ref(2)?
            .as_blob()
            .ok()
            .and_then(|key| <[u8; WRAPPED_BYTES]>::try_from(key).ok());
        let (Some(person), Some(wrapped)) = (person, wrapped) else { return Err(damaged) };
        let row = Row { person: PersonKey::from_uuid(person), wrapped: Wrapped(wrapped) };
        if index.find(row.person).is_some() || index.push(row).is_err() {
            return Err(damaged);
        }
    }
    Ok(index)
}

//! The key store: one data key per person, wrapped by the root key, apart from every ledger.
//!
//! All wrapped keys are in memory, so reading never waits for a disk; keys are unwrapped when
//! they are asked for and kept nowhere. A change is durable before it is acknowledged.

mod disk;
mod error;
mod index;
mod mark;
mod rewrap;

use std::fmt;
use std::path::Path;
use std::sync::{
    Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard, TryLockError,
};

use domain::person_key::PersonKey;

use self::disk::Disk;
pub use self::error::{
    CreateError, DestroyError, GetError, OpenError, RewrapError, StorageError, VerifyError,
};
use self::index::{Index, Row};
use self::mark::Mark;
use crate::data_key::{DataKey, Wrapped, Wrapper};
use crate::root_key::RootKey;

/// The most people that [`KeyStore::create_many`] takes at once.
pub const BATCH_MAX: usize = 16 * 1024;

/// The data keys of everyone, wrapped by the root key.
///
/// Holding one that is [`open`](KeyStore::open)ed proves that no other process holds it, that
/// the root key is the right one, and that every key ever acknowledged is there. Shared by
/// reference between threads; dropping it closes it.
pub struct KeyStore {
    wrapper: Wrapper,
    index: RwLock<Index>,
    writer: Mutex<Writer>,
}

/// What changes the store, one change at a time.
struct Writer {
    /// Absent: the store is in memory only.
    disk: Option<Disk>,
    mark: Mark,
    /// A write failed: what is on disk is not known, so nothing more is written.
    has_failed: bool,
}

impl KeyStore {
    /// A new key store in memory. Its keys end with it.
    #[must_use]
    pub fn in_memory(root: &RootKey) -> Self {
        Self::new(root, None, Index::default(), Mark::default())
    }

    /// Opens the key store in a folder that exists, or makes one there: `keys.db`, `keys.mark`.
    ///
    /// Every row is read and compared with what was acknowledged; keys are unwrapped only to
    /// name the damaged one.
    ///
    /// # Errors
    ///
    /// [`OpenError`], in the order of its variants.
    pub fn open(folder: &Path, root: &RootKey) -> Result<Self, OpenError> {
        let (disk, index, mark) = Disk::open(folder, root)?;
        let mut digest = index::Digest::default();
        for row in index.rows() {
            digest.toggle(row);
        }
        let store = Self::new(root, Some(disk), index, mark);
        if digest != mark.digest {
            return Err(match store.verify() {
                Err(VerifyError { person }) => OpenError::DamagedKey { person },
                Ok(_) => OpenError::OtherRows,
            });
        }
        Ok(store)
    }

    fn new(root: &RootKey, disk: Option<Disk>, index: Index, mark: Mark) -> Self {
        Self {
            wrapper: root.wrapper(),
            index: RwLock::new(index),
            writer: Mutex::new(Writer { disk, mark, has_failed: false }),
        }
    }

    /// The data key of a person, if one was ever made. Never waits for a disk.
    ///
    /// # Errors
    ///
    /// [`GetError`].
    pub fn get(&self, person: PersonKey) -> Result<Option<DataKey>, GetError> {
        let Some(wrapped) = self.index().find(person).map(|(_, row)| row.wrapped) else {
            return Ok(None);
        };
        if wrapped.is_destroyed() {
            return Err(GetError::Shredded { person });
        }
        match self.wrapper.open(person, &wrapped) {
            Ok(key) => Ok(Some(key)),
            Err(_) => Err(GetError::Damaged { person }),
        }
    }

    /// Makes a data key for each of these people who has none.
    ///
    /// All that are made are made in one durable transaction before this returns, so gather as
    /// many people as there are at hand. A person may be named twice. Waits for the disk: call
    /// it where waiting is allowed.
    ///
    /// # Errors
    ///
    /// [`CreateError`], in the order of its variants.
    pub fn create_many(&self, people: &[PersonKey]) -> Result<(), CreateError> {
        if people.len() > BATCH_MAX {
            return Err(CreateError::TooMany { asked: people.len() });
        }
        if self.without_key(people)?.is_empty() { Ok(()) } else { self.create(people) }
    }

    /// The data keys of these people, in their order; whoever has none gets one, as by
    /// [`KeyStore::create_many`].
    ///
    /// # Errors
    ///
    /// [`CreateError`], in the order of its variants.
    pub fn get_or_create_many(&self, people: &[PersonKey]) -> Result<Vec<DataKey>, CreateError> {
        self.create_many(people)?;
        let mut keys = Vec::with_capacity(people.len());
        for person in people {
            // Made above and never taken away, only destroyed.
            let key = self.get(*person)?.ok_or(CreateError::Shredded { person: *person })?;
            keys.push(key);
        }
        Ok(keys)
    }

    /// Destroys a person's data key: it is gone from memory and from the files when this
    /// returns, and no other will ever be made. A person without a key never gets one.
    ///
    /// Destroying again is no error and finishes what a failure has left. Backups of the files
    /// still hold the key: restoring one means destroying again every key destroyed since.
    ///
    /// # Errors
    ///
    /// [`DestroyError`]. After [`DestroyError::Storage`] the key is gone from memory if it is
    /// gone from the database.
    pub fn destroy(&self, person: PersonKey) -> Result<(), DestroyError> {
        let mut writer = self.writer();
        if writer.has_failed {
            return Err(DestroyError::ReadOnly);
        }
        let found = self.index().find(person).map(|(slot, row)| (slot, *row));
        let destroyed = Row { person, wrapped: Wrapped::DESTROYED };
        match found {
            Some((_, row)) if row.wrapped.is_destroyed() => {}
            Some((slot, row)) => {
                let next = writer.next(&[row, destroyed]);
                writer.change(|disk| disk.overwrite([(slot, destroyed.wrapped)], &next, None))?;
                self.index_mut().overwrite(slot, destroyed.wrapped);
                writer.acknowledge(next)?;
            }
            None => {
                let next = writer.next(&[destroyed]);
                let first = self.index().room_for(1)?;
                writer.add(first, &[destroyed], &next)?;
                self.index_mut().push(destroyed)?;
                writer.acknowledge(next)?;
            }
        }
        Ok(writer.change(|disk| disk.empty_log())?)
    }

    /// Unwraps every key and says how many there are, the destroyed ones not counted.
    ///
    /// # Errors
    ///
    /// [`VerifyError`] names the first damaged one.
    pub fn verify(&self) -> Result<u64, VerifyError> {
        let mut whole = 0;
        for row in self.index().rows().filter(|row| !row.wrapped.is_destroyed()) {
            if self.wrapper.unwrap(row.person, &row.wrapped).is_err() {
                return Err(VerifyError { person: row.person });
            }
            whole += 1;
        }
        Ok(whole)
    }

    /// Whether changes are taken: no write has failed. While one is under way it is taken for well.
    #[must_use]
    pub fn takes_changes(&self) -> bool {
        match self.writer.try_lock() {
            Ok(writer) => !writer.has_failed,
            Err(TryLockError::Poisoned(writer)) => !writer.into_inner().has_failed,
            Err(TryLockError::WouldBlock) => true,
        }
    }

    /// Makes a key for each of these people who has none, and makes all of them durable.
    fn create(&self, people: &[PersonKey]) -> Result<(), CreateError> {
        let mut writer = self.writer();
        // Asked again now that nobody else makes any.
        let missing = self.without_key(people)?;
        if writer.has_failed {
            return Err(CreateError::ReadOnly);
        }
        let mut rows = Vec::with_capacity(missing.len());
        for person in missing {
            rows.push(Row { person, wrapped: self.wrapper.create(person)? });
        }
        let first = self.index().room_for(rows.len())?;
        let next = writer.next(&rows);
        match writer.add(first, &rows, &next) {
            Err(_) if !writer.has_failed => return Err(CreateError::DiskFull),
            done => done?,
        }
        writer.acknowledge(next)?;
        let mut index = self.index_mut();
        for row in rows {
            index.push(row)?;
        }
        Ok(())
    }

    /// Those of these people who have no key, each once.
    ///
    /// # Errors
    ///
    /// [`GetError::Shredded`] if one of them was erased.
    fn without_key(&self, people: &[PersonKey]) -> Result<Vec<PersonKey>, GetError> {
        let index = self.index();
        let mut missing = Vec::new();
        for person in people {
            match index.find(*person) {
                Some((_, row)) if row.wrapped.is_destroyed() => {
                    return Err(GetError::Shredded { person: *person });
                }
                Some(_) => {}
                None => missing.push(*person),
            }
        }
        missing.sort_unstable();
        missing.dedup();
        Ok(missing)
    }

    fn index(&self) -> RwLockReadGuard<'_, Index> {
        self.index.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn index_mut(&self) -> RwLockWriteGuard<'_, Index> {
        self.index.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn writer(&self) -> MutexGuard<'_, Writer> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Writer {
    /// The mark after a change that takes these rows in, or out if they were in.
    fn next(&self, rows: &[Row]) -> Mark {
        let mut next = Mark { generation: self.mark.generation + 1, ..self.mark };
        for row in rows {
            next.digest.toggle(row);
        }
        next
    }

    /// Does this on disk, if there is one; after a failure nothing more is done.
    fn change(
        &mut self,
        on_disk: impl FnOnce(&mut Disk) -> Result<(), StorageError>,
    ) -> Result<(), StorageError> {
        let done = self.disk.as_mut().map_or(Ok(()), on_disk);
        self.has_failed |= done.is_err();
        done
    }

    /// Adds rows on disk, if there is one. A full disk has kept nothing of them and may have room
    /// later; after any other failure nothing more is done.
    fn add(&mut self, first: u32, rows: &[Row], next: &Mark) -> Result<(), StorageError> {
        let Some(disk) = &mut self.disk else { return Ok(()) };
        let done = disk.add(first, rows, next);
        let is_undone = |error: &StorageError| error.is_full_disk() && disk.is_rolled_back();
        self.has_failed |= done.as_ref().is_err_and(|error| !is_undone(error));
        done
    }

    /// Marks a committed change; it may then be acknowledged.
    fn acknowledge(&mut self, next: Mark) -> Result<(), StorageError> {
        self.change(|disk| disk.mark(&next))?;
        self.mark = next;
        Ok(())
    }
}

impl fmt::Debug for KeyStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyStore").field("people", &self.index().len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;

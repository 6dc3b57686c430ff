//! Closing a key store under a new root key, while nobody else has it open.

use std::path::Path;

use super::index::Digest;
use super::mark::Mark;
use super::{KeyStore, RewrapError};
use crate::root_key::RootKey;

impl KeyStore {
    /// Closes the store in a folder under a new root key and says how many keys it holds.
    ///
    /// All of it or nothing, in one durable transaction; wrapped keys of the old root are then
    /// gone from the files, destroyed ones stay destroyed, and no event changes. Takes memory
    /// for every wrapped key twice.
    ///
    /// # Errors
    ///
    /// [`RewrapError`], in the order of its variants.
    pub fn rewrap(folder: &Path, old: &RootKey, new: &RootKey) -> Result<u64, RewrapError> {
        if new.version() <= old.version() {
            return Err(RewrapError::NotNewer { old: old.version(), new: new.version() });
        }
        let store = Self::open(folder, old)?;
        let to = new.wrapper();
        let mut digest = Digest::default();
        let mut rewrapped = Vec::new();
        for (slot, row) in (0_u32..).zip(store.index().rows()) {
            let mut row = *row;
            if !row.wrapped.is_destroyed() {
                let person = row.person;
                let secret = store
                    .wrapper
                    .unwrap(person, &row.wrapped)
                    .map_err(|_| RewrapError::Damaged { person })?;
                row.wrapped = to.wrap(person, &secret)?;
                rewrapped.push((slot, row.wrapped));
            }
            digest.toggle(&row);
        }
        let mut writer = store.writer();
        let next = Mark { generation: writer.mark.generation + 1, digest };
        writer.change(|disk| disk.overwrite(rewrapped.iter().copied(), &next, Some(new)))?;
        writer.acknowledge(next)?;
        writer.change(|disk| disk.empty_log())?;
        Ok(rewrapped.len() as u64)
    }
}

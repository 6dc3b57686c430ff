//! Personal fields closed under a key per person; the key store; keyed hashes.
//!
//! A [`RootKey`] wraps one [`DataKey`] per person in the [`KeyStore`]; a data key closes the
//! person's fields in events ([`seal`], [`open`]). Destroying the data key erases the person:
//! the events stay, byte for byte, and every hash and proof over them still holds. A
//! [`LookupKey`] hashes identifiers that may not be stored; a [`SnapshotSealer`] closes what
//! projections write to disk.
//!
//! The stored bytes are described in `FORMAT.md` and never change. This crate draws keys and
//! nonces from the operating system itself: the one exception to "randomness is the hub's".
//!
//! It will never know what a field means, who asks, or where a key file lies.

mod cipher;
mod derive;
mod random;

mod key_material;
mod root_key;

mod data_key;
mod sealed;

mod key_store;

mod keyed_hash;
mod snapshot;

pub use data_key::DataKey;
pub use key_material::{KeyFileError, KeyTextError};
pub use key_store::{
    BATCH_MAX, CreateError, DestroyError, GetError, KeyStore, OpenError as OpenStoreError,
    RewrapError, StorageError, VerifyError,
};
pub use keyed_hash::{KeyedHash, LookupKey};
pub use random::NoRandomness;
pub use root_key::RootKey;
pub use sealed::{
    OVERHEAD_BYTES, OpenError, PLAINTEXT_BYTES_MAX, SealContext, SealError, open, seal,
};
pub use snapshot::{BLOCK_BYTES_MAX, BlockPlace, OpenBlockError, SealBlockError, SnapshotSealer};

#[cfg(test)]
mod known_answers;
#[cfg(test)]
mod testing;

//! The data key of a person, open for use ([`DataKey`]) and wrapped for keeping ([`Wrapped`]).
//!
//! Wrapped: format 1 (1 byte), nonce (12), AES-256-GCM-SIV of the 32 bytes under the root's
//! wrapping key with its tag (48). Additional data: `pmh/wrap/v1`, the person's UUID (16 bytes),
//! the version of the root key (4 bytes, big-endian). 61 zeros stand for a key destroyed.

use std::fmt;

use domain::person_key::PersonKey;
use zeroize::Zeroizing;

use crate::cipher::{Cipher, NONCE_BYTES, Refused, TAG_BYTES};
use crate::derive::{self, Secret};
use crate::random::{NoRandomness, random};

/// Bytes of a wrapped data key.
pub(crate) const WRAPPED_BYTES: usize = 1 + NONCE_BYTES + 32 + TAG_BYTES;

/// The first byte of a wrapped key of the one form there is.
const FORMAT: u8 = 1;

/// The head of the additional data of a wrapped key.
const WRAP: &[u8] = b"pmh/wrap/v1";

/// The info of the key that closes fields.
const ENCRYPTION: &[u8] = b"pmh/seal/v1/enc";

/// The info of the commitment that stands before closed fields.
const COMMITMENT: &[u8] = b"pmh/seal/v1/commit";

/// The head of the info of a nonce; what it is for follows.
const NONCE: &[u8] = b"pmh/seal/v1/nonce";

/// The data key of one person, and the keys derived from it.
///
/// Holding one proves that the person's key was not destroyed when it was fetched; a copy held
/// longer outlives [`KeyStore::destroy`](crate::KeyStore::destroy), so hold it for one task only.
/// Wiped on drop, never shown.
#[derive(Clone)]
pub struct DataKey(Box<Keys>);

/// Boxed, so that moving a [`DataKey`] leaves no copy behind.
#[derive(Clone)]
struct Keys {
    secret: Secret,
    encryption: Secret,
    commitment: Secret,
}

impl DataKey {
    /// The data key that these 32 random bytes are.
    ///
    pub(crate) fn new(secret: &Secret) -> Self {
        Self(Box::new(Keys {
            secret: secret.clone(),
            encryption: derive::one_step(secret, &[ENCRYPTION]),
            commitment: derive::one_step(secret, &[COMMITMENT]),
        }))
    }

    /// What closes fields under this key.
    pub(crate) fn cipher(&self) -> Cipher {
        Cipher::new(&self.0.encryption)
    }

    /// 32 bytes that only this key has, and that say nothing about it.
    pub(crate) fn commitment(&self) -> &[u8; 32] {
        &self.0.commitment
    }

    /// The nonce for one additional data, always the same: the first 12 bytes derived for it.
    pub(crate) fn nonce(&self, associated: &[u8]) -> [u8; NONCE_BYTES] {
        let hash = derive::one_step(&self.0.secret, &[NONCE, associated]);
        std::array::from_fn(|at| hash.get(at).copied().unwrap_or_default())
    }
}

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DataKey(..)")
    }
}

/// A data key as the key store keeps it: wrapped, or destroyed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Wrapped(pub(crate) [u8; WRAPPED_BYTES]);

impl Wrapped {
    /// A key that was destroyed.
    pub(crate) const DESTROYED: Self = Self([0; WRAPPED_BYTES]);

    /// Whether this is a key that was destroyed.
    pub(crate) fn is_destroyed(&self) -> bool {
        *self == Self::DESTROYED
    }
}

/// The root's wrapping key: closes and opens data keys.
pub(crate) struct Wrapper {
    cipher: Cipher,
    root_version: u32,
}

impl Wrapper {
    /// The wrapper of the root key of this version.
    pub(crate) fn new(key: &Secret, root_version: u32) -> Self {
        Self { cipher: Cipher::new(key), root_version }
    }

    /// Makes a data key for `person`, wrapped.
    ///
    /// # Errors
    ///
    /// [`NoRandomness`].
    pub(crate) fn create(&self, person: PersonKey) -> Result<Wrapped, NoRandomness> {
        self.wrap(person, &random()?)
    }

    /// Opens a data key for use.
    ///
    /// # Errors
    ///
    /// [`Refused`]: damaged, another person's, another root's, or destroyed.
    pub(crate) fn open(&self, person: PersonKey, wrapped: &Wrapped) -> Result<DataKey, Refused> {
        self.unwrap(person, wrapped).map(|secret| DataKey::new(&secret))
    }

    /// Opens a wrapped key without deriving anything from it.
    ///
    /// # Errors
    ///
    /// [`Refused`], as [`Wrapper::open`].
    pub(crate) fn unwrap(&self, person: PersonKey, wrapped: &Wrapped) -> Result<Secret, Refused> {
        let Wrapped([FORMAT, rest @ ..]) = wrapped else { return Err(Refused) };
        let (nonce, rest) = rest.split_first_chunk::<NONCE_BYTES>().ok_or(Refused)?;
        let (text, rest) = rest.split_first_chunk::<32>().ok_or(Refused)?;
        let (tag, _) = rest.split_first_chunk::<TAG_BYTES>().ok_or(Refused)?;
        let mut secret = Zeroizing::new(*text);
        self.cipher.open_in_place(nonce, &self.associated(person), secret.as_mut_slice(), tag)?;
        Ok(secret)
    }

    /// Wraps 32 bytes for `person` under a fresh nonce.
    ///
    /// # Errors
    ///
    /// [`NoRandomness`].
    pub(crate) fn wrap(&self, person: PersonKey, secret: &Secret) -> Result<Wrapped, NoRandomness> {
        let nonce = random()?;
        // The cipher refuses only what is too long, and 32 bytes never are.
        self.wrap_with(person, secret, &nonce).map_err(|Refused| NoRandomness)
    }

    /// Wraps 32 bytes for `person` under this nonce.
    pub(crate) fn wrap_with(
        &self,
        person: PersonKey,
        secret: &Secret,
        nonce: &[u8; NONCE_BYTES],
    ) -> Result<Wrapped, Refused> {
        let mut wrapped = Vec::with_capacity(WRAPPED_BYTES);
        wrapped.push(FORMAT);
        wrapped.extend_from_slice(nonce);
        let associated = self.associated(person);
        self.cipher.seal_onto(&mut wrapped, nonce, &associated, secret.as_slice())?;
        wrapped.try_into().map(Wrapped).map_err(|_| Refused)
    }

    fn associated(&self, person: PersonKey) -> [u8; 31] {
        let mut associated = [0; 31];
        let uuid = person.uuid().into_bytes();
        let version = self.root_version.to_be_bytes();
        let parts = WRAP.iter().chain(&uuid).chain(&version);
        for (to, from) in associated.iter_mut().zip(parts) {
            *to = *from;
        }
        associated
    }
}

#[cfg(test)]
mod tests;

//! Fields of an event, closed under a person's data key.
//!
//! Sealed: format 1 (1 byte), key commitment (32), nonce (12), ciphertext (as long as the
//! plaintext), tag (16). Additional data: the stream's length in bytes (8, big-endian), the
//! stream, the event id (16), the field group (1), the schema version (4, big-endian).
//!
//! The nonce is derived from the data key and the additional data, so sealing the same fields of
//! the same event again gives the same bytes, and a retry is the same append. AES-GCM-SIV stays
//! safe if the fields differ under one event id: it then shows only that they differ.
//!
//! AES-GCM-SIV does not commit to its key: who may choose keys can make one ciphertext open under
//! two. The commitment ends that. It is 32 bytes and not 16 because two keys with one 16-byte
//! commitment are found in 2⁶⁴ steps, and these bytes can never be made longer.

use subtle::ConstantTimeEq;
use uuid::Uuid;

use crate::cipher::{NONCE_BYTES, Refused, TAG_BYTES};
use crate::data_key::DataKey;

/// The first byte of sealed fields of the one form there is.
const FORMAT: u8 = 1;

/// Bytes of a key commitment.
const COMMITMENT_BYTES: usize = 32;

/// How much longer sealed fields are than their plaintext: 61 bytes.
pub const OVERHEAD_BYTES: usize = 1 + COMMITMENT_BYTES + NONCE_BYTES + TAG_BYTES;

/// The longest plaintext: 64 KiB. The longest name and address are a few hundred bytes.
pub const PLAINTEXT_BYTES_MAX: usize = 64 * 1024;

/// Where sealed fields stand. They open in this place only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SealContext<'a> {
    /// The stream of the event, as the ledger names it.
    pub stream: &'a str,
    /// The id of the event.
    pub event_id: Uuid,
    /// Which fields of the event these are, a number that keeps its meaning for ever.
    pub field_group: u8,
    /// The version of the plaintext's schema.
    pub schema_version: u32,
}

/// Fields were not sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The plaintext is longer than [`PLAINTEXT_BYTES_MAX`].
    #[error("fields to seal are {bytes} bytes, more than 65536")]
    TooLong {
        /// Its length.
        bytes: usize,
    },
}

/// Sealed fields did not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// Fewer bytes than an empty plaintext has when sealed.
    #[error("sealed fields are {bytes} bytes, fewer than 61")]
    TooShort {
        /// How many there are.
        bytes: usize,
    },
    /// The first byte names no format that this build reads.
    #[error("sealed fields have the unknown format {format}")]
    UnknownFormat {
        /// The first byte.
        format: u8,
    },
    /// Sealed under another key than the one given, or the commitment was altered.
    #[error("sealed fields are not closed under this key")]
    NotCommitted,
    /// A byte was altered, or the fields stand in another place than they were sealed for.
    #[error("sealed fields were altered or moved")]
    Altered,
}

/// Closes fields under a person's key, for this one place.
///
/// The same key, place and plaintext give the same bytes. The length of the plaintext shows.
///
/// # Errors
///
/// [`SealError`].
pub fn seal(
    key: &DataKey,
    context: &SealContext<'_>,
    plaintext: &[u8],
) -> Result<Vec<u8>, SealError> {
    let too_long = SealError::TooLong { bytes: plaintext.len() };
    if plaintext.len() > PLAINTEXT_BYTES_MAX {
        return Err(too_long);
    }
    let associated = context.associated();
    let nonce = key.nonce(&associated);
    let mut sealed = Vec::with_capacity(plaintext.len() + OVERHEAD_BYTES);
    sealed.push(FORMAT);
    sealed.extend_from_slice(key.commitment());
    sealed.extend_from_slice(&nonce);
    key.cipher()
        .seal_onto(&mut sealed, &nonce, &associated, plaintext)
        .map_err(|Refused| too_long)?;
    Ok(sealed)
}

/// Opens fields that were sealed under this key, for this place.
///
/// # Errors
///
/// [`OpenError`], in the order of its variants.
pub fn open(key: &DataKey, context: &SealContext<'_>, sealed: &[u8]) -> Result<Vec<u8>, OpenError> {
    let too_short = OpenError::TooShort { bytes: sealed.len() };
    if sealed.len() < OVERHEAD_BYTES {
        return Err(too_short);
    }
    let (&format, rest) = sealed.split_first().ok_or(too_short)?;
    if format != FORMAT {
        return Err(OpenError::UnknownFormat { format });
    }
    let (commitment, rest) = rest.split_first_chunk::<COMMITMENT_BYTES>().ok_or(too_short)?;
    let (nonce, text) = rest.split_first_chunk::<NONCE_BYTES>().ok_or(too_short)?;
    if !bool::from(commitment.ct_eq(key.commitment())) {
        return Err(OpenError::NotCommitted);
    }
    key.cipher().open(nonce, &context.associated(), text).map_err(|Refused| OpenError::Altered)
}

impl SealContext<'_> {
    /// The additional data. The length comes first, so no two places give the same bytes.
    fn associated(&self) -> Vec<u8> {
        let mut associated = Vec::with_capacity(8 + self.stream.len() + 16 + 1 + 4);
        associated.extend_from_slice(&(self.stream.len() as u64).to_be_bytes());
        associated.extend_from_slice(self.stream.as_bytes());
        associated.extend_from_slice(self.event_id.as_bytes());
        associated.push(self.field_group);
        associated.extend_from_slice(&self.schema_version.to_be_bytes());
        associated
    }
}

#[cfg(test)]
mod tests;

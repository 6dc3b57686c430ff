//! AES-256-GCM-SIV (RFC 8452) on vectors: what is sealed is appended, what is opened is new.

use aes::Aes256Enc;
use aes_gcm_siv::{AeadInOut, AesGcmSiv, KeyInit, Nonce, Tag};
use zeroize::Zeroize;

/// Bytes of a nonce.
pub(crate) const NONCE_BYTES: usize = 12;

/// Bytes of an authentication tag.
pub(crate) const TAG_BYTES: usize = 16;

/// The text is not what was sealed under this key, nonce and additional data, or is longer
/// than the cipher allows (64 GiB).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Refused;

/// AES-256-GCM-SIV under one key. Its round keys are wiped on drop.
pub(crate) struct Cipher(AesGcmSiv<Aes256Enc>);

impl Cipher {
    /// Sets up `key`.
    pub(crate) fn new(key: &[u8; 32]) -> Self {
        Self(AesGcmSiv::new(key.into()))
    }

    /// Appends the ciphertext of `plaintext` and its tag to `sealed`.
    ///
    /// # Errors
    ///
    /// [`Refused`]: the plaintext is too long. `sealed` is then as it was.
    pub(crate) fn seal_onto(
        &self,
        sealed: &mut Vec<u8>,
        nonce: &[u8; NONCE_BYTES],
        associated: &[u8],
        plaintext: &[u8],
    ) -> Result<(), Refused> {
        let start = sealed.len();
        sealed.extend_from_slice(plaintext);
        let text = sealed.get_mut(start..).unwrap_or_default();
        let nonce = Nonce::from(*nonce);
        if let Ok(tag) = self.0.encrypt_inout_detached(&nonce, associated, text.into()) {
            sealed.extend_from_slice(&tag);
            Ok(())
        } else {
            text.zeroize();
            sealed.truncate(start);
            Err(Refused)
        }
    }

    /// The plaintext of a ciphertext that its tag follows.
    ///
    /// # Errors
    ///
    /// [`Refused`].
    pub(crate) fn open(
        &self,
        nonce: &[u8; NONCE_BYTES],
        associated: &[u8],
        sealed: &[u8],
    ) -> Result<Vec<u8>, Refused> {
        let (text, tag) = sealed.split_last_chunk::<TAG_BYTES>().ok_or(Refused)?;
        let mut opened = text.to_vec();
        self.open_in_place(nonce, associated, &mut opened, tag)?;
        Ok(opened)
    }

    /// Replaces `text` by its plaintext. After an error `text` is of no use and no plaintext.
    ///
    /// # Errors
    ///
    /// [`Refused`].
    pub(crate) fn open_in_place(
        &self,
        nonce: &[u8; NONCE_BYTES],
        associated: &[u8],
        text: &mut [u8],
        tag: &[u8; TAG_BYTES],
    ) -> Result<(), Refused> {
        self.0
            .decrypt_inout_detached(&Nonce::from(*nonce), associated, text.into(), &Tag::from(*tag))
            .map_err(|_| Refused)
    }
}

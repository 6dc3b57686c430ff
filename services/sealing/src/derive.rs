//! HMAC-SHA-256, and keys of 32 bytes derived from keys of 32 bytes.
//!
//! The two halves of HKDF-SHA-256 are written from HMAC, as RFC 5869 states them, because for
//! one block of output neither can fail; the tests hold them against the `hkdf` crate.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

/// 32 secret bytes, wiped on drop.
pub(crate) type Secret = Zeroizing<[u8; 32]>;

/// HMAC-SHA-256 of the parts, one after another.
pub(crate) fn hmac(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    let mut hmac = keyed(key);
    for part in parts {
        hmac.update(part);
    }
    hmac.finalize().into_bytes().into()
}

/// HKDF-Extract: a uniform key from key material, under a salt of at most 32 bytes.
pub(crate) fn extract(salt: &[u8], material: &[u8; 32]) -> Secret {
    let mut key = [0; 32];
    for (to, from) in key.iter_mut().zip(salt) {
        *to = *from;
    }
    Zeroizing::new(hmac(&key, &[material]))
}

/// HKDF-Expand to 32 bytes.
pub(crate) fn expand(key: &[u8; 32], info: &[u8]) -> Secret {
    Zeroizing::new(hmac(key, &[info, &[1]]))
}

/// The one-step key derivation of NIST SP 800-56C (rev. 2, section 4.1, option 1) with SHA-256,
/// to 32 bytes: the hash of 1 (4 bytes, big-endian), the uniform key, the info, given in parts.
///
/// With an info of at most 19 bytes this is one block of SHA-256, where HKDF-Expand is four: each
/// sealed field that a rebuild opens needs two of them.
pub(crate) fn one_step(key: &[u8; 32], info: &[&[u8]]) -> Secret {
    let mut hash = Sha256::new();
    hash.update(1_u32.to_be_bytes());
    hash.update(key);
    for part in info {
        hash.update(part);
    }
    Zeroizing::new(hash.finalize().into())
}

/// HMAC under 32 bytes. Shorter than a block, so HMAC pads the key with zeros: doing that here
/// makes the length right by type.
fn keyed(key: &[u8; 32]) -> Hmac<Sha256> {
    let mut block = Zeroizing::new([0; 64]);
    for (to, from) in block.iter_mut().zip(key) {
        *to = *from;
    }
    Hmac::new((&*block).into())
}

#[cfg(test)]
mod tests;

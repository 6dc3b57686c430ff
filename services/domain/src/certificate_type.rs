//! The kind of a certificate as its body names it (機関別受給者証種別ID).

use std::fmt;
use std::str::FromStr;

/// The most characters of a certificate type id.
pub const CERTIFICATE_TYPE_CHARACTERS_MAX: usize = 50;

/// A certificate type id (機関別受給者証種別ID): 1 to 50 half-width letters and digits.
///
/// Holding one proves its form. It means something within one body only, and only once the body
/// has defined it. Upper and lower case are different.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CertificateTypeId(Box<str>);

/// A text is not a [`CertificateTypeId`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("certificate type id must be 1 to 50 half-width letters and digits")]
pub struct NotACertificateTypeId;

impl CertificateTypeId {
    /// The id as the body gave it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for CertificateTypeId {
    type Err = NotACertificateTypeId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let length_fits = (1..=CERTIFICATE_TYPE_CHARACTERS_MAX).contains(&text.len());
        if length_fits && text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            Ok(Self(text.into()))
        } else {
            Err(NotACertificateTypeId)
        }
    }
}

impl fmt::Display for CertificateTypeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests;

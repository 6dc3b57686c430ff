//! How the person at the reader was identified (本人確認の方法).

use std::{fmt, str::FromStr};

/// The most characters of a passcode holder's account.
pub const ACCOUNT_CHARACTERS_MAX: usize = 50;

/// How the person was identified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Identification {
    /// Face recognition (顔認証).
    Face,
    /// Four-digit PIN (暗証番号).
    Pin,
    /// Visual check by staff (目視確認), under the account whose passcode was typed in.
    Visual(Account),
    /// Smartphone (スマートフォン).
    Phone,
}

/// The account of a passcode's holder: 1 to 50 half-width characters without spaces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account(Box<str>);

/// A text is not an [`Account`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("account must be 1 to {ACCOUNT_CHARACTERS_MAX} half-width characters without spaces")]
pub struct NotAnAccount;

impl FromStr for Account {
    type Err = NotAnAccount;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let length_fits = (1..=ACCOUNT_CHARACTERS_MAX).contains(&text.len());
        if length_fits && text.bytes().all(|byte| byte.is_ascii_graphic()) {
            Ok(Self(text.into()))
        } else {
            Err(NotAnAccount)
        }
    }
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

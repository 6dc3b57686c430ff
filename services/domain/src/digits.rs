//! A fixed number of decimal digits, as the printed numbers have them.

use std::{fmt, str};

/// The digits of `text`, if it is exactly `N` ASCII digits. Every element is 0..=9.
pub(crate) fn read<const N: usize>(text: &str) -> Option<[u8; N]> {
    let bytes: [u8; N] = text.as_bytes().try_into().ok()?;
    bytes.iter().all(u8::is_ascii_digit).then(|| bytes.map(|byte| byte - b'0'))
}

/// Writes digits as they are printed, leading noughts included. Every one is 0..=9.
pub(crate) fn write<const N: usize>(digits: &[u8; N], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let printed = digits.map(|digit| b'0' + digit);
    // All at once: each character for itself would let a string grow as it goes.
    f.write_str(str::from_utf8(&printed).map_err(|_| fmt::Error)?)
}

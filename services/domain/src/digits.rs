//! A fixed number of decimal digits, as the printed numbers have them.

use std::fmt::{self, Write as _};

/// The digits of `text`, if it is exactly `N` ASCII digits. Every element is 0..=9.
pub(crate) fn read<const N: usize>(text: &str) -> Option<[u8; N]> {
    let bytes: [u8; N] = text.as_bytes().try_into().ok()?;
    bytes.iter().all(u8::is_ascii_digit).then(|| bytes.map(|byte| byte - b'0'))
}

/// Writes digits as they are printed, leading noughts included.
pub(crate) fn write(digits: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    digits.iter().try_for_each(|digit| f.write_char(char::from(b'0' + digit)))
}

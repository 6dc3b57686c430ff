//! A My Number (個人番号), read. It leaves this room as a keyed hash and in no other form.
//!
//! Twelve digits, the last a check digit (検査用数字) by 総務省令第85号 (平成26年) 第5条: the digits
//! before it weigh, from the right, 2 to 7 and then 2 to 6; it is eleven less the remainder by
//! eleven, and 0 where the remainder is 0 or 1.

use sealing::{KeyedHash, LookupKey};
use wire::my_number::UnreadMyNumber;
use zeroize::Zeroizing;

/// What a My Number is hashed as.
const LABEL: &str = "pmh/my-number/v1";

/// The weights of the first eleven digits, from the left.
const WEIGHTS: [u32; 11] = [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2];

/// A My Number: twelve ASCII digits.
///
/// Holding one proves its form, not that it was given to anybody. It has neither `Debug` nor `Display`, cannot be
/// cloned or serialised, and is wiped when dropped.
pub(crate) struct MyNumber(Zeroizing<[u8; 12]>); // Invariant: every element is b'0'..=b'9'.

/// A text is not a [`MyNumber`]: something other than twelve ASCII digits was given. The text is not repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be exactly 12 digits")]
pub(crate) struct NotTwelveDigits;

impl MyNumber {
    /// Reads what a message carried, and wipes it.
    ///
    /// # Errors
    ///
    /// [`NotTwelveDigits`].
    #[expect(clippy::disallowed_methods, reason = "the one place where a My Number is opened")]
    pub(crate) fn read(unread: UnreadMyNumber) -> Result<Self, NotTwelveDigits> {
        let bytes = unread.open().as_bytes();
        if bytes.len() != 12 || !bytes.iter().all(u8::is_ascii_digit) {
            return Err(NotTwelveDigits);
        }
        let mut digits = Zeroizing::new([0; 12]);
        for (to, from) in digits.iter_mut().zip(bytes) {
            *to = *from;
        }
        Ok(Self(digits))
    }

    /// Whether the twelfth digit is the check digit of the eleven before it.
    pub(crate) fn check_digit_holds(&self) -> bool {
        let [body @ .., last] = &*self.0;
        let sum: u32 =
            body.iter().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
        let expected = match sum % 11 {
            0 | 1 => 0,
            remainder => 11 - remainder,
        };
        u32::from(last - b'0') == expected
    }

    /// The keyed hash that stands for the number.
    pub(crate) fn hash(&self, key: &LookupKey) -> KeyedHash {
        key.hash(LABEL, self.0.as_slice())
    }
}

#[cfg(test)]
mod tests;

//! Where the next page begins: a number, and a check that it belongs to the same question.
//!
//! Not a secret: it keeps a client from inventing positions or mixing pages of two questions up.

use std::fmt;

/// The hexadecimal digits of a number.
const NUMBER_DIGITS: usize = 16;

/// The hexadecimal digits of the check.
const CHECK_DIGITS: usize = 16;

/// What is paged through: as text it tells every question from all others.
#[derive(Clone, Copy)]
pub(crate) struct Paged<Q>(pub(crate) Q);

impl<Q: fmt::Display> Paged<Q> {
    /// The token of the page after this number.
    pub(crate) fn token(&self, after: u64) -> String {
        let hash = blake3::hash(format!("pmh/{}/{after}", self.0).as_bytes());
        let check: String = hash.to_hex().chars().take(CHECK_DIGITS).collect();
        format!("{after:016x}{check}")
    }

    /// The number that a token of this question names; the empty one names 0.
    pub(crate) fn after(&self, token: &str) -> Option<u64> {
        if token.is_empty() {
            return Some(0);
        }
        let after = u64::from_str_radix(token.get(..NUMBER_DIGITS)?, 16).ok()?;
        (self.token(after) == token).then_some(after)
    }
}

#[cfg(test)]
mod tests;

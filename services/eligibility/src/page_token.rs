//! Where the next page begins: an access position, and a check that it belongs to the same question.
//!
//! Not a secret: it keeps a client from inventing positions or mixing pages of two questions up.

use domain::certificate_id::CertificateId;
use jiff::civil::Date;
use ledger::Position;

/// The hexadecimal digits of a position.
const POSITION_DIGITS: usize = 16;

/// The hexadecimal digits of the check.
const CHECK_DIGITS: usize = 16;

/// The token of the page after this position.
pub(crate) fn token(certificate: CertificateId, from: Option<Date>, after: Position) -> String {
    let from = from.map_or_else(String::new, |from| from.to_string());
    let hash = blake3::hash(format!("pmh/disclosures/{certificate}/{from}/{after}").as_bytes());
    let check: String = hash.to_hex().chars().take(CHECK_DIGITS).collect();
    format!("{:016x}{check}", after.get())
}

/// The position a token of this question names; the empty one names the beginning.
pub(crate) fn position(
    certificate: CertificateId,
    from: Option<Date>,
    text: &str,
) -> Option<Position> {
    if text.is_empty() {
        return Some(Position::START);
    }
    let number = u64::from_str_radix(text.get(..POSITION_DIGITS)?, 16).ok()?;
    let after = Position::new(number);
    (token(certificate, from, after) == text).then_some(after)
}

#[cfg(test)]
mod tests;

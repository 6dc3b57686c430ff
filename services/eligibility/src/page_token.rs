//! Where the next page begins: an access position, and a check that it belongs to the same question.
//!
//! Not a secret: it keeps a client from inventing positions or mixing pages of two questions up.

use std::fmt::Write as _;

use domain::certificate_id::CertificateId;
use jiff::civil::Date;
use ledger::Position;

/// The hexadecimal digits of a position, and of the check.
const DIGITS: usize = 16;

/// The token of the page after this position.
pub(crate) fn token(certificate: CertificateId, from: Option<Date>, after: Position) -> String {
    let mut text = format!("{:016x}", after.get());
    for byte in check(certificate, from, after) {
        // Writing into a text does not fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
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
    let number = u64::from_str_radix(text.get(..DIGITS)?, 16).ok()?;
    let after = Position::new(number);
    (token(certificate, from, after) == text).then_some(after)
}

fn check(certificate: CertificateId, from: Option<Date>, after: Position) -> [u8; DIGITS / 2] {
    let from = from.map_or_else(String::new, |from| from.to_string());
    let hash = blake3::hash(format!("pmh/disclosures/{certificate}/{from}/{after}").as_bytes());
    let [a, b, c, d, e, f, g, h, ..] = *hash.as_bytes();
    [a, b, c, d, e, f, g, h]
}

#[cfg(test)]
mod tests;

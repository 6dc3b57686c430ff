//! What the unit tests are told with: roots, people and bytes that are always the same.

use domain::person_key::PersonKey;
use uuid::Uuid;

use crate::data_key::DataKey;
use crate::derive::Secret;
use crate::root_key::RootKey;

/// `N` bytes that all differ, told by their first and their step (odd).
pub(crate) fn bytes<const N: usize>(first: usize, step: usize) -> [u8; N] {
    std::array::from_fn(|at| u8::try_from((first + at * step) & 0xff).unwrap())
}

/// The bytes that hex digits write; spaces and line ends are skipped.
pub(crate) fn unhex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    digits
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

/// A root key, told by its version and one byte.
pub(crate) fn root(version: u32, first: u8) -> RootKey {
    RootKey::from_text(version, &hex(&bytes::<32>(first.into(), 7))).unwrap()
}

/// The bytes as hex digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

/// The data key of these 32 bytes.
pub(crate) fn data_key(secret: [u8; 32]) -> DataKey {
    DataKey::new(&Secret::new(secret))
}

/// A person, told by a number.
pub(crate) fn person(number: u128) -> PersonKey {
    PersonKey::from_uuid(Uuid::from_u128(number.wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c)))
}

/// As many people.
pub(crate) fn people(count: u128) -> Vec<PersonKey> {
    (1..=count).map(person).collect()
}

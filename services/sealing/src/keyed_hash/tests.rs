use super::{KeyedHash, LookupKey};
use crate::testing::{bytes, hex};

const LABEL: &str = "pmh/test/v1";

fn key(version: u32, first: usize) -> LookupKey {
    LookupKey::from_text(version, &hex(&bytes::<32>(first, 7))).unwrap()
}

#[test]
fn the_same_identifier_has_the_same_hash_and_stream() {
    let [one, other] = [(), ()].map(|()| key(1, 0x11).hash(LABEL, b"identifier"));
    assert!(one.ct_eq(&other));
    assert_eq!(one, other);
    assert_eq!(one.stream_uuid(), other.stream_uuid());
}

#[test]
fn another_identifier_label_key_or_version_has_another_hash_and_stream() {
    let hash = key(1, 0x11).hash(LABEL, b"identifier");
    for other in [
        key(1, 0x11).hash(LABEL, b"identifiers"),
        key(1, 0x11).hash("pmh/test/v2", b"identifier"),
        key(1, 0x12).hash(LABEL, b"identifier"),
        key(2, 0x11).hash(LABEL, b"identifier"),
    ] {
        assert_ne!(hash, other);
        assert_ne!(hash.stream_uuid(), other.stream_uuid());
    }
}

#[test]
fn a_byte_cannot_move_from_the_label_to_the_identifier() {
    assert_ne!(key(1, 0x11).hash("ab", b"c"), key(1, 0x11).hash("a", b"bc"));
}

#[test]
fn a_stored_hash_comes_back() {
    let hash = key(3, 0x11).hash(LABEL, b"identifier");
    let back = KeyedHash::from_stored(hash.version(), hash.to_stored());
    assert_eq!(hash, back);
    assert_eq!(back.version(), 3);
}

#[test]
fn the_name_of_a_stream_does_not_carry_the_hash() {
    let hash = key(1, 0x11).hash(LABEL, b"identifier");
    let stream = hash.stream_uuid();
    assert_eq!(stream.get_version_num(), 5);
    assert!(!hash.to_stored().windows(4).any(|part| hex(stream.as_bytes()).contains(&hex(part))));
}

#[test]
fn neither_key_nor_hash_is_shown() {
    assert_eq!(format!("{:?}", key(2, 0x11)), "LookupKey { version: 2, .. }");
    assert_eq!(format!("{:?}", key(2, 0x11).hash(LABEL, b"x")), "KeyedHash(..)");
}

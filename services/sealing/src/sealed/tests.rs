use proptest::prelude::*;
use uuid::Uuid;

use super::{OVERHEAD_BYTES, OpenError, PLAINTEXT_BYTES_MAX, SealContext, SealError, open, seal};
use crate::testing::data_key;

const PLACE: SealContext<'_> = SealContext {
    stream: "certificate-a",
    event_id: Uuid::from_u128(0xabcd),
    field_group: 1,
    schema_version: 1,
};

const FIELDS: &[u8] = b"a name and an address";

#[test]
fn what_is_sealed_opens_to_the_same() {
    let key = data_key([1; 32]);
    let sealed = seal(&key, &PLACE, FIELDS).unwrap();
    assert_eq!(sealed.len(), FIELDS.len() + OVERHEAD_BYTES);
    assert_eq!(open(&key, &PLACE, &sealed).unwrap(), FIELDS);
}

#[test]
fn sealing_the_same_again_gives_the_same_bytes() {
    let key = data_key([1; 32]);
    assert_eq!(seal(&key, &PLACE, FIELDS).unwrap(), seal(&key, &PLACE, FIELDS).unwrap());
}

#[test]
fn other_fields_in_the_same_place_share_nothing_but_the_head() {
    let key = data_key([1; 32]);
    let one = seal(&key, &PLACE, b"a name and an address").unwrap();
    let other = seal(&key, &PLACE, b"b name and an address").unwrap();
    let equal = one.iter().zip(&other).skip(45).filter(|(one, other)| one == other).count();
    assert_eq!(one[..45], other[..45]);
    assert!(equal < 6, "{equal} of 37 bytes are equal");
}

#[test]
fn any_flipped_bit_is_refused() {
    let key = data_key([1; 32]);
    let whole = seal(&key, &PLACE, FIELDS).unwrap();
    for bit in 0..whole.len() * 8 {
        let mut flipped = whole.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        let expected = match bit / 8 {
            0 => OpenError::UnknownFormat { format: flipped[0] },
            1..33 => OpenError::NotCommitted,
            _ => OpenError::Altered,
        };
        assert_eq!(open(&key, &PLACE, &flipped), Err(expected), "bit {bit}");
    }
}

#[test]
fn cut_and_lengthened_bytes_are_refused() {
    let key = data_key([1; 32]);
    let whole = seal(&key, &PLACE, FIELDS).unwrap();
    for length in 0..whole.len() {
        let expected = if length < OVERHEAD_BYTES {
            OpenError::TooShort { bytes: length }
        } else {
            OpenError::Altered
        };
        assert_eq!(open(&key, &PLACE, &whole[..length]), Err(expected), "{length} bytes");
    }
    let longer = [whole.as_slice(), &[0]].concat();
    assert_eq!(open(&key, &PLACE, &longer), Err(OpenError::Altered));
}

#[test]
fn fields_open_in_their_own_place_only() {
    let key = data_key([1; 32]);
    let sealed = seal(&key, &PLACE, FIELDS).unwrap();
    for elsewhere in [
        SealContext { stream: "certificate-b", ..PLACE },
        SealContext { stream: "certificate-", ..PLACE },
        SealContext { event_id: Uuid::from_u128(0xabce), ..PLACE },
        SealContext { field_group: 2, ..PLACE },
        SealContext { schema_version: 2, ..PLACE },
    ] {
        assert_eq!(open(&key, &elsewhere, &sealed), Err(OpenError::Altered), "{elsewhere:?}");
    }
}

#[test]
fn another_persons_key_is_told_from_altered_bytes() {
    let sealed = seal(&data_key([1; 32]), &PLACE, FIELDS).unwrap();
    assert_eq!(open(&data_key([2; 32]), &PLACE, &sealed), Err(OpenError::NotCommitted));
}

#[test]
fn fields_may_be_empty_and_64_kib_and_no_longer() {
    let key = data_key([1; 32]);
    for length in [0, PLAINTEXT_BYTES_MAX] {
        let fields = vec![7; length];
        let sealed = seal(&key, &PLACE, &fields).unwrap();
        assert_eq!(open(&key, &PLACE, &sealed).unwrap(), fields);
    }
    let bytes = PLAINTEXT_BYTES_MAX + 1;
    assert_eq!(seal(&key, &PLACE, &vec![7; bytes]), Err(SealError::TooLong { bytes }));
}

proptest! {
    #[test]
    fn whatever_is_sealed_opens_to_the_same_there_and_nowhere_else(
        secret in any::<[u8; 32]>(),
        (stream, elsewhere) in (".{0,40}", ".{0,40}"),
        (event_id, field_group, schema_version) in any::<(u128, u8, u32)>(),
        fields in prop::collection::vec(any::<u8>(), 0..300),
    ) {
        let key = data_key(secret);
        let event_id = Uuid::from_u128(event_id);
        let place = SealContext { stream: &stream, event_id, field_group, schema_version };
        let sealed = seal(&key, &place, &fields).unwrap();
        prop_assert_eq!(open(&key, &place, &sealed).unwrap(), fields);
        if elsewhere != stream {
            let other = SealContext { stream: &elsewhere, ..place };
            prop_assert_eq!(open(&key, &other, &sealed), Err(OpenError::Altered));
        }
    }

    #[test]
    fn bytes_that_were_never_sealed_do_not_open(
        bytes in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        prop_assert!(open(&data_key([1; 32]), &PLACE, &bytes).is_err());
    }
}

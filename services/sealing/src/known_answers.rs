//! The stored bytes, compared with what `tests/known_answers.py` computes by other means:
//! derivations written out over Python's hashes, AES-256-GCM-SIV from OpenSSL.

use domain::person_key::PersonKey;
use uuid::Uuid;

use crate::derive::Secret;
use crate::testing::{bytes, data_key, hex, root, unhex};
use crate::{BlockPlace, LookupKey, SealContext, open, seal};

const PLAINTEXT: &str = "試験 花子";

const PLACE: SealContext<'static> = SealContext {
    stream: "certificate-of-a-test",
    event_id: Uuid::from_u128(0x9db0_c3d6_e9fc_0f22_3548_5b6e_8194_a7ba),
    field_group: 3,
    schema_version: 0x0102_0304,
};

fn event_id() -> Uuid {
    PLACE.event_id
}

#[test]
fn the_commitment_of_a_root_key_never_changes() {
    let expected = "cdd47b2f 45d92bd4 061001ef b91c78b3 8d13b1aa a7ef132b 5aaea51e f4f56677";
    assert_eq!(root(7, 0xa1).commitment().as_slice(), unhex(expected));
}

#[test]
fn a_wrapped_data_key_never_changes() {
    let expected = "01c3d4e5 f6071829 3a4b5c6d 7e691bf8 5cd0ca86 5f9d0e3b f5d1c326 427f09ef \
                    b9ed5694 40f52c4a ae79fc36 1422fc0d ec8dadeb af67f164 191c1ca8 28";
    let person = PersonKey::from_uuid(Uuid::from_bytes(bytes(0x5c, 11)));
    let by = root(7, 0xa1).wrapper();
    let secret = Secret::new(bytes(0x2f, 13));
    let wrapped = by.wrap_with(person, &secret, &bytes(0xc3, 17)).unwrap();
    assert_eq!(wrapped.0.as_slice(), unhex(expected));
    assert_eq!(by.unwrap(person, &wrapped).unwrap(), secret);
}

#[test]
fn sealed_fields_never_change() {
    let expected = "01d3dc79 40a99544 524fba6b 576e4c90 bdc34cc1 5c19b573 59052e69 fb3386d5 \
                    75261cf3 8509b56f 4e3b4582 b53897ea 67336bdb 23e82977 f1d04553 d7dcedd4 \
                    7bb6787b 1283818e c6dc";
    let key = data_key(bytes(0x2f, 13));
    assert_eq!(seal(&key, &PLACE, PLAINTEXT.as_bytes()).unwrap(), unhex(expected));
    assert_eq!(open(&key, &PLACE, &unhex(expected)).unwrap(), PLAINTEXT.as_bytes());
}

#[test]
fn fields_whose_nonce_was_derived_in_another_way_open_too() {
    // The nonce is the HMAC of the place, as it was before it was derived in one step.
    let sealed = "01d3dc79 40a99544 524fba6b 576e4c90 bdc34cc1 5c19b573 59052e69 fb3386d5 \
                  75d08fce 9f187ae6 b2ebe6d0 6d4f90dd 82bc83a3 71a5f059 048c8451 276428db \
                  6157d04f fda56e5f 8f79";
    let opened = open(&data_key(bytes(0x2f, 13)), &PLACE, &unhex(sealed));
    assert_eq!(opened.unwrap(), PLAINTEXT.as_bytes());
}

#[test]
fn a_sealed_block_never_changes() {
    let expected = "01c3d4e5 f6071829 3a4b5c6d 7ec8f5f0 f1ac9abe 4a9f7efb 80d3a697 2c11955c \
                    bd0a8a91 1881398a e2d02de5 08ab112e 7cf1";
    let place =
        BlockPlace { name: "registration", snapshot_id: event_id(), block: 5, is_last: true };
    let sealer = root(7, 0xa1).snapshot_sealer();
    let block = b"a block of a snapshot";
    assert_eq!(sealer.seal_block_with(&place, block, &bytes(0xc3, 17)).unwrap(), unhex(expected));
    assert_eq!(sealer.open_block(&place, &unhex(expected)).unwrap(), block);
}

#[test]
fn a_keyed_hash_and_its_stream_never_change() {
    let expected = "65753cf6 3989e367 c534ef11 2cefc8a9 bf2c5ce6 91374fb4 f8e57aca c07c2c81";
    let stream = "47aec362 c7f755fc bbc1a756 ddc2f243";
    let key = LookupKey::from_text(2, &hex(&bytes::<32>(0xa1, 7))).unwrap();
    let hash = key.hash("pmh/test/v1", b"an identifier");
    assert_eq!(hash.to_stored().as_slice(), unhex(expected));
    assert_eq!(hash.stream_uuid().as_bytes().as_slice(), unhex(stream));
}

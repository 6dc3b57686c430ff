use hkdf::Hkdf;
use sha2::{Digest as _, Sha256};

use super::{expand, extract, hmac, one_step};

const MATERIAL: [u8; 32] = *b"thirty-two bytes of key material";

#[test]
fn extract_is_the_hkdf_of_rfc_5869() {
    let (theirs, _) = Hkdf::<Sha256>::extract(Some(b"a salt"), &MATERIAL);
    assert_eq!(extract(b"a salt", &MATERIAL).as_slice(), theirs.as_slice());
}

#[test]
fn expand_is_the_hkdf_of_rfc_5869() {
    let theirs = Hkdf::<Sha256>::from_prk(&MATERIAL).unwrap();
    for info in [&b""[..], b"label", &[7; 200]] {
        let mut expected = [0; 32];
        theirs.expand(info, &mut expected).unwrap();
        assert_eq!(*expand(&MATERIAL, info), expected);
    }
}

#[test]
fn an_hmac_is_of_its_parts_joined() {
    assert_eq!(hmac(&MATERIAL, &[b"la", b"", b"bel"]), hmac(&MATERIAL, &[b"label"]));
    assert_ne!(hmac(&MATERIAL, &[b"label"]), hmac(&MATERIAL, &[b"labels"]));
}

#[test]
fn the_one_step_derivation_hashes_a_one_the_key_and_the_info() {
    let joined = [[0, 0, 0, 1].as_slice(), &MATERIAL, b"label"].concat();
    assert_eq!(one_step(&MATERIAL, &[b"label"]).as_slice(), Sha256::digest(joined).as_slice());
    assert_eq!(one_step(&MATERIAL, &[b"la", b"bel"]), one_step(&MATERIAL, &[b"label"]));
    assert_ne!(one_step(&MATERIAL, &[b"label"]), one_step(&MATERIAL, &[b"other"]));
}

use super::{CHUNK_ROWS, Digest, Index, Row};
use crate::data_key::Wrapped;
use crate::testing::{people, person};

fn row(number: u128) -> Row {
    Row { person: person(number), wrapped: Wrapped([number.to_be_bytes()[15]; 61]) }
}

#[test]
fn everyone_is_found_in_their_own_slot() {
    let count = CHUNK_ROWS as u128 * 2 + 1;
    let mut index = Index::default();
    for number in 1..=count {
        index.push(row(number)).unwrap();
    }
    for (slot, person) in (0_u32..).zip(people(count)) {
        let (found, row) = index.find(person).unwrap();
        assert_eq!((found, row.person), (slot, person));
    }
    assert!(index.find(person(0)).is_none());
    assert_eq!(index.len() as u128, count);
    assert!(index.rows().map(|row| row.person).eq(people(count)));
}

#[test]
fn overwriting_changes_one_row() {
    let mut index = Index::default();
    for number in 1..=3 {
        index.push(row(number)).unwrap();
    }
    index.overwrite(1, Wrapped::DESTROYED);
    let destroyed: Vec<_> = index.rows().map(|row| row.wrapped.is_destroyed()).collect();
    assert_eq!(destroyed, [false, true, false]);
}

#[test]
fn a_digest_forgets_what_is_taken_out_and_sees_every_bit() {
    let mut digest = Digest::default();
    digest.toggle(&row(1));
    let one = digest;
    digest.toggle(&row(2));
    assert_ne!(digest, one);
    digest.toggle(&row(2));
    assert_eq!(digest, one);
    for bit in 0..61 * 8 {
        let mut flipped = row(1);
        flipped.wrapped.0[bit / 8] ^= 1 << (bit % 8);
        let mut other = Digest::default();
        other.toggle(&flipped);
        assert_ne!(other, one, "bit {bit}");
    }
}

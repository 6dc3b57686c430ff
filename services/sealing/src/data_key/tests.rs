use super::{WRAPPED_BYTES, Wrapped};
use crate::testing::{data_key, person, root};

#[test]
fn a_wrapped_key_opens_for_its_person_only() {
    let ours = root(1, 0x11).wrapper();
    let wrapped = ours.create(person(1)).unwrap();
    assert!(ours.open(person(1), &wrapped).is_ok());
    assert!(ours.open(person(2), &wrapped).is_err());
}

#[test]
fn a_wrapped_key_opens_under_its_root_and_version_only() {
    let wrapped = root(1, 0x11).wrapper().create(person(1)).unwrap();
    assert!(root(1, 0x11).wrapper().open(person(1), &wrapped).is_ok());
    assert!(root(2, 0x11).wrapper().open(person(1), &wrapped).is_err());
    assert!(root(1, 0x12).wrapper().open(person(1), &wrapped).is_err());
}

#[test]
fn a_wrapped_key_with_any_bit_flipped_is_refused() {
    let ours = root(1, 0x11).wrapper();
    let whole = ours.create(person(1)).unwrap();
    for bit in 0..WRAPPED_BYTES * 8 {
        let mut flipped = whole;
        flipped.0[bit / 8] ^= 1 << (bit % 8);
        assert!(ours.open(person(1), &flipped).is_err(), "bit {bit}");
    }
}

#[test]
fn a_destroyed_key_does_not_open() {
    assert!(Wrapped::DESTROYED.is_destroyed());
    assert!(root(1, 0x11).wrapper().open(person(1), &Wrapped::DESTROYED).is_err());
}

#[test]
fn every_key_made_is_another() {
    let ours = root(1, 0x11).wrapper();
    let [one, other] = [(), ()].map(|()| {
        let wrapped = ours.create(person(1)).unwrap();
        ours.unwrap(person(1), &wrapped).unwrap()
    });
    assert_ne!(one, other);
}

#[test]
fn what_holds_a_key_does_not_show_it() {
    assert_eq!(format!("{:?}", data_key([0xab; 32])), "DataKey(..)");
    assert_eq!(format!("{:?}", root(3, 0xab)), "RootKey { version: 3, .. }");
    assert_eq!(format!("{:?}", root(3, 0xab).snapshot_sealer()), "SnapshotSealer(..)");
}

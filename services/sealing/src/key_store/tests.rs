//! The store as its users see it; what happens to its files stands in `files.rs`.

mod files;

use super::{BATCH_MAX, CreateError, GetError, KeyStore, OpenError, RewrapError};
use crate::testing::{people, person, root};
use crate::{DataKey, SealContext, open, seal};

const PLACE: SealContext<'_> =
    SealContext { stream: "s", event_id: uuid::Uuid::nil(), field_group: 0, schema_version: 0 };

/// What only this key can have sealed: equal for equal keys.
fn trace(key: &DataKey) -> Vec<u8> {
    seal(key, &PLACE, b"trace").unwrap()
}

fn traces(keys: &[DataKey]) -> Vec<Vec<u8>> {
    keys.iter().map(trace).collect()
}

/// The same story told of a store in memory and of one on disk.
fn in_both(story: impl Fn(KeyStore)) {
    story(KeyStore::in_memory(&root(1, 0x11)));
    let folder = tempfile::tempdir().unwrap();
    story(KeyStore::open(folder.path(), &root(1, 0x11)).unwrap());
}

#[test]
fn a_person_keeps_the_key_they_got() {
    in_both(|store| {
        assert!(store.get(person(1)).unwrap().is_none());
        let keys = store.get_or_create_many(&people(3)).unwrap();
        let again = store.get_or_create_many(&people(4)).unwrap();
        assert_eq!(traces(&keys), traces(&again[..3]));
        assert_eq!(trace(&store.get(person(2)).unwrap().unwrap()), trace(&keys[1]));
    });
}

#[test]
fn every_person_gets_a_key_of_their_own() {
    in_both(|store| {
        let mut traces = traces(&store.get_or_create_many(&people(100)).unwrap());
        traces.sort();
        traces.dedup();
        assert_eq!(traces.len(), 100);
    });
}

#[test]
fn a_person_named_twice_has_one_key() {
    in_both(|store| {
        let named = [person(2), person(1), person(2)];
        let keys = traces(&store.get_or_create_many(&named).unwrap());
        assert_eq!(keys[0], keys[2]);
        assert_ne!(keys[0], keys[1]);
        assert_eq!(store.verify(), Ok(2));
    });
}

#[test]
fn a_batch_has_a_bound_and_may_be_empty() {
    in_both(|store| {
        assert!(store.get_or_create_many(&[]).unwrap().is_empty());
        assert!(store.get_or_create_many(&vec![person(1); BATCH_MAX]).is_ok());
        let asked = BATCH_MAX + 1;
        let refused = store.get_or_create_many(&vec![person(1); asked]).unwrap_err();
        assert!(matches!(refused, CreateError::TooMany { asked: found } if found == asked));
    });
}

#[test]
fn threads_that_ask_for_the_same_people_get_the_same_keys() {
    in_both(|store| {
        let all = std::thread::scope(|scope| {
            let asked: Vec<_> = (0..4)
                .map(|_| scope.spawn(|| traces(&store.get_or_create_many(&people(200)).unwrap())))
                .collect();
            asked.into_iter().map(|thread| thread.join().unwrap()).collect::<Vec<_>>()
        });
        assert!(all.windows(2).all(|two| two[0] == two[1]));
        assert_eq!(store.verify(), Ok(200));
    });
}

#[test]
fn a_destroyed_key_never_comes_back() {
    in_both(|store| {
        store.get_or_create_many(&people(3)).unwrap();
        store.destroy(person(2)).unwrap();
        store.destroy(person(2)).unwrap();

        let shredded = GetError::Shredded { person: person(2) };
        assert_eq!(store.get(person(2)).unwrap_err(), shredded);
        let refused = store.get_or_create_many(&people(4)).unwrap_err();
        assert!(matches!(refused, CreateError::Shredded { person: found } if found == person(2)));
        assert!(store.get(person(4)).unwrap().is_none(), "nothing was made for anyone");
        assert_eq!(store.verify(), Ok(2));
    });
}

#[test]
fn a_person_destroyed_before_they_had_a_key_never_gets_one() {
    in_both(|store| {
        store.destroy(person(9)).unwrap();
        let refused = store.get_or_create_many(&[person(9)]).unwrap_err();
        assert!(matches!(refused, CreateError::Shredded { .. }));
    });
}

#[test]
fn what_was_sealed_opens_after_reopening() {
    let folder = tempfile::tempdir().unwrap();
    let store = KeyStore::open(folder.path(), &root(1, 0x11)).unwrap();
    let sealed = trace(&store.get_or_create_many(&[person(1)]).unwrap()[0]);
    drop(store);
    let store = KeyStore::open(folder.path(), &root(1, 0x11)).unwrap();
    let key = store.get(person(1)).unwrap().unwrap();
    assert_eq!(open(&key, &PLACE, &sealed).unwrap(), b"trace");
}

#[test]
fn a_store_opens_under_its_own_root_only() {
    let folder = tempfile::tempdir().unwrap();
    drop(KeyStore::open(folder.path(), &root(1, 0x11)).unwrap());
    let wrong = KeyStore::open(folder.path(), &root(1, 0x12)).unwrap_err();
    assert!(matches!(wrong, OpenError::WrongRoot { version: 1 }));
    let other = KeyStore::open(folder.path(), &root(2, 0x11)).unwrap_err();
    assert!(matches!(other, OpenError::OtherRootVersion { stored: 1, given: 2 }));
    assert!(KeyStore::open(folder.path(), &root(1, 0x11)).is_ok());
}

#[test]
fn a_store_is_held_by_one_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let held = KeyStore::open(folder.path(), &root(1, 0x11)).unwrap();
    let refused = KeyStore::open(folder.path(), &root(1, 0x11)).unwrap_err();
    assert!(matches!(refused, OpenError::InUse { .. }));
    drop(held);
    assert!(KeyStore::open(folder.path(), &root(1, 0x11)).is_ok());
}

#[test]
fn a_rewrapped_store_opens_under_the_new_root_with_the_same_keys() {
    let folder = tempfile::tempdir().unwrap();
    let (old, new) = (root(1, 0x11), root(2, 0x22));
    let store = KeyStore::open(folder.path(), &old).unwrap();
    let before = traces(&store.get_or_create_many(&people(50)).unwrap());
    store.destroy(person(50)).unwrap();
    drop(store);

    assert_eq!(KeyStore::rewrap(folder.path(), &old, &new).unwrap(), 49);

    let refused = KeyStore::open(folder.path(), &old).unwrap_err();
    assert!(matches!(refused, OpenError::OtherRootVersion { stored: 2, given: 1 }));
    let store = KeyStore::open(folder.path(), &new).unwrap();
    let after = traces(&store.get_or_create_many(&people(49)).unwrap());
    assert_eq!(before[..49], after);
    assert_eq!(store.get(person(50)).unwrap_err(), GetError::Shredded { person: person(50) });
}

#[test]
fn a_store_is_not_rewrapped_under_an_older_root() {
    let folder = tempfile::tempdir().unwrap();
    for new in [1, 2] {
        let refused = KeyStore::rewrap(folder.path(), &root(2, 0x11), &root(new, 0x22));
        assert!(matches!(refused, Err(RewrapError::NotNewer { old: 2, .. })));
    }
}

#[test]
fn a_store_shows_how_many_people_and_nothing_else() {
    in_both(|store| {
        store.get_or_create_many(&people(3)).unwrap();
        assert_eq!(format!("{store:?}"), "KeyStore { people: 3, .. }");
    });
}

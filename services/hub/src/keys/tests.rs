use std::{fs, os::unix::fs::PermissionsExt as _};

use super::*;

#[test]
fn keys_are_made_for_their_owner_only_and_open_again() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("keys");
    let config = Keys::create_in(&folder).unwrap();
    for file in fs::read_dir(&folder).unwrap() {
        assert_eq!(file.unwrap().metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }
    assert_eq!(fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
    let keys = Keys::open(&config).unwrap();
    assert_eq!(keys.root.version(), 1);
    let hash = |key: &LookupKey| key.hash("pmh/test/v1", b"same").to_stored();
    assert_ne!(hash(&keys.my_number.newest), hash(&keys.insurance.newest));
    let again = Keys::open(&config).unwrap();
    assert_eq!(hash(&keys.my_number.newest), hash(&again.my_number.newest));
}

#[test]
fn keys_are_never_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let config = Keys::create_in(folder.path()).unwrap();
    let before = fs::read(folder.path().join("root.key")).unwrap();
    let again = Keys::create_in(folder.path());
    assert!(matches!(again, Err(CreateKeysError::File { .. })));
    assert_eq!(fs::read(folder.path().join("root.key")).unwrap(), before);
    Keys::open(&config).unwrap();
}

#[test]
fn the_highest_version_is_the_newest_and_one_before_it_may_stand_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = Keys::create_in(folder.path()).unwrap();
    let place = config.insurance[0].place.clone();
    config.my_number.insert(0, KeySource { version: 7, place: place.clone() });
    let keys = Keys::open(&config).unwrap();
    let versions: Vec<_> = keys.my_number.iter().map(LookupKey::version).collect();
    assert_eq!(versions, [7, 1]);
    config.insurance.push(KeySource { version: 1, place: place.clone() });
    let refused = |config: &KeysConfig| Keys::open(config).err().unwrap().to_string();
    let message = "there must be one insurance key, or two of different versions";
    assert_eq!(refused(&config), message);
    config.insurance.clear();
    assert_eq!(refused(&config), message);
    config.insurance =
        [1, 2, 3].map(|version| KeySource { version, place: place.clone() }).to_vec();
    assert_eq!(refused(&config), message);
}

#[test]
fn a_key_that_is_not_there_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = Keys::create_in(folder.path()).unwrap();
    let variable = "PMH_TEST_KEY_THAT_NOBODY_SETS".to_owned();
    config.root.place = KeyPlace::Environment(variable.clone());
    let missing = Keys::open(&config).err().unwrap();
    assert!(missing.to_string().contains(&variable));
    config.root.place = KeyPlace::File(folder.path().join("none.key"));
    assert!(matches!(Keys::open(&config), Err(KeysError::File(_))));
}

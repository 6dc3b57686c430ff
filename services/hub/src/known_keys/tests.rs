use std::{fs, path::Path, sync::Arc};

use sealing::LookupKey;
use wire::identity::LookupKeys;

use super::{KnownKeysError, check};

fn key(version: u32, digit: char) -> Arc<LookupKey> {
    let text = format!("9a8b7c6d5e4f3{digit}21").repeat(4);
    Arc::new(LookupKey::from_text(version, &text).unwrap())
}

fn only(version: u32, digit: char) -> LookupKeys {
    LookupKeys::only(key(version, digit))
}

fn rotating() -> LookupKeys {
    LookupKeys { newest: key(2, 'b'), older: Some(key(1, 'a')) }
}

fn checked(folder: &Path, my_number: &LookupKeys) -> Result<(), KnownKeysError> {
    check(folder, my_number, &only(1, 'c'))
}

#[test]
fn a_data_folder_knows_its_keys_again_and_no_others() {
    let folder = tempfile::tempdir().unwrap();
    checked(folder.path(), &only(1, 'a')).unwrap();
    checked(folder.path(), &only(1, 'a')).unwrap();
    let other = checked(folder.path(), &only(1, 'b')).unwrap_err();
    assert!(matches!(other, KnownKeysError::Other { kind: "my-number", version: 1, .. }));
    let other = check(folder.path(), &only(1, 'a'), &only(1, 'd')).unwrap_err();
    assert!(matches!(other, KnownKeysError::Other { kind: "insurance", version: 1, .. }));
}

#[test]
fn a_rotation_adds_a_version_and_an_older_one_is_missed() {
    let folder = tempfile::tempdir().unwrap();
    checked(folder.path(), &only(1, 'a')).unwrap();
    let lonely = checked(folder.path(), &only(2, 'b')).unwrap_err();
    assert!(matches!(&lonely, KnownKeysError::Missing { kind: "my-number", path }
        if path.ends_with("my-number-1.known")));
    checked(folder.path(), &only(1, 'a')).unwrap();
    checked(folder.path(), &rotating()).unwrap();
    checked(folder.path(), &only(1, 'a')).unwrap_err();
    fs::remove_file(folder.path().join("my-number-1.known")).unwrap();
    checked(folder.path(), &only(2, 'b')).unwrap();
}

#[test]
fn what_is_remembered_is_not_the_key_and_a_broken_write_is_repeated() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("my-number-1.unfinished"), "torn").unwrap();
    checked(folder.path(), &only(1, 'a')).unwrap();
    let names = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
    let mut names: Vec<_> = names.map(|name| name.into_string().unwrap()).collect();
    names.sort_unstable();
    assert_eq!(names, ["insurance-1.known", "my-number-1.known"]);
    let text = fs::read_to_string(folder.path().join("my-number-1.known")).unwrap();
    assert!(text.len() == 64 && !text.contains("9a8b7c6d"));
}

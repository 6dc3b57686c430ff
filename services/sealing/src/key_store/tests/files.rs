//! What happens to the files of a key store: destroyed, damaged, exchanged, not writable.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use rusqlite::Connection;
use tempfile::TempDir;

use super::super::disk::Disk;
use super::super::{CreateError, DestroyError, GetError, KeyStore, OpenError};
use super::{trace, traces};
use crate::data_key::Wrapped;
use crate::testing::{people, person, root};

/// A closed store with keys for this many people.
fn closed(count: u128) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let store = KeyStore::open(folder.path(), &root(1, 0x11)).unwrap();
    store.get_or_create_many(&people(count)).unwrap();
    folder
}

/// The error that opening gives, after this was done to the database.
fn opened_after(folder: &TempDir, statement: &str) -> OpenError {
    let database = Connection::open(folder.path().join("keys.db")).unwrap();
    assert!(database.execute(statement, []).unwrap() > 0, "{statement}");
    drop(database);
    reopened(folder.path()).unwrap_err()
}

fn reopened(folder: &Path) -> Result<KeyStore, OpenError> {
    KeyStore::open(folder, &root(1, 0x11))
}

/// The files as they are now: what a crash at this moment would leave.
fn copy(folder: &Path) -> TempDir {
    let copy = tempfile::tempdir().unwrap();
    for file in fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        fs::copy(&path, copy.path().join(path.file_name().unwrap())).unwrap();
    }
    copy
}

fn wrapped(store: &KeyStore, number: u128) -> Wrapped {
    store.index().find(person(number)).unwrap().1.wrapped
}

/// Whether 16 bytes of the key's ciphertext stand anywhere in the files.
fn is_in_files(folder: &Path, wrapped: &Wrapped) -> bool {
    fs::read_dir(folder).unwrap().any(|file| {
        let content = fs::read(file.unwrap().path()).unwrap();
        content.windows(16).any(|part| part == &wrapped.0[13..29])
    })
}

#[test]
fn a_destroyed_key_is_gone_from_every_file() {
    let folder = tempfile::tempdir().unwrap();
    let store = reopened(folder.path()).unwrap();
    // Enough for many pages, in batches of many sizes, destroyed in between.
    let everyone = people(700);
    let mut gone = Vec::new();
    for (round, batch) in (1_u128..).zip(everyone.chunks(70)) {
        store.get_or_create_many(batch).unwrap();
        for number in [70 * round - 69, 70 * round - 33, 70 * round] {
            let key = wrapped(&store, number);
            assert!(is_in_files(folder.path(), &key), "{number} before");
            store.destroy(person(number)).unwrap();
            assert!(!is_in_files(folder.path(), &key), "{number} after");
            gone.push((number, key));
        }
    }
    let kept = wrapped(&store, 2);
    drop(store);

    let store = reopened(folder.path()).unwrap();
    assert!(is_in_files(folder.path(), &kept));
    for (number, key) in gone {
        assert!(!is_in_files(folder.path(), &key), "{number} after reopening");
        let person = person(number);
        assert_eq!(store.get(person).unwrap_err(), GetError::Shredded { person });
        assert!(matches!(store.get_or_create_many(&[person]), Err(CreateError::Shredded { .. })));
    }
}

#[test]
fn rewrapping_leaves_no_key_of_the_old_root_in_the_files() {
    let folder = closed(300);
    let store = reopened(folder.path()).unwrap();
    let old: Vec<_> = (1..=300).map(|number| wrapped(&store, number)).collect();
    drop(store);
    KeyStore::rewrap(folder.path(), &root(1, 0x11), &root(2, 0x22)).unwrap();
    assert!(!old.iter().any(|key| is_in_files(folder.path(), key)));
}

#[test]
fn keys_outlive_a_crash_right_after_they_were_given() {
    let folder = tempfile::tempdir().unwrap();
    let store = reopened(folder.path()).unwrap();
    for count in [1, 20, 400] {
        let given = traces(&store.get_or_create_many(&people(count)).unwrap());
        let crashed = copy(folder.path());
        let after = reopened(crashed.path()).unwrap();
        for (number, trace_given) in (1..=count).zip(&given) {
            assert_eq!(&trace(&after.get(person(number)).unwrap().unwrap()), trace_given);
        }
    }
}

#[test]
fn a_key_destroyed_stays_destroyed_after_a_crash() {
    let folder = tempfile::tempdir().unwrap();
    let store = reopened(folder.path()).unwrap();
    store.get_or_create_many(&people(5)).unwrap();
    store.destroy(person(3)).unwrap();
    let crashed = copy(folder.path());
    let after = reopened(crashed.path()).unwrap();
    assert!(matches!(after.get(person(3)), Err(GetError::Shredded { .. })));
    assert_eq!(after.verify(), Ok(4));
}

#[test]
fn a_crash_between_a_change_and_its_mark_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = reopened(folder.path()).unwrap();
    store.get_or_create_many(&people(2)).unwrap();
    let earlier = fs::read(folder.path().join("keys.mark")).unwrap();
    store.get_or_create_many(&people(3)).unwrap();
    let crashed = copy(folder.path());
    fs::write(crashed.path().join("keys.mark"), earlier).unwrap();
    assert_eq!(reopened(crashed.path()).unwrap().verify(), Ok(3));
    assert_eq!(reopened(crashed.path()).unwrap().verify(), Ok(3));
}

#[test]
fn a_lost_end_of_the_log_is_an_error_and_no_silent_loss() {
    let folder = tempfile::tempdir().unwrap();
    let store = reopened(folder.path()).unwrap();
    store.get_or_create_many(&people(2)).unwrap();
    store.get_or_create_many(&people(3)).unwrap();
    let log = fs::read(folder.path().join("keys.db-wal")).unwrap();
    for (name, damaged) in [
        ("flipped", {
            let mut log = log.clone();
            let byte = log.len() - 100;
            log[byte] ^= 1;
            log
        }),
        ("cut", log[..log.len() - 4096].to_vec()),
        ("gone", Vec::new()),
    ] {
        let crashed = copy(folder.path());
        fs::write(crashed.path().join("keys.db-wal"), damaged).unwrap();
        let error = reopened(crashed.path()).unwrap_err();
        assert!(matches!(error, OpenError::LostTail { marked: 2, found: 0..2 }), "{name}: {error}");
    }
}

#[test]
fn an_older_or_a_missing_database_under_the_mark_is_an_error() {
    let folder = closed(2);
    let older = copy(folder.path());
    reopened(folder.path()).unwrap().get_or_create_many(&people(3)).unwrap();
    fs::copy(older.path().join("keys.db"), folder.path().join("keys.db")).unwrap();
    let error = reopened(folder.path()).unwrap_err();
    assert!(matches!(error, OpenError::LostTail { marked: 2, found: 1 }), "{error}");

    fs::remove_file(folder.path().join("keys.db")).unwrap();
    let error = reopened(folder.path()).unwrap_err();
    assert!(matches!(error, OpenError::LostTail { marked: 2, found: 0 }), "{error}");
}

#[test]
fn a_missing_or_damaged_mark_is_an_error() {
    let folder = closed(2);
    fs::write(folder.path().join("keys.mark"), b"no mark").unwrap();
    assert!(matches!(reopened(folder.path()), Err(OpenError::MarkDamaged)));
    fs::remove_file(folder.path().join("keys.mark")).unwrap();
    assert!(matches!(reopened(folder.path()), Err(OpenError::MarkMissing)));
}

#[test]
fn a_damaged_key_is_an_error_that_names_the_person() {
    for byte in [1, 2, 30, 61] {
        let folder = closed(9);
        let statement = format!(
            "UPDATE keys SET wrapped = CAST(substr(wrapped, 1, {byte} - 1)
                || CASE substr(wrapped, {byte}, 1) WHEN x'55' THEN x'56' ELSE x'55' END
                || substr(wrapped, {byte} + 1) AS BLOB) WHERE slot = 4"
        );
        let error = opened_after(&folder, &statement);
        assert!(
            matches!(error, OpenError::DamagedKey { person: found } if found == person(5)),
            "{error}"
        );
    }
}

#[test]
fn a_key_under_another_person_is_an_error_that_names_them() {
    let folder = closed(9);
    let error = opened_after(
        &folder,
        "UPDATE keys SET wrapped = (SELECT wrapped FROM keys WHERE slot = 1) WHERE slot = 4",
    );
    assert!(matches!(error, OpenError::DamagedKey { person: found } if found == person(5)));
}

#[test]
fn a_destroyed_or_lost_or_malformed_row_nobody_asked_for_is_an_error() {
    let destroyed = "UPDATE keys SET wrapped = zeroblob(61) WHERE slot = 4";
    assert!(matches!(opened_after(&closed(9), destroyed), OpenError::OtherRows));

    let last = "DELETE FROM keys WHERE slot = 8";
    assert!(matches!(opened_after(&closed(9), last), OpenError::OtherRows));

    for statement in [
        "DELETE FROM keys WHERE slot = 4",
        "UPDATE keys SET person = x'00' WHERE slot = 4",
        "UPDATE keys SET wrapped = x'00' WHERE slot = 4",
        "UPDATE keys SET person = (SELECT person FROM keys WHERE slot = 1) WHERE slot = 4",
    ] {
        let error = opened_after(&closed(9), statement);
        assert!(matches!(error, OpenError::DamagedSlot { slot: 4 }), "{statement}: {error}");
    }
}

#[test]
fn a_row_exchanged_together_with_its_digest_differs_from_the_mark() {
    let folder = closed(2);
    let error = opened_after(&folder, "UPDATE header SET digest = zeroblob(16)");
    assert!(matches!(error, OpenError::OtherRows));
}

#[test]
fn any_flipped_byte_of_the_database_is_an_error_or_harmless() {
    let folder = closed(9);
    let path = folder.path().join("keys.db");
    let whole = fs::read(&path).unwrap();
    let given = traces(&reopened(folder.path()).unwrap().get_or_create_many(&people(9)).unwrap());
    let (mut refused, mut as_damage) = (0, 0);
    for byte in (0..whole.len()).step_by(47) {
        let mut damaged = whole.clone();
        damaged[byte] ^= 0x10;
        let crashed = copy(folder.path());
        fs::write(crashed.path().join("keys.db"), damaged).unwrap();
        match reopened(crashed.path()) {
            Ok(store) => {
                let keys: Result<Option<Vec<_>>, _> =
                    people(9).into_iter().map(|person| store.get(person)).collect();
                assert_eq!(traces(&keys.unwrap().unwrap()), given, "byte {byte}");
            }
            Err(error) => {
                refused += 1;
                as_damage += usize::from(error.is_damage());
            }
        }
    }
    assert!(refused > 9 * 77 / 47, "{refused} of {} were refused", whole.len() / 47);
    // The rest stands in the header, where it looks like another root key or format.
    assert!(as_damage > 9 * 77 / 47, "{as_damage} of {refused} refusals spoke of damage");
}

#[test]
fn a_database_of_something_else_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let database = Connection::open(folder.path().join("keys.db")).unwrap();
    database.execute_batch("CREATE TABLE other (x); INSERT INTO other VALUES (1)").unwrap();
    drop(database);
    let before = fs::read(folder.path().join("keys.db")).unwrap();
    let refused = reopened(folder.path()).unwrap_err();
    assert!(matches!(refused, OpenError::UnknownFormat { application: 0, format: 0 }));
    assert!(fs::read(folder.path().join("keys.db")).unwrap() == before);

    let newer = closed(1);
    let database = Connection::open(newer.path().join("keys.db")).unwrap();
    database.pragma_update(None, "user_version", 2).unwrap();
    drop(database);
    let refused = reopened(newer.path()).unwrap_err();
    assert!(matches!(refused, OpenError::UnknownFormat { format: 2, .. }));
}

#[test]
fn a_store_takes_no_changes_after_a_failed_write() {
    let folder = tempfile::tempdir().unwrap();
    let store = reopened(folder.path()).unwrap();
    let given = traces(&store.get_or_create_many(&people(2)).unwrap());
    store.writer().change(Disk::refuse_writes).unwrap();

    let failed = store.get_or_create_many(&people(3)).unwrap_err();
    assert!(matches!(failed, CreateError::Storage(_)));
    assert!(store.get(person(3)).unwrap().is_none());
    let refused = store.get_or_create_many(&people(3)).unwrap_err();
    assert!(matches!(refused, CreateError::ReadOnly));
    assert!(matches!(store.destroy(person(1)), Err(DestroyError::ReadOnly)));
    assert!(!store.takes_changes());

    assert_eq!(traces(&store.get_or_create_many(&people(2)).unwrap()), given);
    drop(store);
    assert_eq!(reopened(folder.path()).unwrap().verify(), Ok(2));
}

#[test]
fn a_full_disk_makes_no_key_until_there_is_room() {
    let folder = tempfile::tempdir().unwrap();
    let store = reopened(folder.path()).unwrap();
    let given = traces(&store.get_or_create_many(&people(2)).unwrap());
    store.writer().change(|disk| disk.limit_pages(1)).unwrap();

    for _ in 0..2 {
        let failed = store.get_or_create_many(&people(500)).unwrap_err();
        assert!(matches!(failed, CreateError::DiskFull), "{failed}");
    }
    assert!(store.get(person(3)).unwrap().is_none());
    assert!(store.takes_changes());

    store.writer().change(|disk| disk.limit_pages(1_000_000)).unwrap();
    assert_eq!(store.get_or_create_many(&people(500)).unwrap().len(), 500);
    assert_eq!(traces(&store.get_or_create_many(&people(2)).unwrap()), given);
    drop(store);
    assert_eq!(reopened(folder.path()).unwrap().verify(), Ok(500));
}

#[test]
fn the_files_are_their_owners_alone() {
    let folder = tempfile::tempdir().unwrap();
    let store = reopened(folder.path()).unwrap();
    store.get_or_create_many(&people(1)).unwrap();
    let mut names = Vec::new();
    for file in fs::read_dir(folder.path()).unwrap() {
        let file = file.unwrap();
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o077, 0, "{file:?}");
        names.push(file.file_name().into_string().unwrap());
    }
    names.sort();
    assert_eq!(names, ["keys.db", "keys.db-wal", "keys.mark"]);
}

#[test]
fn a_folder_that_is_not_there_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let missing = reopened(&folder.path().join("missing")).unwrap_err();
    assert!(matches!(missing, OpenError::Storage(_)));
}

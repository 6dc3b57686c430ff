//! A ledger of the form before is brought to this one when it is opened: no event changes.

use std::path::Path;

use rusqlite::Connection;

use super::{NAME, all_answers, closed_ledger, colliding, fill, open_in, stream_hash};
use crate::{Damage, DamageKind, DataFolder, EmbeddedLedger, OpenError, Position, accept_tail};

/// More than an opening checks.
const EVENTS: u64 = 1200;

fn database(folder: &Path) -> Connection {
    Connection::open(folder.join("registration.db")).unwrap()
}

fn form(folder: &Path) -> i64 {
    database(folder).pragma_query_value(None, "user_version", |row| row.get(0)).unwrap()
}

/// Makes of a closed ledger what the form before was: the key of each event is the hash of its stream's name.
fn bring_back(folder: &Path, hash: fn(&str) -> i64) {
    let database = database(folder);
    let renamed = "ALTER TABLE event RENAME COLUMN stream_key TO stream_hash";
    database.execute_batch(renamed).unwrap();
    for number in 0..10 {
        let name = format!("certificate-{number}");
        let change = "UPDATE event SET stream_hash = ?1 WHERE stream = ?2";
        database.execute(change, (hash(&name), &name)).unwrap();
    }
    database.pragma_update(None, "user_version", 1).unwrap();
}

/// The hash of the form before, of which one in two was a possible position.
fn hash_before(name: &str) -> i64 {
    blake3::hash(name.as_bytes())
        .as_bytes()
        .first_chunk()
        .map_or(0, |first| i64::from_le_bytes(*first))
}

#[tokio::test]
async fn it_answers_as_before_and_takes_appends() {
    assert!((0..10).any(|number| hash_before(&format!("certificate-{number}")) > 0));
    let folder = closed_ledger(EVENTS).await;
    let before = open_in(folder.path()).unwrap();
    let answers = all_answers(&before).await.unwrap();
    before.close().await;
    bring_back(folder.path(), hash_before);

    let ledger = open_in(folder.path()).unwrap();
    assert_eq!(all_answers(&ledger).await.unwrap(), answers);
    fill(&ledger, 20).await;
    let verified = ledger.verify(|_| ()).await.unwrap();
    assert_eq!((verified.head, verified.streams), (Position::new(EVENTS + 20), 10));
    ledger.close().await;
    assert_eq!(form(folder.path()), 2);
    open_in(folder.path()).unwrap().verify(|_| ()).await.unwrap();
}

#[tokio::test]
async fn names_that_shared_a_hash_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let data = DataFolder::lock(folder.path()).unwrap();
    let ledger = EmbeddedLedger::open_with(&data, NAME, colliding()).unwrap();
    fill(&ledger, 100).await;
    let answers = all_answers(&ledger).await.unwrap();
    ledger.close().await;
    bring_back(folder.path(), |name| stream_hash(name) & 7);

    let ledger = EmbeddedLedger::open_with(&data, NAME, colliding()).unwrap();
    assert_eq!(all_answers(&ledger).await.unwrap(), answers);
    assert_eq!(ledger.verify(|_| ()).await.unwrap().streams, 10);
}

#[tokio::test]
async fn a_damaged_one_is_left_as_it_is() {
    let folder = closed_ledger(EVENTS).await;
    bring_back(folder.path(), hash_before);
    database(folder.path()).execute("DELETE FROM event WHERE position = 3", ()).unwrap();
    let refused = open_in(folder.path()).map(|_| ()).unwrap_err();
    let OpenError::Damaged { damage, .. } = refused else { panic!("{refused}") };
    assert_eq!(damage, Damage { at: None, kind: DamageKind::Index });
    assert_eq!(form(folder.path()), 1);
}

#[tokio::test]
async fn its_tail_is_not_accepted() {
    let folder = closed_ledger(EVENTS).await;
    bring_back(folder.path(), hash_before);
    std::fs::remove_file(folder.path().join("registration.tail")).unwrap();
    let data = DataFolder::lock(folder.path()).unwrap();
    let refused = accept_tail(&data, NAME).unwrap_err();
    assert!(matches!(refused, OpenError::Older { .. }), "{refused}");
    assert!(!folder.path().join("registration.tail").exists());
}

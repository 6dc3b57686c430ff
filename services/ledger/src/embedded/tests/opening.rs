//! Opening, closing, and who may.

use std::{fs, time::Duration};

use futures::StreamExt;
use rusqlite::Connection;

use super::{
    CHILD_FOLDER, NAME, all_answers, closed_ledger, fill, open_in, this_test_as_child, told_folder,
};
use crate::{
    AppendError, Appended, DataFolder, EmbeddedLedger, Ledger, LockError, OpenError, Position,
    ReadError,
    contract::{append, event},
};

#[tokio::test]
async fn what_was_acknowledged_is_there_after_reopening() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = open_in(folder.path()).unwrap();
    fill(&ledger, 200).await;
    let several = append("several", 0, [1, 2, 3]);
    let first = ledger.append(several.clone()).await.unwrap();
    let answers = all_answers(&ledger).await.unwrap();
    drop(ledger); // Closes as well.

    for _ in 0..3 {
        let ledger = open_in(folder.path()).unwrap();
        assert_eq!(ledger.head().await.unwrap(), first.position);
        assert_eq!(all_answers(&ledger).await.unwrap(), answers);
        let again = ledger.append(several.clone()).await.unwrap();
        assert_eq!(again, Appended { repeated: true, ..first });
        ledger.close().await;
    }
    let ledger = open_in(folder.path()).unwrap();
    let next = ledger.append(append("several", 3, [4])).await.unwrap();
    assert_eq!(next.position.get(), first.position.get() + 1);
    let verified = ledger.verify(|_| ()).await.unwrap();
    assert_eq!((verified.head, verified.streams), (next.position, 11));
}

#[tokio::test]
async fn an_open_ledger_is_not_opened_again_before_it_is_closed() {
    let folder = tempfile::tempdir().unwrap();
    let data = DataFolder::lock(folder.path()).unwrap();
    let ledger = EmbeddedLedger::open(&data, NAME).unwrap();
    let access = EmbeddedLedger::open(&data, "access").unwrap();
    let again = EmbeddedLedger::open(&data, NAME);
    assert!(matches!(again, Err(OpenError::AlreadyOpen(name)) if name == NAME));
    ledger.close().await;
    EmbeddedLedger::open(&data, NAME).unwrap();
    fill(&access, 3).await;
}

#[tokio::test]
async fn a_closed_ledger_says_so_to_everyone() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = open_in(folder.path()).unwrap();
    fill(&ledger, 3).await;
    let mut subscription = ledger.subscribe(Position::new(3));
    ledger.close().await;
    ledger.close().await;
    let append = ledger.append(append("certificate-0", 1, [9])).await;
    assert_eq!(append, Err(AppendError::Closed));
    assert_eq!(ledger.read_all(Position::START, 1).await, Err(ReadError::Closed));
    assert_eq!(subscription.next().await, Some(Err(ReadError::Closed)));
    assert_eq!(subscription.next().await, None);
}

#[test]
fn a_folder_is_held_once_and_the_error_names_it() {
    if let Some(folder) = told_folder() {
        let refused = DataFolder::lock(folder).unwrap_err();
        println!("child: {refused}");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("made");
    let held = DataFolder::lock(&path).unwrap();
    assert_eq!(held.path(), path);
    let here = DataFolder::lock(&path).unwrap_err();
    assert!(matches!(&here, LockError::Held { folder } if *folder == path));

    let test = "opening::a_folder_is_held_once_and_the_error_names_it";
    let child = this_test_as_child(test, &path).output().unwrap();
    let said = String::from_utf8(child.stdout).unwrap();
    let expected = format!("child: data folder {} is held by another process", path.display());
    assert!(said.contains(&expected), "{said}");

    drop(held);
    DataFolder::lock(&path).unwrap();
    let file = path.join("lock");
    assert!(matches!(DataFolder::lock(file), Err(LockError::Folder { .. })));
    assert!(std::env::var_os(CHILD_FOLDER).is_none());
}

#[tokio::test]
async fn other_processes_find_the_database_of_an_open_ledger_locked() {
    if let Some(folder) = told_folder() {
        let other = Connection::open(folder.join("registration.db")).unwrap();
        other.busy_timeout(Duration::ZERO).unwrap();
        let count = other.query_row("SELECT count(*) FROM event", [], |row| row.get::<_, i64>(0));
        println!("child: {count:?}");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let ledger = open_in(folder.path()).unwrap();
    fill(&ledger, 3).await;
    let child = || {
        let test = "opening::other_processes_find_the_database_of_an_open_ledger_locked";
        let child = this_test_as_child(test, folder.path()).output().unwrap();
        String::from_utf8(child.stdout).unwrap()
    };
    let said = child();
    assert!(said.contains("child: Err(") && said.contains("DatabaseBusy"), "{said}");
    let mut files: Vec<_> = fs::read_dir(folder.path())
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort_unstable();
    assert_eq!(files, ["lock", "registration.db", "registration.db-wal", "registration.tail"]);
    ledger.close().await;
    let said = child();
    assert!(said.contains("child: Ok(3)"), "{said}");
}

#[tokio::test]
async fn a_ledger_lets_go_of_its_folder_when_it_is_closed() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = open_in(folder.path()).unwrap();
    assert!(matches!(DataFolder::lock(folder.path()), Err(LockError::Held { .. })));
    ledger.close().await;
    DataFolder::lock(folder.path()).unwrap();
}

#[test]
fn a_ledger_name_is_short_and_plain() {
    let folder = tempfile::tempdir().unwrap();
    let data = DataFolder::lock(folder.path()).unwrap();
    for name in ["", "../registration", "Registration", "a.b", &"a".repeat(33)] {
        let refused = EmbeddedLedger::open(&data, name);
        assert!(matches!(refused, Err(OpenError::Name)), "{name:?}");
    }
    EmbeddedLedger::open(&data, &"a".repeat(32)).unwrap();
}

#[tokio::test]
async fn another_database_and_a_later_format_are_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("registration.db");
    let other = Connection::open(&file).unwrap();
    other.execute_batch("CREATE TABLE other (thing)").unwrap();
    drop(other);
    let bytes = fs::read(&file).unwrap();
    assert!(matches!(open_in(folder.path()), Err(OpenError::NotALedger { .. })));
    assert_eq!(fs::read(&file).unwrap(), bytes);

    fs::write(&file, "name,kana\n".repeat(1000)).unwrap();
    assert!(matches!(open_in(folder.path()), Err(OpenError::Damaged { .. })));

    let folder = closed_ledger(5).await;
    let later = Connection::open(folder.path().join("registration.db")).unwrap();
    later.pragma_update(None, "user_version", 3).unwrap();
    drop(later);
    assert!(matches!(open_in(folder.path()), Err(OpenError::Newer { found: 3, .. })));
}

#[tokio::test]
async fn an_append_whose_caller_has_gone_is_whole_or_not_there() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = std::sync::Arc::new(open_in(folder.path()).unwrap());
    for number in 0..50 {
        let (ledger, name) = (ledger.clone(), format!("certificate-{number}"));
        let call = tokio::spawn(async move { ledger.append(append(&name, 0, [1, 2])).await });
        tokio::task::yield_now().await;
        call.abort();
        let _ = call.await;
    }
    // Behind all of them in the queue.
    ledger.append(append("last", 0, [1])).await.unwrap();
    for number in 0..50 {
        let name = format!("certificate-{number}").parse().unwrap();
        let events = &ledger.read_streams(&[name]).await.unwrap()[0];
        assert!(events.is_empty() || events.len() == 2);
        assert!(events.first().is_none_or(|first| first.id == event(1).id));
    }
    ledger.verify(|_| ()).await.unwrap();
}

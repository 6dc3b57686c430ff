//! What was recorded was changed behind the ledger's back.

use std::{fs, path::Path};

use rusqlite::Connection;

use super::{all_answers, closed_ledger, copy_files, fill, open_in};
use crate::{
    AppendError, DamageKind, DataFolder, Direction, EmbeddedLedger, Ledger, OpenError, Position,
    ReadError, SealReason, accept_tail, contract::append,
};

/// Events of the damaged ledgers; more than the opening checks.
const EVENTS: u64 = 1200;

/// Bits flipped in the database file, one at a time, spread over all of it.
const FLIPS: usize = 300;

fn change(folder: &Path, statement: &str) {
    let database = Connection::open(folder.join("registration.db")).unwrap();
    database.execute_batch(statement).unwrap();
}

/// The damage that reading everything, and verifying, tell.
async fn told(folder: &Path) -> [(Option<u64>, DamageKind); 2] {
    let told = |error| match error {
        ReadError::Damaged(damage) => (damage.at.map(Position::get), damage.kind),
        other => panic!("{other}"),
    };
    let ledger = open_in(folder).unwrap();
    let read = all_answers(&ledger).await.unwrap_err();
    let verified = ledger.verify(|_| ()).await.unwrap_err();
    [told(read), told(verified)]
}

#[tokio::test]
async fn every_flipped_bit_is_found_or_changes_nothing() {
    let intact = closed_ledger(EVENTS).await;
    let database = fs::read(intact.path().join("registration.db")).unwrap();
    let ledger = open_in(intact.path()).unwrap();
    let answers = all_answers(&ledger).await.unwrap();
    ledger.close().await;

    let (mut at_opening, mut at_reading, mut at_verifying) = (0, 0, 0);
    let folder = copy_files(intact.path());
    for flip in 0..FLIPS {
        // A stride that meets every part of a page and every bit.
        let at = (flip * 7919 + flip * database.len() / FLIPS) % database.len();
        let mut flipped = database.clone();
        flipped[at] ^= 1 << (flip % 8);
        for ending in ["db-wal", "tail"] {
            let _ = fs::remove_file(folder.path().join(format!("registration.{ending}")));
        }
        fs::write(folder.path().join("registration.db"), flipped).unwrap();
        let mark = "registration.tail";
        fs::copy(intact.path().join(mark), folder.path().join(mark)).unwrap();

        let Ok(ledger) = open_in(folder.path()) else {
            at_opening += 1;
            continue;
        };
        let read = all_answers(&ledger).await;
        let verified = ledger.verify(|_| ()).await;
        match (read, verified) {
            (Err(_), _) => at_reading += 1,
            (Ok(_), Err(_)) => at_verifying += 1,
            (Ok(read), Ok(_)) => assert!(read == answers, "bit {} of byte {at}", flip % 8),
        }
    }
    println!("found opening {at_opening}, reading {at_reading}, verifying {at_verifying}");
    assert!(at_opening + at_reading > FLIPS * 3 / 4);
    assert!(at_opening > 0 && at_reading > 0 && at_verifying > 0);
}

#[tokio::test]
async fn every_flipped_bit_of_a_payload_is_found_by_reading() {
    let intact = closed_ledger(EVENTS).await;
    let ledger = open_in(intact.path()).unwrap();
    let mut marked = append("marked", 0, [1]);
    marked.events[0].payload = bytes::Bytes::from_static(b"a payload that is found again");
    let appended = ledger.append(marked.clone()).await.unwrap();
    ledger.close().await;
    let database = fs::read(intact.path().join("registration.db")).unwrap();
    let payload = &marked.events[0].payload;
    let at = database.windows(payload.len()).position(|bytes| bytes == payload).unwrap();
    // So many behind it that the opening does not meet it.
    let ledger = open_in(intact.path()).unwrap();
    let later = (0..EVENTS).map(|number| append(&format!("later-{number}"), 0, [number]));
    for answer in ledger.append_each(later.collect()).await {
        answer.unwrap();
    }
    ledger.close().await;

    let database = fs::read(intact.path().join("registration.db")).unwrap();
    let folder = copy_files(intact.path());
    let marked = "marked".parse().unwrap();
    let before = Position::new(appended.position.get() - 1);
    for bit in 0..payload.len() * 8 {
        let mut flipped = database.clone();
        flipped[at + bit / 8] ^= 1 << (bit % 8);
        fs::write(folder.path().join("registration.db"), flipped).unwrap();
        let ledger = open_in(folder.path()).unwrap();
        for read in [
            ledger.read_all(before, 1).await,
            ledger.read_streams(std::slice::from_ref(&marked)).await.map(|mut read| read.remove(0)),
        ] {
            let Err(ReadError::Damaged(damage)) = read else { panic!("{read:?}") };
            assert_eq!((damage.at, damage.kind), (Some(appended.position), DamageKind::Checksum));
        }
        assert!(ledger.sealed().is_some());
    }
}

#[tokio::test]
async fn a_row_that_was_deleted_is_missed() {
    let folder = closed_ledger(EVENTS).await;
    change(folder.path(), "DELETE FROM event WHERE position = 77");
    let [read, verified] = told(folder.path()).await;
    assert_eq!(read, (Some(77), DamageKind::Gap));
    assert_eq!(verified, (Some(77), DamageKind::Gap));

    let folder = closed_ledger(EVENTS).await;
    change(folder.path(), "DELETE FROM event WHERE position = 1");
    let [read, verified] = told(folder.path()).await;
    assert_eq!([read, verified], [(Some(1), DamageKind::Gap), (Some(1), DamageKind::Gap)]);

    let folder = closed_ledger(EVENTS).await;
    change(folder.path(), "DELETE FROM event WHERE position > 1190");
    let lost = open_in(folder.path()).map(|_| ()).unwrap_err();
    let text = lost.to_string();
    let OpenError::LostTail { marked, found, .. } = lost else { panic!("{lost}") };
    assert_eq!((marked.get(), found.get()), (1200, 1190));
    assert!(text.starts_with("positions 1191 to 1200 are missing from "), "{text}");
}

#[tokio::test]
async fn a_row_that_was_altered_is_told_by_its_checksum() {
    for column in [
        "version = version + 1",
        "stream = 'certificate-99'",
        "id = zeroblob(16)",
        "event_type = 'Discounted'",
        "recorded_at = recorded_at + 1",
        "caller = 'somebody else'",
        "request_id = ''",
        "payload = CAST('9' AS BLOB)",
        "checksum = zeroblob(16)",
    ] {
        let folder = closed_ledger(EVENTS).await;
        change(folder.path(), &format!("UPDATE event SET {column} WHERE position = 77"));
        let [read, verified] = told(folder.path()).await;
        assert_eq!(verified, (Some(77), DamageKind::Checksum), "{column}");
        assert_eq!(read, (Some(77), DamageKind::Checksum), "{column}");
    }
    for (column, field) in [("payload", "payload"), ("id", "id"), ("chain", "chain")] {
        let folder = closed_ledger(EVENTS).await;
        change(folder.path(), &format!("UPDATE event SET {column} = x'00' WHERE position = 77"));
        let [read, _] = told(folder.path()).await;
        let kind = if field == "payload" { DamageKind::Checksum } else { DamageKind::Field(field) };
        assert_eq!(read, (Some(77), kind), "{column}");
    }
}

#[tokio::test]
async fn a_chain_that_was_altered_and_rows_in_each_others_place_are_found() {
    let folder = closed_ledger(EVENTS).await;
    change(folder.path(), "UPDATE event SET chain = zeroblob(32) WHERE position = 77");
    let [read, verified] = told(folder.path()).await;
    assert_eq!([read, verified], [(Some(77), DamageKind::Chain), (Some(77), DamageKind::Chain)]);

    let folder = closed_ledger(EVENTS).await;
    change(
        folder.path(),
        "UPDATE event SET position = -1 WHERE position = 77;
         UPDATE event SET position = 77 WHERE position = 78;
         UPDATE event SET position = 78 WHERE position = -1;",
    );
    let [read, verified] = told(folder.path()).await;
    assert_eq!(read, (Some(77), DamageKind::Checksum));
    assert_eq!(verified, (Some(77), DamageKind::Checksum));
}

#[tokio::test]
async fn an_index_that_disagrees_is_found_by_verifying() {
    let folder = closed_ledger(EVENTS).await;
    change(folder.path(), "UPDATE event SET stream_key = stream_key + 1 WHERE position = 77");
    let verified = open_in(folder.path()).unwrap().verify(|_| ()).await.unwrap_err();
    let ReadError::Damaged(damage) = verified else { panic!("{verified}") };
    assert_eq!(damage.kind, DamageKind::Field("stream_key"));

    // A first event that its stream's name does not lead to, and a later one that another stream's first leads to.
    for change_key in [
        "SET stream_key = stream_key + 1 WHERE position = 7",
        "SET stream_key = 8 WHERE position = 77",
    ] {
        let folder = closed_ledger(EVENTS).await;
        change(folder.path(), &format!("UPDATE event {change_key}"));
        let verified = open_in(folder.path()).unwrap().verify(|_| ()).await.unwrap_err();
        let ReadError::Damaged(damage) = verified else { panic!("{verified}") };
        assert_eq!(damage.kind, DamageKind::Field("stream_key"), "{change_key}");
    }
    let folder = closed_ledger(EVENTS).await;
    change(folder.path(), "UPDATE event SET stream_key = 8 WHERE position = 77");
    let ledger = open_in(folder.path()).unwrap();
    let other = "certificate-7".parse().unwrap();
    let read = ledger.read_stream(&other, None, Direction::Forwards, 1000).await.unwrap_err();
    let ReadError::Damaged(damage) = read else { panic!("{read}") };
    assert_eq!(
        (damage.at, damage.kind),
        (Some(Position::new(77)), DamageKind::Field("stream_key"))
    );

    // An index that leaves the last event of a stream out: the stream alone cannot tell.
    let folder = closed_ledger(EVENTS).await;
    change(
        folder.path(),
        "PRAGMA writable_schema = ON;
         UPDATE sqlite_schema SET sql = sql || ' WHERE position <> 1200'
            WHERE name = 'event_by_stream';
         PRAGMA writable_schema = RESET; REINDEX;
         PRAGMA writable_schema = ON;
         UPDATE sqlite_schema SET sql = 'CREATE INDEX event_by_stream ON event (stream_key, version)'
            WHERE name = 'event_by_stream';",
    );
    let verified = open_in(folder.path()).unwrap().verify(|_| ()).await.unwrap_err();
    let ReadError::Damaged(damage) = verified else { panic!("{verified}") };
    assert_eq!(damage.kind, DamageKind::Index);
}

#[tokio::test]
async fn damage_seals_the_ledger_and_what_is_intact_can_still_be_read() {
    let folder = closed_ledger(EVENTS).await;
    change(folder.path(), "UPDATE event SET caller = 'x' WHERE position = 77");
    let ledger = open_in(folder.path()).unwrap();
    fill(&ledger, 1).await;
    assert_eq!(ledger.sealed(), None);
    let read = ledger.read_all(Position::new(70), 100).await.unwrap_err();
    let ReadError::Damaged(damage) = read else { panic!("{read}") };
    let refused = ledger.append(append("another", 0, [1])).await;
    assert_eq!(refused, Err(AppendError::Sealed(SealReason::Damage(damage))));
    assert_eq!(ledger.read_all(Position::new(70), 6).await.unwrap().len(), 6);
}

#[tokio::test]
async fn a_writer_that_meets_damage_seals_the_ledger_and_records_nothing() {
    let folder = closed_ledger(EVENTS).await;
    change(folder.path(), "UPDATE event SET caller = 'x' WHERE stream = 'certificate-7'");
    // Rows after the mark are checked at the opening; these are before it and older than that.
    change(
        folder.path(),
        "UPDATE event SET caller = (SELECT caller FROM event WHERE position = 1)
         WHERE position > 190 AND stream = 'certificate-7'",
    );
    let ledger = open_in(folder.path()).unwrap();
    let retried = ledger.append(append("certificate-7", 0, [7])).await.unwrap_err();
    assert!(matches!(retried, AppendError::Sealed(SealReason::Damage(_))), "{retried}");
    assert_eq!(ledger.head().await.unwrap(), Position::new(EVENTS));
}

#[tokio::test]
async fn a_mark_that_is_missing_or_damaged_is_an_error_with_a_remedy() {
    let folder = closed_ledger(EVENTS).await;
    let mark = folder.path().join("registration.tail");
    let intact = fs::read(&mark).unwrap();

    for slot in [0, 4096] {
        let mut one_slot = intact.clone();
        one_slot[slot + 20] ^= 1;
        fs::write(&mark, &one_slot).unwrap();
        open_in(folder.path()).unwrap();
        fs::write(&mark, &intact).unwrap();
    }
    fs::write(&mark, vec![0; intact.len()]).unwrap();
    let refused = open_in(folder.path()).map(|_| ()).unwrap_err();
    assert!(matches!(refused, OpenError::MarkDamaged { .. }), "{refused}");
    fs::remove_file(&mark).unwrap();
    let refused = open_in(folder.path()).map(|_| ()).unwrap_err();
    assert!(matches!(refused, OpenError::MarkMissing { .. }), "{refused}");
    assert!(refused.to_string().contains("restore it with its database"), "{refused}");

    let data = DataFolder::lock(folder.path()).unwrap();
    let verified = accept_tail(&data, "registration").unwrap();
    assert_eq!((verified.head, verified.streams), (Position::new(EVENTS), 10));
    let ledger = EmbeddedLedger::open(&data, "registration").unwrap();
    fill(&ledger, 10).await;
    assert_eq!(ledger.verify(|_| ()).await.unwrap().head, Position::new(EVENTS + 10));
}

#[tokio::test]
async fn the_mark_of_another_ledger_is_told_apart() {
    let folder = closed_ledger(50).await;
    let other = tempfile::tempdir().unwrap();
    let ledger = open_in(other.path()).unwrap();
    for number in 0..50 {
        ledger.append(append("other", number, [number])).await.unwrap();
    }
    ledger.close().await;
    let mark = "registration.tail";
    fs::copy(other.path().join(mark), folder.path().join(mark)).unwrap();
    let refused = open_in(folder.path()).map(|_| ()).unwrap_err();
    let OpenError::Damaged { damage, .. } = refused else { panic!("{refused}") };
    assert_eq!((damage.at, damage.kind), (Some(Position::new(50)), DamageKind::Mark));
}

#[tokio::test]
async fn a_damaged_database_is_not_accepted() {
    let folder = closed_ledger(EVENTS).await;
    change(folder.path(), "UPDATE event SET caller = 'x' WHERE position = 77");
    fs::remove_file(folder.path().join("registration.tail")).unwrap();
    let data = DataFolder::lock(folder.path()).unwrap();
    assert!(matches!(accept_tail(&data, "registration"), Err(OpenError::Damaged { .. })));
    assert!(matches!(accept_tail(&data, "access"), Err(OpenError::File { .. })));
    assert!(!folder.path().join("registration.tail").exists());
}

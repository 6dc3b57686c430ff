//! The write-ahead file does not grow with the ledger.

use super::{super::writer::WalPages, *};

/// A page, with its frame's header.
const FRAME_BYTES: u64 = 4096 + 24;

#[tokio::test]
async fn the_write_ahead_file_begins_anew_while_appends_go_on() {
    let wal_pages = WalPages { pass: 16, anew: 64, max: 100_000 };
    let folder = tempfile::tempdir().unwrap();
    let data = DataFolder::lock(folder.path()).unwrap();
    let seams = Seams { wal_pages, ..Seams::default() };
    let ledger = EmbeddedLedger::open_with(&data, NAME, seams).unwrap();
    for _ in 0..2_000 {
        fill(&ledger, 4).await;
    }
    // Two pages at least for each of 2,000 commits.
    let wal = folder.path().join(format!("{NAME}.db-wal"));
    let bytes = fs::metadata(wal).unwrap().len();
    assert!(bytes < 2_000 * FRAME_BYTES, "{bytes} bytes");
    assert!(ledger.sealed().is_none());
    assert_eq!(all_answers(&ledger).await.unwrap().first().unwrap().len(), 8_000);
    ledger.close().await;
    drop(data);
    let reopened = open_in(folder.path()).unwrap();
    assert_eq!(reopened.head().await.unwrap(), Position::new(8_000));
    reopened.verify(|_| {}).await.unwrap();
}

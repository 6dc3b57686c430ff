//! A sync fails once. What it was for may be lost while every later sync succeeds, so the hub must
//! not acknowledge anything any more.

use cli::{
    demo::house::{desk, reader},
    replay::ReplayedLedger,
};
use domain::caller::Caller;
use tests::refused::refusal;
use tonic::Code;

use crate::{
    acknowledged::Acknowledged,
    chance,
    faulty_disk::FaultyDisk,
    history::History,
    hub_process::HubProcess,
    settle,
    town::Town,
    upload::Upload,
    visit::{self, Visit},
};

/// How many rows are answered before the sync of the registration ledger fails.
const ROWS_BEFORE: usize = 20;

/// What fails, and how the hub refuses what was under way and what comes after it.
const FAILURES: [(&str, [&str; 2]); 3] = [
    ("keys.db-wal", ["KEYS_UNAVAILABLE", "KEYS_UNAVAILABLE"]),
    ("identity.db-wal", ["LEDGER_INDEFINITE", "LEDGER_SEALED"]),
    ("registration.db-wal", ["LEDGER_INDEFINITE", "LEDGER_SEALED"]),
];

#[tokio::test(flavor = "multi_thread")]
async fn after_a_failed_sync_no_row_is_acknowledged_and_none_that_was_is_lost() {
    let Some(disk) = FaultyDisk::build("failing sync") else { return };
    let (seed, _) = chance::dice("failing sync");
    let town = Town::enrolled(seed, 200, &mut |_| {}).await;
    let (body, rows) = town.rows();
    let mut heard = Acknowledged::default();
    let mut uploads = Vec::new();
    // Each time with people nobody knew, who need keys and links.
    for ((file, refusals), rows) in FAILURES.into_iter().zip(rows.chunks(rows.len().div_ceil(3))) {
        let mut hub = HubProcess::begin_on(&disk, &town.config());
        let address = hub.address();
        let channel = town.connect(&address, &Caller::Body(body)).await;
        town.becomes("SERVING", &address).await;
        let upload = Upload::long(uploads.len(), body, rows);
        let before = heard.len();
        let rows_before = if file == "registration.db-wal" { ROWS_BEFORE } else { 0 };
        if rows_before == 0 {
            disk.fail_next_sync(file);
        }
        let broken = upload.attempt(&channel, |row| {
            heard.hear(&upload, row);
            if heard.len() == before + rows_before {
                disk.fail_next_sync(file);
            }
        });
        let first = refusal(broken.await);
        assert!(disk.has_failed(file), "{file} was not synced");
        let then = refusal(upload.attempt(&channel, |row| heard.hear(&upload, row)).await);
        let unavailable = refusals.map(|reason| (Code::Unavailable, reason.to_owned()));
        assert_eq!([first, then], unavailable, "{file}");
        assert!((rows_before..upload.rows.len()).contains(&(heard.len() - before)), "{file}");
        town.becomes("NOT_SERVING", &address).await;
        hub.kill();
        uploads.push(upload);
    }
    settle::found_once(&town, &uploads, heard).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_failed_sync_no_desk_is_told_anything_that_is_not_recorded() {
    let Some(disk) = FaultyDisk::build("failing sync at a desk") else { return };
    let mut cards = Vec::new();
    let town = Town::enrolled(1, 20, &mut |it| cards.push(visit::card(it))).await;
    town.populate().await;
    let facility = &town.written.region.facilities[0].code;
    let callers = [reader(facility).unwrap(), desk(facility).unwrap()];
    let mut visit = Visit::of(&cards[0]);

    let mut hub = HubProcess::begin_on(&disk, &town.config());
    let address = hub.address();
    let [at_reader, at_desk] = [&callers[0], &callers[1]].map(|it| town.connect(&address, it));
    let (at_reader, at_desk) = (at_reader.await, at_desk.await);
    town.becomes("SERVING", &address).await;
    visit.go_on(&at_reader, &at_desk).await.unwrap();
    disk.fail_next_sync("access.db-wal");
    let refusals = [refusal(visit.ask(&at_desk).await), refusal(visit.ask(&at_desk).await)];
    let expected = ["LEDGER_INDEFINITE", "LEDGER_SEALED"];
    assert_eq!(refusals, expected.map(|reason| (Code::Unavailable, reason.to_owned())));
    town.becomes("NOT_SERVING", &address).await;
    hub.kill();

    let mut hub = HubProcess::begin(&town.config());
    let address = hub.address();
    let at_desk = town.connect(&address, &callers[1]).await;
    town.becomes("SERVING", &address).await;
    visit.ask(&at_desk).await.unwrap();
    assert_eq!(visit.disclosed(), visit.told.len());
    let auditor = town.house.connect_auditor(&address).await.unwrap();
    let history = History::replayed(auditor, ReplayedLedger::Access).await;
    // The refusal of the sealed ledger is definite, the one before it is not.
    let found = visit.found_in(&history) - visit.told.len();
    assert!(found <= 1, "{found} records that no desk heard of");
    hub.kill();
    town.verify().await;
}

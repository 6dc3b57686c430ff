//! The disk is full, or refuses to write, in the middle of uploads.

use domain::caller::Caller;
use tests::refused::refusal;
use tonic::Code;

use crate::{
    acknowledged::Acknowledged, chance, faulty_disk::FaultyDisk, hub_process::HubProcess, settle,
    town::Town, upload::Upload,
};

/// How many rows are answered before the disk is full.
const ROWS_BEFORE: usize = 5;

/// How large a file may become, in blocks of 512 bytes (1 MiB).
const BLOCKS_MAX: u32 = 2048;

/// How many uploads of some hundred rows fit into that at most.
const UPLOADS_MAX: usize = 20;

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_refuses_what_it_cannot_keep_and_goes_on_when_there_is_room() {
    let Some(disk) = FaultyDisk::build("full disk") else { return };
    let (seed, _) = chance::dice("full disk");
    let town = Town::enrolled(seed, 200, &mut |_| {}).await;
    let (body, rows) = town.rows();
    let mut hub = HubProcess::begin_on(&disk, &town.config());
    let address = hub.address();
    let channel = town.connect(&address, &Caller::Body(body)).await;
    town.becomes("SERVING", &address).await;
    let mut heard = Acknowledged::default();

    // The first upload has people nobody knew, who need keys; the second has the same people.
    let uploads = [Upload::long(0, body, &rows), Upload::long(1, body, &rows)];
    let full = (Code::ResourceExhausted, "LEDGER_FULL".to_owned());
    let no_keys = (Code::Unavailable, "KEYS_UNAVAILABLE".to_owned());
    for (upload, refusals) in uploads.iter().zip([&[full.clone(), no_keys][..], &[full]]) {
        let before = heard.len();
        let broken = upload.attempt(&channel, |row| {
            heard.hear(upload, row);
            if heard.len() == before + ROWS_BEFORE {
                disk.fill();
            }
        });
        let refused = refusal(broken.await);
        assert!(refusals.contains(&refused), "{refused:?}");
        let answered = heard.len() - before;
        assert!((ROWS_BEFORE..upload.rows.len()).contains(&answered), "{answered} rows");
        let refused = refusal(Upload::number(1000, body, &rows).attempt(&channel, |_| ()).await);
        assert!(refusals.contains(&refused), "{refused:?}");
        assert_eq!(town.health(&address).await, "SERVING");

        disk.make_room();
        upload.attempt(&channel, |row| heard.hear(upload, row)).await.unwrap();
    }
    hub.kill();
    settle::found_once(&town, &uploads, heard).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hub_that_is_killed_on_a_full_disk_starts_again_while_it_is_full() {
    let Some(disk) = FaultyDisk::build("killed on a full disk") else { return };
    let (seed, _) = chance::dice("killed on a full disk");
    let town = Town::enrolled(seed, 200, &mut |_| {}).await;
    let (body, rows) = town.rows();
    let upload = Upload::long(0, body, &rows);
    let mut heard = Acknowledged::default();
    let mut hub = HubProcess::begin_on(&disk, &town.config());
    let channel = town.connect(&hub.address(), &Caller::Body(body)).await;
    let broken = upload.attempt(&channel, |row| {
        heard.hear(&upload, row);
        if heard.len() == ROWS_BEFORE {
            disk.fill();
        }
    });
    broken.await.unwrap_err();
    hub.kill();

    let mut hub = HubProcess::begin_on(&disk, &town.config());
    // Where nothing at all can grow it starts all the same: only what is recorded needs room, and that is refused.
    let address = hub.address();
    let channel = town.connect(&address, &Caller::Body(body)).await;
    town.becomes("SERVING", &address).await;
    let refused = refusal(Upload::number(1000, body, &rows).attempt(&channel, |_| ()).await);
    let full = (Code::ResourceExhausted, "LEDGER_FULL".to_owned());
    let no_keys = (Code::Unavailable, "KEYS_UNAVAILABLE".to_owned());
    assert!([full, no_keys].contains(&refused), "{refused:?}");
    hub.kill();

    disk.make_room();
    settle::found_once(&town, &[upload], heard).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_that_is_refused_seals_the_ledger_and_loses_no_acknowledged_row() {
    let (seed, _) = chance::dice("refused write");
    let town = Town::enrolled(seed, 200, &mut |_| {}).await;
    let (body, rows) = town.rows();
    let mut heard = Acknowledged::default();
    let mut hub = HubProcess::begin_limited(BLOCKS_MAX, &town.config());
    let address = hub.address();
    let channel = town.connect(&address, &Caller::Body(body)).await;
    town.becomes("SERVING", &address).await;

    let mut uploads = Vec::new();
    let refused = loop {
        let upload = Upload::long(uploads.len(), body, &rows);
        let sent = upload.attempt(&channel, |row| heard.hear(&upload, row)).await;
        uploads.push(upload);
        if sent.is_err() {
            break refusal(sent);
        }
        assert!(uploads.len() < UPLOADS_MAX, "no write was refused");
    };
    assert_eq!(refused, (Code::Unavailable, "LEDGER_INDEFINITE".to_owned()));
    assert!(heard.len() > ROWS_BEFORE, "{} rows", heard.len());
    let upload = &uploads[uploads.len() - 1];
    let refused = refusal(upload.attempt(&channel, |row| heard.hear(upload, row)).await);
    assert_eq!(refused, (Code::Unavailable, "LEDGER_SEALED".to_owned()));
    town.becomes("NOT_SERVING", &address).await;
    chance::say(&format!("refused write: {} rows acknowledged before it", heard.len()));

    hub.kill();
    settle::found_once(&town, &uploads, heard).await;
}

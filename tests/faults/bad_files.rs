//! Files that no municipality's system should write, and an import that is killed: `pmh import` as
//! a process.

use std::{
    fs::{self, File},
    io::Write as _,
    path::Path,
    time::Duration,
};

use cli::{connection::HubAddress, failure::Exit, replay::ReplayedLedger};
use domain::body_code::BodyCode;
use wire::proto::audit::v1::{GetPositionsRequest, audit_service_client::AuditServiceClient};

use crate::{
    chance,
    history::History,
    hub_process::HubProcess,
    pmh_process::{self, Finished, begin},
    town::Town,
};

/// How large a file is that is one line.
const LINE_BYTES: u64 = 1 << 30;

/// How much memory an import may take, in KiB (64 MiB).
const PEAK_MAX_KIB: u64 = 64 * 1024;

/// How often the import of a file is killed.
const KILLS_OF_A_FILE: usize = 2;

/// How long an import lives at most once something of it was recorded, in milliseconds.
const DELAY_MAX: u64 = 30;

#[tokio::test(flavor = "multi_thread")]
async fn a_line_of_a_gibibyte_is_refused_in_little_memory() {
    let town = Town::enrolled(1, 20, &mut |_| {}).await;
    let (body, _) = town.rows();
    let mut hub = HubProcess::begin(&town.config());
    let address = hub.address();
    let import = |name, text: &[u8]| import_one_line(&town, body, &address, name, text);
    for finished in
        [import("rows.json", b"[{\"myNumber\":\""), import("rows.csv", "個人番号,".as_bytes())]
    {
        assert_eq!(finished.code, Some(Exit::File.number().into()), "{finished:?}");
        assert!(finished.said.contains("is longer than"), "{finished:?}");
        assert!(finished.peak_kib.is_none_or(|peak| peak < PEAK_MAX_KIB), "{finished:?}");
        if finished.peak_kib.is_none() {
            chance::skipped("memory of an import: this system does not say it");
        }
    }
}

fn import_one_line(
    town: &Town,
    body: BodyCode,
    hub: &HubAddress,
    name: &str,
    begins: &[u8],
) -> Finished {
    let path = town.folder.path().join(name);
    let mut file = File::create(&path).unwrap();
    file.write_all(begins).unwrap();
    // Sparse: it takes no room on the disk.
    file.set_len(LINE_BYTES).unwrap();
    import(town, body, hub, &path)
}

fn import(town: &Town, body: BodyCode, hub: &HubAddress, file: &Path) -> Finished {
    let words = town.import_words(body, hub, file);
    tokio::task::block_in_place(|| pmh_process::run(&words))
}

#[tokio::test(flavor = "multi_thread")]
async fn broken_utf8_refuses_its_row_and_no_other() {
    let town = Town::enrolled(1, 60, &mut |_| {}).await;
    let (body, rows) = town.rows();
    let (file, _) = &town.written.recipient_files[&body];
    let mut bytes = fs::read(file).unwrap();
    let name = "\"certificationName\":\"".as_bytes();
    let place = bytes.windows(name.len()).rposition(|window| window == name).unwrap();
    bytes[place + name.len()] = 0xFF;
    let broken = town.folder.path().join("broken.json");
    fs::write(&broken, bytes).unwrap();

    let mut hub = HubProcess::begin(&town.config());
    let finished = import(&town, body, &hub.address(), &broken);

    assert_eq!(finished.code, Some(Exit::Refused.number().into()), "{finished:?}");
    let summary = &finished.documents[0];
    let counts = ["rows", "refused", "changed"].map(|name| summary[name].as_u64().unwrap());
    let count = rows.len() as u64;
    assert_eq!(counts, [count, 1, count - 1], "{finished:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_was_killed_is_completed_by_running_it_again() {
    let (seed, mut dice) = chance::dice("killed importer");
    let town = Town::enrolled(seed, 800, &mut |_| {}).await;
    let mut hub = HubProcess::begin(&town.config());
    let address = hub.address();
    let auditor = town.house.connect_auditor(&address).await.unwrap();
    let mut audit = AuditServiceClient::new(auditor.clone());
    let (mut position, mut killed) = (0, 0);
    let files = &town.written.recipient_files;
    for (body, (file, rows)) in files {
        for _ in 0..KILLS_OF_A_FILE {
            let words = town.import_words(*body, &address, file);
            let mut importer = begin(&words);
            let before = position;
            while position == before && importer.try_wait().unwrap().is_none() {
                let positions = audit.get_positions(GetPositionsRequest {}).await.unwrap();
                position = positions.into_inner().registration_position;
            }
            tokio::time::sleep(Duration::from_millis(dice.below(DELAY_MAX))).await;
            killed += u64::from(importer.try_wait().unwrap().is_none());
            importer.kill().unwrap();
            importer.wait().unwrap();
        }
        let finished = import(&town, *body, &address, file);
        assert_eq!(finished.code, Some(Exit::Done.number().into()), "{finished:?}");
        assert_eq!(finished.documents[0]["rows"], *rows);
    }
    chance::say(&format!(
        "killed importer: {} files, {killed} imports killed at work",
        files.len()
    ));
    assert!(killed > 0);

    let history = History::replayed(auditor, ReplayedLedger::Registration).await;
    let registered = history.each_begins_once("certificate-", "CertificateRegistered");
    let rows = registered + history.count("CertificatePeriodAdded");
    assert_eq!(rows as u64, town.written.rows);
    assert_eq!(history.each_begins_once("import-", "ImportAccepted"), files.len());
    hub.kill();
    town.verify().await;
}

//! Files of the data folder are damaged while no hub runs: a hub does not start on them, says where,
//! and ends as documented.

use std::{
    fs,
    path::{Path, PathBuf},
};

use cli::{
    connection::HubAddress,
    failure::Exit,
    replay::{Filter, ReplayedLedger, replay},
};
use domain::caller::Caller;
use tempfile::TempDir;
use tests::{command::run, refused::refusal};
use tonic::{Code, Status};

use crate::{hub_process::HubProcess, town::Town, upload::Upload};

/// A ledger's files, or what stands in them, each with what is said of its damage.
type Damages = &'static [(&'static str, fn(&Path), &'static str)];

/// To a ledger that was closed: all of it is in the database.
const OF_A_STOPPED_HUB: Damages = &[
    ("registration.db", flip_last_certificate, "registration.db: ledger is damaged at position "),
    ("registration.db", halve, "registration.db: ledger is damaged: database is malformed"),
    ("registration.db", remove, "positions 1 to "),
    ("registration.tail", remove, "registration.tail is missing"),
    ("identity.db", halve, "identity.db: ledger is damaged: database is malformed"),
];

/// To a ledger whose hub was killed: its end is in the write-ahead file.
const OF_A_KILLED_HUB: Damages = &[
    ("registration.db-wal", flip_middle, "/registration.db"),
    ("registration.db-wal", halve, "/registration.db"),
    ("registration.db-wal", remove, "/registration.db"),
];

/// To the key store, which `pmh verify` cannot open.
const OF_KEYS: Damages = &[
    ("keys/keys.db", halve, "keys.db"),
    ("keys/keys.db", remove, "keys.db is at change 0"),
    ("keys/keys.mark", remove, "keys.mark is missing"),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_hub_does_not_start_on_damaged_files_and_says_where() {
    let town = Town::enrolled(1, 60, &mut |_| {}).await;
    town.populate().await;
    for (file, damage, said) in OF_A_STOPPED_HUB {
        let copy = Copy::damaged(&town, file, *damage);
        copy.is_not_verified(said).await;
        copy.is_refused(said);
    }
    for (file, damage, said) in OF_KEYS {
        Copy::damaged(&town, file, *damage).is_refused(said);
    }

    let (body, rows) = town.rows();
    let mut hub = HubProcess::begin(&town.config());
    let channel = town.connect(&hub.address(), &Caller::Body(body)).await;
    Upload::long(1, body, &rows).attempt(&channel, |_| ()).await.unwrap();
    hub.kill();
    for (file, damage, said) in OF_A_KILLED_HUB {
        let copy = Copy::damaged(&town, file, *damage);
        for said in ["positions ", " are missing from ", said] {
            copy.is_not_verified(said).await;
            copy.is_refused(said);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn damage_in_old_history_is_found_by_whoever_reads_it_and_ends_the_service() {
    let town = Town::enrolled(2, 200, &mut |_| {}).await;
    let (body, rows) = town.rows();
    let hub = town.house.start(0).await.unwrap();
    let address = HubAddress::local(hub.local_addr().port());
    let channel = town.connect(&address, &Caller::Body(body)).await;
    // So much that an opening does not read the beginning.
    for number in 0..2 {
        Upload::long(number, body, &rows).attempt(&channel, |_| ()).await.unwrap();
    }
    hub.stop().await.unwrap();

    let copy = Copy::damaged(&town, "registration.db", flip_first_body);
    let mut hub = HubProcess::begin(&copy.config);
    let address = hub.address();
    town.becomes("SERVING", &address).await;
    let auditor = town.house.connect_auditor(&address).await.unwrap();
    let read = async {
        let mut pages = replay(auditor, &Filter::of_stream(ReplayedLedger::Registration, "")).await;
        while pages.as_mut().unwrap().message().await?.is_some() {}
        Ok::<(), Status>(())
    };
    assert_eq!(refusal(read.await), (Code::DataLoss, "LEDGER_DAMAGED".to_owned()));
    town.becomes("NOT_SERVING", &address).await;
    hub.kill();
    copy.is_not_verified("ledger is damaged at position ").await;
}

/// A copy of the town's data folder, damaged.
struct Copy {
    _folder: TempDir,
    data: PathBuf,
    config: PathBuf,
    what: String,
}

impl Copy {
    fn damaged(town: &Town, file: &str, damage: fn(&Path)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        copy(&town.data(), &data);
        damage(&data.join(file));
        let config = town.write_config("damaged.toml", data.to_str().unwrap(), "");
        Self { _folder: folder, data, config, what: file.to_owned() }
    }

    /// A hub does not start, and says this.
    #[track_caller]
    fn is_refused(&self, said: &str) {
        let mut hub = HubProcess::begin(&self.config);
        let ended = tokio::task::block_in_place(|| hub.listens()).unwrap_err();
        assert_eq!(ended.code, Some(Exit::Damage.number().into()), "{}: {}", self.what, ended.said);
        assert!(ended.said.contains(said), "{}: {}", self.what, ended.said);
    }

    /// `pmh verify` finds it too, and says this.
    async fn is_not_verified(&self, said: &str) {
        let verified = run(&["verify", "--data", self.data.to_str().unwrap(), "--json"]).await;
        let failure = verified.ended.unwrap_err();
        assert_eq!(failure.exit, Exit::Damage, "{}: {failure}", self.what);
        assert!(failure.message.contains(said), "{}: {failure}", self.what);
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let place = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &place);
        } else {
            fs::copy(entry.path(), place).unwrap();
        }
    }
}

fn remove(file: &Path) {
    fs::remove_file(file).unwrap();
}

fn halve(file: &Path) {
    let bytes = fs::read(file).unwrap();
    fs::write(file, &bytes[..bytes.len() / 2]).unwrap();
}

fn flip_middle(file: &Path) {
    flip(file, |bytes| bytes.len() / 2);
}

fn flip_last_certificate(file: &Path) {
    let name = b"certificate-";
    flip(file, |bytes| bytes.windows(name.len()).rposition(|window| window == name).unwrap());
}

fn flip_first_body(file: &Path) {
    let name = b"body-";
    flip(file, |bytes| bytes.windows(name.len()).position(|window| window == name).unwrap());
}

fn flip(file: &Path, place: impl FnOnce(&[u8]) -> usize) {
    let mut bytes = fs::read(file).unwrap();
    let place = place(&bytes);
    bytes[place] ^= 1;
    fs::write(file, bytes).unwrap();
}

//! The canary: people with conspicuous names pass through every door, and nothing of them is left anywhere in the open.
//!
//! Every byte of every file of the hub (ledgers, write-ahead logs, snapshots, key store), every line of its log down
//! to the last level, every refusal and everything an auditor is shown is searched for what they told us, in each writing
//! that a careless line of code would leave it in.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use haystack::Needles;
use prost::Message as _;
use secrets::{Secret, secrets_of};
use tests::{history::all_of, places::clinic, world::World};
use wire::proto::audit::v1::LedgerName;

mod haystack;
mod log;
mod secrets;
mod story;

/// Every file below a folder.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    // Ends: a folder holds no folder above it.
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.insert(path.clone(), fs::read(&path).unwrap());
            }
        }
    }
    found
}

/// The bytes of all files with this name.
fn named<'f>(files: &'f BTreeMap<PathBuf, Vec<u8>>, name: &str) -> &'f [u8] {
    let (_, bytes) = files.iter().find(|(path, _)| path.ends_with(name)).unwrap();
    bytes
}

/// Nothing of these people is in any file of a hub.
fn assert_silent(needles: &Needles, files: &BTreeMap<PathBuf, Vec<u8>>) {
    for (path, bytes) in files {
        let found = needles.find(bytes);
        assert!(found.is_empty(), "{} holds {found:?}", path.display());
    }
}

#[tokio::test]
async fn nothing_personal_is_left_in_the_open() {
    let log = log::begin();
    let world = World::furnished().await;
    let mut told = story::lived(&world).await;
    let secrets: Vec<Secret> = story::PEOPLE.iter().flat_map(secrets_of).collect();
    let needles = Needles::of(&secrets);

    // While the hub runs: the write-ahead logs are there.
    let folder = world.data().parent().unwrap().to_owned();
    let running = files(&folder);
    assert_silent(&needles, &running);
    assert!(!named(&running, "registration.db-wal").is_empty());

    for ledger in [LedgerName::Registration, LedgerName::Access] {
        for event in world.replay(all_of(ledger)).await {
            told.said.push(event.encode_to_vec());
        }
    }
    for said in &told.said {
        let found = needles.find(said);
        assert!(found.is_empty(), "{} holds {found:?}", String::from_utf8_lossy(said));
    }

    // Stopped, begun again from the snapshot, asked, and stopped for good.
    let world = world.restarted().await;
    let again = world.visit(&clinic(), &story::PEOPLE[1].card()).await;
    assert_eq!(again.certificates.len(), 1);
    let kept = world.stop().await;
    let stopped = files(kept.path());
    assert_silent(&needles, &stopped);

    let lines = log.lines();
    let found = needles.find(&lines);
    assert!(found.is_empty(), "the log holds {found:?}");

    // The search sees what is there: the desk was told, and what is public stands where it should.
    let at_desk = needles.find(&told.at_desk);
    assert!(at_desk.contains("1 recipient number as UTF-8"), "{at_desk:?}");
    assert!(at_desk.contains("1 printed item as UTF-8"), "{at_desk:?}");
    let control = |word: &str| Needles::of(&[Secret::text("public", word)]);
    let stream = told.certificate.replace("certificates/", "certificate-");
    let visit = told.check_in.replace("checkIns/", "checkin-");
    for (word, bytes) in [
        (stream.as_str(), named(&stopped, "registration.db")),
        (visit.as_str(), named(&stopped, "access.db")),
        ("InsuranceLinked", named(&stopped, "identity.db")),
        ("EligibilityService/GetEligibility", &lines),
        ("snapshot of projections written", &lines),
    ] {
        assert!(!control(word).find(bytes).is_empty(), "{word} is not found where it is");
    }
    for written in ["keys.db", "projections.snapshot"] {
        assert!(!named(&stopped, written).is_empty(), "{written} was searched");
    }
}

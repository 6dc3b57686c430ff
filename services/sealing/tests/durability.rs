//! A process that gives out keys is killed; every key it gave is there afterwards.

#![expect(clippy::unwrap_used, reason = "what surprises a test ends it")]

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use domain::person_key::PersonKey;
use sealing::{DataKey, KeyStore, RootKey, SealContext, seal};
use uuid::Uuid;

/// Says to the test process that it is the one to be killed, and where its store is.
const FOLDER: &str = "SEALING_TEST_FOLDER";

/// How often a process is killed.
const KILLS: u32 = 12;

fn root() -> RootKey {
    RootKey::from_text(1, &"0f1e2d3c".repeat(8)).unwrap()
}

fn person(number: u64) -> PersonKey {
    PersonKey::from_uuid(Uuid::from_u64_pair(number, 0xa5a5))
}

/// What only this key can have sealed.
fn trace(key: &DataKey) -> String {
    let place =
        SealContext { stream: "s", event_id: Uuid::nil(), field_group: 0, schema_version: 0 };
    let sealed = seal(key, &place, b"trace").unwrap();
    sealed.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

/// Gives out keys from `first` on until killed, three people at a time, each told when durable.
fn give_until_killed(folder: &Path, first: u64) {
    let store = KeyStore::open(folder, &root()).unwrap();
    for number in (first..first + 30_000).step_by(3) {
        let people = [number, number + 1, number + 2];
        let keys = store.get_or_create_many(&people.map(person)).unwrap();
        let mut out = std::io::stdout().lock();
        for (number, key) in people.iter().zip(&keys) {
            writeln!(out, "given {number} {}", trace(key)).unwrap();
        }
    }
}

#[test]
fn no_key_that_was_given_is_lost_when_the_process_is_killed() {
    if let Ok(told) = std::env::var(FOLDER) {
        let (folder, first) = told.split_once('|').unwrap();
        return give_until_killed(Path::new(folder), first.parse().unwrap());
    }
    let folder = tempfile::tempdir().unwrap();
    let mut given: Vec<(u64, String)> = Vec::new();
    for kill in 0..KILLS {
        let first = u64::from(kill) * 30_000;
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "no_key_that_was_given_is_lost_when_the_process_is_killed"])
            .arg("--nocapture")
            .env(FOLDER, format!("{}|{first}", folder.path().display()))
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        // Killed after another number of lines each time, so at another moment of a change.
        for line in lines.by_ref().take(10 + 7 * kill as usize) {
            given.extend(read(&line.unwrap()));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        given.extend(lines.map_while(Result::ok).filter_map(|line| read(&line)));

        let store = KeyStore::open(folder.path(), &root()).unwrap();
        for (number, told) in &given {
            let key = store.get(person(*number)).unwrap().expect("the key was given");
            assert_eq!(&trace(&key), told, "person {number} after kill {kill}");
        }
    }
    assert!(given.len() > 100, "only {} keys were given", given.len());
}

/// A whole line about a key; the last one may be cut.
fn read(line: &str) -> Option<(u64, String)> {
    let (number, trace) = line.split_once("given ")?.1.split_once(' ')?;
    (trace.len() == 2 * (sealing::OVERHEAD_BYTES + 5))
        .then(|| (number.parse().unwrap(), trace.to_owned()))
}

//! A hub with a small population, and the command line to call it by.

use std::{
    io::Write,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use clap::Parser as _;
use cli::{
    args::Arguments,
    connection::HubAddress,
    demo::house::House,
    failure::Failure,
    output::Output,
    synthetic::{self, Population, Written},
};
use domain::caller::Caller;
use hub::RunningHub;
use jiff::civil::date;
use serde_json::Value;

/// The day on which the population is looked at; all its periods are fixed by it.
pub(crate) const AS_OF: jiff::civil::Date = date(2026, 10, 1);

/// A hub that listens, in a folder of its own.
pub(crate) struct World {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) house: House,
    pub(crate) hub: RunningHub,
    pub(crate) written: Written,
}

/// What a command wrote, and how it ended.
pub(crate) struct Ran {
    pub(crate) text: String,
    pub(crate) ended: Result<(), Failure>,
}

impl World {
    /// Starts a hub for a population of 40 people; nobody is enrolled yet.
    pub(crate) async fn begin(seed: u64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let population = Population { seed, people: 40, as_of: AS_OF };
        let written =
            synthetic::write(&population, &folder.path().join("people"), &mut |_| {}).unwrap();
        let house = House::build(folder.path(), &written.region).unwrap();
        let hub = house.start(0).await.unwrap();
        Self { folder, house, hub, written }
    }

    /// The same, with everyone enrolled.
    pub(crate) async fn enrolled(seed: u64) -> Self {
        let world = Self::begin(seed).await;
        let file = world.written.enrolment.display().to_string();
        let mut callers = vec![Caller::Operator];
        callers.extend(world.written.region.bodies.iter().map(|body| Caller::Body(body.body.code)));
        for caller in callers {
            world.run(&caller, &["enrol", &file]).await.ended.unwrap();
        }
        world
    }

    /// Where the hub listens.
    pub(crate) fn address(&self) -> HubAddress {
        HubAddress::local(self.hub.local_addr().port())
    }

    /// A body with its file.
    pub(crate) fn body(&self) -> (Caller, String, PathBuf) {
        let (body, (path, _)) =
            self.written.recipient_files.iter().max_by_key(|(_, (_, rows))| *rows).unwrap();
        (Caller::Body(*body), body.to_string(), path.clone())
    }

    /// The auditor of the house.
    pub(crate) fn auditor() -> Caller {
        "spiffe://pmh/auditor/demo".parse().unwrap()
    }

    /// Runs a client command as a caller, with JSON.
    pub(crate) async fn run(&self, caller: &Caller, words: &[&str]) -> Ran {
        self.run_at(&self.address(), caller, words).await
    }

    /// The same, at another address.
    pub(crate) async fn run_at(
        &self,
        address: &HubAddress,
        caller: &Caller,
        words: &[&str],
    ) -> Ran {
        let (hub, identity) =
            (address.to_string(), self.house.identity(caller).display().to_string());
        let options = ["--hub", &hub, "--identity", &identity, "--json"];
        run(&[words, &options].concat()).await
    }

    /// The folder of the ledgers.
    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }
}

impl Ran {
    /// The documents that were written.
    pub(crate) fn documents(&self) -> Vec<Value> {
        self.text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// The only document.
    pub(crate) fn document(&self) -> Value {
        let documents = self.documents();
        assert_eq!(documents.len(), 1, "{}\n{:?}", self.text, self.ended);
        documents[0].clone()
    }
}

/// Runs a command line.
pub(crate) async fn run(words: &[&str]) -> Ran {
    let page = Page::default();
    let arguments = Arguments::try_parse_from(std::iter::once(&"pmh").chain(words)).unwrap();
    let output = Output::to(Box::new(page.clone()), words.contains(&"--json"));
    let ended = arguments.run(&output).await;
    let text = String::from_utf8(page.0.lock().unwrap().clone()).unwrap();
    Ran { text, ended }
}

/// A path as a word of a command line.
pub(crate) fn word(path: &Path) -> String {
    path.display().to_string()
}

#[derive(Clone, Default)]
struct Page(Arc<Mutex<Vec<u8>>>);

impl Write for Page {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

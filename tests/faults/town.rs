//! A town with its hub's folder: certificates for everyone, people on file, bodies enrolled.

use std::{
    collections::HashSet,
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use cli::{
    connection::HubAddress,
    demo::house::House,
    enrol::{self, Outcome, file::EnrolmentFile},
    import::{EncodingChoice, FormatChoice, Import, Style, progress::Progress},
    link::link,
    synthetic::{self, Population, Recipient, Written},
};
use domain::{body_code::BodyCode, caller::Caller};
use jiff::civil::date;
use tests::command::run;
use tonic::transport::Channel;
use wire::proto::registration::v1::RecipientRow;

/// The day on which the population is looked at.
const AS_OF: jiff::civil::Date = date(2026, 10, 1);

/// The configuration of hub processes, in the folder.
const CONFIG: &str = "process.toml";

/// How long a hub may take to notice how it is.
const HEALTH_MAX: Duration = Duration::from_secs(20);

/// A town whose bodies, programs and facilities are enrolled; no hub runs.
pub(crate) struct Town {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) house: House,
    pub(crate) written: Written,
}

impl Town {
    /// A town of so many recipients; `show` is told of each of them.
    pub(crate) async fn enrolled(seed: u64, people: u64, show: &mut dyn FnMut(&Recipient)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let population = Population { seed, people, as_of: AS_OF };
        let written = synthetic::write(&population, &folder.path().join("people"), show).unwrap();
        let house = House::build(folder.path(), &written.region).unwrap();
        let town = Self { folder, house, written };
        let hub = town.house.start(0).await.unwrap();
        town.enrol(&HubAddress::local(hub.local_addr().port())).await;
        hub.stop().await.unwrap();
        town.write_config(CONFIG, "data", "");
        town
    }

    async fn enrol(&self, address: &HubAddress) {
        let file = EnrolmentFile::read(&self.written.enrolment).unwrap();
        let bodies = self.written.region.bodies.iter().map(|body| Caller::Body(body.body.code));
        for caller in std::iter::once(Caller::Operator).chain(bodies) {
            let channel = self.connect(address, &caller).await;
            for enrolled in enrol::enrol(&channel, &caller, &file, "").await.unwrap() {
                if let Outcome::Refused(failure) = enrolled.outcome {
                    panic!("{}: {failure}", enrolled.what);
                }
            }
        }
    }

    /// Registers everyone and links their cards; no hub runs afterwards.
    pub(crate) async fn populate(&self) {
        let hub = self.house.start(0).await.unwrap();
        let address = HubAddress::local(hub.local_addr().port());
        for body in self.written.recipient_files.keys() {
            let channel = self.connect(&address, &Caller::Body(*body)).await;
            let import = self.import_of(*body);
            import.run(&channel, None, &Progress::hidden()).await.unwrap();
        }
        let operator = self.connect(&address, &Caller::Operator).await;
        let linked = link(&operator, &self.written.links, &Progress::hidden()).await.unwrap();
        assert_eq!((linked.linked, linked.refused), (self.written.people, 0));
        hub.stop().await.unwrap();
    }

    /// Connects as a caller.
    pub(crate) async fn connect(&self, address: &HubAddress, caller: &Caller) -> Channel {
        self.house.connect(address, caller).await.unwrap()
    }

    /// The words that import a file as this body, its results as JSON.
    pub(crate) fn import_words(
        &self,
        body: BodyCode,
        hub: &HubAddress,
        file: &Path,
    ) -> Vec<String> {
        let identity = self.house.identity(&Caller::Body(body));
        let words = ["import", file.to_str().unwrap(), "--body", &body.to_string(), "--json"];
        let connection = ["--hub", &hub.to_string(), "--identity", identity.to_str().unwrap()];
        words.into_iter().chain(connection).map(str::to_owned).collect()
    }

    /// What the hub says of its health: `SERVING`.
    pub(crate) async fn health(&self, hub: &HubAddress) -> String {
        let (hub, identity) = (hub.to_string(), self.house.identity(&Caller::Operator));
        let identity = identity.to_str().unwrap();
        let options = ["--hub", &hub, "--identity", identity, "--json"];
        let ran = run(&[&["call", "Health/Check"], options.as_slice()].concat()).await;
        ran.documents()[0]["status"].as_str().unwrap().to_owned()
    }

    /// Waits until the hub says this of its health: it looks twice a second.
    pub(crate) async fn becomes(&self, health: &str, hub: &HubAddress) {
        let begun = Instant::now();
        while self.health(hub).await != health {
            assert!(begun.elapsed() < HEALTH_MAX, "never {health}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// The body with the most rows, and its rows.
    pub(crate) fn rows(&self) -> (BodyCode, Vec<RecipientRow>) {
        let files = &self.written.recipient_files;
        let (body, _) = files.iter().max_by_key(|(_, (_, rows))| *rows).unwrap();
        let mut file = self.import_of(*body).source().rows().unwrap();
        let mut rows = Vec::new();
        while let Some(row) = file.next_row().unwrap() {
            rows.push(row.row.unwrap());
        }
        (*body, rows)
    }

    fn import_of(&self, body: BodyCode) -> Import {
        let (path, _) = &self.written.recipient_files[&body];
        let (json, utf8) = (FormatChoice::Json, EncodingChoice::Utf8);
        Import::prepare(path.clone(), body, Style::History, false, json, utf8).unwrap()
    }

    /// The data folder.
    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// The configuration of a hub process on the data folder.
    pub(crate) fn config(&self) -> PathBuf {
        self.folder.path().join(CONFIG)
    }

    /// Writes a configuration like the house's, for another data folder or with more in it. The hub
    /// takes any free port, says it in JSON, and writes snapshots often.
    pub(crate) fn write_config(&self, name: &str, data_folder: &str, more: &str) -> PathBuf {
        let file = self.folder.path().join(name);
        let house = fs::read_to_string(self.folder.path().join("hub.toml")).unwrap();
        let kept = house.lines().filter(|line| !starts_with_any(line, &["listen", "data_folder"]));
        let kept: Vec<_> = kept.collect();
        let text = format!(
            "data_folder = \"{data_folder}\"\nlisten = \"127.0.0.1:0\"\n\
             snapshot_every_events = 2000\n{}\n\n[log]\nformat = \"json\"\n\n{more}",
            kept.join("\n")
        );
        fs::write(&file, text).unwrap();
        file
    }

    /// Proves every ledger of the data folder, as an operator does.
    pub(crate) async fn verify(&self) {
        verify(&self.data()).await;
    }
}

/// Proves the ledgers of a folder that no hub holds.
async fn verify(data: &Path) {
    use clap::Parser as _;
    let words = ["pmh", "verify", "--data", data.to_str().unwrap(), "--json"];
    let arguments = cli::args::Arguments::try_parse_from(words).unwrap();
    arguments.run(&cli::output::Output::to(Box::new(std::io::sink()), true)).await.unwrap();
}

/// How many people the rows speak of.
pub(crate) fn people_in<'a>(rows: impl Iterator<Item = &'a RecipientRow>) -> usize {
    rows.map(|row| row.my_number.as_str()).collect::<HashSet<_>>().len()
}

fn starts_with_any(line: &str, words: &[&str]) -> bool {
    words.iter().any(|word| line.starts_with(word))
}

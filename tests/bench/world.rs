//! A hub that listens, with everyone enrolled, and connections to it.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, atomic::AtomicUsize},
    time::{Duration, Instant},
};

use cli::{
    connection::HubAddress,
    demo::house::{House, desk, reader},
    enrol::{self, file::EnrolmentFile},
};
use domain::caller::Caller;
use hub::{Config, Hub, HubParts, RunningHub, keys::Keys};
use projections::Positions;
use tonic::transport::Channel;

use crate::{people::People, services};

/// Connections of the desk, and of the reader; callers take them in turn.
pub(crate) const CONNECTIONS: usize = 4;

/// Longer than anything here takes.
pub(crate) const LONG: Duration = Duration::from_hours(1);

/// A hub with its population, of whom nobody is registered yet.
pub(crate) struct World {
    house: House,
    pub(crate) hub: RunningHub,
    pub(crate) people: People,
    /// One facility's desk.
    desk: Caller,
    /// Its connections.
    pub(crate) at_desk: Vec<Channel>,
    /// Connections of the facility's reader.
    pub(crate) at_reader: Vec<Channel>,
    /// How many bytes the benchmark's own services answer with.
    pub(crate) reply_bytes: Arc<AtomicUsize>,
}

/// A hub that has stopped.
pub(crate) struct Stopped {
    /// How long it took, the last snapshot included.
    pub(crate) took: Duration,
}

impl World {
    /// Starts a hub in the folder and enrols everyone.
    pub(crate) async fn start(folder: &Path, people: u64) -> Self {
        let people = People::make(people, &folder.join("people"));
        let house = House::build(folder, &people.region).unwrap();
        // Writes the configuration of a demo, which is that of any hub.
        house.start(0).await.unwrap().stop().await.unwrap();
        let reply_bytes = Arc::new(AtomicUsize::new(0));
        let further = Some(services::further(reply_bytes.clone()));
        let hub = Hub::start(HubParts { further, ..parts(folder) }).await.unwrap();
        let address = HubAddress::local(hub.local_addr().port());
        let facility = people.region.facilities.first().unwrap().code.clone();
        let several = async |caller: &Caller| {
            let mut channels = Vec::new();
            for _ in 0..CONNECTIONS {
                channels.push(house.connect(&address, caller).await.unwrap());
            }
            channels
        };
        let desk = desk(&facility).unwrap();
        let at_desk = several(&desk).await;
        let at_reader = several(&reader(&facility).unwrap()).await;
        let world = Self { house, hub, people, desk, at_desk, at_reader, reply_bytes };
        world.enrol().await;
        world
    }

    /// A connection of this caller.
    pub(crate) async fn connect(&self, caller: &Caller) -> Channel {
        let address = HubAddress::local(self.port());
        self.house.connect(&address, caller).await.unwrap()
    }

    /// The folder with the certificate of the desk.
    pub(crate) fn identity_of_desk(&self) -> PathBuf {
        self.house.identity(&self.desk)
    }

    /// Where the hub listens.
    pub(crate) fn port(&self) -> u16 {
        self.hub.local_addr().port()
    }

    /// Waits until the projections know everything, and says how far the ledgers go.
    pub(crate) async fn settled(&self) -> Positions {
        self.known().await;
        // Identity's ledger is not handed out: what follows it is as far as it is a moment later.
        tokio::time::sleep(Duration::from_millis(100)).await;
        self.hub.rooms().projections().positions()
    }

    /// Waits until the projections know all that is registered.
    pub(crate) async fn known(&self) {
        let rooms = self.hub.rooms();
        let registration = rooms.registration().head().await.unwrap();
        rooms.projections().wait_for(registration, LONG).await.unwrap();
    }

    /// Stops the hub.
    pub(crate) async fn stop(self) -> Stopped {
        let Self { hub, at_desk, at_reader, .. } = self;
        drop((at_desk, at_reader));
        let begun = Instant::now();
        hub.stop().await.unwrap();
        Stopped { took: begun.elapsed() }
    }

    async fn enrol(&self) {
        let file = EnrolmentFile::read(&self.people.enrolment).unwrap();
        let bodies = self.people.region.bodies.iter().map(|body| Caller::Body(body.body.code));
        for caller in std::iter::once(Caller::Operator).chain(bodies) {
            let channel = self.connect(&caller).await;
            for enrolled in enrol::enrol(&channel, &caller, &file, "").await.unwrap() {
                assert!(!matches!(enrolled.outcome, enrol::Outcome::Refused(_)));
            }
        }
    }
}

/// The parts of the hub in this folder, at any free port.
pub(crate) fn parts(folder: &Path) -> HubParts {
    let mut config = Config::load(&folder.join("hub.toml")).unwrap();
    config.listen.set_port(0);
    let keys = Keys::open(&config.keys).unwrap();
    HubParts { config, keys, clock: hub::clock::system(), further: None }
}

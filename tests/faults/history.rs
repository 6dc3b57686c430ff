//! What stands in the ledgers, read as an auditor does; identity's own, which no auditor replays,
//! from the folder of a hub that is gone.

use std::{
    collections::{BTreeMap, HashSet},
    path::Path,
};

use cli::replay::{Filter, ReplayedLedger, replay};
use ledger::{DataFolder, EmbeddedLedger, Ledger as _, Position};
use tonic::transport::Channel;
use wire::proto::audit::v1::RecordedEvent;

/// How many events are read at a time.
const PAGE_EVENTS: usize = 1000;

/// A ledger's events, in order.
pub(crate) struct History(BTreeMap<u64, RecordedEvent>);

impl History {
    /// Replays a ledger and proves its order: positions rise, versions have no gap, no id stands twice.
    pub(crate) async fn replayed(auditor: Channel, ledger: ReplayedLedger) -> Self {
        let mut pages = replay(auditor, &Filter::of_stream(ledger, "")).await.unwrap();
        let (mut events, mut ids) = (BTreeMap::new(), HashSet::new());
        let mut next: BTreeMap<String, u64> = BTreeMap::new();
        let mut last = 0;
        while let Some(page) = pages.message().await.unwrap() {
            for event in page.events {
                assert!(event.position > last, "position {} after {last}", event.position);
                last = event.position;
                assert!(ids.insert(event.id.clone()), "event {} stands twice", event.id);
                let version = next.entry(event.stream.clone()).or_default();
                assert_eq!(event.version, *version, "a gap in stream {}", event.stream);
                *version += 1;
                events.insert(last, event);
            }
        }
        Self(events)
    }

    /// The event at a position.
    pub(crate) fn at(&self, position: u64) -> &RecordedEvent {
        self.0.get(&position).unwrap_or_else(|| panic!("no event at position {position}"))
    }

    /// The events of a stream, in order.
    pub(crate) fn of_stream(&self, stream: &str) -> Vec<&RecordedEvent> {
        self.0.values().filter(|event| event.stream == stream).collect()
    }

    /// How many events have this type.
    pub(crate) fn count(&self, event_type: &str) -> usize {
        self.of_type(event_type).count()
    }

    /// Every stream whose name begins so has exactly one event of this type: its first.
    pub(crate) fn each_begins_once(&self, prefix: &str, event_type: &str) -> usize {
        let streams: HashSet<_> = self
            .0
            .values()
            .filter(|it| it.stream.starts_with(prefix))
            .map(|it| &it.stream)
            .collect();
        let first = self.of_type(event_type).filter(|event| event.version == 0).count();
        assert_eq!(first, self.count(event_type), "{event_type} stands twice on a stream");
        assert_eq!(first, streams.len(), "a {prefix} stream begins without {event_type}");
        first
    }

    fn of_type(&self, event_type: &str) -> impl Iterator<Item = &RecordedEvent> {
        self.0.values().filter(move |event| type_of(event) == event_type)
    }
}

/// The name of an event's type: `CertificateRegistered`.
pub(crate) fn type_of(event: &RecordedEvent) -> &str {
    event.event.as_ref().unwrap().type_url.rsplit('.').next().unwrap()
}

/// How many people identity's ledger knows, each made once.
pub(crate) async fn people_linked(data: &Path) -> usize {
    let folder = DataFolder::lock(data).unwrap();
    let ledger = EmbeddedLedger::open(&folder, "identity").unwrap();
    let mut linked = HashSet::new();
    let mut after = Position::START;
    loop {
        let page = ledger.read_all(after, PAGE_EVENTS).await.unwrap();
        let Some(last) = page.last() else { break };
        after = last.position;
        for event in page.iter().filter(|event| &*event.event_type == "LinkMade") {
            assert!(linked.insert(event.stream.clone()), "{} was made twice", event.stream);
        }
    }
    ledger.close().await;
    linked.len()
}

//! Nothing leaves before it is durable.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use async_trait::async_trait;
use ledger::{
    Append, AppendError, Appended, Direction, Ledger, MemoryLedger, Position, ReadError,
    RecordedEvent, StreamName, Subscription, Version,
};
use wire::proto::eligibility::v1::{
    EligibilityClass, eligibility_service_server::EligibilityService as _,
};

use crate::world::{World, person, question, reason};

/// A ledger whose disk is full from now on, when told so.
struct Filling {
    inner: MemoryLedger,
    full: Arc<AtomicBool>,
}

#[async_trait]
impl Ledger for Filling {
    async fn append_each(&self, appends: Vec<Append>) -> Vec<Result<Appended, AppendError>> {
        if self.full.load(Ordering::SeqCst) {
            return appends.iter().map(|_| Err(AppendError::Full)).collect();
        }
        self.inner.append_each(appends).await
    }

    async fn read_stream(
        &self,
        stream: &StreamName,
        from: Option<Version>,
        direction: Direction,
        max: usize,
    ) -> Result<Vec<RecordedEvent>, ReadError> {
        self.inner.read_stream(stream, from, direction, max).await
    }

    async fn read_streams(
        &self,
        streams: &[StreamName],
    ) -> Result<Vec<Vec<RecordedEvent>>, ReadError> {
        self.inner.read_streams(streams).await
    }

    async fn read_all(&self, after: Position, max: usize) -> Result<Vec<RecordedEvent>, ReadError> {
        self.inner.read_all(after, max).await
    }

    async fn head(&self) -> Result<Position, ReadError> {
        self.inner.head().await
    }

    fn subscribe(&self, after: Position) -> Subscription {
        self.inner.subscribe(after)
    }
}

#[tokio::test]
async fn what_cannot_be_recorded_is_not_told() {
    let full = Arc::new(AtomicBool::new(false));
    let access = Arc::new(Filling { inner: MemoryLedger::new(), full: full.clone() });
    let world = World::on(access).await;
    world.register_open(person(1)).await;
    world.link(1, person(1)).await;
    let check_in = world.consented(1).await;

    full.store(true, Ordering::SeqCst);
    assert_eq!(reason(world.ask(&check_in).await), "LEDGER_FULL");
    full.store(false, Ordering::SeqCst);
    assert_eq!(world.ask(&check_in).await.unwrap().class(), EligibilityClass::Disclosed);
    assert_eq!(world.count("EligibilityDisclosed").await, 1);
}

#[tokio::test]
async fn a_desk_that_asks_twice_at_once_has_two_disclosures_recorded() {
    let world = World::new().await;
    world.register_open(person(1)).await;
    world.link(1, person(1)).await;
    let check_in = world.consented(1).await;
    let (one, two, three) =
        tokio::join!(world.ask(&check_in), world.ask(&check_in), world.ask(&check_in));
    let mut positions = [one, two, three].map(|told| told.unwrap().access_position);
    positions.sort_unstable();
    let mut recorded = world.accessed().await;
    recorded.retain(|event| &*event.event_type == "EligibilityDisclosed");
    assert_eq!(
        positions.to_vec(),
        recorded.iter().map(|event| event.position.get()).collect::<Vec<_>>()
    );
    assert_eq!(recorded.len(), 3);
}

#[tokio::test]
async fn a_desk_may_ask_again_until_it_asks_too_often() {
    let world = World::new().await;
    world.register_open(person(1)).await;
    world.link(1, person(1)).await;
    let check_in = world.consented(1).await;
    for _ in 0..domain::check_in::ASKED_MAX {
        assert_eq!(world.ask(&check_in).await.unwrap().class(), EligibilityClass::Disclosed);
    }
    assert_eq!(reason(world.ask(&check_in).await), "OVERLOADED");
    world.withdraw(&check_in).await.unwrap();
}

#[tokio::test]
async fn two_services_that_saw_the_same_version_each_record_their_own_answer() {
    let world = World::new().await;
    world.register_open(person(1)).await;
    world.link(1, person(1)).await;
    let check_in = world.consented(1).await;
    let elsewhere = world.another_service();
    let mut positions = Vec::new();
    for _ in 0..3 {
        // Each has kept the check-in from its last answer; the other one has moved it on since, under
        // the id that this one is about to use.
        positions.push(world.ask(&check_in).await.unwrap().access_position);
        let asked = elsewhere.get_eligibility(world.by_desk(question(&check_in))).await;
        positions.push(asked.unwrap().into_inner().access_position);
    }
    let mut recorded = world.accessed().await;
    recorded.retain(|event| &*event.event_type == "EligibilityDisclosed");
    let recorded: Vec<_> = recorded.iter().map(|event| event.position.get()).collect();
    assert_eq!(positions, recorded);
    assert_eq!(recorded.len(), 6);
}

//! History as an auditor replays it.

use prost::{Message, Name};
use wire::proto::audit::v1::{GetPositionsRequest, LedgerName, RecordedEvent, ReplayRequest};

use crate::{places::auditor, world::World};

/// What to replay of a ledger: all of it, until a test says less.
#[must_use]
pub fn all_of(ledger: LedgerName) -> ReplayRequest {
    ReplayRequest { ledger: ledger.into(), ..Default::default() }
}

/// The type of an event: `CertificateRegistered`.
#[must_use]
pub fn kind(event: &RecordedEvent) -> String {
    let url = event.event.as_ref().map(|any| any.type_url.as_str()).unwrap_or_default();
    url.rsplit('.').next().unwrap_or_default().to_owned()
}

/// The types of events, in order.
#[must_use]
pub fn kinds(events: &[RecordedEvent]) -> Vec<String> {
    events.iter().map(kind).collect()
}

/// The event as the message it is.
#[must_use]
#[track_caller]
pub fn message<T: Message + Name + Default>(event: &RecordedEvent) -> T {
    assert_eq!(kind(event), T::NAME);
    T::decode(event.event.as_ref().unwrap().value.as_slice()).unwrap()
}

/// The stream of what a resource names: `checkin-{uuid}` of `checkIns/{uuid}`.
#[must_use]
pub fn stream(prefix: &str, resource: &str) -> String {
    let uuid = resource.rsplit('/').next().unwrap_or_default();
    format!("{prefix}-{uuid}")
}

impl World {
    /// Everything that matches, in the order of positions.
    pub async fn replay(&self, request: ReplayRequest) -> Vec<RecordedEvent> {
        let mut answers = self.audit(&auditor()).await.replay(request).await.unwrap().into_inner();
        let mut events = Vec::new();
        while let Some(answer) = answers.message().await.unwrap() {
            events.extend(answer.events);
        }
        events
    }

    /// What stands on one stream.
    pub async fn on_stream(&self, ledger: LedgerName, stream: String) -> Vec<RecordedEvent> {
        self.replay(ReplayRequest { stream, ..all_of(ledger) }).await
    }

    /// How far the registration ledger and the access ledger go.
    pub async fn positions(&self) -> (u64, u64) {
        let request = GetPositionsRequest {};
        let found = self.audit(&auditor()).await.get_positions(request).await.unwrap();
        let found = found.into_inner();
        (found.registration_position, found.access_position)
    }
}

use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use futures::{FutureExt as _, StreamExt as _};
use jiff::Timestamp;
use ledger::{
    Append, Attribution, ExpectedVersion, Ledger as _, MemoryLedger, NewEvent, StreamName, Version,
};
use prost::{Message, Name};
use tonic::{Code, Request, Status};
use tonic_types::StatusExt as _;
use wire::{
    event::new_event,
    proto::{
        audit::v1::{LedgerName, RecordedEvent, audit_service_server::AuditService as _},
        event::v1 as event,
    },
};

use super::*;
use crate::scan::{MESSAGE_EVENTS_MAX, PROGRESS_EVENTS};

const PERSON: &str = "6b0c7a5e-2f0e-4d55-9a5e-0d3e5b1fc2a1";
const OTHER: &str = "7b0c7a5e-2f0e-4d55-9a5e-0d3e5b1fc2a2";
const CERTIFICATE: &str = "8b0c7a5e-2f0e-4d55-9a5e-0d3e5b1fc2a3";

/// Two ledgers and a service over them. The clock of recorded events: their position, in seconds.
struct House {
    registration: MemoryLedger,
    access: MemoryLedger,
    service: AuditService,
    recorded: AtomicU64,
}

impl House {
    fn new() -> Self {
        let (registration, access) = (MemoryLedger::new(), MemoryLedger::new());
        let made = AtomicU64::new(1);
        let new_uuid: NewUuid =
            Arc::new(move || Uuid::from_u128(u128::from(made.fetch_add(1, Ordering::Relaxed))));
        let service =
            AuditService::new(Arc::new(registration.clone()), Arc::new(access.clone()), new_uuid);
        Self { registration, access, service, recorded: AtomicU64::new(0) }
    }

    async fn record<M: Message + Name>(&self, ledger: &MemoryLedger, stream: &str, message: &M) {
        let id = Uuid::from_u128(u128::from(self.recorded.fetch_add(1, Ordering::Relaxed)) << 64);
        self.record_event(ledger, stream, new_event(id, message)).await;
    }

    async fn record_event(&self, ledger: &MemoryLedger, stream: &str, event: NewEvent) {
        let stream: StreamName = stream.parse().unwrap();
        let past = ledger.read_streams(std::slice::from_ref(&stream)).await.unwrap();
        let current = past[0].last().map(|event| event.version);
        let second = i64::try_from(ledger.head().await.unwrap().get()).unwrap() + 1;
        let append = Append {
            stream,
            expected: ExpectedVersion::after(current),
            events: vec![event],
            attribution: Attribution {
                recorded_at: Timestamp::from_second(second).unwrap(),
                caller: "spiffe://pmh/operator".into(),
                request_id: "r".into(),
            },
        };
        ledger.append(append).await.unwrap();
    }

    /// A check-in of each person, event by event in turn.
    async fn two_check_ins(&self) {
        for (stream, person) in [("checkin-1", PERSON), ("checkin-2", OTHER)] {
            let opened = event::CheckInOpened { person: person.into(), ..Default::default() };
            self.record(&self.access, stream, &opened).await;
        }
        for stream in ["checkin-1", "checkin-2"] {
            self.record(&self.access, stream, &event::ConsentGiven::default()).await;
        }
        for (stream, person) in [("checkin-2", OTHER), ("checkin-1", PERSON)] {
            let told = event::EligibilityDisclosed {
                person: person.into(),
                rows: vec![event::DisclosedRow {
                    certificate: if person == PERSON { CERTIFICATE.into() } else { OTHER.into() },
                    history_key: String::new(),
                }],
                ..Default::default()
            };
            self.record(&self.access, stream, &told).await;
        }
    }

    async fn begin(
        &self,
        request: ReplayRequest,
    ) -> Result<BoxStream<'static, Result<ReplayResponse, Status>>, Status> {
        Ok(self.service.replay(enveloped(request)).await?.into_inner())
    }

    /// All events of a replay, and how far it came.
    async fn replay(&self, request: ReplayRequest) -> (Vec<RecordedEvent>, u64) {
        let messages: Vec<_> = self.begin(request).await.unwrap().collect().await;
        let messages: Vec<_> = messages.into_iter().map(Result::unwrap).collect();
        let scanned = messages.last().unwrap().scanned_position;
        (messages.into_iter().flat_map(|message| message.events).collect(), scanned)
    }

    async fn positions(&self, request: ReplayRequest) -> Vec<u64> {
        self.replay(request).await.0.iter().map(|event| event.position).collect()
    }
}

fn enveloped<T>(message: T) -> Request<T> {
    let mut request = Request::new(message);
    let clock: wire::Clock = Arc::new(|| Timestamp::UNIX_EPOCH);
    let caller = "spiffe://pmh/auditor/board".parse().unwrap();
    request.extensions_mut().insert(Envelope::new(caller, clock));
    request
}

fn access() -> ReplayRequest {
    ReplayRequest { ledger: LedgerName::Access.into(), ..Default::default() }
}

fn registration() -> ReplayRequest {
    ReplayRequest { ledger: LedgerName::Registration.into(), ..Default::default() }
}

#[tokio::test]
async fn a_replay_gives_every_event_in_order_as_it_was_recorded() {
    let house = House::new();
    house.two_check_ins().await;
    let (events, scanned) = house.replay(access()).await;
    let positions: Vec<_> = events.iter().map(|event| event.position).collect();
    assert_eq!(positions, [1, 2, 3, 4, 5, 6]);
    assert_eq!(scanned, 6);
    let opened = events[0].event.clone().unwrap();
    assert_eq!(opened.type_url, "type.googleapis.com/pmh.event.v1.CheckInOpened");
    assert_eq!(event::CheckInOpened::decode(opened.value.as_slice()).unwrap().person, PERSON);
}

#[tokio::test]
async fn every_replay_is_itself_recorded_before_it_begins() {
    let house = House::new();
    house.two_check_ins().await;
    let unread = house.begin(ReplayRequest { after_position: 4, ..access() }).await.unwrap();
    let stream = "replay-00000000-0000-0000-0000-000000000001".parse().unwrap();
    let recorded = house.access.read_streams(&[stream]).await.unwrap().remove(0).remove(0);
    assert_eq!(&*recorded.caller, "spiffe://pmh/auditor/board");
    let performed = event::ReplayPerformed::decode(recorded.payload).unwrap();
    assert_eq!(performed.ledger, "access");
    assert_eq!(performed.filter, "after_position=4");
    drop(unread);
}

#[tokio::test]
async fn a_replay_that_is_refused_is_not_recorded() {
    let house = House::new();
    let unknown = ReplayRequest { event_types: vec!["CertificateRef".into()], ..access() };
    let Err(status) = house.begin(unknown).await else { panic!("a replay was begun") };
    assert_eq!(status.code(), Code::InvalidArgument);
    assert_eq!(status.get_error_details().error_info().unwrap().reason, "FILTER_MALFORMED");
    assert_eq!(house.access.head().await.unwrap().get(), 0);
}

#[tokio::test]
async fn a_persons_replay_has_the_whole_of_their_check_ins_and_nothing_of_others() {
    let house = House::new();
    house.two_check_ins().await;
    let asked = ReplayRequest { person: format!("people/{PERSON}"), ..access() };
    assert_eq!(house.positions(asked.clone()).await, [1, 3, 6]);
    // Resumed after the opening event, the consent is still known to be theirs.
    let resumed = ReplayRequest { after_position: 2, ..asked };
    assert_eq!(house.positions(resumed).await, [3, 6]);
}

#[tokio::test]
async fn an_inquiry_belongs_to_everyone_it_asks_about_and_each_answer_to_one() {
    let house = House::new();
    let asked =
        event::InquiryAccepted { people: vec![PERSON.into(), OTHER.into()], ..Default::default() };
    house.record(&house.access, "inquiry-1", &asked).await;
    for person in [PERSON, OTHER] {
        let told = event::EligibilityDisclosed { person: person.into(), ..Default::default() };
        house.record(&house.access, "inquiry-1", &told).await;
    }
    house.record(&house.access, "inquiry-1", &event::InquiryAnswered::default()).await;
    let of = |person: &str| ReplayRequest { person: format!("people/{person}"), ..access() };
    assert_eq!(house.positions(of(PERSON)).await, [1, 2, 4]);
    assert_eq!(house.positions(of(OTHER)).await, [1, 3, 4]);
}

#[tokio::test]
async fn a_bodys_replay_of_the_access_ledger_has_what_was_told_of_its_certificates() {
    let house = House::new();
    let registered = event::CertificateRegistered {
        r#ref: Some(event::CertificateRef {
            certificate: CERTIFICATE.into(),
            person: PERSON.into(),
            body: "232033".into(),
            certificate_type: "1".into(),
            sub_key: String::new(),
        }),
        ..Default::default()
    };
    house.record(&house.registration, &format!("certificate-{CERTIFICATE}"), &registered).await;
    house.two_check_ins().await;
    let of = |body: &str, certificate_type: &str| ReplayRequest {
        body: format!("bodies/{body}"),
        certificate_type: certificate_type.into(),
        ..access()
    };
    assert_eq!(house.positions(of("232033", "")).await, [6]);
    assert_eq!(house.positions(of("232033", "1")).await, [6]);
    assert_eq!(house.positions(of("232033", "2")).await, [0; 0]);
    assert_eq!(house.positions(of("131016", "")).await, [0; 0]);
}

#[tokio::test]
async fn a_bodys_replay_of_the_registration_ledger_narrows_down_to_a_certificate_type() {
    let house = House::new();
    for (body, certificate_type) in [("232033", "1"), ("131016", "1"), ("232033", "2")] {
        let retired = event::ProgramRetired {
            body: body.into(),
            certificate_type: certificate_type.into(),
            last: None,
        };
        let stream = format!("program-{body}-{certificate_type}");
        house.record(&house.registration, &stream, &retired).await;
    }
    let enrolled = event::BodyEnrolled { body: "232033".into(), ..Default::default() };
    house.record(&house.registration, "body-232033", &enrolled).await;
    let of_body = ReplayRequest { body: "bodies/232033".into(), ..registration() };
    assert_eq!(house.positions(of_body.clone()).await, [1, 3, 4]);
    let of_type = ReplayRequest { certificate_type: "2".into(), ..of_body };
    assert_eq!(house.positions(of_type).await, [3]);
}

#[tokio::test]
async fn each_condition_narrows_the_replay() {
    let house = House::new();
    house.two_check_ins().await;
    let second = |seconds| Some(prost_types::Timestamp { seconds, nanos: 0 });
    for (request, positions) in [
        (ReplayRequest { stream: "checkin-2".into(), ..access() }, vec![2, 4, 5]),
        (ReplayRequest { stream: "checkin-3".into(), ..access() }, vec![]),
        (ReplayRequest { stream: "checkin-2".into(), after_position: 2, ..access() }, vec![4, 5]),
        (ReplayRequest { event_types: vec!["ConsentGiven".into()], ..access() }, vec![3, 4]),
        (ReplayRequest { after_position: 4, until_position: 5, ..access() }, vec![5]),
        (ReplayRequest { recorded_from: second(3), ..access() }, vec![3, 4, 5, 6]),
        (ReplayRequest { recorded_until: second(3), ..access() }, vec![1, 2]),
        (ReplayRequest { event_count_max: 2, ..access() }, vec![1, 2]),
    ] {
        let until = match request.until_position {
            0 => 6, // What a replay before this one recorded of itself is left out.
            until => until,
        };
        let request = ReplayRequest { until_position: until, ..request };
        assert_eq!(house.positions(request.clone()).await, positions, "{request:?}");
    }
}

#[tokio::test]
async fn a_replay_says_how_far_it_came_even_where_nothing_matched() {
    let house = House::new();
    house.two_check_ins().await;
    let nothing = ReplayRequest { stream: "checkin-9".into(), ..access() };
    assert_eq!(house.replay(nothing).await, (vec![], 6));
    let limited = ReplayRequest { event_count_max: 3, ..access() };
    assert_eq!(house.replay(limited).await.1, 3);
    let beyond = ReplayRequest { after_position: 100, ..access() };
    assert_eq!(house.replay(beyond).await, (vec![], 100));
}

#[tokio::test]
async fn long_stretches_without_a_match_are_told_of() {
    let house = House::new();
    let many = PROGRESS_EVENTS + MESSAGE_EVENTS_MAX + 1;
    for _ in 0..many {
        let id = Uuid::from_u128(u128::from(house.recorded.fetch_add(1, Ordering::Relaxed)) << 64);
        let event = NewEvent { id, event_type: "ConsentNotAnswered".into(), payload: Bytes::new() };
        let stream = format!("checkin-{}", id.as_u128() >> 64);
        house.record_event(&house.access, &stream, event).await;
    }
    let none = ReplayRequest { event_types: vec!["ConsentGiven".into()], ..access() };
    let messages: Vec<_> = house.begin(none).await.unwrap().collect().await;
    let scanned: Vec<_> =
        messages.iter().map(|message| message.as_ref().unwrap().scanned_position).collect();
    assert_eq!(scanned, [PROGRESS_EVENTS as u64, many as u64]);

    let all = ReplayRequest { until_position: many as u64, ..access() };
    let messages: Vec<_> = house.begin(all).await.unwrap().collect().await;
    let sizes: Vec<_> =
        messages.iter().map(|message| message.as_ref().unwrap().events.len()).collect();
    assert!(sizes.iter().all(|size| *size <= MESSAGE_EVENTS_MAX));
    assert_eq!(sizes.iter().sum::<usize>(), many);
}

#[tokio::test]
async fn a_message_ends_before_it_is_too_large_to_be_taken() {
    let house = House::new();
    for n in 0..5_u128 {
        let event = NewEvent {
            id: Uuid::from_u128(n),
            event_type: "ConsentNotAnswered".into(),
            payload: vec![0; 700 * 1024].into(),
        };
        house.record_event(&house.access, "checkin-1", event).await;
    }
    let mut replay = house.begin(access()).await.unwrap();
    let mut sizes = Vec::new();
    while let Some(message) = replay.next().await {
        sizes.push(message.unwrap().events.len());
    }
    assert_eq!(sizes, [2, 2, 1]);
}

#[tokio::test]
async fn nothing_is_read_ahead_of_the_caller() {
    let house = House::new();
    house.two_check_ins().await;
    let follow = ReplayRequest { follow: true, ..access() };
    let mut replay = house.begin(follow).await.unwrap();
    // Not asked for yet: what is recorded meanwhile is in the first page.
    house.record(&house.access, "checkin-3", &event::ConsentNotAnswered {}).await;
    let first = replay.next().await.unwrap().unwrap();
    assert_eq!(first.events.len(), 8);
}

#[tokio::test]
async fn a_replay_that_follows_goes_on_with_what_is_recorded() {
    let house = House::new();
    house.two_check_ins().await;
    for asked in [
        ReplayRequest { follow: true, stream: "checkin-1".into(), ..access() },
        ReplayRequest { follow: true, person: format!("people/{PERSON}"), ..access() },
    ] {
        let mut replay = house.begin(asked).await.unwrap();
        let first = replay.next().await.unwrap().unwrap();
        assert_eq!(first.events.len(), 3 + already(&house).await);
        let reached = replay.next().await.unwrap().unwrap();
        assert!(reached.events.is_empty(), "all that is recorded was read");
        assert!(replay.next().now_or_never().is_none(), "nothing to say yet");

        house.record(&house.access, "checkin-2", &event::ConsentWithdrawn {}).await;
        house.record(&house.access, "checkin-1", &event::ConsentWithdrawn {}).await;
        let live = replay.next().await.unwrap().unwrap();
        assert_eq!(live.events.len(), 1);
        assert_eq!(live.events[0].stream, "checkin-1");
        assert_eq!(live.scanned_position, live.events[0].position);
    }
}

/// How many withdrawals stand on the first check-in.
async fn already(house: &House) -> usize {
    let stream = "checkin-1".parse().unwrap();
    let events = house
        .access
        .read_stream(&stream, Some(Version::new(3)), ledger::Direction::Forwards, 10)
        .await;
    events.unwrap().len()
}

#[tokio::test]
async fn a_replay_that_follows_ends_at_the_position_it_was_asked_for() {
    let house = House::new();
    house.two_check_ins().await;
    // The replay's own record takes position 7.
    let asked = ReplayRequest { follow: true, until_position: 8, ..access() };
    let mut replay = house.begin(asked).await.unwrap();
    assert_eq!(replay.next().await.unwrap().unwrap().scanned_position, 7);
    assert_eq!(replay.next().await.unwrap().unwrap().events.len(), 0);
    for _ in 0..2 {
        house.record(&house.access, "checkin-1", &event::ConsentWithdrawn {}).await;
    }
    assert_eq!(replay.next().await.unwrap().unwrap().scanned_position, 8);
    let last = replay.next().await;
    assert!(last.is_none_or(|last| last.unwrap().events.is_empty()));
    assert!(replay.next().await.is_none());
}

#[tokio::test]
async fn an_event_that_is_not_what_its_type_says_ends_the_replay() {
    let house = House::new();
    let event = NewEvent {
        id: Uuid::from_u128(1),
        event_type: "CheckInOpened".into(),
        payload: Bytes::from_static(&[0x1a, 0xff]),
    };
    house.record_event(&house.access, "checkin-1", event).await;
    let asked = ReplayRequest { person: format!("people/{PERSON}"), ..access() };
    let mut replay = house.begin(asked).await.unwrap();
    let status = replay.next().await.unwrap().unwrap_err();
    assert_eq!(status.code(), Code::DataLoss);
    assert_eq!(status.get_error_details().error_info().unwrap().reason, "LEDGER_DAMAGED");
}

#[tokio::test]
async fn the_positions_are_those_of_the_last_events() {
    let house = House::new();
    house.two_check_ins().await;
    let answer = house.service.get_positions(enveloped(GetPositionsRequest {})).await.unwrap();
    let answer = answer.into_inner();
    assert_eq!((answer.registration_position, answer.access_position), (0, 6));
}

#[tokio::test]
async fn nobody_replays_without_coming_through_the_door() {
    let house = House::new();
    let Err(status) = house.service.replay(Request::new(access())).await else {
        panic!("a replay was begun")
    };
    assert_eq!(status.code(), Code::Unauthenticated);
    let positions = house.service.get_positions(Request::new(GetPositionsRequest {})).await;
    assert_eq!(positions.unwrap_err().code(), Code::Unauthenticated);
}

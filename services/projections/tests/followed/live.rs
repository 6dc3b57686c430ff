//! What somebody sees who asks while events are recorded.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;

use domain::{
    certificate::{Disclosure, EndCause, Event},
    link, person,
};
use futures::{StreamExt, stream};
use jiff::civil::date;
use ledger::{
    Append, AppendError, Appended, Damage, DamageKind, Direction, Ledger, NewEvent, Position,
    ReadError, RecordedEvent, StreamName, Subscription, Version,
};
use projections::{Detail, Found, NotFresh, NotOpened, State, StopReason};
use uuid::Uuid;

use crate::story::{LONG, Story, append, certificate, fiscal, person, row, sapporo};

#[tokio::test]
async fn a_certificate_is_found_with_all_that_a_desk_may_be_told() {
    let story = Story::new();
    let projections = story.projected(None).await;
    let certificate = certificate(person(1), "child");
    let row = row("2026", fiscal(2026), 7);
    let registered = Event::Registered { row: row.clone(), disclosure: Disclosure::Open };

    let position = story.tell(&certificate, &registered).await;
    let reached = projections.wait_for(position, LONG).await.unwrap();
    let known = projections.certificates_of(person(1)).unwrap();

    assert!(reached >= position);
    assert_eq!(known.len(), 1);
    assert_eq!((known[0].id, known[0].person), (certificate.id(), certificate.person()));
    assert_eq!((known[0].body, &known[0].sub_key), (certificate.body(), certificate.sub_key()));
    assert_eq!(&known[0].certificate_type, certificate.certificate_type());
    assert_eq!(known[0].last_event, position);
    assert_eq!(known[0].disclosure, Disclosure::Open);
    let told = &known[0].rows[0];
    let personal = row.personal.as_ref().unwrap();
    assert_eq!(told.history_key, row.history_key);
    assert_eq!(told.period, row.period);
    assert_eq!(told.wording.payer_number, row.payer_number);
    assert_eq!(told.wording.certification_name, row.certification_name);
    assert_eq!(told.wording.segment, row.segment);
    assert_eq!(told.wording.income_band, row.income_band);
    assert_eq!(told.wording.additional_conditions, row.additional_conditions);
    assert_eq!(told.wording.always_reimbursement, row.always_reimbursement);
    assert_eq!(told.wording.copayment_limits, row.copayment_limits);
    assert_eq!(*told.designated_institutions[0], row.designated_institutions[0]);
    let detail = projections.detail(&known[0], told).unwrap();
    assert_eq!(detail.recipient_number, personal.recipient_number);
    assert_eq!(detail.items, personal.details);
    assert!(!format!("{told:?} {detail:?}").contains("0000007"), "a debug text shows a number");
}

#[tokio::test]
async fn who_waits_for_a_withholding_never_sees_the_certificate_as_open() {
    let story = Story::new();
    let projections = story.projected(None).await;
    let certificate = certificate(person(1), "child");
    let registered =
        Event::Registered { row: row("", fiscal(2026), 1), disclosure: Disclosure::Open };
    story.tell(&certificate, &registered).await;
    for _ in 0..50 {
        let withheld =
            Event::Withheld { disclosure: Disclosure::HideAll, reason_code: "DV".into() };
        let position = story.tell(&certificate, &withheld).await;
        projections.wait_for(position, LONG).await.unwrap();
        let known = projections.certificates_of(person(1)).unwrap();
        assert_eq!(known[0].disclosure, Disclosure::HideAll);
        story.tell(&certificate, &Event::Lifted { reason_code: String::new() }).await;
    }
}

#[tokio::test]
async fn an_ended_row_keeps_its_days_and_a_deleted_one_is_gone_until_reinstated() {
    let story = Story::new();
    let projections = story.projected(None).await;
    let certificate = certificate(person(1), "child");
    let first = row("1", fiscal(2026), 1);
    let registered = Event::Registered { row: first.clone(), disclosure: Disclosure::HideAll };
    story.tell(&certificate, &registered).await;
    let last = date(2026, 9, 30);
    let ended =
        Event::Ended { history_key: first.history_key.clone(), last, cause: EndCause::MovedOut };
    let position = story.tell(&certificate, &ended).await;
    projections.wait_for(position, LONG).await.unwrap();
    let known = projections.certificates_of(person(1)).unwrap();
    assert_eq!(known[0].rows[0].period.last(), last);

    let position = story.tell(&certificate, &Event::Deleted(first.history_key.clone())).await;
    projections.wait_for(position, LONG).await.unwrap();
    assert_eq!(projections.certificates_of(person(1)).unwrap(), []);

    let position = story.tell(&certificate, &Event::Reinstated(first.clone())).await;
    projections.wait_for(position, LONG).await.unwrap();
    let known = projections.certificates_of(person(1)).unwrap();
    assert_eq!(known[0].rows[0].period, first.period);
    assert_eq!(known[0].disclosure, Disclosure::HideAll, "deleting a row lifts nothing");
}

#[tokio::test]
async fn nothing_is_known_of_an_erased_person_whatever_is_recorded_later() {
    let story = Story::new();
    let projections = story.projected(None).await;
    let insurance = Uuid::from_u128(9);
    let linked = link::Event::InsuranceLinked {
        person: person(1),
        key_version: 1,
        sealed_identity: vec![1, 2, 3],
    };
    story.link(insurance, &linked).await;
    let certificate = certificate(person(1), "child");
    let registered =
        Event::Registered { row: row("", fiscal(2026), 1), disclosure: Disclosure::Open };
    story.tell(&certificate, &registered).await;
    projections.catch_up(story.heads().await, LONG).await.unwrap();
    assert_eq!(projections.people().find(insurance), Found::Person(person(1)));
    assert_eq!(projections.sizes().certificates, 1);

    story.person(&person::Event::Shredded { person: person(1), date: date(2026, 5, 5) }).await;
    projections.catch_up(story.heads().await, LONG).await.unwrap();
    story.tell(&certificate, &Event::PeriodAdded(row("2", fiscal(2027), 1))).await;
    projections.catch_up(story.heads().await, LONG).await.unwrap();

    assert_eq!(projections.people().find(insurance), Found::Unknown);
    assert_eq!(projections.certificates_of(person(1)).unwrap(), []);
    assert_eq!(projections.sizes().certificates, 0);
    assert_eq!(projections.sizes().words, 0);
}

#[tokio::test]
async fn certificates_of_a_merged_person_are_found_under_the_other() {
    let story = Story::new();
    let projections = story.projected(None).await;
    for number in [1, 2] {
        let registered =
            Event::Registered { row: row("", fiscal(2026), 1), disclosure: Disclosure::Open };
        story.tell(&certificate(person(number), "child"), &registered).await;
    }
    let merged = person::Event::Merged {
        person: person(1),
        into: person(2),
        reason: link::LinkReason::NumberChanged,
    };
    story.person(&merged).await;
    projections.catch_up(story.heads().await, LONG).await.unwrap();

    let people = |asked| {
        let known = projections.certificates_of(asked).unwrap();
        known.iter().map(|facts| facts.person).collect::<Vec<_>>()
    };
    assert_eq!(people(person(1)), [person(2), person(1)]);
    assert_eq!(people(person(2)), [person(2), person(1)]);
}

#[tokio::test]
async fn a_body_is_as_of_the_last_event_that_concerned_it() {
    let story = Story::new();
    let projections = story.projected(None).await;
    assert_eq!(projections.directory().as_of(sapporo()), Position::START);
    story.enrol_body(sapporo(), fiscal(2026)).await;
    let registered =
        Event::Registered { row: row("", fiscal(2026), 1), disclosure: Disclosure::Open };
    let position = story.tell(&certificate(person(1), "child"), &registered).await;
    projections.wait_for(position, LONG).await.unwrap();

    assert_eq!(projections.directory().as_of(sapporo()), position);
    assert!(projections.directory().body(sapporo()).unwrap().participates_on(date(2027, 3, 31)));
    assert_eq!(projections.directory().coverage(date(2027, 3, 31)).bodies, 1);
    assert_eq!(projections.directory().coverage(date(2027, 4, 1)).bodies, 0);
}

#[tokio::test]
async fn a_position_that_is_not_reached_in_time_is_refused() {
    let story = Story::new();
    let projections = story.projected(None).await;
    let waited = projections.wait_for(Position::new(1), Duration::ZERO).await;
    assert_eq!(waited, Err(NotFresh::TimedOut { reached: Position::START }));
}

#[tokio::test]
async fn an_event_of_an_unknown_type_stops_everything_and_every_wait() {
    let story = Story::new();
    let projections = story.projected(None).await;
    let known = certificate(person(1), "child");
    let registered =
        Event::Registered { row: row("", fiscal(2026), 1), disclosure: Disclosure::Open };
    let before = story.tell(&known, &registered).await;
    let strange = NewEvent {
        id: Uuid::new_v4(),
        event_type: "CertificateGilded".into(),
        payload: vec![].into(),
    };
    let after = append(&story.registration, &known.stream(), strange).await;

    let waited = projections.wait_for(after, LONG).await;

    let Err(NotFresh::Stopped(reason)) = waited else { panic!("{waited:?}") };
    assert!(matches!(reason, StopReason::NotDecoded(_)), "{reason}");
    assert_eq!(projections.state(), State::Stopped(reason));
    assert_eq!(projections.registration_position(), before, "what came before was taken in");
    assert!(projections.wait_for(before, LONG).await.is_err(), "nothing may be told any more");
}

#[tokio::test]
async fn a_row_opens_under_its_own_key_only_and_is_empty_once_that_is_destroyed() {
    let story = Story::new();
    let registered =
        Event::Registered { row: row("", fiscal(2026), 1), disclosure: Disclosure::Open };
    story.tell(&certificate(person(1), "child"), &registered).await;
    let ours = story.projected(None).await;
    let known = ours.certificates_of(person(1)).unwrap().remove(0);
    assert!(ours.detail(&known, &known.rows[0]).unwrap().recipient_number.is_some());

    story.keys.destroy(person(1)).unwrap();
    assert_eq!(ours.detail(&known, &known.rows[0]).unwrap(), Detail::default());

    let stranger = Story { keys: Story::new().keys, ..story };
    let theirs = stranger.projected(None).await;
    let missing = NotOpened::KeyMissing { certificate: known.id };
    assert_eq!(theirs.detail(&known, &known.rows[0]), Err(missing));
    stranger.keys.get_or_create_many(&[person(1)]).unwrap();
    let refused = theirs.detail(&known, &known.rows[0]);
    assert!(matches!(refused, Err(NotOpened::Closed { .. })), "{refused:?}");
}

#[tokio::test]
async fn a_damaged_ledger_stops_everything_after_what_is_whole() {
    let story = Story::new();
    let registered =
        Event::Registered { row: row("", fiscal(2026), 1), disclosure: Disclosure::Open };
    let position = story.tell(&certificate(person(1), "child"), &registered).await;
    let whole = story.registration.read_all(Position::START, 1).await.unwrap();
    let damaged = Story { registration: Arc::new(DamagedAfter(whole)), ..story };
    let projections = damaged.start(None).await;

    let waited = projections.wait_for(Position::new(2), LONG).await;

    assert_eq!(waited, Err(NotFresh::Stopped(StopReason::Ledger(damage()))));
    assert_eq!(projections.registration_position(), position);
}

fn damage() -> ReadError {
    ReadError::Damaged(Damage { at: Some(Position::new(2)), kind: DamageKind::Checksum })
}

/// A ledger that is damaged after these events; it only lets itself be followed.
struct DamagedAfter(Vec<RecordedEvent>);

#[async_trait]
impl Ledger for DamagedAfter {
    async fn append_each(&self, appends: Vec<Append>) -> Vec<Result<Appended, AppendError>> {
        appends.iter().map(|_| Err(AppendError::Closed)).collect()
    }

    async fn read_stream(
        &self,
        _: &StreamName,
        _: Option<Version>,
        _: Direction,
        _: usize,
    ) -> Result<Vec<RecordedEvent>, ReadError> {
        Err(damage())
    }

    async fn read_streams(&self, _: &[StreamName]) -> Result<Vec<Vec<RecordedEvent>>, ReadError> {
        Err(damage())
    }

    async fn read_all(&self, _: Position, _: usize) -> Result<Vec<RecordedEvent>, ReadError> {
        Err(damage())
    }

    async fn head(&self) -> Result<Position, ReadError> {
        Ok(Position::new(2))
    }

    fn subscribe(&self, _: Position) -> Subscription {
        Subscription::new(stream::iter([Ok(self.0.clone()), Err(damage())]).boxed())
    }
}

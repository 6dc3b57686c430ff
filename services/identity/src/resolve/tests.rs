//! From numbers to people.

use std::sync::Arc;

use domain::{link::LinkReason, person};
use ledger::{
    Appended, Direction, ExpectedVersion, Ledger, MemoryLedger, Position, ReadError, RecordedEvent,
    StreamName, Subscription, Version,
};
use prost::Message as _;
use sealing::KeyStore;
use wire::proto::event::v1 as proto;

use super::*;
use crate::testing::{
    attribution, events, key_store, number, room, room_of, rotated, unread, wrong_number,
};

const WARN: CheckDigitPolicy = CheckDigitPolicy::Warn;

type Answers = Vec<Result<Resolved, ResolveRefusal>>;

async fn resolve(room: &Identity, numbers: &[String]) -> Answers {
    let numbers = numbers.iter().map(|text| unread(text)).collect();
    room.resolve_many(numbers, WARN, attribution()).await.unwrap()
}

async fn person_of(room: &Identity, number: &str) -> PersonKey {
    resolve(room, &[number.to_owned()]).await[0].unwrap().person
}

/// Appends an event to the link of this number, as its next.
async fn append_to_link(room: &Identity, number: &str, event: domain::link::Event) {
    let hashed = room.hash(unread(number), WARN).unwrap();
    let found = links::find(&*room.parts.ledger, &[&hashed.candidates]).await.unwrap();
    let Standing { stream, version, .. } = found[0].standing().clone();
    let events =
        vec![event::link::encode(Uuid::from_u128(events(room).await.len() as u128), &event)];
    let append = Append { stream, expected: version, events, attribution: attribution() };
    room.parts.ledger.append(append).await.unwrap();
}

/// Appends the first event of a person's stream.
async fn append_to_person(room: &Identity, event: person::Event) {
    let (person::Event::Merged { person, .. } | person::Event::Shredded { person, .. }) = event;
    let append = Append {
        stream: person::stream_of(person).try_into().unwrap(),
        expected: ExpectedVersion::NoStream,
        events: vec![event::person::encode(Uuid::from_u128(1), &event)],
        attribution: attribution(),
    };
    room.parts.ledger.append(append).await.unwrap();
}

#[tokio::test]
async fn a_number_leads_to_one_person_for_ever() {
    let room = room();
    let first = person_of(&room, &number(1)).await;
    assert_eq!(person_of(&room, &number(1)).await, first);
    assert_ne!(person_of(&room, &number(2)).await, first);
    assert_eq!(events(&room).await.len(), 2);
    assert!(room.parts.keys.get(first).unwrap().is_some(), "a person has a data key");
}

#[tokio::test]
async fn the_same_number_twice_in_one_call_is_one_person() {
    let room = room();
    let answers = resolve(&room, &[number(1), number(2), number(1)]).await;
    assert_eq!(answers[0], answers[2]);
    assert_ne!(answers[0], answers[1]);
    assert_eq!(events(&room).await.len(), 2);
}

#[tokio::test]
async fn calls_at_once_agree_on_every_person() {
    let room = room();
    let numbers: Vec<_> = (0..50).map(number).collect();
    let (a, b, c) =
        tokio::join!(resolve(&room, &numbers), resolve(&room, &numbers), resolve(&room, &numbers));
    assert_eq!(a, b);
    assert_eq!(b, c);
    assert_eq!(events(&room).await.len(), 50);
}

#[tokio::test]
async fn no_event_holds_a_number() {
    let room = room();
    let numbers: Vec<_> = (0..20).map(number).collect();
    resolve(&room, &numbers).await;
    for recorded in events(&room).await {
        let stored = format!("{recorded:?}");
        assert!(numbers.iter().all(|number| !stored.contains(number)), "{stored}");
    }
}

#[tokio::test]
async fn looking_up_records_nothing() {
    let room = room();
    let look_up = async || room.look_up_many(vec![unread(&number(1))], WARN).await.unwrap();
    assert_eq!(look_up().await, [Ok(LookedUp { person: None, check_digit_holds: true })]);
    assert!(events(&room).await.is_empty());
    let person = Some(person_of(&room, &number(1)).await);
    assert_eq!(look_up().await, [Ok(LookedUp { person, check_digit_holds: true })]);
}

#[tokio::test]
async fn the_bodys_policy_says_what_a_wrong_check_digit_means() {
    let room = room();
    for (policy, expected) in [
        (CheckDigitPolicy::Off, Ok(true)),
        (CheckDigitPolicy::Warn, Ok(false)),
        (CheckDigitPolicy::Reject, Err(ResolveRefusal::CheckDigitWrong)),
    ] {
        let numbers = vec![unread(&wrong_number(1)), unread(&number(1))];
        let answers = room.resolve_many(numbers, policy, attribution()).await.unwrap();
        assert_eq!(answers[0].map(|resolved| resolved.check_digit_holds), expected, "{policy}");
        assert!(answers[1].unwrap().check_digit_holds, "{policy}");
    }
}

#[tokio::test]
async fn a_bad_number_does_not_stop_the_good_ones() {
    let room = room();
    let answers = resolve(&room, &["12".into(), number(1)]).await;
    assert_eq!(answers[0], Err(ResolveRefusal::Malformed));
    assert!(answers[1].is_ok());
}

#[tokio::test]
async fn a_suspended_link_leads_to_nobody() {
    let room = room();
    let person = person_of(&room, &number(1)).await;
    let reason = LinkReason::Mismatch;
    append_to_link(&room, &number(1), domain::link::Event::Suspended { person, reason }).await;
    assert_eq!(resolve(&room, &[number(1)]).await, [Err(ResolveRefusal::Suspended)]);
    let looked_up = room.look_up_many(vec![unread(&number(1))], WARN).await.unwrap();
    assert_eq!(looked_up, [Err(ResolveRefusal::Suspended)]);
}

#[tokio::test]
async fn an_unlinked_number_gets_a_new_person() {
    let room = room();
    let person = person_of(&room, &number(1)).await;
    let reason = LinkReason::WrongNumber;
    append_to_link(&room, &number(1), domain::link::Event::Unlinked { person, reason }).await;
    assert_ne!(person_of(&room, &number(1)).await, person);
}

#[tokio::test]
async fn an_erased_person_is_not_resolved_again() {
    let room = room();
    let person = person_of(&room, &number(1)).await;
    let date = jiff::civil::date(2026, 10, 1);
    append_to_person(&room, person::Event::Shredded { person, date }).await;
    assert_eq!(resolve(&room, &[number(1)]).await, [Err(ResolveRefusal::Erased)]);
}

#[tokio::test]
async fn merges_are_followed_to_the_last_person() {
    let room = room();
    let reason = LinkReason::NumberChanged;
    let (a, b, c) = (
        person_of(&room, &number(1)).await,
        person_of(&room, &number(2)).await,
        person_of(&room, &number(3)).await,
    );
    append_to_person(&room, person::Event::Merged { person: a, into: b, reason }).await;
    append_to_person(&room, person::Event::Merged { person: b, into: c, reason }).await;
    let answers = resolve(&room, &[number(1), number(2), number(3)]).await;
    assert!(answers.iter().all(|answer| answer.unwrap().person == c));
}

#[tokio::test]
async fn links_of_the_older_key_are_found_and_new_ones_use_the_newest() {
    let before = room();
    let person = person_of(&before, &number(1)).await;
    let after = rotated(&before);
    assert_eq!(person_of(&after, &number(1)).await, person);
    let new = person_of(&after, &number(2)).await;
    assert_eq!(events(&after).await.len(), 2);
    // Without the newer key the new link cannot be found.
    let looked_up = before.look_up_many(vec![unread(&number(2))], WARN).await.unwrap();
    assert_eq!(looked_up[0].unwrap().person, None);
    assert_ne!(new, person);
}

#[tokio::test]
async fn a_number_unlinked_under_the_older_key_is_linked_under_the_newest() {
    let before = room();
    let person = person_of(&before, &number(1)).await;
    let reason = LinkReason::WrongNumber;
    append_to_link(&before, &number(1), domain::link::Event::Unlinked { person, reason }).await;
    let after = rotated(&before);
    let new = person_of(&after, &number(1)).await;
    assert_ne!(new, person);
    assert_eq!(person_of(&after, &number(1)).await, new);
    let looked_up = before.look_up_many(vec![unread(&number(1))], WARN).await.unwrap();
    assert_eq!(looked_up[0].unwrap().person, None);
}

/// A ledger that looks, before it appends, whether every person it will lead to has a data key.
struct KeyFirst {
    inner: MemoryLedger,
    keys: Arc<KeyStore>,
}

#[tonic::async_trait]
impl Ledger for KeyFirst {
    async fn append_each(&self, appends: Vec<Append>) -> Vec<Result<Appended, AppendError>> {
        for append in &appends {
            let made = proto::LinkMade::decode(append.events[0].payload.clone()).unwrap();
            let person = made.person.parse().unwrap();
            assert!(self.keys.get(person).unwrap().is_some(), "a link came before its key");
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
async fn a_person_has_a_key_before_a_link_leads_to_them() {
    let keys = Arc::new(key_store());
    let ledger = KeyFirst { inner: MemoryLedger::new(), keys: keys.clone() };
    let room = room_of(Arc::new(ledger), keys, None);
    let numbers: Vec<_> = (0..10).map(number).collect();
    assert!(resolve(&room, &numbers).await.iter().all(Result::is_ok));
    assert_eq!(events(&room).await.len(), 10);
}

#[tokio::test]
async fn links_are_made_in_the_order_of_the_numbers() {
    let room = room();
    let numbers: Vec<_> = (0..50).map(number).collect();
    let people: Vec<_> =
        resolve(&room, &numbers).await.into_iter().map(|answer| answer.unwrap().person).collect();
    let made = events(&room)
        .await
        .into_iter()
        .map(|recorded| proto::LinkMade::decode(recorded.payload).unwrap().person.parse().unwrap());
    assert_eq!(made.collect::<Vec<PersonKey>>(), people);
}

#[tokio::test]
async fn a_call_takes_a_thousand_numbers_and_no_more() {
    let room = room();
    let numbers = |count| (0..count).map(|seed| unread(&number(seed))).collect::<Vec<_>>();
    let answers = room.resolve_many(numbers(1_000), WARN, attribution()).await.unwrap();
    assert!(answers.iter().all(Result::is_ok));
    let refused = room.resolve_many(numbers(1_001), WARN, attribution()).await;
    assert!(matches!(refused, Err(IdentityError::TooMany(1_001))));
}

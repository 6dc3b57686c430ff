//! What becomes of a consent when the link over which it was given changes.

use domain::{
    facility,
    link::{Event, LinkReason},
    person as human,
    person_key::PersonKey,
};
use futures::StreamExt as _;
use prost::Message as _;
use wire::proto::{
    eligibility::v1::{
        ConsentAnswer, EligibilityClass, GetEligibilityRequest, StreamInquiryRequest,
        eligibility_service_server::EligibilityService as _, get_eligibility_request::Basis,
    },
    event::v1::{AnswerClass, EligibilityWithheld},
};

use crate::{
    standing_consent::give,
    world::{HERE, TODAY, World, append, day, insurance, new_id, person, question, reason},
};

/// No information, in bytes.
const NOTHING: [u8; 2] = [8, 1];

fn suspended(person: PersonKey) -> Event {
    Event::Suspended { person, reason: LinkReason::Mismatch }
}

fn restored(person: PersonKey) -> Event {
    Event::Restored { person, reason: LinkReason::Confirmed }
}

fn unlinked(person: PersonKey) -> Event {
    Event::Unlinked { person, reason: LinkReason::WrongNumber }
}

fn linked(person: PersonKey) -> Event {
    Event::InsuranceLinked { person, key_version: 1, sealed_identity: Vec::new() }
}

/// Cards 1 and 2 lead to the first person, who has a certificate.
async fn two_cards() -> World {
    let world = World::new().await;
    world.register_open(person(1)).await;
    world.link(1, person(1)).await;
    world.link(2, person(1)).await;
    world
}

async fn withheld_class(world: &World) -> AnswerClass {
    let events = world.accessed().await;
    let last: EligibilityWithheld = wire::event::message(events.last().unwrap()).unwrap();
    last.class()
}

#[tokio::test]
async fn an_insurance_link_suspended_after_the_consent_is_noticed_at_the_desk() {
    let world = two_cards().await;
    let opened = world.open(1).await;
    world.link_event(1, &suspended(person(1))).await;
    // The answer is the person's and is recorded; nothing is told on it until the link is restored.
    world.answer(&opened.check_in, ConsentAnswer::Given).await.unwrap();
    let told = world.ask(&opened.check_in).await.unwrap();
    assert_eq!((told.class(), told.certificates.len()), (EligibilityClass::LinkPending, 0));

    let other_card = world.consented(2).await;
    assert_eq!(world.ask(&other_card).await.unwrap().class(), EligibilityClass::Disclosed);

    world.link_event(1, &restored(person(1))).await;
    let told = world.ask(&opened.check_in).await.unwrap();
    assert_eq!(told.class(), EligibilityClass::Disclosed);
}

#[tokio::test]
async fn an_insurance_link_taken_away_after_the_consent_leads_to_nobody() {
    let world = two_cards().await;
    world.register_open(person(2)).await;
    let check_in = world.consented(1).await;
    world.link_event(1, &unlinked(person(1))).await;
    assert_eq!(world.ask(&check_in).await.unwrap().encode_to_vec(), NOTHING);
    assert_eq!(withheld_class(&world).await, AnswerClass::NoRecord);

    world.link_event(1, &linked(person(2))).await;
    assert_eq!(world.ask(&check_in).await.unwrap().encode_to_vec(), NOTHING, "another's card now");

    world.link_event(1, &unlinked(person(2))).await;
    world.link_event(1, &linked(person(1))).await;
    assert_eq!(world.ask(&check_in).await.unwrap().class(), EligibilityClass::Disclosed);
}

#[tokio::test]
async fn a_person_erased_after_the_consent_is_not_told_of() {
    let world = two_cards().await;
    // What was recorded under the key that was merged away has a key of its own.
    world.merge(person(1), person(3)).await;
    let check_in = world.consented(1).await;
    assert_eq!(world.ask(&check_in).await.unwrap().class(), EligibilityClass::Disclosed);
    let erased = human::Event::Shredded { person: person(3), date: TODAY };
    let stored = wire::event::identity::person::encode(uuid::Uuid::new_v4(), &erased);
    append(&world.identity, &human::stream_of(person(3)), stored).await;
    assert_eq!(world.ask(&check_in).await.unwrap().encode_to_vec(), NOTHING);
}

#[tokio::test]
async fn a_standing_consent_holds_as_long_as_its_card_leads_to_the_person() {
    let world = two_cards().await;
    let name = give(&world, &new_id(), 1).await.unwrap().standing_consent;
    let ask = async || {
        let basis = Some(Basis::StandingConsent(name.clone()));
        let asked = GetEligibilityRequest { basis, ..question("") };
        world.ask_with(asked).await.unwrap()
    };
    assert_eq!(ask().await.class(), EligibilityClass::Disclosed);
    world.link_event(1, &suspended(person(1))).await;
    assert_eq!(ask().await.class(), EligibilityClass::LinkPending);
    world.link_event(1, &unlinked(person(1))).await;
    assert_eq!(ask().await.encode_to_vec(), NOTHING);
}

#[tokio::test]
async fn an_inquiry_by_another_card_does_not_rest_on_a_consent_over_a_wrong_link() {
    let world = two_cards().await;
    give(&world, &new_id(), 1).await.unwrap();
    let stream = async || {
        let message = StreamInquiryRequest {
            request_id: new_id(),
            people: vec![insurance(2)],
            visit_date: Some(day(TODAY)),
        };
        world.service.stream_inquiry(world.by_desk(message)).await.unwrap().into_inner()
    };
    let answer = async || {
        let one = stream().await.next().await.unwrap().unwrap().answer.unwrap();
        one.answer.unwrap()
    };
    assert_eq!(answer().await.class(), EligibilityClass::Disclosed);
    world.link_event(1, &unlinked(person(1))).await;
    assert_eq!(answer().await.encode_to_vec(), NOTHING);

    // Whoever opts out while the answers are under way gets no more of them.
    let mut answers = stream().await;
    world.facility(&facility::Event::OptedOut { facility: HERE.parse().unwrap() }).await;
    assert_eq!(reason(answers.next().await.unwrap()), "FACILITY_NOT_ENROLLED");
}

#[tokio::test]
async fn a_reader_that_was_removed_records_no_answer() {
    let world = two_cards().await;
    let check_in = world.open(1).await.check_in;
    let (facility, reader) = (HERE.parse().unwrap(), "1".parse().unwrap());
    world.facility(&facility::Event::ReaderRemoved { facility, reader }).await;
    let answered = world.answer(&check_in, ConsentAnswer::Given).await;
    assert_eq!(reason(answered), "READER_NOT_ENROLLED");
    world.facility(&facility::Event::OptedOut { facility }).await;
    let answered = world.answer(&check_in, ConsentAnswer::Given).await;
    assert_eq!(reason(answered), "FACILITY_NOT_ENROLLED");
    assert_eq!(world.count("ConsentGiven").await, 0);
}

#[tokio::test]
async fn a_check_in_opened_again_after_a_merge_gets_its_first_answer() {
    let world = two_cards().await;
    let request_id = new_id();
    let first = world.open_as(&request_id, 1).await.unwrap();
    world.merge(person(1), person(3)).await;
    assert_eq!(world.open_as(&request_id, 1).await.unwrap(), first);
}

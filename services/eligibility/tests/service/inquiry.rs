//! Bulk inquiries on standing consents.

use domain::certificate::{DetailItem, Disclosure};
use futures::StreamExt as _;
use jiff::civil::{Date, date};
use prost::Message as _;
use tonic::{Response, Status};
use wire::proto::{
    eligibility::v1::{
        EligibilityClass, GetInquiryRequest, GetInquiryResponse, InquiryAnswer,
        StreamInquiryRequest, SubmitInquiryRequest, SubmitInquiryResponse,
        eligibility_service_server::EligibilityService as _,
    },
    event::v1::InquiryAnswered,
};

use crate::{
    standing_consent::{give, withdraw},
    world::{
        HERE, SAPPORO, THERE, TODAY, World, day, fiscal, insurance, new_id, person, reason, row,
    },
};

/// Card 1: a standing consent. Card 2: a certificate, and no consent. Other cards lead to nobody.
async fn booked() -> (World, String) {
    let world = World::new().await;
    for card in [1, 2] {
        world.register_open(person(card.into())).await;
        world.link(card, person(card.into())).await;
    }
    let name = give(&world, &new_id(), 1).await.unwrap().standing_consent;
    (world, name)
}

async fn submit(
    world: &World,
    request_id: &str,
    cards: &[u32],
    visit_date: Date,
) -> Result<SubmitInquiryResponse, Status> {
    let message = SubmitInquiryRequest {
        request_id: request_id.into(),
        people: cards.iter().map(|card| insurance(*card)).collect(),
        visit_date: Some(day(visit_date)),
    };
    world.service.submit_inquiry(world.by_desk(message)).await.map(Response::into_inner)
}

async fn fetch(world: &World, caller: &str, inquiry: &str) -> Result<GetInquiryResponse, Status> {
    let message = GetInquiryRequest { inquiry: inquiry.into(), page_token: String::new() };
    let asked = world.by(&format!("facility/{caller}"), message);
    world.service.get_inquiry(asked).await.map(Response::into_inner)
}

fn classes(answers: &[InquiryAnswer]) -> Vec<(u32, EligibilityClass)> {
    answers.iter().map(|one| (one.number, one.answer.as_ref().unwrap().class())).collect()
}

#[tokio::test]
async fn who_has_a_standing_consent_is_answered_and_the_others_are_all_alike() {
    let (world, _) = booked().await;
    let inquiry = submit(&world, &new_id(), &[2, 1, 3], TODAY).await.unwrap().inquiry;
    let told = fetch(&world, HERE, &inquiry).await.unwrap().answers;
    assert_eq!(
        classes(&told),
        [
            (1, EligibilityClass::NoInformation),
            (2, EligibilityClass::Disclosed),
            (3, EligibilityClass::NoInformation),
        ]
    );
    for other in [0, 2] {
        assert_eq!(told[other].answer.as_ref().unwrap().encode_to_vec(), [8, 1]);
    }
    let events = world.accessed().await;
    let disclosed =
        events.iter().find(|event| &*event.event_type == "EligibilityDisclosed").unwrap();
    assert_eq!(disclosed.position.get(), told[1].answer.as_ref().unwrap().access_position);
    let answered: InquiryAnswered = wire::event::message(events.last().unwrap()).unwrap();
    assert_eq!((answered.disclosed_count, answered.withheld_count), (1, 2));
}

#[tokio::test]
async fn a_consent_withdrawn_after_the_inquiry_was_taken_ends_what_is_told() {
    let (world, name) = booked().await;
    let inquiry = submit(&world, &new_id(), &[1], TODAY).await.unwrap().inquiry;
    withdraw(&world, &name).await.unwrap();
    let told = fetch(&world, HERE, &inquiry).await.unwrap().answers;
    assert_eq!(told[0].answer.as_ref().unwrap().encode_to_vec(), [8, 1]);
    assert_eq!(world.count("EligibilityDisclosed").await, 0);
    assert_eq!(world.count("EligibilityWithheld").await, 1);
}

#[tokio::test]
async fn an_inquiry_sent_again_gets_the_first_number_and_other_people_are_refused() {
    let (world, _) = booked().await;
    let request_id = new_id();
    let first = submit(&world, &request_id, &[1, 2], TODAY).await.unwrap();
    assert_eq!(submit(&world, &request_id, &[1, 2], TODAY).await.unwrap(), first);
    for (cards, visit_date) in [(&[2, 1][..], TODAY), (&[1], TODAY), (&[1, 2], date(2026, 10, 2))] {
        let reused = submit(&world, &request_id, cards, visit_date).await;
        assert_eq!(reason(reused), "REQUEST_ID_REUSED");
    }
    // A retry is answered even when the day asked about is over.
    world.set_day(date(2026, 10, 3));
    assert_eq!(submit(&world, &request_id, &[1, 2], TODAY).await.unwrap(), first);
}

#[tokio::test]
async fn it_is_about_today_or_the_next_seven_days() {
    let (world, _) = booked().await;
    assert!(submit(&world, &new_id(), &[1], date(2026, 10, 8)).await.is_ok());
    for visit_date in [date(2026, 9, 30), date(2026, 10, 9)] {
        let refused = submit(&world, &new_id(), &[1], visit_date).await;
        assert_eq!(reason(refused), "FIELD_MALFORMED");
    }
}

#[tokio::test]
async fn its_answers_are_fetched_by_its_facility_until_the_end_of_the_day() {
    let (world, _) = booked().await;
    let inquiry = submit(&world, &new_id(), &[1], TODAY).await.unwrap().inquiry;
    assert_eq!(reason(fetch(&world, THERE, &inquiry).await), "INQUIRY_NOT_FOUND");
    let unknown = format!("inquiries/{}", new_id());
    assert_eq!(reason(fetch(&world, HERE, &unknown).await), "INQUIRY_NOT_FOUND");
    assert!(fetch(&world, HERE, &inquiry).await.is_ok());
    assert!(fetch(&world, HERE, &inquiry).await.is_ok());
    assert_eq!(world.count("EligibilityDisclosed").await, 2);
    world.set_day(date(2026, 10, 2));
    assert_eq!(reason(fetch(&world, HERE, &inquiry).await), "CHECK_IN_OVER");
}

#[tokio::test]
async fn answers_are_streamed_in_the_order_of_the_request_each_durable_before_it_leaves() {
    let (world, _) = booked().await;
    let people: Vec<_> =
        (0..150).map(|number| insurance(if number % 2 == 0 { 1 } else { 9 })).collect();
    let message =
        StreamInquiryRequest { request_id: new_id(), people, visit_date: Some(day(TODAY)) };
    let mut answers =
        world.service.stream_inquiry(world.by_desk(message)).await.unwrap().into_inner();
    let mut number = 0;
    while let Some(message) = answers.next().await {
        let answer = message.unwrap().answer.unwrap();
        number += 1;
        assert_eq!(answer.number, number);
        let told = answer.answer.unwrap();
        if number % 2 == 1 {
            assert_eq!(told.class(), EligibilityClass::Disclosed);
            let head = world.access.head().await.unwrap().get();
            assert!(told.access_position <= head);
        } else {
            assert_eq!(told.class(), EligibilityClass::NoInformation);
        }
        if number == 1 {
            // Only the first part was made; the rest waits for whoever reads.
            assert!(world.count("EligibilityDisclosed").await < 75);
        }
    }
    assert_eq!(number, 150);
    assert_eq!(world.count("EligibilityDisclosed").await, 75);
    assert_eq!(world.count("InquiryAnswered").await, 1);
}

#[tokio::test]
async fn each_answer_names_the_position_of_its_own_disclosure() {
    let (world, _) = booked().await;
    give(&world, &new_id(), 2).await.unwrap();
    let inquiry = submit(&world, &new_id(), &[1, 2], TODAY).await.unwrap().inquiry;
    let told = fetch(&world, HERE, &inquiry).await.unwrap().answers;
    let positions: Vec<_> =
        told.iter().map(|one| one.answer.as_ref().unwrap().access_position).collect();
    let events = world.accessed().await;
    let disclosed: Vec<_> = events
        .iter()
        .filter(|event| &*event.event_type == "EligibilityDisclosed")
        .map(|event| event.position.get())
        .collect();
    assert_eq!(positions, disclosed);
}

#[tokio::test]
async fn a_thousand_answers_come_in_pages_that_any_client_takes() {
    let world = World::new().await;
    let mut large = row(fiscal(2026));
    let item = DetailItem { label: "備考".into(), value: "見".repeat(390) };
    large.personal.as_mut().unwrap().details = vec![item; 50];
    world.register(person(1), SAPPORO, "1", large, Disclosure::Open).await;
    world.link(1, person(1)).await;
    give(&world, &new_id(), 1).await.unwrap();
    let cards = vec![1; 100];
    let inquiry = submit(&world, &new_id(), &cards, TODAY).await.unwrap().inquiry;

    let (mut page_token, mut numbers, mut pages) = (String::new(), Vec::new(), 0);
    loop {
        let message = GetInquiryRequest { inquiry: inquiry.clone(), page_token };
        let page = world.service.get_inquiry(world.by_desk(message)).await.unwrap().into_inner();
        assert!(page.encoded_len() < 2 * 1024 * 1024, "{} bytes", page.encoded_len());
        pages += 1;
        numbers.extend(page.answers.iter().map(|one| one.number));
        assert_eq!(world.count("EligibilityDisclosed").await, numbers.len());
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    assert_eq!(numbers, (1..=100).collect::<Vec<_>>());
    assert!(pages > 3, "{pages} pages");
    assert_eq!(world.count("InquiryAnswered").await, pages);

    let page_token = "00000000000000400000000000000000".to_owned();
    let message = GetInquiryRequest { inquiry, page_token };
    let made_up = world.service.get_inquiry(world.by_desk(message)).await;
    assert_eq!(reason(made_up), "FILTER_MALFORMED");
}

#[tokio::test]
async fn an_inquiry_sent_again_is_known_whoever_its_cards_lead_to_by_then() {
    let (world, _) = booked().await;
    let request_id = new_id();
    let first = submit(&world, &request_id, &[1, 9], TODAY).await.unwrap();
    world.link(9, person(9)).await;
    assert_eq!(submit(&world, &request_id, &[1, 9], TODAY).await.unwrap(), first);
    // Two cards that lead to nobody are two cards.
    let request_id = new_id();
    submit(&world, &request_id, &[7], TODAY).await.unwrap();
    let other = submit(&world, &request_id, &[8], TODAY).await;
    assert_eq!(reason(other), "REQUEST_ID_REUSED");
}

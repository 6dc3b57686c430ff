//! What a reader asks and records.

use domain::{certificate::Disclosure, facility, link};
use jiff::civil::date;
use wire::proto::{
    eligibility::v1::{
        AnswerConsentRequest, ConsentAnswer, OpenCheckInRequest, WithdrawConsentRequest,
        eligibility_service_server::EligibilityService as _,
    },
    event::v1::{AnswerClass, CheckInOpened},
};

use crate::world::{HERE, SAPPORO, THERE, World, fiscal, insurance, new_id, person, reason, row};

async fn opened_events(world: &World) -> Vec<CheckInOpened> {
    let events = world.accessed().await;
    let opened = events.iter().filter(|event| &*event.event_type == "CheckInOpened");
    opened.map(|event| wire::event::message(event).unwrap()).collect()
}

#[tokio::test]
async fn a_person_with_a_certificate_is_asked() {
    let world = World::new().await;
    world.register_open(person(1)).await;
    world.link(1, person(1)).await;
    let opened = world.open(1).await;
    assert!(opened.ask);
    assert_eq!(opened.class(), AnswerClass::Unspecified);
    let recorded = opened_events(&world).await.remove(0);
    assert_eq!(recorded.person, person(1).to_string());
    assert_eq!((recorded.facility.as_str(), recorded.reader), (HERE, 1));
    assert_eq!(recorded.class(), AnswerClass::Disclosed);
}

#[tokio::test]
async fn nobody_is_asked_about_nothing() {
    let world = World::new().await;
    world.link(2, person(2)).await;
    for card in [1, 2] {
        let opened = world.open(card).await;
        assert!(!opened.ask);
        assert_eq!(opened.class(), AnswerClass::NoRecord);
    }
}

#[tokio::test]
async fn withheld_is_no_record_at_the_reader_and_withheld_in_the_ledger() {
    let world = World::new().await;
    world.register(person(1), SAPPORO, "1", row(fiscal(2026)), Disclosure::HideAll).await;
    world.link(1, person(1)).await;
    let opened = world.open(1).await;
    assert!(!opened.ask);
    assert_eq!(opened.class(), AnswerClass::NoRecord);
    assert_eq!(opened_events(&world).await[0].class(), AnswerClass::Withheld);
}

#[tokio::test]
async fn a_suspended_link_leads_to_no_question() {
    let world = World::new().await;
    world.register_open(person(1)).await;
    world.link(1, person(1)).await;
    let reason = link::LinkReason::Mismatch;
    world.link_event(1, &link::Event::Suspended { person: person(1), reason }).await;
    let opened = world.open(1).await;
    assert!(!opened.ask);
    assert_eq!(opened.class(), AnswerClass::LinkPending);
}

#[tokio::test]
async fn an_opening_sent_again_gets_the_first_answer_and_another_card_is_refused() {
    let world = World::new().await;
    world.register_open(person(1)).await;
    world.register_open(person(2)).await;
    world.link(1, person(1)).await;
    world.link(2, person(2)).await;
    let request_id = new_id();
    let first = world.open_as(&request_id, 1).await.unwrap();
    world.set_day(date(2026, 10, 2));
    assert_eq!(world.open_as(&request_id, 1).await.unwrap(), first);
    assert_eq!(reason(world.open_as(&request_id, 2).await), "REQUEST_ID_REUSED");
    assert_eq!(reason(world.open_as(&request_id, 3).await), "REQUEST_ID_REUSED");
    assert_eq!(world.count("CheckInOpened").await, 1);
}

#[tokio::test]
async fn only_enrolled_readers_of_enrolled_facilities_open_check_ins() {
    let world = World::new().await;
    let open = async |caller: &str| {
        let message = OpenCheckInRequest { request_id: new_id(), insurance: Some(insurance(1)) };
        world.service.open_check_in(world.by(caller, message)).await
    };
    assert_eq!(reason(open("facility/2310000001/reader/1").await), "FACILITY_NOT_ENROLLED");
    assert_eq!(reason(open(&format!("facility/{HERE}/reader/2")).await), "READER_NOT_ENROLLED");
    assert_eq!(reason(open(&format!("facility/{HERE}")).await), "ROLE_NOT_ALLOWED");
    assert!(open(&format!("facility/{HERE}/reader/1")).await.is_ok());

    world.facility(&facility::Event::OptedOut { facility: HERE.parse().unwrap() }).await;
    assert_eq!(reason(open(&format!("facility/{HERE}/reader/1")).await), "FACILITY_NOT_ENROLLED");
}

#[tokio::test]
async fn the_question_is_answered_once_and_a_retry_gets_the_first_answer() {
    let world = World::new().await;
    world.register_open(person(1)).await;
    world.link(1, person(1)).await;
    let check_in = world.open(1).await.check_in;
    let request_id = new_id();
    let first = world.answer_as(&request_id, &check_in, ConsentAnswer::Given).await.unwrap();
    assert_eq!(world.answer_as(&request_id, &check_in, ConsentAnswer::Given).await.unwrap(), first);
    assert_eq!(
        reason(world.answer_as(&request_id, &check_in, ConsentAnswer::Refused).await),
        "REQUEST_ID_REUSED"
    );
    assert_eq!(reason(world.answer(&check_in, ConsentAnswer::Refused).await), "ALREADY_ANSWERED");
    assert_eq!(world.count("ConsentGiven").await, 1);
    assert_eq!(world.count("ConsentRefused").await, 0);
}

#[tokio::test]
async fn an_answer_does_not_take_the_request_id_of_its_opening() {
    let world = World::new().await;
    world.register_open(person(1)).await;
    world.link(1, person(1)).await;
    let request_id = new_id();
    let check_in = world.open_as(&request_id, 1).await.unwrap().check_in;
    let answered = world.answer_as(&request_id, &check_in, ConsentAnswer::Given).await;
    assert_eq!(reason(answered), "REQUEST_ID_REUSED");
    assert!(world.answer(&check_in, ConsentAnswer::Given).await.is_ok());
}

#[tokio::test]
async fn two_answers_at_once_leave_one() {
    let world = World::new().await;
    world.register_open(person(1)).await;
    world.link(1, person(1)).await;
    let check_in = world.open(1).await.check_in;
    let (yes, no) = tokio::join!(
        world.answer(&check_in, ConsentAnswer::Given),
        world.answer(&check_in, ConsentAnswer::Refused)
    );
    assert!(yes.is_ok() != no.is_ok());
    assert_eq!(world.count("ConsentGiven").await + world.count("ConsentRefused").await, 1);
}

#[tokio::test]
async fn nothing_is_answered_where_nothing_was_asked() {
    let world = World::new().await;
    let check_in = world.open(1).await.check_in;
    assert_eq!(reason(world.answer(&check_in, ConsentAnswer::NotAnswered).await), "NOTHING_TO_ASK");
}

#[tokio::test]
async fn another_facility_does_not_find_a_check_in_just_as_an_unknown_one() {
    let world = World::new().await;
    world.register_open(person(1)).await;
    world.link(1, person(1)).await;
    let check_in = world.open(1).await.check_in;
    let unknown = format!("checkIns/{}", new_id());
    for (caller, name) in [
        (format!("facility/{THERE}/reader/1"), &check_in),
        (format!("facility/{HERE}/reader/1"), &unknown),
    ] {
        let answer = AnswerConsentRequest {
            request_id: new_id(),
            check_in: name.clone(),
            answer: ConsentAnswer::Given.into(),
            method: 1,
            account: String::new(),
        };
        let withdraw = WithdrawConsentRequest { request_id: new_id(), check_in: name.clone() };
        let answered = world.service.answer_consent(world.by(&caller, answer)).await;
        assert_eq!(reason(answered), "CHECK_IN_NOT_FOUND");
        let withdrawn = world.service.withdraw_consent(world.by(&caller, withdraw)).await;
        assert_eq!(reason(withdrawn), "CHECK_IN_NOT_FOUND");
    }
}

#[tokio::test]
async fn a_check_in_is_over_with_its_day() {
    let world = World::new().await;
    world.register_open(person(1)).await;
    world.link(1, person(1)).await;
    let asked = world.open(1).await.check_in;
    let consented = world.consented(1).await;
    world.set_day(date(2026, 10, 2));
    assert_eq!(reason(world.answer(&asked, ConsentAnswer::Given).await), "CHECK_IN_OVER");
    assert_eq!(reason(world.withdraw(&consented).await), "CHECK_IN_OVER");
    assert_eq!(reason(world.ask(&consented).await), "CHECK_IN_OVER");
}

#[tokio::test]
async fn only_a_yes_is_taken_back() {
    let world = World::new().await;
    world.register_open(person(1)).await;
    world.link(1, person(1)).await;
    let asked = world.open(1).await.check_in;
    assert_eq!(reason(world.withdraw(&asked).await), "NOT_CONSENTED");
    let consented = world.consented(1).await;
    world.withdraw(&consented).await.unwrap();
    assert_eq!(reason(world.withdraw(&consented).await), "NOT_CONSENTED");
}

//! Standing consents: the facility asks again without the card.

use jiff::civil::{Date, date};
use ledger::{Direction, NewEvent};
use tonic::{Response, Status};
use wire::{
    field,
    proto::{
        eligibility::v1::{
            EligibilityClass, ExtendStandingConsentRequest, ExtendStandingConsentResponse,
            GetEligibilityRequest, GetEligibilityResponse, GiveStandingConsentRequest,
            GiveStandingConsentResponse, WithdrawStandingConsentRequest,
            eligibility_service_server::EligibilityService as _, get_eligibility_request::Basis,
        },
        event::v1::StandingConsentKind,
    },
};

use crate::world::{HERE, THERE, TODAY, World, append, day, insurance, new_id, person, reason};

pub(crate) async fn give(
    world: &World,
    request_id: &str,
    card: u32,
) -> Result<GiveStandingConsentResponse, Status> {
    let message = GiveStandingConsentRequest {
        request_id: request_id.into(),
        insurance: Some(insurance(card)),
        kind: StandingConsentKind::HomeVisit.into(),
        method: 3,
        account: "staff-01".into(),
    };
    world.service.give_standing_consent(world.by_reader(message)).await.map(Response::into_inner)
}

pub(crate) async fn withdraw(world: &World, name: &str) -> Result<u64, Status> {
    let message =
        WithdrawStandingConsentRequest { request_id: new_id(), standing_consent: name.into() };
    let response = world.service.withdraw_standing_consent(world.by_desk(message)).await?;
    Ok(response.into_inner().position)
}

async fn extend(
    world: &World,
    caller: &str,
    name: &str,
) -> Result<ExtendStandingConsentResponse, Status> {
    let message =
        ExtendStandingConsentRequest { request_id: new_id(), standing_consent: name.into() };
    let asked = world.by(&format!("facility/{caller}"), message);
    world.service.extend_standing_consent(asked).await.map(Response::into_inner)
}

async fn ask(
    world: &World,
    caller: &str,
    name: &str,
    visit_date: Date,
) -> Result<GetEligibilityResponse, Status> {
    let message = GetEligibilityRequest {
        basis: Some(Basis::StandingConsent(name.into())),
        visit_date: Some(day(visit_date)),
        ..GetEligibilityRequest::default()
    };
    let asked = world.by(&format!("facility/{caller}"), message);
    world.service.get_eligibility(asked).await.map(Response::into_inner)
}

async fn given() -> (World, String) {
    let world = World::new().await;
    world.register_open(person(1)).await;
    world.link(1, person(1)).await;
    let name = give(&world, &new_id(), 1).await.unwrap().standing_consent;
    (world, name)
}

#[tokio::test]
async fn the_facility_asks_again_without_the_card_while_the_consent_holds() {
    let (world, name) = given().await;
    let last = date(2027, 1, 31);
    for today in [TODAY, date(2026, 11, 5), last] {
        world.set_day(today);
        let told = ask(&world, HERE, &name, today).await.unwrap();
        assert_eq!(told.class(), EligibilityClass::Disclosed);
        let events = world.accessed().await;
        assert_eq!(events.last().unwrap().position.get(), told.access_position);
        assert_eq!(&*events.last().unwrap().event_type, "EligibilityDisclosed");
    }
    let after = date(2027, 2, 1);
    world.set_day(after);
    let refused = ask(&world, HERE, &name, after).await;
    assert_eq!(reason(refused), "STANDING_CONSENT_NOT_IN_FORCE");
}

#[tokio::test]
async fn it_is_asked_about_today_only() {
    let (world, name) = given().await;
    let refused = ask(&world, HERE, &name, date(2026, 10, 2)).await;
    assert_eq!(reason(refused), "VISIT_DATE_NOT_TODAY");
}

#[tokio::test]
async fn a_consent_given_sent_again_gets_the_first_answer() {
    let world = World::new().await;
    world.link(1, person(1)).await;
    let request_id = new_id();
    let first = give(&world, &request_id, 1).await.unwrap();
    let period = field::period("period", first.period).unwrap();
    assert_eq!((period.first(), period.last()), (TODAY, date(2027, 1, 31)));
    world.set_day(date(2026, 12, 1));
    assert_eq!(give(&world, &request_id, 1).await.unwrap(), first);
    assert_eq!(world.count("StandingConsentGiven").await, 1);
}

#[tokio::test]
async fn a_card_that_leads_to_nobody_gives_no_standing_consent() {
    let world = World::new().await;
    assert_eq!(reason(give(&world, &new_id(), 1).await), "LINK_NOT_FOUND");
}

#[tokio::test]
async fn care_that_continues_extends_it() {
    let (world, name) = given().await;
    world.set_day(date(2026, 11, 5));
    let extended = extend(&world, HERE, &name).await.unwrap();
    assert_eq!(extended.last, Some(day(date(2027, 2, 28))));
    let again = extend(&world, HERE, &name).await.unwrap();
    assert_eq!(again.last, Some(day(date(2027, 2, 28))));
    assert_eq!(world.count("StandingConsentExtended").await, 1);
}

#[tokio::test]
async fn after_its_withdrawal_nobody_asks_on_it_until_it_is_given_again() {
    let (world, name) = given().await;
    withdraw(&world, &name).await.unwrap();
    assert_eq!(reason(ask(&world, HERE, &name, TODAY).await), "STANDING_CONSENT_NOT_IN_FORCE");
    assert_eq!(reason(extend(&world, HERE, &name).await), "STANDING_CONSENT_NOT_IN_FORCE");
    assert_eq!(reason(withdraw(&world, &name).await), "STANDING_CONSENT_NOT_IN_FORCE");
    let again = give(&world, &new_id(), 1).await.unwrap();
    assert_eq!(again.standing_consent, name);
    assert_eq!(ask(&world, HERE, &name, TODAY).await.unwrap().class(), EligibilityClass::Disclosed);
}

#[tokio::test]
async fn another_facility_does_not_find_it() {
    let (world, name) = given().await;
    assert_eq!(reason(ask(&world, THERE, &name, TODAY).await), "STANDING_CONSENT_NOT_FOUND");
    assert_eq!(reason(extend(&world, THERE, &name).await), "STANDING_CONSENT_NOT_FOUND");
    let unknown = format!("standingConsents/{}", new_id());
    assert_eq!(reason(ask(&world, HERE, &unknown, TODAY).await), "STANDING_CONSENT_NOT_FOUND");
}

#[tokio::test]
async fn a_consent_given_a_thousand_times_still_holds_and_holds_up_nobody() {
    let (world, name) = given().await;
    let stream = name.replace("standingConsents/", "standing-").parse().unwrap();
    let first = world.access.read_stream(&stream, None, Direction::Forwards, 1).await.unwrap();
    for _ in 0..1_000 {
        let again = NewEvent {
            id: uuid::Uuid::new_v4(),
            event_type: first[0].event_type.to_string().into(),
            payload: first[0].payload.clone(),
        };
        append(&world.access, stream.as_str(), again).await;
    }
    let told = ask(&world, HERE, &name, TODAY).await.unwrap();
    assert_eq!(told.class(), EligibilityClass::Disclosed);
}

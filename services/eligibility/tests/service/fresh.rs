//! How new an answer is.

use tonic_types::StatusExt as _;
use wire::proto::{
    eligibility::v1::{Advice, EligibilityClass, GetEligibilityRequest},
    event::v1::{AnswerClass, EligibilityWithheld},
};

use crate::world::{World, person, question, reason};

/// A world in which one person has consented.
async fn consented() -> (World, String) {
    let world = World::new().await;
    world.register_open(person(1)).await;
    world.link(1, person(1)).await;
    let check_in = world.consented(1).await;
    (world, check_in)
}

#[tokio::test]
async fn everything_durable_when_the_call_arrived_is_taken_into_account() {
    let (world, check_in) = consented().await;
    for number in 2..40 {
        world.register_open(person(number)).await;
    }
    let head = world.registration.head().await.unwrap().get();
    assert_eq!(world.ask(&check_in).await.unwrap().position, head);
    let asked = GetEligibilityRequest { min_position: Some(head), ..question(&check_in) };
    assert_eq!(world.ask_with(asked).await.unwrap().class(), EligibilityClass::Disclosed);
}

#[tokio::test]
async fn a_position_that_is_not_reached_in_time_is_refused_and_may_be_asked_again() {
    let (world, check_in) = consented().await;
    let head = world.registration.head().await.unwrap().get();
    world.caught_up().await;
    // Nobody waits for half a second: time moves on when nothing else does.
    tokio::time::pause();
    let asked = GetEligibilityRequest { min_position: Some(head + 1), ..question(&check_in) };
    let status = world.ask_with(asked).await.unwrap_err();
    assert!(status.get_details_retry_info().is_some());
    assert_eq!(reason::<()>(Err(status)), "NOT_FRESH_ENOUGH");
    assert_eq!(world.count("EligibilityDisclosed").await, 0);
}

#[tokio::test]
async fn where_the_projections_stand_still_the_hub_says_that_it_cannot_look() {
    let (world, check_in) = consented().await;
    let unconsented = world.open(1).await.check_in;
    world.projections.stop().await;

    for min_position in [None, Some(1)] {
        let asked = GetEligibilityRequest { min_position, ..question(&check_in) };
        let told = world.ask_with(asked).await.unwrap();
        assert_eq!(told.class(), EligibilityClass::TemporarilyUnavailable);
        assert_eq!(told.advice(), Advice::AskForPaper);
        assert_eq!((told.certificates.len(), told.coverage.as_ref(), told.position), (0, None, 0));
        let events = world.accessed().await;
        let recorded: EligibilityWithheld = wire::event::message(events.last().unwrap()).unwrap();
        assert_eq!(recorded.class(), AnswerClass::TemporarilyUnavailable);
    }
    assert_eq!(world.ask(&unconsented).await.unwrap().class(), EligibilityClass::NoInformation);

    let opened = world.open(1).await;
    assert!(!opened.ask);
    assert_eq!(opened.class(), AnswerClass::TemporarilyUnavailable);
}

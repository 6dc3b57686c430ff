//! A facility that visits at home asks without the card, as long as the person lets it.

use jiff::civil::date;
use prost::Message as _;
use tests::{
    enrolling::day,
    history::{kinds, message, stream},
    people::{card, person},
    places::{body, clinic, pharmacy},
    refused::refusal,
    rows::{row, withheld},
    world::World,
};
use tonic::Code;
use wire::proto::{
    audit::v1::LedgerName,
    common::v1::Period,
    eligibility::v1::{EligibilityClass, GetEligibilityResponse, InquiryAnswer},
    event::v1::{InquiryAccepted, InquiryAnswered, LinkReason, StandingConsentGiven},
    identity::v1::{LinkSubject, SuspendLinkRequest, link_subject::Subject},
    registration::v1::RecipientRow,
};

/// A hub where persons 1 and 2 hold a certificate and a card, and person 1 lets the clinic ask.
async fn world() -> (World, String) {
    let world = World::furnished().await;
    world.register(vec![row(&person(1)), row(&person(2))]).await;
    for place in [1, 2] {
        world.link(&person(place)).await.unwrap();
    }
    let given = world.give_standing(&clinic(), &card(1)).await.unwrap();
    let (first, last) = (day(date(2026, 10, 1)), day(date(2027, 1, 31)));
    assert_eq!(given.period, Some(Period { first: Some(first), last: Some(last) }));
    (world, given.standing_consent)
}

fn not_in_force() -> (Code, String) {
    (Code::FailedPrecondition, "STANDING_CONSENT_NOT_IN_FORCE".to_owned())
}

/// What is told to whoever has no consent: one byte of class, nothing else.
fn no_information() -> Vec<u8> {
    let class = EligibilityClass::NoInformation.into();
    GetEligibilityResponse { class, ..Default::default() }.encode_to_vec()
}

fn told(answer: &InquiryAnswer) -> &GetEligibilityResponse {
    answer.answer.as_ref().unwrap()
}

#[tokio::test]
async fn at_a_home_visit_the_desk_is_told_what_a_card_at_its_reader_would_tell() {
    let (world, consent) = world().await;
    let at_reader = world.visit(&clinic(), &card(1)).await;
    world.days_pass(30);

    let at_home = world.ask_standing(&clinic(), &consent).await.unwrap();

    assert_eq!(at_home.class(), EligibilityClass::Disclosed);
    assert_eq!(at_home.certificates, at_reader.certificates);
    let events = world.on_stream(LedgerName::Access, stream("standing", &consent)).await;
    let given: StandingConsentGiven = message(&events[0]);
    assert_eq!(given.facility, clinic().code);
    assert_eq!(events[0].caller, clinic().reader().to_string());
}

#[tokio::test]
async fn a_standing_consent_ends_with_its_last_day_and_may_be_given_again() {
    let (world, consent) = world().await;
    let clinic = clinic();
    let ask = || world.ask_standing(&clinic, &consent);

    world.clock.set_day(date(2027, 1, 31));
    let last_day = ask().await.unwrap();
    world.clock.set_day(date(2027, 2, 1));
    let day_after = ask().await;
    let extended = world.extend_standing(&clinic, &consent).await;
    let again = world.give_standing(&clinic, &card(1)).await.unwrap();
    let anew = ask().await.unwrap();

    assert_eq!(last_day.class(), EligibilityClass::Disclosed);
    assert_eq!(refusal(day_after), not_in_force());
    assert_eq!(refusal(extended), not_in_force(), "what is over is given again, not extended");
    assert_eq!(again.standing_consent, consent);
    assert_eq!(anew.certificates, last_day.certificates);
}

#[tokio::test]
async fn while_care_continues_the_consent_is_extended_by_a_month() {
    let (world, consent) = world().await;
    world.clock.set_day(date(2026, 11, 2));

    let last = world.extend_standing(&clinic(), &consent).await.unwrap();
    world.clock.set_day(date(2027, 2, 28));
    let last_day = world.ask_standing(&clinic(), &consent).await.unwrap();
    world.clock.set_day(date(2027, 3, 1));
    let day_after = world.ask_standing(&clinic(), &consent).await;

    assert_eq!(last, day(date(2027, 2, 28)));
    assert_eq!(last_day.class(), EligibilityClass::Disclosed);
    assert_eq!(refusal(day_after), not_in_force());
}

#[tokio::test]
async fn a_standing_consent_taken_back_ends_what_was_asked_on_it_too() {
    let (world, consent) = world().await;
    let today = world.today();
    let taken = world.submit(&clinic(), vec![card(1)], today).await.unwrap();
    let before = world.fetch(&clinic(), &taken.inquiry).await.unwrap();

    world.withdraw_standing(&clinic(), &consent).await.unwrap();
    let asked = world.ask_standing(&clinic(), &consent).await;
    let fetched = world.fetch(&clinic(), &taken.inquiry).await.unwrap();
    let again = world.withdraw_standing(&clinic(), &consent).await;

    assert_eq!(told(&before[0]).class(), EligibilityClass::Disclosed);
    assert_eq!(refusal(asked), not_in_force());
    assert_eq!(told(&fetched[0]).encode_to_vec(), no_information());
    assert_eq!(refusal(again), not_in_force());
    let events = world.on_stream(LedgerName::Access, stream("standing", &consent)).await;
    assert_eq!(kinds(&events), ["StandingConsentGiven", "StandingConsentWithdrawn"]);
}

#[tokio::test]
async fn a_standing_consent_is_of_one_facility() {
    let (world, consent) = world().await;

    let asked = world.ask_standing(&pharmacy(), &consent).await;
    let withdrawn = world.withdraw_standing(&pharmacy(), &consent).await;
    let (_, answers) = world.inquire(&pharmacy(), vec![card(1)], world.today()).await.unwrap();

    let not_found = (Code::NotFound, "STANDING_CONSENT_NOT_FOUND".to_owned());
    assert_eq!(refusal(asked), not_found);
    assert_eq!(refusal(withdrawn), not_found);
    assert_eq!(told(&answers[0]).encode_to_vec(), no_information());
}

#[tokio::test]
async fn an_inquiry_handed_in_the_day_before_is_answered_on_what_is_known_when_it_is_fetched() {
    let (world, _) = world().await;
    let tomorrow = world.today().tomorrow().unwrap();
    let people = || vec![card(2), card(1), card(99)];

    let taken = world.submit(&clinic(), people(), tomorrow).await.unwrap();
    let (world, corrected) = (world.restarted().await, row(&person(1)));
    let corrected = RecipientRow { income_segment: "02".to_owned(), ..corrected };
    let corrected = world.register(vec![corrected]).await;
    world.days_pass(1);
    let answers = world.fetch(&clinic(), &taken.inquiry).await.unwrap();

    let numbers: Vec<_> = answers.iter().map(|answer| answer.number).collect();
    assert_eq!(numbers, [1, 2, 3], "in the order of the request");
    let of_one = told(&answers[1]);
    assert_eq!(of_one.class(), EligibilityClass::Disclosed);
    assert_eq!(of_one.certificates[0].income_band, "02");
    assert!(of_one.position >= corrected.position());
    for without_consent in [&answers[0], &answers[2]] {
        assert_eq!(told(without_consent).encode_to_vec(), no_information());
    }
    let events = world.on_stream(LedgerName::Access, stream("inquiry", &taken.inquiry)).await;
    assert_eq!(kinds(&events), ["InquiryAccepted", "EligibilityDisclosed", "InquiryAnswered"]);
    let accepted: InquiryAccepted = message(&events[0]);
    assert_eq!(accepted.visit_date, Some(day(tomorrow)));
    assert_eq!(events[1].position, of_one.access_position, "durable before it was told");
    let answered: InquiryAnswered = message(&events[2]);
    assert_eq!((answered.disclosed_count, answered.withheld_count), (1, 2));

    world.days_pass(1);
    let over = world.fetch(&clinic(), &taken.inquiry).await;
    assert_eq!(refusal(over), (Code::FailedPrecondition, "CHECK_IN_OVER".to_owned()));
}

#[tokio::test]
async fn an_inquiry_streamed_says_what_one_fetched_says_and_another_facility_finds_neither() {
    let (world, _) = world().await;
    let people = || vec![card(1), card(2)];
    let taken = world.submit(&clinic(), people(), world.today()).await.unwrap();

    let fetched = world.fetch(&clinic(), &taken.inquiry).await.unwrap();
    let (inquiry, streamed) = world.inquire(&clinic(), people(), world.today()).await.unwrap();

    assert_eq!(streamed.len(), fetched.len());
    for (streamed, fetched) in streamed.iter().zip(&fetched) {
        assert_eq!(streamed.number, fetched.number);
        assert_eq!(told(streamed).class, told(fetched).class);
        assert_eq!(told(streamed).certificates, told(fetched).certificates);
    }
    for of_the_clinic in [&taken.inquiry, &inquiry] {
        let elsewhere = world.fetch(&pharmacy(), of_the_clinic).await;
        assert_eq!(refusal(elsewhere), (Code::NotFound, "INQUIRY_NOT_FOUND".to_owned()));
    }
}

#[tokio::test]
async fn what_is_withheld_is_not_told_on_a_standing_consent_either() {
    let (world, consent) = world().await;
    world.register(vec![withheld(row(&person(1)))]).await;

    let at_home = world.ask_standing(&clinic(), &consent).await.unwrap();
    let (_, answers) = world.inquire(&clinic(), vec![card(1)], world.today()).await.unwrap();

    for answer in [&at_home, told(&answers[0])] {
        assert_eq!(answer.class(), EligibilityClass::NoRecord);
        assert!(answer.certificates.is_empty());
    }
}

#[tokio::test]
async fn a_standing_consent_follows_the_person_through_a_merge() {
    let (world, consent) = world().await;
    world.merge(&person(1), &person(2)).await.unwrap();

    let at_home = world.ask_standing(&clinic(), &consent).await.unwrap();
    let (_, by_other_card) = world.inquire(&clinic(), vec![card(2)], world.today()).await.unwrap();

    assert_eq!(at_home.class(), EligibilityClass::Disclosed);
    assert_eq!(told(&by_other_card[0]).certificates, at_home.certificates);
}

#[tokio::test]
async fn a_standing_consent_holds_as_long_as_the_card_it_was_given_with_leads_to_the_person() {
    let (world, consent) = world().await;
    let today = world.today();
    let taken = world.submit(&clinic(), vec![card(1)], today).await.unwrap();
    let clinic = clinic();
    let ask = async || world.ask_standing(&clinic, &consent).await.unwrap();

    world.suspend(&card(1)).await.unwrap();
    let suspended = ask().await;
    world.restore(&card(1)).await.unwrap();
    let restored = ask().await;
    world.unlink(&card(1)).await.unwrap();
    let unlinked = ask().await;
    let fetched = world.fetch(&clinic, &taken.inquiry).await.unwrap();

    assert_eq!(suspended.class(), EligibilityClass::LinkPending);
    assert!(suspended.certificates.is_empty());
    assert_eq!(restored.class(), EligibilityClass::Disclosed);
    for answer in [&unlinked, told(&fetched[0])] {
        assert_eq!(answer.class(), EligibilityClass::NoInformation);
        assert!(answer.certificates.is_empty());
    }
}

#[tokio::test]
async fn of_an_erased_person_nothing_is_told_on_a_standing_consent() {
    let (world, consent) = world().await;
    let events = world.on_stream(LedgerName::Access, stream("standing", &consent)).await;
    let given: StandingConsentGiven = message(&events[0]);
    world.erase(&format!("people/{}", given.person)).await.unwrap();

    let at_home = world.ask_standing(&clinic(), &consent).await.unwrap();
    let (_, answers) = world.inquire(&clinic(), vec![card(1)], world.today()).await.unwrap();

    assert_eq!(at_home.class(), EligibilityClass::NoInformation);
    assert!(at_home.certificates.is_empty());
    assert_eq!(told(&answers[0]).encode_to_vec(), no_information(), "the card leads to nobody");
}

#[tokio::test]
async fn while_a_card_is_being_checked_it_gives_no_standing_consent_and_its_my_number_ends_answers()
{
    let (world, consent) = world().await;
    world.suspend(&card(2)).await.unwrap();
    let given = world.give_standing(&clinic(), &card(2)).await;
    let request = SuspendLinkRequest {
        request_id: world.request_id(),
        subject: Some(LinkSubject { subject: Some(Subject::MyNumber(person(1).my_number)) }),
        reason: LinkReason::WrongNumber.into(),
    };
    world.identities(&body()).await.suspend_link(request).await.unwrap();

    let at_home = world.ask_standing(&clinic(), &consent).await.unwrap();

    assert_eq!(refusal(given), (Code::NotFound, "LINK_NOT_FOUND".to_owned()));
    assert_eq!(at_home.class(), EligibilityClass::LinkPending);
    assert!(at_home.certificates.is_empty());
}

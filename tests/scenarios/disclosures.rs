//! Who was told of a certificate: what a later correction, end or unlinked card touches.

use jiff::civil::{Date, date};
use tests::{
    enrolling::day,
    people::{Person, person},
    places::{CHILD, body, clinic, other_body, pharmacy},
    refused::refusal,
    rows::{history_row, over, row},
    world::World,
};
use tonic::{Code, Status};
use wire::proto::{
    eligibility::v1::{DisclosureRecord, EligibilityClass, ListDisclosuresRequest},
    event::v1::EndCause,
    registration::v1::{EndCertificateRequest, RecipientRow},
};

/// Who was told of a certificate, from a day of visit on.
async fn disclosures(
    world: &World,
    certificate: &str,
    visited_from: Option<Date>,
) -> Result<Vec<DisclosureRecord>, Status> {
    let request = ListDisclosuresRequest {
        certificate: certificate.to_owned(),
        visited_from: visited_from.map(day),
        ..Default::default()
    };
    let page = world.eligibility(&body()).await.list_disclosures(request).await?.into_inner();
    assert_eq!(page.next_page_token, "", "few enough for one page");
    Ok(page.disclosures)
}

fn facilities(disclosures: &[DisclosureRecord]) -> Vec<&str> {
    disclosures.iter().map(|record| record.facility.as_str()).collect()
}

#[tokio::test]
async fn a_body_that_corrects_a_row_finds_every_desk_that_was_told_the_old_one() {
    let world = World::furnished().await;
    let child = person(1);
    let first = over(history_row(&child, "first"), "2026-04-01", "2026-09-30");
    let second = over(history_row(&child, "second"), "2026-10-01", "2027-03-31");
    let certificate =
        world.register_history(vec![first, second.clone()]).await.results[0].certificate.clone();
    world.link(&child).await.unwrap();
    let at_clinic = world.visit(&clinic(), &child.card).await;
    world.days_pass(3);
    let consent = world.give_standing(&pharmacy(), &child.card).await.unwrap().standing_consent;
    let at_home = world.ask_standing(&pharmacy(), &consent).await.unwrap();

    let corrected = RecipientRow { income_segment: "02".to_owned(), ..second };
    let corrected = world.register_history(vec![corrected]).await;
    let touched = disclosures(&world, &certificate, None).await.unwrap();
    world.visit(&clinic(), &child.card).await;
    let all = disclosures(&world, &certificate, None).await.unwrap();

    assert_eq!(facilities(&touched), [clinic().name(), pharmacy().name()]);
    for (record, told) in touched.iter().zip([&at_clinic, &at_home]) {
        assert_eq!(record.history_keys, ["second"], "the row that was told, not the one before");
        assert_eq!(record.access_position, told.access_position);
        assert!(record.registration_position < corrected.position(), "told before the correction");
    }
    assert_eq!(all[..2], touched);
    assert!(all[2].registration_position >= corrected.position(), "told the corrected row");
}

#[tokio::test]
async fn a_body_that_ends_a_certificate_in_the_past_finds_the_visits_after_its_last_day() {
    let world = World::furnished().await;
    let child = person(1);
    let certificate = world.register(vec![row(&child)]).await.only().certificate.clone();
    world.link(&child).await.unwrap();
    world.visit(&clinic(), &child.card).await;
    world.days_pass(10);
    world.visit(&pharmacy(), &child.card).await;

    let last = date(2026, 10, 5);
    let request = EndCertificateRequest {
        request_id: world.request_id(),
        certificate: certificate.clone(),
        last: Some(day(last)),
        cause: EndCause::MovedOut.into(),
        ..Default::default()
    };
    world.registration(&body()).await.end_certificate(request).await.unwrap();
    let touched = disclosures(&world, &certificate, last.tomorrow().ok()).await.unwrap();
    let now = world.visit(&clinic(), &child.card).await;

    assert_eq!(facilities(&touched), [pharmacy().name()]);
    assert_eq!(touched[0].visit_date, Some(day(date(2026, 10, 11))));
    assert_eq!(now.class(), EligibilityClass::Expired);
}

#[tokio::test]
async fn a_body_finds_who_was_told_through_a_card_that_was_linked_wrongly() {
    let world = World::furnished().await;
    let (child, stranger) = (person(1), person(2));
    let certificate = world.register(vec![row(&child)]).await.only().certificate.clone();
    // The stranger's card leads to the child.
    world.link(&Person { card: stranger.card.clone(), ..child.clone() }).await.unwrap();
    let wrongly = world.visit(&clinic(), &stranger.card).await;

    world.unlink(&stranger.card).await.unwrap();
    let touched = disclosures(&world, &certificate, None).await.unwrap();
    let after = world.open(&clinic(), &stranger.card).await.unwrap();

    assert_eq!(wrongly.certificates[0].certificate_type, CHILD);
    assert_eq!(facilities(&touched), [clinic().name()]);
    assert_eq!(touched[0].access_position, wrongly.access_position);
    assert!(!after.ask);
}

#[tokio::test]
async fn who_was_told_is_for_the_body_that_decided() {
    let world = World::furnished().await;
    let child = person(1);
    let certificate = world.register(vec![row(&child)]).await.only().certificate.clone();
    let of = |certificate: &str| ListDisclosuresRequest {
        certificate: certificate.to_owned(),
        ..Default::default()
    };
    let unknown = "certificates/00000000-0000-5000-8000-000000000000";

    let mut other = world.eligibility(&other_body()).await;
    let of_another = other.list_disclosures(of(&certificate)).await.unwrap_err();
    let of_nobody = other.list_disclosures(of(unknown)).await.unwrap_err();

    assert_eq!(of_another.details(), of_nobody.details(), "nobody learns that it is there");
    assert_eq!(of_another.message(), of_nobody.message());
    let not_found = (Code::NotFound, "CERTIFICATE_NOT_FOUND".to_owned());
    assert_eq!(refusal::<()>(Err(of_another)), not_found);
}

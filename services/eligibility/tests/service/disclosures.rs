//! Who was told of a certificate, for its body.

use domain::certificate::CertificateRef;
use jiff::civil::date;
use tonic::{Response, Status};
use wire::proto::eligibility::v1::{
    ListDisclosuresRequest, ListDisclosuresResponse,
    eligibility_service_server::EligibilityService as _,
};

use crate::world::{HERE, ICHINOMIYA, SAPPORO, TODAY, World, day, new_id, person, reason};

async fn list(
    world: &World,
    body: &str,
    request: ListDisclosuresRequest,
) -> Result<ListDisclosuresResponse, Status> {
    let asked = world.by(&format!("body/{body}"), request);
    world.service.list_disclosures(asked).await.map(Response::into_inner)
}

fn of(certificate: &CertificateRef) -> ListDisclosuresRequest {
    ListDisclosuresRequest {
        certificate: certificate.id().resource_name(),
        ..ListDisclosuresRequest::default()
    }
}

/// Person 1 was told of three times, person 2 once.
async fn told() -> (World, CertificateRef) {
    let world = World::new().await;
    let certificate = world.register_open(person(1)).await;
    world.register_open(person(2)).await;
    for card in [1, 2, 1, 1] {
        world.link(card, person(card.into())).await;
        let check_in = world.consented(card).await;
        world.ask(&check_in).await.unwrap();
    }
    (world, certificate)
}

#[tokio::test]
async fn a_body_sees_who_was_told_of_its_certificate_and_what() {
    let (world, certificate) = told().await;
    let page = list(&world, SAPPORO, of(&certificate)).await.unwrap();
    assert_eq!(page.next_page_token, "");
    assert_eq!(page.disclosures.len(), 3);
    let first = &page.disclosures[0];
    assert_eq!(first.facility, format!("facilities/{HERE}"));
    assert_eq!(first.visit_date, Some(day(TODAY)));
    assert_eq!(first.history_keys, ["2026"]);
    assert!(page.disclosures.is_sorted_by_key(|one| one.access_position));
}

#[tokio::test]
async fn pages_together_are_the_whole_list() {
    let (world, certificate) = told().await;
    let whole = list(&world, SAPPORO, of(&certificate)).await.unwrap().disclosures;
    let mut paged = Vec::new();
    let mut page_token = String::new();
    for _ in 0..10 {
        let request = ListDisclosuresRequest { page_size: 1, page_token, ..of(&certificate) };
        let mut page = list(&world, SAPPORO, request).await.unwrap();
        paged.append(&mut page.disclosures);
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    assert_eq!(page_token, "");
    assert_eq!(paged, whole);
}

#[tokio::test]
async fn only_visits_from_the_day_asked_for_are_listed() {
    let (world, certificate) = told().await;
    let from = |date| ListDisclosuresRequest { visited_from: Some(day(date)), ..of(&certificate) };
    assert_eq!(list(&world, SAPPORO, from(TODAY)).await.unwrap().disclosures.len(), 3);
    let none = list(&world, SAPPORO, from(date(2026, 10, 2))).await.unwrap();
    assert!(none.disclosures.is_empty());
}

#[tokio::test]
async fn another_bodys_certificate_is_not_found_just_as_an_unknown_one() {
    let (world, certificate) = told().await;
    assert_eq!(reason(list(&world, ICHINOMIYA, of(&certificate)).await), "CERTIFICATE_NOT_FOUND");
    let unknown = ListDisclosuresRequest {
        certificate: format!("certificates/{}", new_id()),
        ..ListDisclosuresRequest::default()
    };
    assert_eq!(reason(list(&world, SAPPORO, unknown).await), "CERTIFICATE_NOT_FOUND");
}

#[tokio::test]
async fn a_page_token_that_the_hub_did_not_give_is_refused() {
    let (world, certificate) = told().await;
    let request = ListDisclosuresRequest { page_token: "7".into(), ..of(&certificate) };
    assert_eq!(reason(list(&world, SAPPORO, request).await), "FILTER_MALFORMED");
}

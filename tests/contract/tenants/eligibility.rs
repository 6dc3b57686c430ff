//! What belongs to the facility where the person stood, and what to the body that decided.

use domain::caller::Caller;
use tests::{
    enrolling::day,
    people::{card, person},
    places::{body, clinic, other_body, pharmacy},
    rows::row,
    visit::answer_request,
    world::World,
};
use wire::proto::{
    eligibility::v1::{
        ConsentAnswer, ExtendStandingConsentRequest, GetEligibilityRequest, GetInquiryRequest,
        GiveStandingConsentRequest, ListDisclosuresRequest, OpenCheckInRequest,
        StreamInquiryRequest, SubmitInquiryRequest, WithdrawConsentRequest,
        WithdrawStandingConsentRequest, get_eligibility_request::Basis,
    },
    event::v1::{IdentityMethod, StandingConsentKind},
};

use super::{NO_CERTIFICATE, Row, Told, one};

const NO_CHECK_IN: &str = "checkIns/00000000-0000-4000-8000-000000000000";
const NO_CONSENT: &str = "standingConsents/00000000-0000-5000-8000-000000000000";
const NO_INQUIRY: &str = "inquiries/00000000-0000-5000-8000-000000000000";

const WITHDRAW: &str = "/pmh.eligibility.v1.EligibilityService/WithdrawConsent";
const ASK: &str = "/pmh.eligibility.v1.EligibilityService/GetEligibility";
const WITHDRAW_STANDING: &str = "/pmh.eligibility.v1.EligibilityService/WithdrawStandingConsent";

/// The rows; persons 301 to 306 are theirs.
pub(super) async fn rows(world: &World) -> Vec<Row> {
    let mut rows = at_reader(world, 301).await;
    rows.extend(on_standing_consents(world).await);
    rows.extend(in_bulk(world, 305).await);
    rows.push(disclosures(world, 306).await);
    rows
}

/// Person of this place holds a certificate and a card.
async fn known(world: &World, place: u64) -> String {
    let uploaded = world.register(vec![row(&person(place))]).await;
    world.link(&person(place)).await.unwrap();
    uploaded.only().certificate.clone()
}

fn of_readers(rpc: &'static str, told: Told, request: Vec<Vec<u8>>, none: Vec<Vec<u8>>) -> Row {
    of(clinic().reader(), pharmacy().reader(), rpc, told, request, none)
}

fn of_desks(rpc: &'static str, told: Told, request: Vec<Vec<u8>>, none: Vec<Vec<u8>>) -> Row {
    of(clinic().desk(), pharmacy().desk(), rpc, told, request, none)
}

fn of(
    tenant: Caller,
    other: Caller,
    rpc: &'static str,
    told: Told,
    request: Vec<Vec<u8>>,
    of_nobody: Vec<Vec<u8>>,
) -> Row {
    Row { rpc, tenant, other, request, of_nobody, told }
}

async fn at_reader(world: &World, place: u64) -> Vec<Row> {
    known(world, place).await;
    let card = card(place);
    let (clinic, not_found) = (clinic(), Told::NotFound("CHECK_IN_NOT_FOUND"));
    let unanswered = world.open(&clinic, &card).await.unwrap().check_in;
    let mut consented = Vec::new();
    for _ in 0..3 {
        consented.push(world.consented(&clinic, &card).await);
    }
    let open =
        || OpenCheckInRequest { request_id: world.request_id(), insurance: Some(card.clone()) };
    let answer =
        |check_in: &str| answer_request(&world.request_id(), check_in, ConsentAnswer::Given);
    let withdraw = |check_in: &str| WithdrawConsentRequest {
        request_id: world.request_id(),
        check_in: check_in.to_owned(),
    };
    vec![
        of_readers(
            "/pmh.eligibility.v1.EligibilityService/OpenCheckIn",
            Told::ItsOwn,
            one(&open()),
            one(&open()),
        ),
        of_readers(
            "/pmh.eligibility.v1.EligibilityService/AnswerConsent",
            not_found,
            one(&answer(&unanswered)),
            one(&answer(NO_CHECK_IN)),
        ),
        of_readers(WITHDRAW, not_found, one(&withdraw(&consented[0])), one(&withdraw(NO_CHECK_IN))),
        of_desks(WITHDRAW, not_found, one(&withdraw(&consented[1])), one(&withdraw(NO_CHECK_IN))),
        of_desks(
            ASK,
            not_found,
            one(&world.question(&consented[2])),
            one(&world.question(NO_CHECK_IN)),
        ),
    ]
}

async fn on_standing_consents(world: &World) -> Vec<Row> {
    let mut consents = Vec::new();
    for place in 302..=304 {
        known(world, place).await;
        let given = world.give_standing(&clinic(), &card(place)).await.unwrap();
        consents.push(given.standing_consent);
    }
    let not_found = Told::NotFound("STANDING_CONSENT_NOT_FOUND");
    let give = || GiveStandingConsentRequest {
        request_id: world.request_id(),
        insurance: Some(card(302)),
        kind: StandingConsentKind::HomeVisit.into(),
        method: IdentityMethod::Face.into(),
        account: String::new(),
    };
    let ask = |consent: &str| GetEligibilityRequest {
        basis: Some(Basis::StandingConsent(consent.to_owned())),
        ..world.question("")
    };
    let extend = |consent: &str| ExtendStandingConsentRequest {
        request_id: world.request_id(),
        standing_consent: consent.to_owned(),
    };
    let withdraw = |consent: &str| WithdrawStandingConsentRequest {
        request_id: world.request_id(),
        standing_consent: consent.to_owned(),
    };
    vec![
        of_desks(ASK, not_found, one(&ask(&consents[0])), one(&ask(NO_CONSENT))),
        of_desks(
            "/pmh.eligibility.v1.EligibilityService/ExtendStandingConsent",
            not_found,
            one(&extend(&consents[0])),
            one(&extend(NO_CONSENT)),
        ),
        of_desks(
            WITHDRAW_STANDING,
            not_found,
            one(&withdraw(&consents[1])),
            one(&withdraw(NO_CONSENT)),
        ),
        of_readers(
            WITHDRAW_STANDING,
            not_found,
            one(&withdraw(&consents[2])),
            one(&withdraw(NO_CONSENT)),
        ),
        // After the others: the pharmacy has a consent of its own from now on.
        of_readers(
            "/pmh.eligibility.v1.EligibilityService/GiveStandingConsent",
            Told::ItsOwn,
            one(&give()),
            one(&give()),
        ),
    ]
}

async fn in_bulk(world: &World, place: u64) -> Vec<Row> {
    known(world, place).await;
    world.give_standing(&clinic(), &card(place)).await.unwrap();
    let people = || vec![card(place), card(999)];
    let today = Some(day(world.today()));
    let taken = world.submit(&clinic(), people(), world.today()).await.unwrap();
    let submit = SubmitInquiryRequest {
        request_id: world.request_id(),
        people: people(),
        visit_date: today,
    };
    let stream = StreamInquiryRequest {
        request_id: world.request_id(),
        people: people(),
        visit_date: today,
    };
    let fetch = |inquiry: &str| GetInquiryRequest {
        inquiry: inquiry.to_owned(),
        page_token: String::new(),
    };
    vec![
        of_desks(
            "/pmh.eligibility.v1.EligibilityService/SubmitInquiry",
            Told::ItsOwn,
            one(&submit),
            one(&submit),
        ),
        of_desks(
            "/pmh.eligibility.v1.EligibilityService/GetInquiry",
            Told::NotFound("INQUIRY_NOT_FOUND"),
            one(&fetch(&taken.inquiry)),
            one(&fetch(NO_INQUIRY)),
        ),
        of_desks(
            "/pmh.eligibility.v1.EligibilityService/StreamInquiry",
            Told::ItsOwn,
            one(&stream),
            one(&stream),
        ),
    ]
}

async fn disclosures(world: &World, place: u64) -> Row {
    let certificate = known(world, place).await;
    world.visit(&clinic(), &card(place)).await;
    let list = |certificate: &str| ListDisclosuresRequest {
        certificate: certificate.to_owned(),
        ..Default::default()
    };
    of(
        body(),
        other_body(),
        "/pmh.eligibility.v1.EligibilityService/ListDisclosures",
        Told::NotFound("CERTIFICATE_NOT_FOUND"),
        one(&list(&certificate)),
        one(&list(NO_CERTIFICATE)),
    )
}

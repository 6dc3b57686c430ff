//! Visits: cards linked, check-ins opened and consented, through the reader's own calls.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use cli::{clock, connection::request};
use domain::{caller::Caller, check_in::Event};
use ledger::Direction;
use tonic::transport::Channel;
use wire::{
    event::check_in,
    proto::{
        common::v1::{Date, InsuranceIdentity},
        eligibility::v1::{
            AnswerConsentRequest, ConsentAnswer, GetEligibilityRequest, GetEligibilityResponse,
            OpenCheckInRequest, eligibility_service_client::EligibilityServiceClient,
            get_eligibility_request::Basis,
        },
        event::v1::IdentityMethod,
        identity::v1::{LinkInsuranceRequest, identity_service_client::IdentityServiceClient},
    },
};

use crate::{
    window::window,
    world::{LONG, World},
};

/// Calls in flight while a measurement is prepared.
const CALLS: usize = 64;

/// The people who come, their cards linked.
pub(crate) struct Visits {
    at_reader: Vec<Channel>,
    cards: Arc<Vec<InsuranceIdentity>>,
}

impl Visits {
    /// Links the cards of so many visitors, or of all there are.
    pub(crate) async fn link(world: &World, count: usize) -> Self {
        let visitors = world.people.visitors.iter().take(count);
        let links: Vec<_> = visitors
            .clone()
            .map(|visitor| LinkInsuranceRequest {
                request_id: hub::random::new_uuid().to_string(),
                my_number: visitor.row.my_number.clone(),
                insurance: Some(visitor.insurance.clone()),
            })
            .collect();
        let cards = Arc::new(visitors.map(|visitor| visitor.insurance.clone()).collect());
        let operator = world.connect(&Caller::Operator).await;
        each(links, move |link| {
            let mut client = IdentityServiceClient::new(operator.clone());
            async move {
                client.link_insurance(request(link)).await.unwrap();
            }
        })
        .await;
        Self { at_reader: world.at_reader.clone(), cards }
    }

    /// So many check-ins in which the person consented; the cards in turn, from the first one on.
    pub(crate) async fn consented(&self, count: usize) -> Vec<String> {
        let places = (0..count).collect();
        let (cards, at_reader) = (self.cards.clone(), self.at_reader.clone());
        each(places, move |place: usize| {
            let card = cards.get(place % cards.len()).cloned();
            let channel = at_reader.get(place % at_reader.len()).cloned().unwrap();
            async move { consented(EligibilityServiceClient::new(channel), card).await }
        })
        .await
    }
}

async fn consented(
    mut reader: EligibilityServiceClient<Channel>,
    insurance: Option<InsuranceIdentity>,
) -> String {
    let request_id = hub::random::new_uuid().to_string();
    let opened = reader.open_check_in(request(OpenCheckInRequest { request_id, insurance })).await;
    let check_in = opened.unwrap().into_inner().check_in;
    let answer = AnswerConsentRequest {
        request_id: hub::random::new_uuid().to_string(),
        check_in: check_in.clone(),
        answer: ConsentAnswer::Given.into(),
        method: IdentityMethod::Face.into(),
        account: String::new(),
    };
    reader.answer_consent(request(answer)).await.unwrap();
    check_in
}

/// What a desk asks about a check-in.
pub(crate) fn question(check_in: &str) -> GetEligibilityRequest {
    let today = clock::today();
    GetEligibilityRequest {
        basis: Some(Basis::CheckIn(check_in.to_owned())),
        visit_date: Some(Date {
            year: today.year().into(),
            month: today.month().into(),
            day: today.day().into(),
        }),
        ..Default::default()
    }
}

/// Asks the desk's question.
pub(crate) async fn ask(channel: Channel, check_in: &str) -> GetEligibilityResponse {
    let mut desk = EligibilityServiceClient::new(channel);
    desk.get_eligibility(request(question(check_in))).await.unwrap().into_inner()
}

/// The key of the person of a check-in, as the access ledger has it.
pub(crate) async fn person(world: &World, check_in: &str) -> String {
    let stream = format!("checkin-{}", check_in.trim_start_matches("checkIns/"));
    let access = world.hub.rooms().access();
    let events = access.read_stream(&stream.parse().unwrap(), None, Direction::Forwards, 1).await;
    match check_in::decode(events.unwrap().first().unwrap()).unwrap() {
        Event::Opened(opened) => opened.person.unwrap().to_string(),
        _ => String::new(),
    }
}

/// Does this with each, [`CALLS`] at a time; the results in order.
async fn each<T, R, F, Fut>(items: Vec<T>, work: F) -> Vec<R>
where
    T: Clone + Send + Sync + 'static,
    R: Send + 'static,
    F: Fn(T) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = R> + Send,
{
    let (items, next) = (Arc::new(items), Arc::new(AtomicUsize::new(0)));
    let done = Arc::new(std::sync::Mutex::new(Vec::with_capacity(items.len())));
    let results = done.clone();
    window(CALLS, LONG, move |_| {
        let place = next.fetch_add(1, Ordering::Relaxed);
        let one = items.get(place).cloned().map(&work);
        let done = done.clone();
        async move {
            let Some(one) = one else { return false };
            let result = one.await;
            done.lock().unwrap().push((place, result));
            true
        }
    })
    .await;
    let mut results = std::mem::take(&mut *results.lock().unwrap());
    results.sort_unstable_by_key(|(place, _)| *place);
    results.into_iter().map(|(_, result)| result).collect()
}

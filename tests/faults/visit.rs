//! A visit, taken up again where it broke: the same request ids, until every answer has arrived.

use std::collections::HashSet;

use cli::{clock, connection::request, synthetic::Recipient};
use prost::Message as _;
use tonic::{Status, transport::Channel};
use uuid::Uuid;
use wire::proto::{
    audit::v1::RecordedEvent,
    common::v1::InsuranceIdentity,
    eligibility::v1::{
        AnswerConsentRequest, ConsentAnswer, EligibilityClass, GetEligibilityRequest,
        GetEligibilityResponse, OpenCheckInRequest, OpenCheckInResponse,
        eligibility_service_client::EligibilityServiceClient, get_eligibility_request::Basis,
    },
    event::v1::{EligibilityDisclosed, IdentityMethod},
};

use crate::history::{History, type_of};

/// How often the desk asks.
const ASKS: usize = 2;

/// A person at the reader, and what the desk was told.
pub(crate) struct Visit {
    card: InsuranceIdentity,
    opening: Uuid,
    answering: Uuid,
    opened: Option<OpenCheckInResponse>,
    /// Where the consent stands.
    consented: Option<u64>,
    /// How often the desk has asked.
    pub(crate) sent: usize,
    /// What arrived at the desk.
    pub(crate) told: Vec<GetEligibilityResponse>,
}

/// What an answer says of its own record.
struct Disclosure {
    /// The access position.
    position: u64,
    /// The hash of the certificates, and the registration position they speak of.
    told: (Vec<u8>, u64),
}

impl Visit {
    /// The visit of whoever holds this card.
    pub(crate) fn of(card: &InsuranceIdentity) -> Self {
        let card = card.clone();
        let (opening, answering) = (hub::random::new_uuid(), hub::random::new_uuid());
        let told = Vec::new();
        Self { card, opening, answering, opened: None, consented: None, sent: 0, told }
    }

    /// Goes on to the end.
    ///
    /// # Errors
    ///
    /// Why a call broke; what was answered before stays.
    pub(crate) async fn go_on(&mut self, reader: &Channel, desk: &Channel) -> Result<(), Status> {
        if self.opened.is_none() {
            self.opened = Some(self.open(reader).await?);
        }
        if self.asked() && self.consented.is_none() {
            self.consented = Some(self.consent(reader).await?);
        }
        while !self.is_over() {
            self.ask(desk).await?;
        }
        Ok(())
    }

    /// The desk asks once, about a check-in that was opened.
    ///
    /// # Errors
    ///
    /// Why the call broke.
    pub(crate) async fn ask(&mut self, desk: &Channel) -> Result<(), Status> {
        self.sent += 1;
        let mut client = EligibilityServiceClient::new(desk.clone());
        let told = client.get_eligibility(request(self.question())).await?;
        self.told.push(told.into_inner());
        Ok(())
    }

    /// Whether the desk has all its answers.
    pub(crate) fn is_over(&self) -> bool {
        self.told.len() >= ASKS
    }

    /// Whether there was something to ask the person.
    fn asked(&self) -> bool {
        self.opened.as_ref().unwrap().ask
    }

    /// What the reader was answered it is answered again.
    pub(crate) async fn answers_stay(&self, reader: &Channel) {
        assert_eq!(Some(self.open(reader).await.unwrap()), self.opened);
        if self.asked() {
            assert_eq!(Some(self.consent(reader).await.unwrap()), self.consented);
        }
    }

    /// How many answers told something.
    pub(crate) fn disclosed(&self) -> usize {
        self.disclosures().count()
    }

    fn stream(&self) -> String {
        self.check_in().replace("checkIns/", "checkin-")
    }

    /// The answers that told something.
    fn disclosures(&self) -> impl Iterator<Item = Disclosure> {
        let disclosed =
            |told: &&GetEligibilityResponse| told.class() == EligibilityClass::Disclosed;
        self.told.iter().filter(disclosed).map(|told| {
            let mut hash = blake3::Hasher::new();
            for certificate in &told.certificates {
                hash.update(&certificate.encode_length_delimited_to_vec());
            }
            let told_of = (hash.finalize().as_bytes().to_vec(), told.position);
            Disclosure { position: told.access_position, told: told_of }
        })
    }

    /// How often the ledger says that the desk was told; every answer that arrived is found once.
    pub(crate) fn found_in(&self, history: &History) -> usize {
        let stream = self.stream();
        let events = history.of_stream(&stream);
        let of = |names: &[&str]| events.iter().filter(|it| names.contains(&type_of(it))).count();
        assert_eq!(of(&["CheckInOpened"]), 1, "{stream}");
        assert_eq!(of(&["ConsentGiven"]), usize::from(self.asked()), "{stream}");
        let mut positions = HashSet::new();
        for disclosure in self.disclosures() {
            let event = history.at(disclosure.position);
            assert_eq!(event.stream, stream);
            assert_eq!(disclosure.told, recorded(event));
            assert!(positions.insert(disclosure.position), "one record, two answers");
        }
        let found = of(&["EligibilityDisclosed", "EligibilityWithheld"]);
        assert!((self.told.len()..=self.sent).contains(&found), "{stream}: {found}");
        found
    }

    async fn open(&self, reader: &Channel) -> Result<OpenCheckInResponse, Status> {
        let opening = OpenCheckInRequest {
            request_id: self.opening.to_string(),
            insurance: Some(self.card.clone()),
        };
        let mut client = EligibilityServiceClient::new(reader.clone());
        Ok(client.open_check_in(request(opening)).await?.into_inner())
    }

    async fn consent(&self, reader: &Channel) -> Result<u64, Status> {
        let answer = AnswerConsentRequest {
            request_id: self.answering.to_string(),
            check_in: self.check_in().to_owned(),
            answer: ConsentAnswer::Given.into(),
            method: IdentityMethod::Face.into(),
            account: String::new(),
        };
        let mut client = EligibilityServiceClient::new(reader.clone());
        Ok(client.answer_consent(request(answer)).await?.into_inner().position)
    }

    fn check_in(&self) -> &str {
        &self.opened.as_ref().unwrap().check_in
    }

    fn question(&self) -> GetEligibilityRequest {
        GetEligibilityRequest {
            basis: Some(Basis::CheckIn(self.check_in().to_owned())),
            visit_date: Some(wire::field::from_date(clock::today())),
            ..Default::default()
        }
    }
}

/// What the record of a disclosure says was told: the hash, and the registration position.
fn recorded(event: &RecordedEvent) -> (Vec<u8>, u64) {
    assert_eq!(type_of(event), "EligibilityDisclosed");
    let disclosed = EligibilityDisclosed::decode(&*event.event.as_ref().unwrap().value).unwrap();
    (disclosed.answer_hash.to_vec(), disclosed.registration_position)
}

/// The card of somebody.
pub(crate) fn card(of: &Recipient) -> InsuranceIdentity {
    let card = of.person.insurance.clone();
    InsuranceIdentity {
        insurer_number: card.insurer_number,
        symbol: card.symbol,
        number: card.number,
        branch: card.branch,
    }
}

//! A person comes to a reader, answers, and the desk asks.

use tonic::Status;
use wire::proto::{
    common::v1::InsuranceIdentity,
    eligibility::v1::{
        AnswerConsentRequest, ConsentAnswer, GetEligibilityRequest, GetEligibilityResponse,
        OpenCheckInRequest, OpenCheckInResponse, get_eligibility_request::Basis,
    },
    event::v1::IdentityMethod,
};

use crate::{enrolling::day, places::Facility, world::World};

impl World {
    /// A card is read at a facility.
    ///
    /// # Errors
    ///
    /// As the hub refuses.
    pub async fn open(
        &self,
        facility: &Facility,
        card: &InsuranceIdentity,
    ) -> Result<OpenCheckInResponse, Status> {
        let request =
            OpenCheckInRequest { request_id: self.request_id(), insurance: Some(card.clone()) };
        let opened = self.eligibility(&facility.reader()).await.open_check_in(request).await?;
        Ok(opened.into_inner())
    }

    /// The person answers at the reader, known by their face.
    ///
    /// # Errors
    ///
    /// As the hub refuses.
    pub async fn answer(
        &self,
        facility: &Facility,
        check_in: &str,
        answer: ConsentAnswer,
    ) -> Result<u64, Status> {
        let request = answer_request(&self.request_id(), check_in, answer);
        let answered = self.eligibility(&facility.reader()).await.answer_consent(request).await?;
        Ok(answered.into_inner().position)
    }

    /// The desk asks about a check-in, for today.
    ///
    /// # Errors
    ///
    /// As the hub refuses.
    pub async fn ask(
        &self,
        facility: &Facility,
        check_in: &str,
    ) -> Result<GetEligibilityResponse, Status> {
        self.ask_with(facility, self.question(check_in)).await
    }

    /// The desk asks a question of its own making.
    ///
    /// # Errors
    ///
    /// As the hub refuses.
    pub async fn ask_with(
        &self,
        facility: &Facility,
        question: GetEligibilityRequest,
    ) -> Result<GetEligibilityResponse, Status> {
        let told = self.eligibility(&facility.desk()).await.get_eligibility(question).await?;
        Ok(told.into_inner())
    }

    /// The question about a check-in, for today.
    #[must_use]
    pub fn question(&self, check_in: &str) -> GetEligibilityRequest {
        GetEligibilityRequest {
            basis: Some(Basis::CheckIn(check_in.to_owned())),
            visit_date: Some(day(self.today())),
            ..Default::default()
        }
    }

    /// A check-in in which the person consented.
    pub async fn consented(&self, facility: &Facility, card: &InsuranceIdentity) -> String {
        let opened = self.open(facility, card).await.unwrap();
        assert!(opened.ask, "there is nothing to ask: {opened:?}");
        self.answer(facility, &opened.check_in, ConsentAnswer::Given).await.unwrap();
        opened.check_in
    }

    /// The whole visit of a person who consents.
    pub async fn visit(
        &self,
        facility: &Facility,
        card: &InsuranceIdentity,
    ) -> GetEligibilityResponse {
        let check_in = self.consented(facility, card).await;
        self.ask(facility, &check_in).await.unwrap()
    }
}

/// The answer to a question; the person is known by their face where an answer was given.
#[must_use]
pub fn answer_request(
    request_id: &str,
    check_in: &str,
    answer: ConsentAnswer,
) -> AnswerConsentRequest {
    let method = match answer {
        ConsentAnswer::NotAnswered => IdentityMethod::Unspecified,
        ConsentAnswer::Unspecified | ConsentAnswer::Given | ConsentAnswer::Refused => {
            IdentityMethod::Face
        }
    };
    AnswerConsentRequest {
        request_id: request_id.to_owned(),
        check_in: check_in.to_owned(),
        answer: answer.into(),
        method: method.into(),
        account: String::new(),
    }
}

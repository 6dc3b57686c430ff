//! What readers and desks call, in one line each.

use tonic::{Response, Status};
use wire::proto::eligibility::v1::{
    AnswerConsentRequest, ConsentAnswer, GetEligibilityRequest, GetEligibilityResponse,
    OpenCheckInRequest, OpenCheckInResponse, WithdrawConsentRequest,
    eligibility_service_server::EligibilityService as _,
};

use crate::world::{World, insurance, new_id, question};

impl World {
    /// Opens a check-in for this card.
    pub(crate) async fn open(&self, card: u32) -> OpenCheckInResponse {
        self.open_as(&new_id(), card).await.unwrap()
    }

    pub(crate) async fn open_as(
        &self,
        request_id: &str,
        card: u32,
    ) -> Result<OpenCheckInResponse, Status> {
        let message =
            OpenCheckInRequest { request_id: request_id.into(), insurance: Some(insurance(card)) };
        self.service.open_check_in(self.by_reader(message)).await.map(Response::into_inner)
    }

    /// Records an answer by face.
    pub(crate) async fn answer(
        &self,
        check_in: &str,
        answer: ConsentAnswer,
    ) -> Result<u64, Status> {
        self.answer_as(&new_id(), check_in, answer).await
    }

    pub(crate) async fn answer_as(
        &self,
        request_id: &str,
        check_in: &str,
        answer: ConsentAnswer,
    ) -> Result<u64, Status> {
        let message = AnswerConsentRequest {
            request_id: request_id.into(),
            check_in: check_in.into(),
            answer: answer.into(),
            method: 1,
            account: String::new(),
        };
        let response = self.service.answer_consent(self.by_reader(message)).await?;
        Ok(response.into_inner().position)
    }

    pub(crate) async fn withdraw(&self, check_in: &str) -> Result<u64, Status> {
        let message = WithdrawConsentRequest { request_id: new_id(), check_in: check_in.into() };
        let response = self.service.withdraw_consent(self.by_reader(message)).await?;
        Ok(response.into_inner().position)
    }

    /// A check-in of this card in which the person said yes.
    pub(crate) async fn consented(&self, card: u32) -> String {
        let opened = self.open(card).await;
        assert!(opened.ask, "there is something to ask");
        self.answer(&opened.check_in, ConsentAnswer::Given).await.unwrap();
        opened.check_in
    }

    pub(crate) async fn ask(&self, check_in: &str) -> Result<GetEligibilityResponse, Status> {
        self.ask_with(question(check_in)).await
    }

    pub(crate) async fn ask_with(
        &self,
        question: GetEligibilityRequest,
    ) -> Result<GetEligibilityResponse, Status> {
        self.service.get_eligibility(self.by_desk(question)).await.map(Response::into_inner)
    }
}

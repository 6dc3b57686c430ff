//! The door: opens the envelope of each request and closes the one of its answer.

use tonic::{Request, Response, Status};
use wire::{
    Envelope,
    proto::eligibility::v1::{
        AnswerConsentRequest, AnswerConsentResponse, ExtendStandingConsentRequest,
        ExtendStandingConsentResponse, GetEligibilityRequest, GetEligibilityResponse,
        GetInquiryRequest, GetInquiryResponse, GiveStandingConsentRequest,
        GiveStandingConsentResponse, ListDisclosuresRequest, ListDisclosuresResponse,
        OpenCheckInRequest, OpenCheckInResponse, StreamInquiryRequest, SubmitInquiryRequest,
        SubmitInquiryResponse, WithdrawConsentRequest, WithdrawConsentResponse,
        WithdrawStandingConsentRequest, WithdrawStandingConsentResponse,
        eligibility_service_server::EligibilityService,
    },
};

use crate::{
    Service, answer_consent::answer_consent, extend_standing_consent::extend_standing_consent,
    get_eligibility::get_eligibility, get_inquiry::get_inquiry,
    give_standing_consent::give_standing_consent, list_disclosures::list_disclosures,
    open_check_in::open_check_in, stream_inquiry, submit_inquiry::submit_inquiry,
    withdraw_consent::withdraw_consent, withdraw_standing_consent::withdraw_standing_consent,
};

#[tonic::async_trait]
impl EligibilityService for Service {
    type StreamInquiryStream = stream_inquiry::Answers;

    async fn open_check_in(
        &self,
        request: Request<OpenCheckInRequest>,
    ) -> Result<Response<OpenCheckInResponse>, Status> {
        let envelope = Envelope::of(&request)?;
        Ok(Response::new(open_check_in(&self.0, &envelope, request.into_inner()).await?))
    }

    async fn answer_consent(
        &self,
        request: Request<AnswerConsentRequest>,
    ) -> Result<Response<AnswerConsentResponse>, Status> {
        let envelope = Envelope::of(&request)?;
        let position = answer_consent(&self.0, &envelope, request.into_inner()).await?;
        Ok(Response::new(AnswerConsentResponse { position: position.get() }))
    }

    async fn withdraw_consent(
        &self,
        request: Request<WithdrawConsentRequest>,
    ) -> Result<Response<WithdrawConsentResponse>, Status> {
        let envelope = Envelope::of(&request)?;
        let position = withdraw_consent(&self.0, &envelope, &request.into_inner()).await?;
        Ok(Response::new(WithdrawConsentResponse { position: position.get() }))
    }

    async fn get_eligibility(
        &self,
        request: Request<GetEligibilityRequest>,
    ) -> Result<Response<GetEligibilityResponse>, Status> {
        let envelope = Envelope::of(&request)?;
        Ok(Response::new(get_eligibility(&self.0, &envelope, &request.into_inner()).await?))
    }

    async fn give_standing_consent(
        &self,
        request: Request<GiveStandingConsentRequest>,
    ) -> Result<Response<GiveStandingConsentResponse>, Status> {
        let envelope = Envelope::of(&request)?;
        Ok(Response::new(give_standing_consent(&self.0, &envelope, request.into_inner()).await?))
    }

    async fn extend_standing_consent(
        &self,
        request: Request<ExtendStandingConsentRequest>,
    ) -> Result<Response<ExtendStandingConsentResponse>, Status> {
        let envelope = Envelope::of(&request)?;
        Ok(Response::new(extend_standing_consent(&self.0, &envelope, &request.into_inner()).await?))
    }

    async fn withdraw_standing_consent(
        &self,
        request: Request<WithdrawStandingConsentRequest>,
    ) -> Result<Response<WithdrawStandingConsentResponse>, Status> {
        let envelope = Envelope::of(&request)?;
        let position = withdraw_standing_consent(&self.0, &envelope, &request.into_inner()).await?;
        Ok(Response::new(WithdrawStandingConsentResponse { position: position.get() }))
    }

    async fn submit_inquiry(
        &self,
        request: Request<SubmitInquiryRequest>,
    ) -> Result<Response<SubmitInquiryResponse>, Status> {
        let envelope = Envelope::of(&request)?;
        Ok(Response::new(submit_inquiry(&self.0, &envelope, request.into_inner()).await?))
    }

    async fn get_inquiry(
        &self,
        request: Request<GetInquiryRequest>,
    ) -> Result<Response<GetInquiryResponse>, Status> {
        let envelope = Envelope::of(&request)?;
        Ok(Response::new(get_inquiry(&self.0, &envelope, &request.into_inner()).await?))
    }

    async fn stream_inquiry(
        &self,
        request: Request<StreamInquiryRequest>,
    ) -> Result<Response<Self::StreamInquiryStream>, Status> {
        let envelope = Envelope::of(&request)?;
        let room = self.0.clone();
        let answers = stream_inquiry::stream_inquiry(room, &envelope, request.into_inner()).await?;
        Ok(Response::new(answers))
    }

    async fn list_disclosures(
        &self,
        request: Request<ListDisclosuresRequest>,
    ) -> Result<Response<ListDisclosuresResponse>, Status> {
        let envelope = Envelope::of(&request)?;
        Ok(Response::new(list_disclosures(&self.0, &envelope, request.into_inner()).await?))
    }
}

//! Standing consents, and what a facility asks on them: one person, or many at once.

use jiff::civil::Date;
use tonic::Status;
use wire::proto::{
    common::v1::InsuranceIdentity,
    eligibility::v1::{
        ExtendStandingConsentRequest, GetEligibilityRequest, GetEligibilityResponse,
        GetInquiryRequest, GiveStandingConsentRequest, GiveStandingConsentResponse, InquiryAnswer,
        StreamInquiryRequest, SubmitInquiryRequest, SubmitInquiryResponse,
        WithdrawStandingConsentRequest, get_eligibility_request::Basis,
    },
    event::v1::{IdentityMethod, StandingConsentKind},
};

use crate::{enrolling::day, places::Facility, world::World};

impl World {
    /// A person lets a facility ask without the card when it visits them at home.
    ///
    /// # Errors
    ///
    /// As the hub refuses.
    pub async fn give_standing(
        &self,
        facility: &Facility,
        card: &InsuranceIdentity,
    ) -> Result<GiveStandingConsentResponse, Status> {
        let request = GiveStandingConsentRequest {
            request_id: self.request_id(),
            insurance: Some(card.clone()),
            kind: StandingConsentKind::HomeVisit.into(),
            method: IdentityMethod::Pin.into(),
            account: String::new(),
        };
        let given = self.eligibility(&facility.reader()).await.give_standing_consent(request).await;
        Ok(given?.into_inner())
    }

    /// Care continues: the last day from now on.
    ///
    /// # Errors
    ///
    /// As the hub refuses.
    pub async fn extend_standing(
        &self,
        facility: &Facility,
        consent: &str,
    ) -> Result<wire::proto::common::v1::Date, Status> {
        let standing_consent = consent.to_owned();
        let request =
            ExtendStandingConsentRequest { request_id: self.request_id(), standing_consent };
        let mut desk = self.eligibility(&facility.desk()).await;
        Ok(desk.extend_standing_consent(request).await?.into_inner().last.unwrap())
    }

    /// The person takes a standing consent back.
    ///
    /// # Errors
    ///
    /// As the hub refuses.
    pub async fn withdraw_standing(
        &self,
        facility: &Facility,
        consent: &str,
    ) -> Result<u64, Status> {
        let standing_consent = consent.to_owned();
        let request =
            WithdrawStandingConsentRequest { request_id: self.request_id(), standing_consent };
        let mut desk = self.eligibility(&facility.desk()).await;
        Ok(desk.withdraw_standing_consent(request).await?.into_inner().position)
    }

    /// The desk asks on a standing consent, for today.
    ///
    /// # Errors
    ///
    /// As the hub refuses.
    pub async fn ask_standing(
        &self,
        facility: &Facility,
        consent: &str,
    ) -> Result<GetEligibilityResponse, Status> {
        let basis = Some(Basis::StandingConsent(consent.to_owned()));
        self.ask_with(facility, GetEligibilityRequest { basis, ..self.question("") }).await
    }

    /// A bulk inquiry is handed in.
    ///
    /// # Errors
    ///
    /// As the hub refuses.
    pub async fn submit(
        &self,
        facility: &Facility,
        people: Vec<InsuranceIdentity>,
        visit_date: Date,
    ) -> Result<SubmitInquiryResponse, Status> {
        let request = SubmitInquiryRequest {
            request_id: self.request_id(),
            people,
            visit_date: Some(day(visit_date)),
        };
        let taken = self.eligibility(&facility.desk()).await.submit_inquiry(request).await?;
        Ok(taken.into_inner())
    }

    /// The answers under a reception number.
    ///
    /// # Errors
    ///
    /// As the hub refuses.
    pub async fn fetch(
        &self,
        facility: &Facility,
        inquiry: &str,
    ) -> Result<Vec<InquiryAnswer>, Status> {
        let (mut answers, mut page_token) = (Vec::new(), String::new());
        // Ends with the people of the inquiry: every page but the last answers some.
        loop {
            let request = GetInquiryRequest { inquiry: inquiry.to_owned(), page_token };
            let page = self.eligibility(&facility.desk()).await.get_inquiry(request).await?;
            let page = page.into_inner();
            answers.extend(page.answers);
            page_token = page.next_page_token;
            if page_token.is_empty() {
                return Ok(answers);
            }
        }
    }

    /// A bulk inquiry in one call: its name, and all its answers.
    ///
    /// # Errors
    ///
    /// As the hub refuses.
    pub async fn inquire(
        &self,
        facility: &Facility,
        people: Vec<InsuranceIdentity>,
        visit_date: Date,
    ) -> Result<(String, Vec<InquiryAnswer>), Status> {
        let request = StreamInquiryRequest {
            request_id: self.request_id(),
            people,
            visit_date: Some(day(visit_date)),
        };
        let mut desk = self.eligibility(&facility.desk()).await;
        let mut streamed = desk.stream_inquiry(request).await?.into_inner();
        let (mut inquiry, mut answers) = (String::new(), Vec::new());
        while let Some(message) = streamed.message().await? {
            inquiry = message.inquiry;
            answers.extend(message.answer);
        }
        Ok((inquiry, answers))
    }
}

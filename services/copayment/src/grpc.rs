//! The door: opens the envelope of each request and closes the one of its answer.

use tonic::{Request, Response, Status, Streaming};
use wire::{
    Envelope,
    proto::copayment::v1::{
        CalculateBatchRequest, CalculateMonthRequest, CalculateMonthResponse,
        CalculateVisitRequest, CalculateVisitResponse, CompareCertificatesRequest,
        CompareCertificatesResponse, ExplainMonthRequest, ExplainMonthResponse,
        ListEditionsRequest, ListEditionsResponse, copayment_service_server::CopaymentService,
    },
};

use crate::{
    Service, calculate_batch, calculate_month::calculate_month, calculate_visit::calculate_visit,
    compare_certificates::compare_certificates, explain_month::explain_month,
    list_editions::list_editions,
};

#[tonic::async_trait]
impl CopaymentService for Service {
    type CalculateBatchStream = calculate_batch::Answers;

    async fn calculate_visit(
        &self,
        request: Request<CalculateVisitRequest>,
    ) -> Result<Response<CalculateVisitResponse>, Status> {
        let envelope = Envelope::of(&request)?;
        Ok(Response::new(calculate_visit(&self.0, &envelope, request.into_inner()).await?))
    }

    async fn calculate_month(
        &self,
        request: Request<CalculateMonthRequest>,
    ) -> Result<Response<CalculateMonthResponse>, Status> {
        Ok(Response::new(calculate_month(self.0.books(), request.into_inner())?))
    }

    async fn compare_certificates(
        &self,
        request: Request<CompareCertificatesRequest>,
    ) -> Result<Response<CompareCertificatesResponse>, Status> {
        Ok(Response::new(compare_certificates(self.0.books(), request.into_inner())?))
    }

    async fn explain_month(
        &self,
        request: Request<ExplainMonthRequest>,
    ) -> Result<Response<ExplainMonthResponse>, Status> {
        Ok(Response::new(explain_month(self.0.books(), request.into_inner())?))
    }

    async fn calculate_batch(
        &self,
        request: Request<Streaming<CalculateBatchRequest>>,
    ) -> Result<Response<Self::CalculateBatchStream>, Status> {
        let answers = calculate_batch::calculate_batch(self.0.clone(), request.into_inner());
        Ok(Response::new(answers))
    }

    async fn list_editions(
        &self,
        _: Request<ListEditionsRequest>,
    ) -> Result<Response<ListEditionsResponse>, Status> {
        Ok(Response::new(list_editions(self.0.books())))
    }
}

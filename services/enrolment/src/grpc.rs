//! The door: opens the envelope of each request and closes the one of its answer.

use ledger::SharedLedger;
use tonic::{Request, Response, Status};
use wire::{
    Envelope,
    proto::enrolment::v1::{
        DefineProgramRequest, DefineProgramResponse, DelegateOperatorRequest,
        DelegateOperatorResponse, EnrolBodyRequest, EnrolBodyResponse, EnrolFacilityRequest,
        EnrolFacilityResponse, EnrolReaderRequest, EnrolReaderResponse, OptOutFacilityRequest,
        OptOutFacilityResponse, RemoveReaderRequest, RemoveReaderResponse, RetireProgramRequest,
        RetireProgramResponse, enrolment_service_server::EnrolmentService,
    },
};

use crate::{
    define_program::define_program, delegate_operator::delegate_operator, enrol_body::enrol_body,
    enrol_facility::enrol_facility, enrol_reader::enrol_reader, opt_out_facility::opt_out_facility,
    remove_reader::remove_reader, retire_program::retire_program,
};

#[cfg(test)]
mod tests;

/// The enrolment service. Requests come with an [`Envelope`] in their extensions.
#[derive(Clone)]
pub struct Enrolment {
    ledger: SharedLedger,
}

impl Enrolment {
    /// The service that records in this registration ledger.
    #[must_use]
    pub fn new(ledger: SharedLedger) -> Self {
        Self { ledger }
    }
}

#[tonic::async_trait]
impl EnrolmentService for Enrolment {
    async fn enrol_body(
        &self,
        request: Request<EnrolBodyRequest>,
    ) -> Result<Response<EnrolBodyResponse>, Status> {
        let envelope = Envelope::of(&request)?;
        let position = enrol_body(&*self.ledger, &envelope, request.into_inner()).await?;
        Ok(Response::new(EnrolBodyResponse { position: position.get() }))
    }

    async fn delegate_operator(
        &self,
        request: Request<DelegateOperatorRequest>,
    ) -> Result<Response<DelegateOperatorResponse>, Status> {
        let envelope = Envelope::of(&request)?;
        let position = delegate_operator(&*self.ledger, &envelope, request.into_inner()).await?;
        Ok(Response::new(DelegateOperatorResponse { position: position.get() }))
    }

    async fn define_program(
        &self,
        request: Request<DefineProgramRequest>,
    ) -> Result<Response<DefineProgramResponse>, Status> {
        let envelope = Envelope::of(&request)?;
        let defined = define_program(&*self.ledger, &envelope, request.into_inner()).await?;
        Ok(Response::new(DefineProgramResponse {
            position: defined.position.get(),
            rule_missing: defined.rule_missing,
        }))
    }

    async fn retire_program(
        &self,
        request: Request<RetireProgramRequest>,
    ) -> Result<Response<RetireProgramResponse>, Status> {
        let envelope = Envelope::of(&request)?;
        let position = retire_program(&*self.ledger, &envelope, &request.into_inner()).await?;
        Ok(Response::new(RetireProgramResponse { position: position.get() }))
    }

    async fn enrol_facility(
        &self,
        request: Request<EnrolFacilityRequest>,
    ) -> Result<Response<EnrolFacilityResponse>, Status> {
        let envelope = Envelope::of(&request)?;
        let position = enrol_facility(&*self.ledger, &envelope, request.into_inner()).await?;
        Ok(Response::new(EnrolFacilityResponse { position: position.get() }))
    }

    async fn opt_out_facility(
        &self,
        request: Request<OptOutFacilityRequest>,
    ) -> Result<Response<OptOutFacilityResponse>, Status> {
        let envelope = Envelope::of(&request)?;
        let position = opt_out_facility(&*self.ledger, &envelope, &request.into_inner()).await?;
        Ok(Response::new(OptOutFacilityResponse { position: position.get() }))
    }

    async fn enrol_reader(
        &self,
        request: Request<EnrolReaderRequest>,
    ) -> Result<Response<EnrolReaderResponse>, Status> {
        let envelope = Envelope::of(&request)?;
        let position = enrol_reader(&*self.ledger, &envelope, &request.into_inner()).await?;
        Ok(Response::new(EnrolReaderResponse { position: position.get() }))
    }

    async fn remove_reader(
        &self,
        request: Request<RemoveReaderRequest>,
    ) -> Result<Response<RemoveReaderResponse>, Status> {
        let envelope = Envelope::of(&request)?;
        let position = remove_reader(&*self.ledger, &envelope, &request.into_inner()).await?;
        Ok(Response::new(RemoveReaderResponse { position: position.get() }))
    }
}

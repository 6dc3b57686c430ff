//! The door: opens and closes envelopes, and nothing else.

use tokio_stream::wrappers::ReceiverStream;
use tonic::{Request, Response, Status, Streaming};
use wire::{
    Envelope,
    proto::registration::v1::{
        EndCertificateRequest, EndCertificateResponse, LiftDisclosureRequest,
        LiftDisclosureResponse, RegisterRecipientsRequest, RegisterRecipientsResponse,
        WithholdDisclosureRequest, WithholdDisclosureResponse,
        registration_service_server::RegistrationService,
    },
};

use crate::{
    Registration, end_certificate, lift_disclosure, register_recipients, withhold_disclosure,
};

/// `pmh.registration.v1.RegistrationService`.
pub struct Door(Registration);

impl Door {
    pub(crate) fn new(room: Registration) -> Self {
        Self(room)
    }
}

#[tonic::async_trait]
impl RegistrationService for Door {
    type RegisterRecipientsStream = ReceiverStream<Result<RegisterRecipientsResponse, Status>>;

    async fn register_recipients(
        &self,
        request: Request<Streaming<RegisterRecipientsRequest>>,
    ) -> Result<Response<Self::RegisterRecipientsStream>, Status> {
        let envelope = Envelope::of(&request)?;
        let answers = register_recipients::start(self.0.clone(), envelope, request.into_inner());
        Ok(Response::new(answers))
    }

    async fn end_certificate(
        &self,
        request: Request<EndCertificateRequest>,
    ) -> Result<Response<EndCertificateResponse>, Status> {
        let envelope = Envelope::of(&request)?;
        let position =
            end_certificate::end_certificate(&self.0, &envelope, request.into_inner()).await?;
        Ok(Response::new(EndCertificateResponse { position }))
    }

    async fn withhold_disclosure(
        &self,
        request: Request<WithholdDisclosureRequest>,
    ) -> Result<Response<WithholdDisclosureResponse>, Status> {
        let envelope = Envelope::of(&request)?;
        let position =
            withhold_disclosure::withhold_disclosure(&self.0, &envelope, request.into_inner())
                .await?;
        Ok(Response::new(WithholdDisclosureResponse { position }))
    }

    async fn lift_disclosure(
        &self,
        request: Request<LiftDisclosureRequest>,
    ) -> Result<Response<LiftDisclosureResponse>, Status> {
        let envelope = Envelope::of(&request)?;
        let position =
            lift_disclosure::lift_disclosure(&self.0, &envelope, request.into_inner()).await?;
        Ok(Response::new(LiftDisclosureResponse { position }))
    }
}

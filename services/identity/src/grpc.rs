//! The door: opens the envelope of each request and closes the one of its answer.

use tonic::{Request, Response, Status};
use wire::{
    Envelope,
    proto::identity::v1::{
        ErasePersonRequest, ErasePersonResponse, LinkInsuranceRequest, LinkInsuranceResponse,
        MergePeopleRequest, MergePeopleResponse, RestoreLinkRequest, RestoreLinkResponse,
        SuspendLinkRequest, SuspendLinkResponse, UnlinkRequest, UnlinkResponse,
        identity_service_server::IdentityService,
    },
};

use crate::Identity;

#[cfg(test)]
mod tests;

#[tonic::async_trait]
impl IdentityService for Identity {
    async fn link_insurance(
        &self,
        request: Request<LinkInsuranceRequest>,
    ) -> Result<Response<LinkInsuranceResponse>, Status> {
        let envelope = Envelope::of(&request)?;
        let position = Self::link_insurance(self, &envelope, request.into_inner()).await?;
        Ok(Response::new(LinkInsuranceResponse { position: position.get() }))
    }

    async fn suspend_link(
        &self,
        request: Request<SuspendLinkRequest>,
    ) -> Result<Response<SuspendLinkResponse>, Status> {
        let envelope = Envelope::of(&request)?;
        let position = Self::suspend_link(self, &envelope, request.into_inner()).await?;
        Ok(Response::new(SuspendLinkResponse { position: position.get() }))
    }

    async fn restore_link(
        &self,
        request: Request<RestoreLinkRequest>,
    ) -> Result<Response<RestoreLinkResponse>, Status> {
        let envelope = Envelope::of(&request)?;
        let position = Self::restore_link(self, &envelope, request.into_inner()).await?;
        Ok(Response::new(RestoreLinkResponse { position: position.get() }))
    }

    async fn unlink(
        &self,
        request: Request<UnlinkRequest>,
    ) -> Result<Response<UnlinkResponse>, Status> {
        let envelope = Envelope::of(&request)?;
        let position = Self::unlink(self, &envelope, request.into_inner()).await?;
        Ok(Response::new(UnlinkResponse { position: position.get() }))
    }

    async fn merge_people(
        &self,
        request: Request<MergePeopleRequest>,
    ) -> Result<Response<MergePeopleResponse>, Status> {
        let envelope = Envelope::of(&request)?;
        let position = Self::merge_people(self, &envelope, request.into_inner()).await?;
        Ok(Response::new(MergePeopleResponse { position: position.get() }))
    }

    async fn erase_person(
        &self,
        request: Request<ErasePersonRequest>,
    ) -> Result<Response<ErasePersonResponse>, Status> {
        let envelope = Envelope::of(&request)?;
        let position = Self::erase_person(self, &envelope, &request.into_inner()).await?;
        Ok(Response::new(ErasePersonResponse { position: position.get() }))
    }
}

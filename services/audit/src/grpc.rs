//! Opens and closes the envelopes of `pmh.audit.v1`.

use std::sync::Arc;

use futures::stream::{BoxStream, StreamExt as _, try_unfold};
use ledger::SharedLedger;
use tonic::{Request, Response, Status};
use uuid::Uuid;
use wire::{
    Envelope, Refusal,
    proto::audit::v1::{
        GetPositionsRequest, GetPositionsResponse, ReplayRequest, ReplayResponse,
        audit_service_server,
    },
};

use crate::{
    get_positions::get_positions,
    replay::{Ledgers, replay},
    scan::Scan,
};

/// Makes a new random UUID: the name of a replay. The hub's, or a test's.
pub type NewUuid = Arc<dyn Fn() -> Uuid + Send + Sync>;

/// Replays history to auditors. Clones share the ledgers.
#[derive(Clone)]
pub struct AuditService {
    ledgers: Ledgers,
    new_uuid: NewUuid,
}

impl AuditService {
    /// The service over these two ledgers; replays of either are recorded in `access`.
    #[must_use]
    pub fn new(registration: SharedLedger, access: SharedLedger, new_uuid: NewUuid) -> Self {
        Self { ledgers: Ledgers { registration, access }, new_uuid }
    }
}

#[tonic::async_trait]
impl audit_service_server::AuditService for AuditService {
    type ReplayStream = BoxStream<'static, Result<ReplayResponse, Status>>;

    async fn replay(
        &self,
        request: Request<ReplayRequest>,
    ) -> Result<Response<Self::ReplayStream>, Status> {
        let envelope = Envelope::of(&request)?;
        let asked = wire::audit::replay(request.into_inner()).map_err(Refusal::from)?;
        let id = (self.new_uuid)();
        let attribution = envelope.attribution_under(id.to_string().into());
        let scan = replay(&self.ledgers, asked, id, attribution).await.map_err(Refusal::from)?;
        Ok(Response::new(messages(scan)))
    }

    async fn get_positions(
        &self,
        request: Request<GetPositionsRequest>,
    ) -> Result<Response<GetPositionsResponse>, Status> {
        Envelope::of(&request)?;
        let (registration, access) = get_positions(&self.ledgers).await.map_err(Refusal::from)?;
        Ok(Response::new(GetPositionsResponse {
            registration_position: registration.get(),
            access_position: access.get(),
        }))
    }
}

/// The messages of a scan, each made when it is asked for.
fn messages(scan: Scan) -> BoxStream<'static, Result<ReplayResponse, Status>> {
    try_unfold(scan, async |mut scan| {
        let message = scan.next().await.map_err(Refusal::from)?;
        Ok(message.map(|message| (message, scan)))
    })
    .boxed()
}

#[cfg(test)]
mod tests;

//! Takes a body's decision and records it (医療費助成対象者情報登録).
//!
//! A row walks one line: form (`wire`), program master and check digits (`check.rs`), person key
//! (`identity`), history and decision (`decide.rs`), append. It never asks a projection: what it decides
//! on is the stream it appends to.

mod batch;
mod check;
mod decide;
mod grpc;
mod master;
mod own;
mod receive;
mod status;

mod end_certificate;
mod lift_disclosure;
mod register_recipients;
mod withhold_disclosure;

use std::sync::Arc;

use identity::Identity;
use ledger::SharedLedger;
use sealing::KeyStore;
use wire::proto::registration::v1::registration_service_server::RegistrationServiceServer;

/// What this room works with. Cheap to clone.
#[derive(Clone)]
pub struct Registration {
    ledger: SharedLedger,
    identity: Identity,
    keys: Arc<KeyStore>,
}

impl Registration {
    /// A room over the registration ledger. `keys` is the store `identity` makes keys in.
    #[must_use]
    pub fn new(ledger: SharedLedger, identity: Identity, keys: Arc<KeyStore>) -> Self {
        Self { ledger, identity, keys }
    }

    /// Its door.
    #[must_use]
    pub fn into_service(self) -> RegistrationServiceServer<grpc::Door> {
        RegistrationServiceServer::new(grpc::Door::new(self))
    }
}

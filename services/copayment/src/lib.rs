//! The door of the calculation module: looks the entitlement up, asks, explains.
//!
//! A request walks one line: what was typed in (`facts.rs`), or the certificates that were told in a check-in
//! (`told.rs`, `rules.rs`) · the month, visit by visit (`month.rs`) · the answer with its reasons (`answer.rs`). Nothing
//! is written: what a calculation tells follows from what the desk was told before and from public rule data.
//!
//! This room deliberately does not know how rules are written.

pub mod edition_folder;

mod answer;
mod books;
mod facts;
mod month;
mod rules;
mod status;
mod told;

mod calculate_batch;
mod calculate_month;
mod calculate_visit;
mod compare_certificates;
mod explain_month;
mod list_editions;

mod grpc;
mod offline;
pub use offline::Offline;

use std::sync::Arc;

use calculation::edition::Edition;
use ledger::SharedLedger;
use projections::Projections;
use wire::proto::copayment::v1::copayment_service_server::CopaymentServiceServer;

use books::Books;

/// What this room works with.
pub struct Parts {
    /// The editions of the rule data, the one in use first. At least one.
    pub editions: Vec<Arc<Edition>>,
    /// The registration ledger, to learn how far it is.
    pub registration: SharedLedger,
    /// The access ledger: what was told in a check-in is read here.
    pub access: SharedLedger,
    /// What is known of certificates, programs and facilities.
    pub projections: Arc<Projections>,
}

impl Parts {
    fn books(&self) -> Books<'_> {
        Books { editions: &self.editions, programs: Some(&self.projections) }
    }
}

/// The co-payment service. Cheap to clone. Requests come with a [`wire::Envelope`] in their extensions.
#[derive(Clone)]
pub struct Service(Arc<Parts>);

impl Service {
    /// The service over these parts.
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }

    /// Its door.
    #[must_use]
    pub fn into_service(self) -> CopaymentServiceServer<Self> {
        CopaymentServiceServer::new(self)
    }
}

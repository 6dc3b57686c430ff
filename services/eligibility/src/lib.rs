//! Runs the check-in: asks, records the consent, answers the reception desk.
//!
//! An answer walks one line: fresh enough? (`fresh.rs`) · what is known (`gathered.rs`) · what the desk
//! is told of it (`domain::answer`, the only place that decides) · its rule in words (`ruled.rs`) · durable in the access ledger · out. What is
//! told is recorded before it leaves; without a consent nothing is told, not even why.
//!
//! This room deliberately does not know how certificates are decided, nor any clock. It reads the registration and
//! identity ledgers only to learn how far they are.

mod fresh;
mod gathered;
mod person;
mod recent;
mod ruled;
mod status;
mod telling;
mod tenant;

mod open_check_in;

mod answer_consent;
mod check_in;
mod withdraw_consent;

mod get_eligibility;

mod standing_consent;

mod extend_standing_consent;
mod give_standing_consent;
mod withdraw_standing_consent;

mod inquiry;

mod get_inquiry;
mod stream_inquiry;
mod submit_inquiry;

mod list_disclosures;
mod page_token;

mod grpc;

use std::sync::Arc;

use calculation::edition::Edition;
use ledger::SharedLedger;
use projections::Projections;
use wire::{
    identity::LookupKeys,
    proto::eligibility::v1::eligibility_service_server::EligibilityServiceServer,
};

use recent::Recent;
use ruled::Sayings;

/// What this room works with.
pub struct Parts {
    /// The registration ledger, to learn how far it is and whose a certificate is.
    pub registration: SharedLedger,
    /// Identity's own ledger, to learn how far it is.
    pub identity: SharedLedger,
    /// The access ledger: check-ins, consents and disclosures are recorded here.
    pub access: SharedLedger,
    /// What is known of certificates, bodies, facilities and links.
    pub projections: Arc<Projections>,
    /// The live keys under which insurance identities are looked up, newest first.
    pub insurance_keys: LookupKeys,
    /// The edition of the rule data in use.
    pub rules: Arc<Edition>,
}

/// The eligibility service. Cheap to clone. Requests come with a [`wire::Envelope`] in their extensions.
#[derive(Clone)]
pub struct Service(Arc<Room>);

/// What all calls share.
struct Room {
    registration: SharedLedger,
    identity: SharedLedger,
    access: SharedLedger,
    projections: Arc<Projections>,
    insurance_keys: LookupKeys,
    rules: Sayings,
    recent: Recent,
}

impl Service {
    /// The service over these parts.
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        let Parts { registration, identity, access, projections, insurance_keys, rules } = parts;
        let (rules, recent) = (Sayings::of(rules), Recent::default());
        Self(Arc::new(Room {
            registration,
            identity,
            access,
            projections,
            insurance_keys,
            rules,
            recent,
        }))
    }

    /// Its door.
    #[must_use]
    pub fn into_service(self) -> EligibilityServiceServer<Self> {
        EligibilityServiceServer::new(self)
    }
}

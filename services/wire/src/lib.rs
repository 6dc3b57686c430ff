//! Protobuf on one side, domain on the other.
//!
//! One module per package of the contract, and under [`event`] one per file of stored events; what
//! they share is how a field is read ([`field`]), how a refusal is written ([`refusal`]), and what every request comes in
//! ([`envelope`]).

pub mod common;
pub mod decision;
pub mod envelope;
pub mod field;
pub mod my_number;
mod personal;
pub mod proto;
pub mod refusal;

pub mod audit;
pub mod eligibility;
pub mod enrolment;
pub mod event;
pub mod identity;
pub mod registration;

pub use envelope::{Clock, Envelope};
pub use refusal::{FieldError, Refusal};

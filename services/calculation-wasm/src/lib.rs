//! The calculation module as one WebAssembly file: a visit as JSON in, its split and the reason for each yen as JSON out.
//!
//! The JSON is that of the contract's `CalculateVisitRequest` and `CalculateVisitResponse` with typed facts, so a file
//! that `pmh call` sends to a hub is answered here alike, without one. Three exports and no imports make the whole
//! interface ([`host`]): any host that runs WebAssembly can call it, and needs no generated bindings.
//!
//! Deliberately unknown here: check-ins, and the programs of bodies, which only a hub can look up.

mod answer;
mod calculate;
mod facts;
pub mod host;

pub use calculate::{REQUEST_BYTES_MAX, calculate};
pub use facts::VISITS_MAX;

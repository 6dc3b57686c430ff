//! The service from its door: readers, desks and bodies on ledgers in memory and live projections.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod calls;
mod world;

mod answers;
mod check_in;
mod disclosures;
mod durable;
mod fresh;
mod inquiry;
mod links;
mod standing_consent;

//! A hub in the test's hand: its own authority, folder and clock, and clients for whoever calls.
//!
//! A test furnishes a [`World`](world::World), lets bodies upload [`rows`], people come to readers
//! ([`visit`]), days pass, and auditors look ([`history`]). Everything goes through the public door: TLS and gRPC. The
//! one thing a test holds that no caller does is the clock.
#![expect(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "a test ends at the first thing that is not as it says"
)]

pub mod clock;
pub mod command;
pub mod copayment;
pub mod places;

pub mod people;
pub mod refused;
pub mod rows;

pub mod world;

pub mod enrolling;
pub mod history;
pub mod links;
pub mod standing;
pub mod upload;
pub mod visit;

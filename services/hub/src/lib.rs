//! Wiring: config, TLS, callers and the policy table, clock, telemetry, roles, shutdown.
//!
//! A connection comes in through `listener`, which proves who calls; each call goes through the
//! `door`, which asks the [`policy`] and sets the deadline, and on to its service. No business
//! word is known here; time, randomness and the environment enter the hub here and nowhere else.
//! All of it runs on the threads of [`processors`].

pub mod clock;
pub mod config;
pub mod processors;
pub mod random;
pub mod telemetry;

mod private_file;

pub mod ca;
pub mod keys;

pub mod policy;

mod peer;
mod revoked;

pub mod tls;

mod body;
mod timeout;

mod routes;

mod door;
mod listener;

mod editions;
mod health;
mod known_keys;
mod rooms;

pub mod server;

pub use config::Config;
pub use editions::EditionsError;
pub use known_keys::KnownKeysError;
pub use listener::DRAIN_MAX;
pub use revoked::RevokedError;
pub use rooms::Rooms;
pub use routes::Routes;
pub use server::{AddServices, Further, Hub, HubParts, RunningHub, ServeError, serve};

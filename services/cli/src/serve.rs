//! `pmh serve`: runs a hub until it is told to stop.

use std::path::PathBuf;

use hub::{Config, config::HubRole};
use serde::Deserialize as _;

use crate::failure::{Exit, Failure};

/// What `pmh serve` is asked.
#[derive(Clone, Debug, PartialEq, Eq, clap::Args)]
pub struct ServeOptions {
    /// The configuration, TOML.
    #[arg(long, value_name = "FILE")]
    config: PathBuf,

    /// Open only this service: enrolment, identity, registration, eligibility or audit. May be repeated.
    #[arg(long = "role", value_parser = role)]
    roles: Vec<HubRole>,
}

/// Runs a hub until SIGINT or SIGTERM; calls under way may end.
///
/// # Errors
///
/// [`Exit::File`] when the configuration or what it names cannot be used, [`Exit::Damage`] when a
/// ledger or the key store is damaged, [`Exit::Unavailable`] when the port is taken.
pub async fn run(options: ServeOptions) -> Result<(), Failure> {
    let mut config = Config::load(&options.config)
        .map_err(|error| Failure::new(Exit::File, described(&error)))?;
    if !options.roles.is_empty() {
        config.roles = options.roles;
    }
    hub::telemetry::init(&config.log).map_err(|error| Failure::usage(described(&error)))?;
    hub::serve(config, hub::clock::system(), stop_signal()).await.map_err(failure)
}

/// Waits until somebody wants the process to end.
pub async fn stop_signal() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        return std::future::pending().await;
    };
    tokio::select! {
        // An interrupt that cannot be heard never comes.
        heard = tokio::signal::ctrl_c() => if heard.is_err() { terminate.recv().await; },
        _ = terminate.recv() => {}
    }
}

/// A hub that could not be started, as a failure of the command.
#[must_use]
pub fn failure(error: hub::ServeError) -> Failure {
    use hub::ServeError;
    let exit = match &error {
        ServeError::Listen { .. } | ServeError::Lock(_) => Exit::Unavailable,
        ServeError::Ledger(error) => crate::verify::exit_of_open(error),
        ServeError::Read(error) => crate::verify::exit_of_read(error),
        ServeError::KeyStore(error) if error.is_damage() => Exit::Damage,
        ServeError::Projections(error) if error.is_damage() => Exit::Damage,
        _ => Exit::File,
    };
    Failure::new(exit, described(&error))
}

/// An error with its causes, innermost last.
fn described(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(source) = cause {
        let next = source.to_string();
        if !text.contains(&next) {
            text = format!("{text}: {next}");
        }
        cause = source.source();
    }
    text
}

fn role(text: &str) -> Result<HubRole, String> {
    use serde::de::{IntoDeserializer as _, value::Error};
    let deserializer: serde::de::value::StrDeserializer<'_, Error> = text.into_deserializer();
    HubRole::deserialize(deserializer).map_err(|error| error.to_string())
}

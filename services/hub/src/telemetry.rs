//! What the operator is told: lines on standard error, in JSON or text.
//!
//! Spans and lines carry RPC names, roles, codes and durations; nobody writes a personal field.

use std::{
    env,
    io::{self, IsTerminal as _},
};

use tracing_subscriber::{EnvFilter, filter::ParseError};

use crate::config::{LogConfig, LogFormat};

/// The environment variable that goes before the configured level.
pub const LEVEL_VARIABLE: &str = "PMH_LOG";

/// The log could not be begun.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// The level is not one, and no list of rooms with levels.
    #[error("log level is malformed: {0}")]
    Level(#[from] ParseError),
    /// Something else in this process writes a log already.
    #[error("log was begun before: {0}")]
    Begun(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Begins the log of this process.
///
/// # Errors
///
/// [`TelemetryError`].
pub fn init(config: &LogConfig) -> Result<(), TelemetryError> {
    let filter = filter(env::var(LEVEL_VARIABLE).ok(), &config.level)?;
    // Colours are for people: a file of lines is searched, not looked at.
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(io::stderr().is_terminal())
        .with_writer(io::stderr);
    match config.format {
        LogFormat::Json => lines.json().try_init(),
        LogFormat::Text => lines.try_init(),
    }
    .map_err(TelemetryError::Begun)
}

/// What is written: the variable goes before the configured level, unless it is empty.
fn filter(variable: Option<String>, configured: &str) -> Result<EnvFilter, ParseError> {
    let level = variable.filter(|level| !level.is_empty());
    EnvFilter::builder().parse(level.as_deref().unwrap_or(configured))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_variable_goes_before_the_configured_level() {
        let level = |variable: &str, configured| {
            filter(Some(variable.to_owned()), configured).map(|filter| filter.to_string())
        };
        assert_eq!(level("debug", "info").unwrap(), "debug");
        assert_eq!(level("", "info").unwrap(), "info");
        assert_eq!(filter(None, "warn").unwrap().to_string(), "warn");
        assert!(level("", "info,hub=loud").is_err());
    }
}

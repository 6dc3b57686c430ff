//! How the hub is to run: one TOML file, and nothing in it that is not known.
//!
//! `deploy/hub.toml` is a sample with every key. Paths are taken from the folder the file lies in.

use std::{
    fmt, fs, io,
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use serde::{Deserialize, Serialize};

/// How the shipped edition is named where one is chosen.
pub const SHIPPED: &str = "shipped";

/// The most editions beside the shipped one: each takes up to 64 MiB.
const EDITIONS_MAX: u64 = 7;

/// The whole configuration.
///
/// Holding one that came from [`Config::load`] proves that every key is known and every number in
/// its range; not that the files it names are there.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Where the ledgers, the key store and the snapshots lie. One process holds it.
    pub data_folder: PathBuf,
    /// Where callers connect: address and port; port 0 takes any free one.
    pub listen: SocketAddr,
    /// Which services to open; empty: all.
    #[serde(default)]
    pub roles: Vec<HubRole>,
    /// After how many events the projections write a snapshot, 1,000 to 100,000,000.
    #[serde(default = "snapshot_every_events_default")]
    pub snapshot_every_events: u64,
    /// Certificates.
    pub tls: TlsConfig,
    /// Keys.
    pub keys: KeysConfig,
    /// Rule data.
    #[serde(default)]
    pub rules: RulesConfig,
    /// How long a call may take.
    #[serde(default)]
    pub deadlines: Deadlines,
    /// How much is served at once.
    #[serde(default)]
    pub limits: Limits,
    /// What the operator is told.
    #[serde(default)]
    pub log: LogConfig,
}

/// A door of the hub: one service of the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum HubRole {
    /// `pmh.enrolment.v1`.
    Enrolment,
    /// `pmh.identity.v1`.
    Identity,
    /// `pmh.registration.v1`.
    Registration,
    /// `pmh.eligibility.v1`.
    Eligibility,
    /// `pmh.copayment.v1`.
    Copayment,
    /// `pmh.audit.v1`.
    Audit,
}

/// Certificates: TLS 1.3 only, and every caller shows one.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct TlsConfig {
    /// The hub's own certificate chain, PEM.
    pub certificate: PathBuf,
    /// The key of it, PEM.
    pub key: PathBuf,
    /// The authority whose certificates callers show, PEM.
    pub client_authority: PathBuf,
    /// Callers shut out: one name (`spiffe://pmh/…`) or serial number (hex) a line. Looked at again
    /// every few seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked: Option<PathBuf>,
}

/// Keys: 32 bytes each, raw or as 64 hex digits.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct KeysConfig {
    /// What closes the key store and the snapshots.
    pub root: KeySource,
    /// What hashes My Numbers (個人番号); one, or during a rotation two: the
    /// higher version hashes new ones.
    pub my_number: Vec<KeySource>,
    /// What hashes insurance identities; one, or during a rotation two: the
    /// higher version hashes new ones.
    pub insurance: Vec<KeySource>,
}

/// Where one key is found: in a file of its owner's, or in an environment variable.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "WrittenKeySource", into = "WrittenKeySource")]
pub struct KeySource {
    /// The number of the rotation.
    pub version: u32,
    /// Where.
    pub place: KeyPlace,
}

/// In a file, or in the environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyPlace {
    /// A file that only its owner may read.
    File(PathBuf),
    /// An environment variable that holds 64 hex digits.
    Environment(String),
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct WrittenKeySource {
    version: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    file: Option<PathBuf>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    environment: Option<String>,
}

/// A key must be in one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a key needs exactly one of `file` and `environment`")]
pub struct NotOnePlace;

/// The rule data that co-payments are calculated with.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct RulesConfig {
    /// Folders of editions beside the shipped one, up to 7.
    pub editions: Vec<PathBuf>,
    /// Which one answers where a call names none: `shipped`, or an edition's id.
    pub current: String,
}

/// How long a call may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Deadlines {
    /// A call with one answer, in milliseconds, 100 to 60,000; a caller may ask for less.
    pub unary_milliseconds: u64,
    /// How long an upload may pause, in milliseconds, 100 to 600,000.
    pub upload_idle_milliseconds: u64,
}

/// How much is served at once. What is beyond is refused at once, not kept waiting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Connections, 1 to 100,000; more wait to be taken.
    pub connections: u32,
    /// Handshakes under way, 1 to 10,000; more are turned away.
    pub handshakes: u32,
    /// How long a handshake may take, in milliseconds, 100 to 60,000.
    pub handshake_milliseconds: u64,
    /// Calls at once on one connection, 1 to 10,000.
    pub streams_per_connection: u32,
    /// Calls with one answer at once, 1 to 100,000.
    pub calls_in_flight: u32,
    /// Uploads, inquiries and replays at once, 1 to 100,000.
    pub streams_in_flight: u32,
    /// The largest message a caller may send, in bytes, 64 KiB to 16 MiB.
    pub message_bytes: usize,
}

/// What the operator is told.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct LogConfig {
    /// How a line is written.
    pub format: LogFormat,
    /// How much is written: `error`, `warn`, `info`, `debug`, `trace`, or by room
    /// (`info,registration=debug`).
    pub level: String,
}

/// How a line of the log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// One JSON object a line.
    Json,
    /// Text for a person.
    Text,
}

/// A configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file could not be read.
    #[error("configuration {} could not be read", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// The text is not the TOML it must be; the message names line and key.
    #[error("configuration is malformed: {0}")]
    Malformed(#[from] toml::de::Error),
    /// A number is outside its range.
    #[error("configuration key {key} must be {least} to {most}, not {value}")]
    OutOfRange {
        /// The key, with its table.
        key: &'static str,
        /// What was given.
        value: u64,
        /// The least allowed.
        least: u64,
        /// The most allowed.
        most: u64,
    },
}

impl Config {
    /// Reads the configuration from a file; its paths become those from the file's folder.
    ///
    /// # Errors
    ///
    /// [`ConfigError`].
    pub fn load(path: &Path) -> Result<Self, ConfigError> {
        let text = fs::read_to_string(path)
            .map_err(|source| ConfigError::Unreadable { path: path.to_owned(), source })?;
        Self::from_text(&text, path.parent().unwrap_or_else(|| Path::new("")))
    }

    /// Reads the configuration from a text; its paths become those from `folder`.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Malformed`], then [`ConfigError::OutOfRange`].
    pub fn from_text(text: &str, folder: &Path) -> Result<Self, ConfigError> {
        let mut config: Self = toml::from_str(text)?;
        config.check()?;
        for path in config.paths() {
            *path = folder.join(&path);
        }
        Ok(config)
    }

    /// Whether this service is to be opened.
    #[must_use]
    pub fn opens(&self, role: HubRole) -> bool {
        self.roles.is_empty() || self.roles.contains(&role)
    }

    fn check(&self) -> Result<(), ConfigError> {
        let (deadlines, limits, keys) = (&self.deadlines, &self.limits, &self.keys);
        let message_bytes = limits.message_bytes as u64;
        for (key, value, least, most) in [
            ("snapshot_every_events", self.snapshot_every_events, 1_000, 100_000_000),
            ("keys.my_number (how many)", keys.my_number.len() as u64, 1, 2),
            ("keys.insurance (how many)", keys.insurance.len() as u64, 1, 2),
            ("rules.editions (how many)", self.rules.editions.len() as u64, 0, EDITIONS_MAX),
            ("deadlines.unary_milliseconds", deadlines.unary_milliseconds, 100, 60_000),
            (
                "deadlines.upload_idle_milliseconds",
                deadlines.upload_idle_milliseconds,
                100,
                600_000,
            ),
            ("limits.connections", limits.connections.into(), 1, 100_000),
            ("limits.handshakes", limits.handshakes.into(), 1, 10_000),
            ("limits.handshake_milliseconds", limits.handshake_milliseconds, 100, 60_000),
            ("limits.streams_per_connection", limits.streams_per_connection.into(), 1, 10_000),
            ("limits.calls_in_flight", limits.calls_in_flight.into(), 1, 100_000),
            ("limits.streams_in_flight", limits.streams_in_flight.into(), 1, 100_000),
            ("limits.message_bytes", message_bytes, 64 * 1024, 16 * 1024 * 1024),
        ] {
            if !(least..=most).contains(&value) {
                return Err(ConfigError::OutOfRange { key, value, least, most });
            }
        }
        Ok(())
    }

    fn paths(&mut self) -> impl Iterator<Item = &mut PathBuf> {
        let Self { data_folder, tls, keys, rules, .. } = self;
        let sources = std::iter::once(&mut keys.root)
            .chain(&mut keys.my_number)
            .chain(&mut keys.insurance)
            .filter_map(|source| match &mut source.place {
                KeyPlace::File(path) => Some(path),
                KeyPlace::Environment(_) => None,
            });
        [data_folder, &mut tls.certificate, &mut tls.key, &mut tls.client_authority]
            .into_iter()
            .chain(&mut tls.revoked)
            .chain(&mut rules.editions)
            .chain(sources)
    }
}

impl TryFrom<WrittenKeySource> for KeySource {
    type Error = NotOnePlace;

    fn try_from(written: WrittenKeySource) -> Result<Self, NotOnePlace> {
        let place = match (written.file, written.environment) {
            (Some(file), None) => KeyPlace::File(file),
            (None, Some(variable)) => KeyPlace::Environment(variable),
            (Some(_), Some(_)) | (None, None) => return Err(NotOnePlace),
        };
        Ok(Self { version: written.version, place })
    }
}

impl From<KeySource> for WrittenKeySource {
    fn from(KeySource { version, place }: KeySource) -> Self {
        match place {
            KeyPlace::File(file) => Self { version, file: Some(file), environment: None },
            KeyPlace::Environment(variable) => {
                Self { version, file: None, environment: Some(variable) }
            }
        }
    }
}

impl Default for RulesConfig {
    fn default() -> Self {
        Self { editions: Vec::new(), current: SHIPPED.to_owned() }
    }
}

impl Deadlines {
    /// A call with one answer.
    #[must_use]
    pub fn unary(&self) -> Duration {
        Duration::from_millis(self.unary_milliseconds)
    }

    /// How long an upload may pause.
    #[must_use]
    pub fn upload_idle(&self) -> Duration {
        Duration::from_millis(self.upload_idle_milliseconds)
    }
}

impl Default for Deadlines {
    fn default() -> Self {
        Self { unary_milliseconds: 5_000, upload_idle_milliseconds: 30_000 }
    }
}

impl Limits {
    /// How long a handshake may take.
    #[must_use]
    pub fn handshake(&self) -> Duration {
        Duration::from_millis(self.handshake_milliseconds)
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 10_000,
            handshakes: 256,
            handshake_milliseconds: 5_000,
            streams_per_connection: 100,
            calls_in_flight: 1_024,
            streams_in_flight: 256,
            message_bytes: 4 * 1024 * 1024,
        }
    }
}

impl Default for LogConfig {
    fn default() -> Self {
        Self { format: LogFormat::Text, level: "info".into() }
    }
}

impl fmt::Display for HubRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Enrolment => "enrolment",
            Self::Identity => "identity",
            Self::Registration => "registration",
            Self::Eligibility => "eligibility",
            Self::Copayment => "copayment",
            Self::Audit => "audit",
        })
    }
}

fn snapshot_every_events_default() -> u64 {
    projections::EVENTS_PER_SNAPSHOT
}

#[cfg(test)]
mod tests;

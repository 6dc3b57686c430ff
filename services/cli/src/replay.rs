//! `pmh replay`: the recorded history, event by event, as an auditor may see it.

pub mod event;

use clap::ValueEnum;
use domain::{body_code::BodyCode, person_key::PersonKey};
use jiff::{Timestamp, ToSpan as _, civil::Date};
use tonic::{Streaming, transport::Channel};
use wire::proto::audit::v1::{
    LedgerName, ReplayRequest, ReplayResponse, audit_service_client::AuditServiceClient,
};

use self::event::Events;
use crate::{connection::ConnectionOptions, failure::Failure, output::Output, serve::stop_signal};

/// What `pmh replay` is asked.
#[derive(Clone, Debug, PartialEq, Eq, clap::Args)]
pub struct ReplayOptions {
    #[command(flatten)]
    connection: ConnectionOptions,

    #[command(flatten)]
    filter: Filter,
}

/// Which events.
#[derive(Clone, Debug, PartialEq, Eq, clap::Args)]
pub struct Filter {
    /// Which ledger.
    #[arg(long, value_enum)]
    pub ledger: ReplayedLedger,
    /// Only this stream: `certificate-{uuid}`, `checkin-{uuid}`.
    #[arg(long, default_value = "", hide_default_value = true)]
    pub stream: String,
    /// Only events of this person.
    #[arg(long, value_name = "UUID")]
    pub person: Option<PersonKey>,
    /// Only events of this body.
    #[arg(long, value_name = "CODE")]
    pub body: Option<BodyCode>,
    /// Only events of this certificate type of the body.
    #[arg(
        long,
        default_value = "",
        hide_default_value = true,
        value_name = "TYPE",
        requires = "body"
    )]
    pub certificate_type: String,
    /// Only events of this type: `CertificateRegistered`. May be repeated.
    #[arg(long = "type", value_name = "TYPE")]
    pub types: Vec<String>,
    /// Only events after this position.
    #[arg(long, default_value_t = 0, value_name = "POSITION")]
    pub after: u64,
    /// Only events up to this position; to the last one when absent.
    #[arg(long, default_value_t = 0, hide_default_value = true, value_name = "POSITION")]
    pub until: u64,
    /// Only events recorded from this day (in Japan) or instant on.
    #[arg(long, value_name = "DAY|INSTANT", value_parser = from)]
    pub from: Option<Timestamp>,
    /// Only events recorded to the end of this day (in Japan), or before this instant.
    #[arg(long, value_name = "DAY|INSTANT", value_parser = to)]
    pub to: Option<Timestamp>,
    /// Go on with what is recorded from now on, until interrupted.
    #[arg(long)]
    pub follow: bool,
    /// Stop after so many events; after the last one when absent.
    #[arg(long, default_value_t = 0, hide_default_value = true, value_name = "EVENTS")]
    pub max: u64,
}

/// A ledger that can be replayed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ReplayedLedger {
    /// Bodies, programs, facilities, certificates.
    Registration,
    /// Check-ins, consents, disclosures, inquiries, replays.
    Access,
}

impl Filter {
    /// The filter for one stream of a ledger.
    #[must_use]
    pub fn of_stream(ledger: ReplayedLedger, stream: impl Into<String>) -> Self {
        Self {
            ledger,
            stream: stream.into(),
            person: None,
            body: None,
            certificate_type: String::new(),
            types: Vec::new(),
            after: 0,
            until: 0,
            from: None,
            to: None,
            follow: false,
            max: 0,
        }
    }

    /// The filter as a request.
    #[must_use]
    pub fn request(&self) -> ReplayRequest {
        let ledger = match self.ledger {
            ReplayedLedger::Registration => LedgerName::Registration,
            ReplayedLedger::Access => LedgerName::Access,
        };
        let stamp = |instant: Timestamp| prost_types::Timestamp {
            seconds: instant.as_second(),
            nanos: instant.subsec_nanosecond(),
        };
        ReplayRequest {
            ledger: ledger.into(),
            stream: self.stream.clone(),
            person: self.person.map(PersonKey::resource_name).unwrap_or_default(),
            body: self.body.map(BodyCode::resource_name).unwrap_or_default(),
            certificate_type: self.certificate_type.clone(),
            event_types: self.types.clone(),
            after_position: self.after,
            until_position: self.until,
            recorded_from: self.from.map(stamp),
            recorded_until: self.to.map(stamp),
            follow: self.follow,
            event_count_max: self.max,
        }
    }
}

/// Begins a replay.
///
/// # Errors
///
/// As the hub answers.
pub async fn replay(
    channel: Channel,
    filter: &Filter,
) -> Result<Streaming<ReplayResponse>, Failure> {
    let mut client = AuditServiceClient::new(channel);
    Ok(client.replay(filter.request()).await?.into_inner())
}

/// Replays and writes the events, one a line.
///
/// # Errors
///
/// As the hub answers.
pub async fn run(options: ReplayOptions, output: &Output) -> Result<(), Failure> {
    let channel = options.connection.connect().await?;
    let mut answers = replay(channel, &options.filter).await?;
    let events = Events::known()?;
    let mut interrupted = std::pin::pin!(stop_signal());
    let (mut seen, mut scanned) = (0_u64, 0);
    loop {
        let answer = tokio::select! {
            answer = answers.message() => answer?,
            () = &mut interrupted => None,
        };
        let Some(answer) = answer else { break };
        scanned = answer.scanned_position;
        for event in answer.events {
            seen += 1;
            output.line(if output.is_json() {
                events.json(event).to_string()
            } else {
                events.line(event)
            });
        }
    }
    output.say(format!("{seen} events; go on with --after {scanned}"));
    Ok(())
}

fn from(text: &str) -> Result<Timestamp, String> {
    instant(text, 0)
}

fn to(text: &str) -> Result<Timestamp, String> {
    instant(text, 1)
}

/// An instant, or the beginning of a day in Japan so many days later.
fn instant(text: &str, days: i64) -> Result<Timestamp, String> {
    if let Ok(instant) = text.parse() {
        return Ok(instant);
    }
    let misread = || "must be a day like 2026-10-01 or an instant like 2026-10-01T09:00:00Z";
    let day: Date = text.parse().map_err(|_| misread())?;
    let midnight = day.checked_add(days.days()).map_err(|_| misread())?.at(0, 0, 0, 0);
    jiff::tz::offset(9).to_timestamp(midnight).map_err(|_| misread().to_owned())
}

#[cfg(test)]
mod tests;

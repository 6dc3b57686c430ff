//! `pmh enrol FILE`: bodies, facilities with their readers, programs, from a file.
//!
//! Each entry is one call, under an id made of its content: the same file sent again changes
//! nothing. Which entries the identity may enrol is known beforehand; the others are skipped and
//! said. An entry that is refused stops no other.

pub mod entry;
pub mod file;

use std::path::PathBuf;

use domain::caller::Caller;
use serde_json::json;
use tonic::transport::Channel;
use uuid::Uuid;
use wire::proto::enrolment::v1::enrolment_service_client::EnrolmentServiceClient;

use self::{entry::Entry, file::EnrolmentFile};
use crate::{
    connection::{ConnectionOptions, Identity, connect, request},
    failure::{Exit, Failure},
    output::Output,
};

/// What `pmh enrol` is asked.
#[derive(Clone, Debug, PartialEq, Eq, clap::Args)]
pub struct EnrolOptions {
    #[command(flatten)]
    connection: ConnectionOptions,

    /// The file: JSON, or TOML when its name ends so.
    file: PathBuf,

    /// Goes into the ids of the requests: a new one says an earlier content once more.
    #[arg(long, default_value = "", hide_default_value = true, value_name = "TEXT")]
    edition: String,
}

/// What became of an entry.
#[derive(Clone, Debug)]
pub struct Enrolled {
    /// What it is: `body 232033`.
    pub what: String,
    /// What was done.
    pub outcome: Outcome,
}

/// What was done with an entry.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// Recorded, now or before.
    Recorded {
        /// The registration position.
        position: u64,
        /// A remark of the hub.
        remark: &'static str,
    },
    /// Not sent: this identity may not.
    Skipped(&'static str),
    /// Refused by the hub.
    Refused(Failure),
}

/// Enrols a file and says what became of each entry.
///
/// # Errors
///
/// [`Exit::File`] when the file cannot be read; as the hub answers where it cannot go on;
/// [`Exit::Refused`] when entries were refused.
pub async fn run(options: EnrolOptions, output: &Output) -> Result<(), Failure> {
    let file = EnrolmentFile::read(&options.file)?;
    let identity = Identity::read(options.connection.identity_folder()?)?;
    let channel = connect(&options.connection.hub, &identity).await?;
    let enrolled = enrol(&channel, &identity.caller, &file, &options.edition).await?;
    show(&enrolled, output);
    let refused = enrolled.iter().filter(|one| matches!(one.outcome, Outcome::Refused(_))).count();
    if refused > 0 {
        return Err(Failure::new(Exit::Refused, format!("{refused} entries were refused")));
    }
    Ok(())
}

/// Enrols what this caller may, in the order of the file.
///
/// # Errors
///
/// As the hub answers where it cannot go on: unavailable, indefinite, damaged.
pub async fn enrol(
    channel: &Channel,
    caller: &Caller,
    file: &EnrolmentFile,
    edition: &str,
) -> Result<Vec<Enrolled>, Failure> {
    let mut enrolled = Vec::new();
    for entry in entry::all(file) {
        let what = entry.to_string();
        let outcome = match entry.barrier(caller) {
            Some(reason) => Outcome::Skipped(reason),
            None => match send(channel, &entry, entry.request_id(edition)).await {
                Err(failure) if failure.exit == Exit::Refused => Outcome::Refused(failure),
                other => other?,
            },
        };
        enrolled.push(Enrolled { what, outcome });
    }
    Ok(enrolled)
}

async fn send(channel: &Channel, entry: &Entry<'_>, id: Uuid) -> Result<Outcome, Failure> {
    let mut client = EnrolmentServiceClient::new(channel.clone());
    let mut remark = "";
    let position = match entry {
        Entry::Body(body) => {
            client.enrol_body(request(entry::body(body, id)?)).await?.into_inner().position
        }
        Entry::Facility(facility) => {
            let message = entry::facility(facility, id);
            client.enrol_facility(request(message)).await?.into_inner().position
        }
        Entry::Reader(facility, reader) => {
            let message = entry::reader(facility, *reader, id);
            client.enrol_reader(request(message)).await?.into_inner().position
        }
        Entry::Program(program) => {
            let message = entry::program(program, id)?;
            let answer = client.define_program(request(message)).await?.into_inner();
            if answer.rule_missing {
                remark = "no rule: answers carry no amount";
            }
            answer.position
        }
    };
    Ok(Outcome::Recorded { position, remark })
}

fn show(enrolled: &[Enrolled], output: &Output) {
    let mut rows = Vec::new();
    for Enrolled { what, outcome } in enrolled {
        let (word, detail, position) = match outcome {
            Outcome::Recorded { position, remark } => {
                ("recorded", (*remark).to_owned(), Some(*position))
            }
            Outcome::Skipped(reason) => ("skipped", (*reason).to_owned(), None),
            Outcome::Refused(failure) => ("refused", failure.to_string(), None),
        };
        output.document(&json!({
            "entry": what, "outcome": word, "position": position, "detail": detail,
        }));
        let position = position.map(|position| position.to_string()).unwrap_or_default();
        rows.push(vec![what.clone(), word.to_owned(), position, detail]);
    }
    output.table(&["entry", "outcome", "position", ""], &rows);
}

#[cfg(test)]
mod tests;

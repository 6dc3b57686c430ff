//! `pmh verify --data DIR`: proves the ledgers of a stopped hub, event by event.

use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
};

use indicatif::{ProgressBar, ProgressStyle};
use ledger::{DataFolder, EmbeddedLedger, Ledger as _, LockError, OpenError, ReadError, Verified};
use serde_json::json;

use crate::{
    failure::{Exit, Failure},
    output::{Output, progress_is_seen},
};

/// The ledgers of a hub, by name.
pub const LEDGERS: [&str; 3] = ["registration", "access", "identity"];

/// What `pmh verify` is asked.
#[derive(Clone, Debug, PartialEq, Eq, clap::Args)]
pub struct VerifyOptions {
    /// The data folder of a hub that does not run.
    #[arg(long, value_name = "DIR")]
    data: PathBuf,

    /// Take this ledger as it is found, without the events it has lost or the tail mark that is missing:
    /// only when no backup has them. May be repeated.
    #[arg(long = "accept-tail", value_name = "LEDGER", value_parser = LEDGERS)]
    accepted: Vec<String>,
}

/// Verifies the ledgers and says what was found.
///
/// # Errors
///
/// [`Exit::Damage`] with the position when something is not as it was recorded,
/// [`Exit::Unavailable`] when a hub runs on the folder, [`Exit::File`] when it cannot be read.
pub async fn run(options: VerifyOptions, output: &Output) -> Result<(), Failure> {
    let mut worst: Option<Failure> = None;
    let mut rows = Vec::new();
    if !options.data.is_dir() {
        return Err(Failure::file(&options.data, "is no folder"));
    }
    let folder = DataFolder::lock(&options.data).map_err(|error| {
        let exit = match error {
            LockError::Held { .. } => Exit::Unavailable,
            LockError::Folder { .. } => Exit::File,
        };
        Failure::new(exit, error.to_string())
    })?;
    for name in LEDGERS {
        // A tail mark without its database is a ledger that was lost, not one that never was.
        let is_there = |ending: &str| options.data.join(format!("{name}.{ending}")).exists();
        if !is_there("db") && !is_there("tail") {
            output.document(&json!({ "ledger": name, "verdict": "absent" }));
            rows.push(vec![name.to_owned(), "absent".to_owned(), String::new(), String::new()]);
            continue;
        }
        let accepted = options.accepted.iter().any(|accepted| accepted == name);
        let accepting = if accepted { accept(&folder, name, output).await } else { Ok(()) };
        let verified = match accepting {
            Ok(()) => verify(&folder, name).await,
            Err(failure) => Err(failure),
        };
        match verified {
            Ok(verified) => {
                let chain = hex(&verified.chain);
                output.document(&json!({
                    "ledger": name, "verdict": "intact", "head": verified.head.get(),
                    "streams": verified.streams, "chain": chain,
                }));
                let found = format!("{} events, {} streams", verified.head, verified.streams);
                rows.push(vec![name.to_owned(), "intact".to_owned(), found, chain]);
            }
            Err(failure) => {
                output.document(&json!({
                    "ledger": name, "verdict": "failed", "message": failure.message,
                }));
                let message = failure.message.clone();
                rows.push(vec![name.to_owned(), "FAILED".to_owned(), message, String::new()]);
                let damaged = failure.exit == Exit::Damage;
                if worst.is_none() || damaged {
                    worst = Some(Failure {
                        message: format!("{name}: {}", failure.message),
                        ..failure
                    });
                }
            }
        }
    }
    output.table(&["ledger", "verdict", "found", "running hash at the end"], &rows);
    worst.map_or(Ok(()), Err)
}

/// Writes the tail mark of a ledger anew; its events are checked first, and a damaged one refuses.
async fn accept(folder: &DataFolder, name: &'static str, output: &Output) -> Result<(), Failure> {
    let held = folder.clone();
    let accepting = tokio::task::spawn_blocking(move || ledger::accept_tail(&held, name));
    let accepted = accepting
        .await
        .map_err(|error| Failure::new(Exit::File, error.to_string()))?
        .map_err(|error| Failure::new(exit_of_open(&error), error.to_string()))?;
    output.say(format!("{name}: taken as it is, with {} events", accepted.head));
    output.document(&json!({ "ledger": name, "accepted_head": accepted.head.get() }));
    Ok(())
}

async fn verify(folder: &DataFolder, name: &'static str) -> Result<Verified, Failure> {
    let held = folder.clone();
    let opening = tokio::task::spawn_blocking(move || EmbeddedLedger::open(&held, name));
    let ledger = opening
        .await
        .map_err(|error| Failure::new(Exit::File, error.to_string()))?
        .map_err(|error| Failure::new(exit_of_open(&error), error.to_string()))?;
    let end = ledger.head().await.map_err(|error| read_failure(&error))?;
    let bar = if progress_is_seen() { ProgressBar::new(end.get()) } else { ProgressBar::hidden() };
    if let Ok(style) =
        ProgressStyle::with_template("{prefix} {wide_bar} {human_pos}/{human_len} {eta}")
    {
        bar.set_style(style);
    }
    bar.set_prefix(name);
    let moving = bar.clone();
    let verified = ledger.verify(move |position| moving.set_position(position.get())).await;
    bar.finish_and_clear();
    ledger.close().await;
    verified.map_err(|error| read_failure(&error))
}

fn read_failure(error: &ReadError) -> Failure {
    Failure::new(exit_of_read(error), error.to_string())
}

/// What a ledger that does not open means for whoever runs the command.
#[must_use]
pub fn exit_of_open(error: &OpenError) -> Exit {
    match error {
        OpenError::AlreadyOpen(_) => Exit::Unavailable,
        OpenError::Name
        | OpenError::File { .. }
        | OpenError::Storage { .. }
        | OpenError::NotALedger { .. }
        | OpenError::Newer { .. } => Exit::File,
        _ => Exit::Damage,
    }
}

/// What a ledger that cannot be read means for whoever runs the command.
#[must_use]
pub fn exit_of_read(error: &ReadError) -> Exit {
    match error {
        ReadError::Damaged(_) => Exit::Damage,
        ReadError::TooManyStreams(_)
        | ReadError::Closed
        | ReadError::StreamTooLong(_)
        | ReadError::Storage(_) => Exit::File,
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing into a text cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The folder's path, for whoever tells the reader how to go on.
#[must_use]
pub fn command(data: &Path) -> String {
    format!("pmh verify --data {}", data.display())
}

//! `pmh link FILE`: whom the insurers insure, from a file of `LinkInsurance` requests, one a line.
//!
//! Callers: the operator, or an insurer for its own. Every line carries its own request id, so the
//! same file sent again changes nothing.

use std::{
    fs::File,
    io::{BufRead as _, BufReader, Read as _},
    path::{Path, PathBuf},
    time::Instant,
};

use futures::{StreamExt as _, stream};
use prost::Message as _;
use prost_reflect::{DescriptorPool, DynamicMessage, MessageDescriptor};
use serde_json::json;
use tonic::transport::Channel;
use wire::proto::{
    DESCRIPTORS,
    identity::v1::{LinkInsuranceRequest, identity_service_client::IdentityServiceClient},
};

use crate::{
    connection::{ConnectionOptions, request},
    failure::{Exit, Failure},
    import::progress::Progress,
    output::Output,
};

/// The most bytes of a line.
const LINE_BYTES_MAX: u64 = 64 * 1024;

/// The most calls under way.
pub const CALLS_MAX: usize = 64;

/// The most refusals that are remembered with their line.
const REFUSALS_MAX: usize = 20;

/// What `pmh link` is asked.
#[derive(Clone, Debug, PartialEq, Eq, clap::Args)]
pub struct LinkOptions {
    #[command(flatten)]
    connection: ConnectionOptions,

    /// The file: JSON lines, as `insurance-links.jsonl` of `pmh people`.
    file: PathBuf,
}

/// What became of a file of links.
#[derive(Debug, Default)]
pub struct Linked {
    /// Links that stand.
    pub linked: u64,
    /// Lines that were refused.
    pub refused: u64,
    /// The first refusals, with their lines.
    pub refusals: Vec<(u64, Failure)>,
    /// How long it took, in seconds.
    pub seconds: f64,
}

/// Links a file and says what became of it.
///
/// # Errors
///
/// As [`link`]; [`Exit::Refused`] when lines were refused.
pub async fn run(options: LinkOptions, output: &Output) -> Result<(), Failure> {
    let channel = options.connection.connect().await?;
    let linked = link(&channel, &options.file, &Progress::on_terminal()).await?;
    let refusals: Vec<_> = linked
        .refusals
        .iter()
        .map(|(line, failure)| json!({ "line": line, "error": failure.to_json() }))
        .collect();
    output.document(&json!({
        "linked": linked.linked, "refused": linked.refused, "refusals": refusals,
        "seconds": linked.seconds,
    }));
    for (line, failure) in &linked.refusals {
        output.say(format!("line {line}: {failure}"));
    }
    output.say(format!("{} linked, {} refused", linked.linked, linked.refused));
    if linked.refused > 0 {
        return Err(Failure::new(Exit::Refused, format!("{} lines were refused", linked.refused)));
    }
    Ok(())
}

/// Links a file, [`CALLS_MAX`] lines at a time.
///
/// # Errors
///
/// [`Exit::File`] with the line that cannot be read; as the hub answers where it cannot go on.
pub async fn link(channel: &Channel, path: &Path, progress: &Progress) -> Result<Linked, Failure> {
    let begun = Instant::now();
    let kind = DescriptorPool::decode(DESCRIPTORS)
        .ok()
        .and_then(|pool| pool.get_message_by_name("pmh.identity.v1.LinkInsuranceRequest"))
        .ok_or_else(|| Failure::new(Exit::Damage, "the contract has no LinkInsuranceRequest"))?;
    let lines = Lines::open(path, kind)?;
    let mut calls = stream::iter(lines)
        .map(|line| async {
            let (number, message) = line?;
            let mut client = IdentityServiceClient::new(channel.clone());
            match client.link_insurance(request(message)).await {
                Ok(_) => Ok(None),
                Err(status) => match Failure::from(status) {
                    failure if failure.exit == Exit::Refused => Ok(Some((number, failure))),
                    failure => Err(failure),
                },
            }
        })
        .buffered(CALLS_MAX);
    let mut linked = Linked::default();
    progress.begin(0);
    while let Some(called) = calls.next().await {
        match called? {
            None => linked.linked += 1,
            Some(refusal) => {
                linked.refused += 1;
                if linked.refusals.len() < REFUSALS_MAX {
                    linked.refusals.push(refusal);
                }
            }
        }
        progress.advance(linked.linked + linked.refused);
    }
    progress.end();
    linked.seconds = begun.elapsed().as_secs_f64();
    Ok(linked)
}

/// The requests of a file.
struct Lines {
    path: PathBuf,
    file: BufReader<File>,
    kind: MessageDescriptor,
    number: u64,
}

impl Lines {
    fn open(path: &Path, kind: MessageDescriptor) -> Result<Self, Failure> {
        let file = File::open(path).map_err(|error| Failure::file(path, error))?;
        Ok(Self { path: path.to_owned(), file: BufReader::new(file), kind, number: 0 })
    }

    fn read(&mut self) -> Result<Option<(u64, LinkInsuranceRequest)>, Failure> {
        loop {
            self.number += 1;
            let mut line = Vec::new();
            let mut capped = self.file.by_ref().take(LINE_BYTES_MAX);
            let read = capped.read_until(b'\n', &mut line);
            match read.map_err(|error| Failure::file(&self.path, error))? {
                0 => return Ok(None),
                _ if !line.ends_with(b"\n") && line.len() as u64 == LINE_BYTES_MAX => {
                    return Err(self.fault("is longer than 64 KiB"));
                }
                _ if line.iter().all(u8::is_ascii_whitespace) => {}
                _ => return self.parse(&line).map(Some),
            }
        }
    }

    /// The fault never quotes the line: a My Number stands in it.
    fn parse(&self, line: &[u8]) -> Result<(u64, LinkInsuranceRequest), Failure> {
        let mut json = serde_json::Deserializer::from_slice(line);
        let message = DynamicMessage::deserialize(self.kind.clone(), &mut json)
            .map_err(|error| self.fault(&format!("is no link (column {})", error.column())))?;
        let bytes = message.encode_to_vec();
        let message =
            LinkInsuranceRequest::decode(bytes.as_slice()).map_err(|_| self.fault("is no link"))?;
        Ok((self.number, message))
    }

    fn fault(&self, fault: &str) -> Failure {
        Failure::file(&self.path, format!("line {} {fault}", self.number))
    }
}

impl Iterator for Lines {
    type Item = Result<(u64, LinkInsuranceRequest), Failure>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read().transpose()
    }
}

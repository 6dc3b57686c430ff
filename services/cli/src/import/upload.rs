//! Sends the rows of a file and pairs each with its result, in the order of the file.
//!
//! One thread reads and batches; the connection's flow control holds it back. Rows that wait for
//! their result stand in one bounded queue, rows refused here among them, so verdicts come in order.

use std::{collections::VecDeque, fs::File};

use domain::body_code::BodyCode;

use tokio::{sync::mpsc, task::JoinHandle};
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Streaming, transport::Channel};
use uuid::Uuid;
use wire::proto::{
    common::v1::ErrorReason,
    registration::v1::{
        self as proto, RecipientRow, RegisterRecipientsRequest, RegisterRecipientsResponse,
        RowBatch, RowOutcome, RowResult, UploadEnd, UploadHeader, UploadSummary,
        register_recipients_request, register_recipients_response,
        registration_service_client::RegistrationServiceClient,
    },
};

use super::{
    Style,
    fault::{FileFault, Finding, Place},
    file::Source,
    rows::{FileRow, Rows},
};
use crate::failure::{Exit, Failure};

/// The most rows of one message.
pub const BATCH_ROWS_MAX: usize = 500;

/// The most bytes of one message, about.
pub const BATCH_BYTES_MAX: usize = 512 * 1024;

/// The most rows that wait for their result.
pub const ROWS_IN_FLIGHT_MAX: usize = 20_000;

/// The most messages that wait to be sent.
const MESSAGES_WAITING_MAX: usize = 4;

/// How an upload is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// The request id, the same for every attempt.
    pub request_id: Uuid,
    /// The body the rows belong to.
    pub body: BodyCode,
    /// How the rows are meant.
    pub style: Style,
    /// Record nothing.
    pub dry_run: bool,
}

/// What became of one row of the file.
pub struct Verdict {
    /// Where the row stands.
    pub place: Place,
    /// What the hub did; none where the row was refused before it was sent.
    pub outcome: Option<RowOutcome>,
    /// What was found in it, here and by the hub.
    pub findings: Vec<Finding>,
    /// The fields that change.
    pub changed: Vec<String>,
}

/// A row on its way: sent, or refused here.
struct Waiting {
    place: Place,
    sent: bool,
    findings: Vec<Finding>,
}

/// Uploads a file once; tells of each row in the order of the file.
///
/// # Errors
///
/// As the hub answers. [`Exit::File`] when the file cannot be read any more or has changed;
/// whatever `tell` says.
pub async fn upload(
    channel: Channel,
    header: &Header,
    source: &Source,
    tell: &mut (dyn FnMut(Verdict) -> Result<(), Failure> + Send),
) -> Result<UploadSummary, Failure> {
    let (messages, outgoing) = mpsc::channel(MESSAGES_WAITING_MAX);
    let (waiting, mut rows) = mpsc::channel(ROWS_IN_FLIGHT_MAX);
    let producer = Producer { messages, waiting, pending: Vec::new(), batch: Batch::default() };
    let (file, head) = (source.clone(), *header);
    let producing = tokio::task::spawn_blocking(move || producer.run(&head, &file));
    let answered = async {
        let mut client = RegistrationServiceClient::new(channel);
        let answers = client.register_recipients(ReceiverStream::new(outgoing)).await?.into_inner();
        let mut results = Results { answers, ready: VecDeque::new() };
        while let Some(row) = rows.recv().await {
            let result = if row.sent { Some(results.next_result().await?) } else { None };
            tell(verdict(row, result))?;
        }
        results.summary().await
    }
    .await;
    // A producer still running finds nobody who takes its rows, and ends.
    drop(rows);
    match (answered, produced(producing, source).await) {
        (_, Err(failure)) => Err(failure),
        (answered, Ok(())) => answered,
    }
}

async fn produced(
    producing: JoinHandle<Result<(), FileFault>>,
    source: &Source,
) -> Result<(), Failure> {
    match producing.await {
        Ok(produced) => produced.map_err(|fault| Failure::file(&source.path, fault)),
        Err(error) => Err(Failure::file(&source.path, format!("the reading broke off: {error}"))),
    }
}

fn verdict(row: Waiting, result: Option<RowResult>) -> Verdict {
    let Waiting { place, mut findings, .. } = row;
    let Some(result) = result else {
        return Verdict { place, outcome: None, findings, changed: Vec::new() };
    };
    let outcome = result.outcome();
    findings.extend(result.findings.into_iter().map(finding));
    Verdict { place, outcome: Some(outcome), findings, changed: result.changed_fields }
}

/// What the hub found, in the words of a report.
fn finding(found: proto::Finding) -> Finding {
    let name = match found.kind() {
        proto::finding::Kind::Refusal => {
            let reason = ErrorReason::try_from(found.reason).unwrap_or_default().as_str_name();
            reason.strip_prefix("ERROR_REASON_").unwrap_or(reason)
        }
        kind => kind.as_str_name().strip_prefix("KIND_").unwrap_or(kind.as_str_name()),
    };
    Finding {
        refuses: found.refuses,
        column: found.field.into(),
        reason: name.into(),
        message: found.message,
        remedy: found.remedy.into(),
    }
}

/// The hub's answers, a row at a time.
struct Results {
    answers: Streaming<RegisterRecipientsResponse>,
    ready: VecDeque<RowResult>,
}

impl Results {
    async fn next_result(&mut self) -> Result<RowResult, Failure> {
        loop {
            if let Some(result) = self.ready.pop_front() {
                return Ok(result);
            }
            match self.next_part().await? {
                register_recipients_response::Part::Results(batch) => {
                    self.ready.extend(batch.results);
                }
                register_recipients_response::Part::Summary(_) => {
                    return Err(torn("the hub ended its answer before all rows were answered"));
                }
            }
        }
    }

    async fn summary(&mut self) -> Result<UploadSummary, Failure> {
        match self.next_part().await? {
            register_recipients_response::Part::Summary(summary) => Ok(summary),
            register_recipients_response::Part::Results(_) => {
                Err(torn("the hub answered more rows than were sent"))
            }
        }
    }

    async fn next_part(&mut self) -> Result<register_recipients_response::Part, Failure> {
        let answer = self.answers.message().await?;
        answer.and_then(|answer| answer.part).ok_or_else(|| torn("the hub's answer broke off"))
    }
}

fn torn(message: &str) -> Failure {
    Failure::new(Exit::Indefinite, message)
}

/// Reads the file and sends its rows.
struct Producer {
    messages: mpsc::Sender<RegisterRecipientsRequest>,
    waiting: mpsc::Sender<Waiting>,
    pending: Vec<Waiting>,
    batch: Batch,
}

#[derive(Default)]
struct Batch {
    rows: Vec<RecipientRow>,
    bytes: usize,
}

/// Nobody takes the rows any more: the upload has ended.
struct Ended;

impl Producer {
    /// Sends header, rows and end. A file that is not what it was gets no end, so the upload is torn.
    fn run(mut self, header: &Header, source: &Source) -> Result<(), FileFault> {
        let mut rows = source.rows()?;
        let begin = register_recipients_request::Part::Header(UploadHeader {
            request_id: header.request_id.to_string(),
            body: header.body.resource_name(),
            style: header.style.on_the_wire().into(),
            dry_run: header.dry_run,
        });
        if self.send(begin).is_err() {
            return Ok(());
        }
        let Some(row_count) = self.send_rows(&mut rows)? else { return Ok(()) };
        if rows.tap().fingerprint() != source.fingerprint {
            return Err(FileFault::Changed);
        }
        // If nobody listens any more, the answer says why.
        let _ = self.send(register_recipients_request::Part::End(UploadEnd { row_count }));
        Ok(())
    }

    /// Sends all rows; how many, or none when the upload has ended.
    fn send_rows(&mut self, rows: &mut Rows<File>) -> Result<Option<u64>, FileFault> {
        let mut row_count = 0;
        while let Some(FileRow { place, row, findings }) = rows.next_row()? {
            let bytes = row.as_ref().map_or(0, prost::Message::encoded_len);
            let full = self.pending.len() >= BATCH_ROWS_MAX;
            if (full || self.batch.bytes + bytes > BATCH_BYTES_MAX) && self.flush().is_err() {
                return Ok(None);
            }
            self.pending.push(Waiting { place, sent: row.is_some(), findings });
            if let Some(row) = row {
                row_count += 1;
                self.batch.bytes += bytes;
                self.batch.rows.push(row);
            }
        }
        Ok(self.flush().is_ok().then_some(row_count))
    }

    fn flush(&mut self) -> Result<(), Ended> {
        let Batch { rows, .. } = std::mem::take(&mut self.batch);
        if !rows.is_empty() {
            self.send(register_recipients_request::Part::Rows(RowBatch { rows }))?;
        }
        for row in self.pending.drain(..) {
            self.waiting.blocking_send(row).map_err(|_| Ended)?;
        }
        Ok(())
    }

    fn send(&self, part: register_recipients_request::Part) -> Result<(), Ended> {
        let message = RegisterRecipientsRequest { part: Some(part) };
        self.messages.blocking_send(message).map_err(|_| Ended)
    }
}

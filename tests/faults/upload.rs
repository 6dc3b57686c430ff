//! An upload as a municipality's system sends it, once or as often as it takes.

use std::sync::Arc;

use domain::body_code::BodyCode;
use tokio::{
    sync::{Semaphore, mpsc},
    task::JoinSet,
};
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Status, transport::Channel};
use uuid::Uuid;
use wire::proto::registration::v1::{
    RecipientRow, RegisterRecipientsRequest, RegisterRecipientsResponse, RowBatch, RowResult,
    UploadEnd, UploadHeader, UploadSummary, WriteStyle, register_recipients_request as request,
    register_recipients_response as response,
    registration_service_client::RegistrationServiceClient,
};

/// How many messages with rows are under way at a time, so that an upload is torn where a test says,
/// however much of it a hub would take at once.
const MESSAGES_IN_FLIGHT: usize = 4;

/// The rows of an upload, and the id that makes its attempts one.
#[derive(Clone)]
pub(crate) struct Upload {
    pub(crate) request_id: Uuid,
    pub(crate) body: BodyCode,
    pub(crate) rows: Vec<RecipientRow>,
    /// How many rows one message holds.
    pub(crate) rows_per_message: usize,
}

impl Upload {
    /// An upload under an id of its own.
    pub(crate) fn new(body: BodyCode, rows: Vec<RecipientRow>, rows_per_message: usize) -> Self {
        Self { request_id: hub::random::new_uuid(), body, rows, rows_per_message }
    }

    /// The upload of this number: every second one registers certificates, the one after it adds a
    /// period to each of them.
    pub(crate) fn number(number: usize, body: BodyCode, rows: &[RecipientRow]) -> Self {
        let rows = rows.iter().cloned().map(|row| RecipientRow {
            certification_sub_key: format!("{}{}", row.certification_sub_key, number / 2),
            history_key: format!("{}{}", row.history_key, number % 2),
            ..row
        });
        Self::new(body, rows.collect(), 10)
    }

    /// The upload of this number with many more rows than are under way at one time: each row of
    /// these eight times, for eight certificates that no other number has.
    pub(crate) fn long(number: usize, body: BodyCode, rows: &[RecipientRow]) -> Self {
        let parts = (0..8).map(|part| Self::number(2 * (8 * number + part), body, rows));
        Self::new(body, parts.flat_map(|part| part.rows).collect(), 5)
    }

    /// Sends the upload once, from its first row; `hear` is told each result as it comes.
    ///
    /// # Errors
    ///
    /// Why it broke.
    pub(crate) async fn attempt(
        &self,
        channel: &Channel,
        mut hear: impl FnMut(RowResult),
    ) -> Result<UploadSummary, Status> {
        let mut client = RegistrationServiceClient::new(channel.clone());
        let in_flight = Arc::new(Semaphore::new(MESSAGES_IN_FLIGHT));
        let (sender, outgoing) = mpsc::channel(1);
        let mut sending = JoinSet::new();
        sending.spawn(send(self.messages(), in_flight.clone(), sender));
        let outgoing = ReceiverStream::new(outgoing);
        let mut answers = client.register_recipients(outgoing).await?.into_inner();
        let mut answered = 0;
        loop {
            let Some(RegisterRecipientsResponse { part: Some(part) }) = answers.message().await?
            else {
                return Err(Status::unknown("the answer ended without a summary"));
            };
            match part {
                response::Part::Results(batch) => {
                    let before = answered / self.rows_per_message;
                    answered += batch.results.len();
                    in_flight.add_permits(answered / self.rows_per_message - before);
                    batch.results.into_iter().for_each(&mut hear);
                }
                response::Part::Summary(summary) => return Ok(summary),
            }
        }
    }

    fn messages(&self) -> Vec<RegisterRecipientsRequest> {
        let header = request::Part::Header(UploadHeader {
            request_id: self.request_id.to_string(),
            body: self.body.resource_name(),
            style: WriteStyle::History.into(),
            dry_run: false,
        });
        let rows = self
            .rows
            .chunks(self.rows_per_message)
            .map(|rows| request::Part::Rows(RowBatch { rows: rows.to_vec() }));
        let end = request::Part::End(UploadEnd { row_count: self.rows.len() as u64 });
        std::iter::once(header)
            .chain(rows)
            .chain([end])
            .map(|part| RegisterRecipientsRequest { part: Some(part) })
            .collect()
    }
}

/// Sends messages, each when those before it are answered but for a few; header and end at once.
async fn send(
    messages: Vec<RegisterRecipientsRequest>,
    in_flight: Arc<Semaphore>,
    sender: mpsc::Sender<RegisterRecipientsRequest>,
) {
    for message in messages {
        if matches!(message.part, Some(request::Part::Rows(_))) {
            in_flight.acquire().await.unwrap().forget();
        }
        if sender.send(message).await.is_err() {
            return;
        }
    }
}

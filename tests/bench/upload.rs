//! Uploads rows as a body's system does, from memory.

use std::sync::{Arc, Mutex};

use domain::{body_code::BodyCode, caller::Caller};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Streaming, transport::Channel};
use wire::proto::registration::v1::{
    RecipientRow, RegisterRecipientsRequest, RegisterRecipientsResponse, RowBatch, RowResult,
    UploadEnd, UploadHeader, UploadSummary, WriteStyle, register_recipients_request as request,
    register_recipients_response as response,
    registration_service_client::RegistrationServiceClient,
};

use crate::world::World;

/// Rows of one message, as `pmh import` sends them.
const BATCH_ROWS: usize = 500;

/// Messages that wait to be sent.
const MESSAGES_WAITING: usize = 4;

/// An upload under way.
pub(crate) struct Upload {
    messages: mpsc::Sender<RegisterRecipientsRequest>,
    row_count: u64,
}

/// The answers of an upload.
pub(crate) struct Answers(Streaming<RegisterRecipientsResponse>);

/// Part of an answer.
pub(crate) enum Answered {
    Rows(Vec<RowResult>),
    End(UploadSummary),
}

impl Upload {
    /// Begins an upload of this body.
    pub(crate) async fn begin(channel: Channel, body: BodyCode) -> (Self, Answers) {
        let (messages, outgoing) = mpsc::channel(MESSAGES_WAITING);
        let upload = Self { messages, row_count: 0 };
        upload
            .send(request::Part::Header(UploadHeader {
                request_id: hub::random::new_uuid().to_string(),
                body: body.resource_name(),
                style: WriteStyle::History.into(),
                dry_run: false,
            }))
            .await;
        let mut client = RegistrationServiceClient::new(channel);
        let answers = client.register_recipients(ReceiverStream::new(outgoing)).await.unwrap();
        (upload, Answers(answers.into_inner()))
    }

    /// Sends rows.
    pub(crate) async fn rows(&mut self, rows: Vec<RecipientRow>) {
        self.row_count += rows.len() as u64;
        self.send(request::Part::Rows(RowBatch { rows })).await;
    }

    /// Sends the end.
    pub(crate) async fn end(self) {
        let row_count = self.row_count;
        self.send(request::Part::End(UploadEnd { row_count })).await;
    }

    async fn send(&self, part: request::Part) {
        let message = RegisterRecipientsRequest { part: Some(part) };
        assert!(self.messages.send(message).await.is_ok(), "the upload has ended");
    }
}

impl Answers {
    /// The next part of the answer.
    pub(crate) async fn next(&mut self) -> Answered {
        match self.0.message().await.unwrap().and_then(|answer| answer.part).unwrap() {
            response::Part::Results(batch) => Answered::Rows(batch.results),
            response::Part::Summary(summary) => Answered::End(summary),
        }
    }
}

/// Uploads these rows, so many bodies at once, and waits until they are known.
pub(crate) async fn upload_all(world: &World, uploads: Vec<BodyRows>, at_once: usize) {
    let waiting = Arc::new(Mutex::new(uploads));
    let mut workers = tokio::task::JoinSet::new();
    for _ in 0..at_once {
        let waiting = waiting.clone();
        workers.spawn(async move {
            loop {
                let next = waiting.lock().unwrap().pop();
                let Some(BodyRows { channel, body, rows }) = next else { break };
                upload(channel, body, rows).await;
            }
        });
    }
    while let Some(ended) = workers.join_next().await {
        ended.unwrap();
    }
    world.known().await;
}

/// Rows of one body.
pub(crate) struct BodyRows {
    pub(crate) channel: Channel,
    pub(crate) body: BodyCode,
    pub(crate) rows: Vec<RecipientRow>,
}

impl BodyRows {
    /// Rows of this body, with a connection of it.
    pub(crate) async fn connect(world: &World, body: BodyCode, rows: Vec<RecipientRow>) -> Self {
        Self { channel: world.connect(&Caller::Body(body)).await, body, rows }
    }
}

async fn upload(channel: Channel, body: BodyCode, rows: Vec<RecipientRow>) {
    let (mut upload, mut answers) = Upload::begin(channel, body).await;
    let sending = tokio::spawn(async move {
        let mut rows = rows.into_iter().peekable();
        while rows.peek().is_some() {
            upload.rows(rows.by_ref().take(BATCH_ROWS).collect()).await;
        }
        upload.end().await;
    });
    loop {
        match answers.next().await {
            Answered::Rows(_) => {}
            Answered::End(summary) => {
                assert_eq!(summary.refused_count, 0, "rows of the population were refused");
                break;
            }
        }
    }
    sending.await.unwrap();
}

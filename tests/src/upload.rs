//! An upload as a municipality's system sends it, whole or broken.

use domain::caller::Caller;
use tonic::Status;
use wire::proto::registration::v1::{
    RecipientRow, RegisterRecipientsRequest, RowBatch, RowOutcome, RowResult, UploadEnd,
    UploadHeader, UploadSummary, WriteStyle, register_recipients_request::Part,
    register_recipients_response as response,
};

use crate::{
    places::{BODY, caller},
    world::World,
};

/// What came back of an upload.
#[derive(Debug)]
pub struct Uploaded {
    /// The results, in the order of the rows.
    pub results: Vec<RowResult>,
    /// The summary, where the upload was taken to its end.
    pub summary: Option<UploadSummary>,
    /// How the call ended.
    pub ended: Result<(), Status>,
}

impl Uploaded {
    /// What became of each row.
    #[must_use]
    pub fn outcomes(&self) -> Vec<RowOutcome> {
        self.results.iter().map(RowResult::outcome).collect()
    }

    /// The only result.
    #[must_use]
    #[track_caller]
    pub fn only(&self) -> &RowResult {
        assert_eq!(self.results.len(), 1, "{self:?}");
        self.results.first().unwrap()
    }

    /// With this as `min_position` a desk sees all of it.
    #[must_use]
    #[track_caller]
    pub fn position(&self) -> u64 {
        self.summary.unwrap().position
    }
}

/// The header of an upload.
#[must_use]
pub fn header(request_id: &str, body: &str, style: WriteStyle) -> UploadHeader {
    UploadHeader {
        request_id: request_id.to_owned(),
        body: format!("bodies/{body}"),
        style: style.into(),
        dry_run: false,
    }
}

/// The parts of a whole upload: header, rows in one message, end.
#[must_use]
pub fn parts(header: UploadHeader, rows: Vec<RecipientRow>) -> Vec<Part> {
    let end = UploadEnd { row_count: rows.len() as u64 };
    vec![Part::Header(header), Part::Rows(RowBatch { rows }), Part::End(end)]
}

impl World {
    /// Sends the parts of an upload as they are.
    pub async fn send(&self, caller: &Caller, parts: Vec<Part>) -> Uploaded {
        let messages = parts.into_iter().map(|part| RegisterRecipientsRequest { part: Some(part) });
        let messages = tokio_stream::iter(messages.collect::<Vec<_>>());
        let mut uploaded = Uploaded { results: Vec::new(), summary: None, ended: Ok(()) };
        let mut registration = self.registration(caller).await;
        let mut answers = match registration.register_recipients(messages).await {
            Ok(answers) => answers.into_inner(),
            Err(status) => return Uploaded { ended: Err(status), ..uploaded },
        };
        loop {
            match answers.message().await {
                Ok(None) => return uploaded,
                Err(status) => return Uploaded { ended: Err(status), ..uploaded },
                Ok(Some(answer)) => match answer.part.unwrap() {
                    response::Part::Results(batch) => uploaded.results.extend(batch.results),
                    response::Part::Summary(summary) => uploaded.summary = Some(summary),
                },
            }
        }
    }

    /// A body sends rows under a request id.
    pub async fn upload_as(
        &self,
        body: &str,
        style: WriteStyle,
        request_id: &str,
        rows: Vec<RecipientRow>,
    ) -> Uploaded {
        let caller = caller(&format!("body/{body}"));
        self.send(&caller, parts(header(request_id, body, style), rows)).await
    }

    /// [`BODY`] registers rows in full; all of them are taken.
    pub async fn register(&self, rows: Vec<RecipientRow>) -> Uploaded {
        self.taken(WriteStyle::Full, rows).await
    }

    /// [`BODY`] sends history rows; all of them are taken.
    pub async fn register_history(&self, rows: Vec<RecipientRow>) -> Uploaded {
        self.taken(WriteStyle::History, rows).await
    }

    async fn taken(&self, style: WriteStyle, rows: Vec<RecipientRow>) -> Uploaded {
        let uploaded = self.upload_as(BODY, style, &self.request_id(), rows).await;
        assert_eq!(uploaded.summary.map(|summary| summary.refused_count), Some(0), "{uploaded:?}");
        uploaded
    }
}

//! An upload, from its header to its summary (受給者の登録).
//!
//! Six stages run side by side and in order: messages are received, their rows are read and checked (`Upload::fit`), the
//! people of the rows are found (`Upload::prepare`), the rows are decided on (`Upload::propose`), what was decided is
//! appended (`Upload::append`), and the caller is told (`Upload::results`). Messages that wait for the second stage are
//! taken together, so small ones share waits for the disk. Between the stages, and towards the caller, stand short
//! queues, so an upload of any length needs the memory of a few batches.

use std::collections::HashSet;

use domain::{
    body_code::BodyCode, caller::Caller, certificate_id::CertificateId, request_id::RequestId,
};
use ledger::{Append, ExpectedVersion, StreamName};
use tokio::{
    sync::{mpsc, watch},
    task::JoinSet,
};
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Status, Streaming};
use wire::{
    Envelope, FieldError, Refusal, event, field,
    proto::{
        event::v1::ImportAccepted,
        registration::v1::{
            RecipientRow, RegisterRecipientsRequest, RegisterRecipientsResponse, RowOutcome,
            RowResult, RowResultBatch, UploadHeader, UploadSummary,
            register_recipients_request as request, register_recipients_response as response,
        },
    },
    registration::style,
};

use crate::{
    Registration,
    batch::{Fitted, Prepared, Proposed, Recorded, Upload},
    master,
    receive::receive,
    status,
};

/// How many messages of an answer wait for a slow caller.
const ANSWERS_WAITING_MAX: usize = 2;

/// How many batches wait for each stage after the first.
const BATCHES_WAITING_MAX: usize = 1;

/// Serves an upload in the background and gives the stream of its answers.
pub(crate) fn start(
    room: Registration,
    envelope: Envelope,
    messages: Streaming<RegisterRecipientsRequest>,
) -> ReceiverStream<Result<RegisterRecipientsResponse, Status>> {
    let (answers, stream) = mpsc::channel(ANSWERS_WAITING_MAX);
    tokio::spawn(async move {
        if let Err(status) = serve(room, envelope, messages, &answers).await {
            // A caller that is gone needs no answer.
            let _ = answers.send(Err(status)).await;
        }
    });
    ReceiverStream::new(stream)
}

async fn serve(
    room: Registration,
    envelope: Envelope,
    mut messages: Streaming<RegisterRecipientsRequest>,
    answers: &mpsc::Sender<Result<RegisterRecipientsResponse, Status>>,
) -> Result<(), Status> {
    let upload = open(room, envelope, messages.message().await?).await?;
    let (received, to_fit) = mpsc::channel(BATCHES_WAITING_MAX);
    let (fitted, to_prepare) = mpsc::channel(BATCHES_WAITING_MAX);
    let (prepared, to_decide) = mpsc::channel(BATCHES_WAITING_MAX);
    let (proposed, to_append) = mpsc::channel(BATCHES_WAITING_MAX);
    let (appended, mut recorded) = mpsc::channel(BATCHES_WAITING_MAX);
    let told = watch::Sender::new(0);
    // Dropped with this call: nothing is read on for an upload that has failed.
    let (mut receiving, mut stages) = (JoinSet::new(), JoinSet::new());
    receiving.spawn(receive(messages, received));
    stages.spawn(fit(upload.clone(), to_fit, fitted));
    stages.spawn(prepare(upload.clone(), to_prepare, prepared));
    stages.spawn(propose(upload.clone(), to_decide, proposed, told.subscribe()));
    stages.spawn(append(upload.clone(), to_append, appended));
    let mut summary = UploadSummary::default();
    while let Some(batch) = recorded.recv().await {
        let results = upload.results(batch).await?;
        told.send_modify(|batches| *batches += 1);
        count(&mut summary, &results);
        let part = response::Part::Results(RowResultBatch { results });
        if answers.send(Ok(RegisterRecipientsResponse { part: Some(part) })).await.is_err() {
            // The caller is gone; it will send the upload again.
            return Ok(());
        }
    }
    while !stages.is_empty() {
        ended(&mut stages).await?;
    }
    let sent = ended(&mut receiving).await?;
    if sent != summary.row_count {
        return Err(
            status::upload_malformed("the end names another number of rows than came").into()
        );
    }
    summary.position = finish(&upload, &summary).await?;
    let part = response::Part::Summary(summary);
    let _ = answers.send(Ok(RegisterRecipientsResponse { part: Some(part) })).await;
    Ok(())
}

/// How a task of a set ended, the first that does.
async fn ended<T: 'static>(tasks: &mut JoinSet<Result<T, Status>>) -> Result<T, Status> {
    let ended = tasks.join_next().await.and_then(Result::ok);
    ended.ok_or_else(|| Status::internal("a stage of the upload failed"))?
}

/// Reads the header: who uploads what, and may they.
async fn open(
    room: Registration,
    envelope: Envelope,
    first: Option<RegisterRecipientsRequest>,
) -> Result<Upload, Refusal> {
    let Some(RegisterRecipientsRequest { part: Some(request::Part::Header(header)) }) = first
    else {
        return Err(status::upload_malformed("an upload begins with its header"));
    };
    let UploadHeader { request_id, body, style: write_style, dry_run } = header;
    let request_id: RequestId = field::required("header.request_id", &request_id)?;
    if body.is_empty() {
        return Err(FieldError::missing("header.body").into());
    }
    let body = BodyCode::from_resource_name(&body)
        .map_err(|error| FieldError::malformed("header.body", error))?;
    let style = style(write_style)?;
    if *envelope.caller() != Caller::Body(body) {
        return Err(status::other_tenant());
    }
    let enrolled = master::body(&room.ledger, body).await?;
    if !enrolled.is_enrolled() {
        return Err(status::body_not_enrolled());
    }
    let stream = import_stream(body, request_id)?;
    let recorded = room.ledger.read_streams(&[stream]).await?;
    let completed = recorded.iter().flatten().map(|event| event.position).next();
    Ok(Upload {
        policy: enrolled.check_digit_policy(),
        request_text: request_id.to_string().into(),
        room,
        envelope,
        request_id,
        body,
        style,
        dry_run,
        completed,
    })
}

/// The second stage.
async fn fit(
    upload: Upload,
    mut received: mpsc::Receiver<Vec<RecipientRow>>,
    fitted: mpsc::Sender<Fitted>,
) -> Result<(), Status> {
    let mut next_row = 1;
    while let Some(rows) = received.recv().await {
        let count = rows.len() as u64;
        let batch = upload.fit(next_row, rows).await?;
        next_row += count;
        if fitted.send(batch).await.is_err() {
            // The next stage has failed and says why; so in those after it.
            break;
        }
    }
    Ok(())
}

/// The third stage.
async fn prepare(
    upload: Upload,
    mut fitted: mpsc::Receiver<Fitted>,
    prepared: mpsc::Sender<Prepared>,
) -> Result<(), Status> {
    while let Some(batch) = fitted.recv().await {
        if prepared.send(upload.prepare(batch).await?).await.is_err() {
            break;
        }
    }
    Ok(())
}

/// The fourth stage. What a batch is about may be about to change: where it has a certificate in common with an earlier one,
/// it waits until all of that is recorded and told.
async fn propose(
    upload: Upload,
    mut prepared: mpsc::Receiver<Prepared>,
    proposed: mpsc::Sender<Proposed>,
    mut told: watch::Receiver<u64>,
) -> Result<(), Status> {
    // Those not yet told: in each stage after this one there is one, and one that waits for it.
    let mut earlier: Vec<(u64, HashSet<CertificateId>)> = Vec::new();
    let mut number = 0;
    while let Some(batch) = prepared.recv().await {
        let done = *told.borrow();
        earlier.retain(|(number, _)| *number > done);
        let certificates = batch.certificates();
        let common = earlier.iter().rev().find(|(_, of)| !of.is_disjoint(&certificates));
        if let Some(&(last, _)) = common
            && told.wait_for(|batches| *batches >= last).await.is_err()
        {
            break;
        }
        number += 1;
        earlier.push((number, certificates));
        if proposed.send(upload.propose(batch).await?).await.is_err() {
            break;
        }
    }
    Ok(())
}

/// The fifth stage.
async fn append(
    upload: Upload,
    mut proposed: mpsc::Receiver<Proposed>,
    appended: mpsc::Sender<Recorded>,
) -> Result<(), Status> {
    while let Some(batch) = proposed.recv().await {
        if appended.send(upload.append(batch).await).await.is_err() {
            break;
        }
    }
    Ok(())
}

fn count(summary: &mut UploadSummary, results: &[RowResult]) {
    for result in results {
        summary.row_count += 1;
        match result.outcome() {
            RowOutcome::Unspecified | RowOutcome::Refused => summary.refused_count += 1,
            RowOutcome::Unchanged => summary.unchanged_count += 1,
            RowOutcome::Registered
            | RowOutcome::PeriodAdded
            | RowOutcome::Corrected
            | RowOutcome::Ended
            | RowOutcome::Deleted
            | RowOutcome::Reinstated
            | RowOutcome::DisclosureChanged => summary.changed_count += 1,
        }
        if result.outcome() != RowOutcome::Refused && !result.findings.is_empty() {
            summary.warned_count += 1;
        }
    }
}

/// Records that the upload was taken to its end, once, and says how far the ledger goes then.
async fn finish(upload: &Upload, summary: &UploadSummary) -> Result<u64, Refusal> {
    if upload.dry_run {
        return Ok(0);
    }
    let ledger = &upload.room.ledger;
    if upload.completed.is_none() {
        let accepted = ImportAccepted {
            body: upload.body.to_string(),
            upload: upload.request_text.to_string(),
            row_count: summary.row_count,
            changed_count: summary.changed_count,
            unchanged_count: summary.unchanged_count,
            refused_count: summary.refused_count,
            warned_count: summary.warned_count,
        };
        let id = event::event_id(&upload.request_id, "import", 0);
        let append = Append {
            stream: import_stream(upload.body, upload.request_id)?,
            expected: ExpectedVersion::NoStream,
            events: vec![event::new_event(id, &accepted)],
            attribution: upload.envelope.attribution_under(upload.request_text.clone()),
        };
        ledger.append(append).await?;
    }
    Ok(ledger.head().await?.get())
}

fn import_stream(body: BodyCode, request_id: RequestId) -> Result<StreamName, Refusal> {
    status::stream(format!("import-{body}-{}", request_id.uuid()))
}

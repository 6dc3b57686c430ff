//! Messages of an upload → rows, as many together as one message may hold.
//!
//! What comes while the rows before it are busy is gathered, so that many small messages share the waits for the
//! disk; whatever has come goes on as soon as there is room for it, and nothing waits for more to come.

use prost::Message as _;
use tokio::sync::mpsc;
use tonic::{Status, Streaming};
use wire::{
    proto::registration::v1::{
        RecipientRow, RegisterRecipientsRequest, UploadEnd, register_recipients_request::Part,
    },
    registration::{ROW_BYTES_PER_MESSAGE_MAX, ROWS_PER_MESSAGE_MAX},
};

use crate::status;

/// Rows that were received: no more than one message may hold.
#[derive(Default)]
struct Gathered {
    rows: Vec<RecipientRow>,
    bytes: usize,
}

/// What a message after the header brings.
enum Brought {
    Rows(Gathered),
    /// The end, and how many rows the caller says it sent.
    End(u64),
}

/// Receives messages up to the end and hands their rows on. Says how many rows the caller says it sent.
///
/// Rows that came before a failure are handed on.
///
/// # Errors
///
/// `UPLOAD_MALFORMED`, `UPLOAD_TORN`, and what the connection says.
pub(crate) async fn receive(
    mut messages: Streaming<RegisterRecipientsRequest>,
    batches: mpsc::Sender<Vec<RecipientRow>>,
) -> Result<u64, Status> {
    let mut gathered = Gathered::default();
    let ended = loop {
        tokio::select! {
            biased;
            room = batches.reserve(), if !gathered.rows.is_empty() => match room {
                Ok(room) => room.send(std::mem::take(&mut gathered).rows),
                // The next stage has failed and says why.
                Err(_) => return Ok(0),
            },
            message = messages.message() => match message.and_then(brought) {
                Ok(Brought::Rows(more)) => {
                    if let Some(full) = gathered.add(more)
                        && batches.send(full).await.is_err()
                    {
                        return Ok(0);
                    }
                }
                Ok(Brought::End(row_count)) => break Ok(row_count),
                Err(status) => break Err(status),
            },
        }
    };
    if !gathered.rows.is_empty() && batches.send(gathered.rows).await.is_err() {
        return Ok(0);
    }
    drop(batches);
    let row_count = ended?;
    match messages.message().await? {
        None => Ok(row_count),
        Some(_) => Err(status::upload_malformed("something came after the end").into()),
    }
}

fn brought(message: Option<RegisterRecipientsRequest>) -> Result<Brought, Status> {
    let malformed = |text| Err(status::upload_malformed(text).into());
    let Some(message) = message else { return Err(status::upload_torn().into()) };
    match message.part {
        Some(Part::Rows(batch)) => {
            let gathered = Gathered { bytes: batch.encoded_len(), rows: batch.rows };
            if gathered.rows.is_empty() || !gathered.fits() {
                return malformed("a message holds 1 to 1,000 rows, and up to 1 MiB of them");
            }
            Ok(Brought::Rows(gathered))
        }
        Some(Part::End(UploadEnd { row_count })) => Ok(Brought::End(row_count)),
        Some(Part::Header(_)) => malformed("an upload has one header"),
        None => malformed("a message was empty"),
    }
}

impl Gathered {
    /// Whether one message may hold as much.
    fn fits(&self) -> bool {
        self.rows.len() <= ROWS_PER_MESSAGE_MAX && self.bytes <= ROW_BYTES_PER_MESSAGE_MAX
    }

    /// Adds what came later. Where one message could not hold both, gives back the rows from before.
    fn add(&mut self, later: Self) -> Option<Vec<RecipientRow>> {
        let together = Self { rows: Vec::new(), bytes: self.bytes + later.bytes };
        let rows = self.rows.len() + later.rows.len();
        if rows <= ROWS_PER_MESSAGE_MAX && together.fits() {
            self.rows.extend(later.rows);
            self.bytes = together.bytes;
            return None;
        }
        Some(std::mem::replace(self, later).rows)
    }
}

#[cfg(test)]
mod tests;

//! A subscription: what is recorded first, then what is being recorded.
//!
//! A subscriber pulls pages from the ledger and, at its end, waits for the head to move. Nobody
//! keeps a queue for it, so a slow one costs nothing and a fast one misses nothing.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    vec,
};

use async_trait::async_trait;
use futures::{
    Stream, StreamExt,
    stream::{self, BoxStream},
};
use tokio::sync::{mpsc, watch};

use crate::{PAGE_EVENTS_MAX, Position, ReadError, RecordedEvent};

/// All events after a position, without end: a [`Stream`] of events, or batch by batch.
///
/// Ends after the first error ([`ReadError::Closed`] once the ledger closes).
pub struct Subscription {
    batches: BoxStream<'static, Result<Vec<RecordedEvent>, ReadError>>,
    ready: vec::IntoIter<RecordedEvent>,
}

/// Something that hands out pages of events by position; what a [`Subscription`] pulls from.
#[async_trait]
pub trait PageSource: Send + Sync + 'static {
    /// A page of the events after this position; empty at the end.
    ///
    /// # Errors
    ///
    /// [`ReadError`].
    async fn page(&self, after: Position, max: usize) -> Result<Vec<RecordedEvent>, ReadError>;
}

impl Subscription {
    /// A subscription over batches that a ledger makes itself; none of them empty.
    #[must_use]
    pub fn new(batches: BoxStream<'static, Result<Vec<RecordedEvent>, ReadError>>) -> Self {
        Self { batches, ready: Vec::new().into_iter() }
    }

    /// A subscription that pulls pages, and at their end waits until the head moves on. The head
    /// is published only when the source can read up to it.
    #[must_use]
    pub fn pulling(
        source: Arc<dyn PageSource>,
        head: watch::Receiver<Position>,
        after: Position,
    ) -> Self {
        let pull = Some(Pull { source, head, after });
        Self::new(
            stream::unfold(pull, async |pull| {
                let mut pull = pull?;
                let batch = pull.next_batch().await;
                let rest = batch.is_ok().then_some(pull);
                Some((batch, rest))
            })
            .boxed(),
        )
    }

    /// The same subscription, reading on while its subscriber works: for the few who replay a
    /// ledger as fast as they can. Holds up to two batches more. Must be called inside a tokio
    /// runtime.
    #[must_use]
    pub fn reading_ahead(self) -> Self {
        let Self { mut batches, ready } = self;
        let (hand, taken) = mpsc::channel(1);
        tokio::spawn(async move {
            loop {
                let batch = tokio::select! {
                    batch = batches.next() => batch,
                    () = hand.closed() => return,
                };
                // Both end the subscription: nothing more to read, nobody to read for.
                let Some(batch) = batch else { return };
                if hand.send(batch).await.is_err() {
                    return;
                }
            }
        });
        let ahead = stream::unfold(taken, async |mut taken| Some((taken.recv().await?, taken)));
        Self { batches: ahead.boxed(), ready }
    }

    /// The next events, at least one, in order; waits for them. What [`Stream`] has already begun
    /// to hand out comes first. Safe to cancel.
    ///
    /// # Errors
    ///
    /// [`ReadError`]; then, and after it, [`ReadError::Closed`].
    pub async fn next_batch(&mut self) -> Result<Vec<RecordedEvent>, ReadError> {
        if self.ready.len() > 0 {
            return Ok(std::mem::take(&mut self.ready).collect());
        }
        self.batches.next().await.unwrap_or(Err(ReadError::Closed))
    }
}

impl Stream for Subscription {
    type Item = Result<RecordedEvent, ReadError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(event) = self.ready.next() {
                return Poll::Ready(Some(Ok(event)));
            }
            match self.batches.poll_next_unpin(cx) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(None) => return Poll::Ready(None),
                Poll::Ready(Some(Err(error))) => return Poll::Ready(Some(Err(error))),
                Poll::Ready(Some(Ok(batch))) => self.ready = batch.into_iter(),
            }
        }
    }
}

/// How far a subscriber has come.
struct Pull {
    source: Arc<dyn PageSource>,
    head: watch::Receiver<Position>,
    after: Position,
}

impl Pull {
    async fn next_batch(&mut self) -> Result<Vec<RecordedEvent>, ReadError> {
        loop {
            let after = self.after;
            // Ends when the head is past `after`, or the ledger is closed.
            let moved = self.head.wait_for(|head| *head > after).await.is_ok();
            if !moved {
                return Err(ReadError::Closed);
            }
            let batch = self.source.page(after, PAGE_EVENTS_MAX).await?;
            if let Some(last) = batch.last() {
                self.after = last.position;
                return Ok(batch);
            }
        }
    }
}

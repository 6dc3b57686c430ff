//! What surrounds the bytes of a call: a pause that ends an upload, a deadline that ends an
//! answer, and the note that is taken when all is said.

use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use http::HeaderMap;
use http_body::{Body, Frame, SizeHint};
use tokio::{
    sync::OwnedSemaphorePermit,
    time::{Instant, Sleep, sleep_until},
};
use tonic::{Code, Status};

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// An upload that fails when it pauses for too long while it is waited for.
pub(crate) struct Upload<B> {
    inner: B,
    pause_max: Duration,
    pause: Pin<Box<Sleep>>,
    waiting: bool,
    too_long: Passed,
}

impl<B> Upload<B> {
    /// The upload, and what it fails with.
    pub(crate) fn new(inner: B, pause_max: Duration, too_long: Passed) -> Self {
        let pause = Box::pin(sleep_until(Instant::now() + pause_max));
        Self { inner, pause_max, pause, waiting: false, too_long }
    }
}

impl<B: Body<Data = Bytes, Error: Into<BoxError>> + Unpin> Body for Upload<B> {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let this = &mut *self;
        match Pin::new(&mut this.inner).poll_frame(cx) {
            Poll::Ready(frame) => {
                this.waiting = false;
                Poll::Ready(frame.map(|frame| frame.map_err(Into::into)))
            }
            Poll::Pending => {
                if !this.waiting {
                    this.pause.as_mut().reset(Instant::now() + this.pause_max);
                    this.waiting = true;
                }
                this.pause.as_mut().poll(cx).map(|()| Some(Err((this.too_long)().into())))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

/// An answer under way: ends by itself or at its deadline, holds its place among the calls in
/// flight until then, and takes the note of its outcome.
pub(crate) struct Answer {
    inner: tonic::body::Body,
    deadline: Option<Deadline>,
    note: Note,
    /// Given back when the answer is gone.
    _place: Option<OwnedSemaphorePermit>,
    ended: bool,
}

/// When an answer ends at the latest, and with what.
struct Deadline {
    sleep: Pin<Box<Sleep>>,
    passed: Passed,
}

/// What a call ends with when its time is over.
pub(crate) type Passed = fn() -> Status;

impl Answer {
    /// An answer with the note of its call; with a deadline, what it then ends with.
    pub(crate) fn new(
        inner: tonic::body::Body,
        deadline: Option<(Instant, Passed)>,
        note: Note,
        place: Option<OwnedSemaphorePermit>,
    ) -> Self {
        let deadline =
            deadline.map(|(at, passed)| Deadline { sleep: Box::pin(sleep_until(at)), passed });
        Self { inner, deadline, note, _place: place, ended: false }
    }
}

impl Body for Answer {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let this = &mut *self;
        if this.ended {
            return Poll::Ready(None);
        }
        if let Some(Deadline { sleep, passed }) = &mut this.deadline
            && sleep.as_mut().poll(cx).is_ready()
        {
            this.ended = true;
            let status = passed();
            this.note.ends_with(status.code());
            let mut trailers = HeaderMap::new();
            return match status.add_header(&mut trailers) {
                Ok(()) => Poll::Ready(Some(Ok(Frame::trailers(trailers)))),
                Err(status) => Poll::Ready(Some(Err(status))),
            };
        }
        let frame = std::task::ready!(Pin::new(&mut this.inner).poll_frame(cx));
        if let Some(Ok(frame)) = &frame
            && let Some(trailers) = frame.trailers_ref()
        {
            this.note.ends_with(code(trailers));
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.ended || self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

/// The code in headers or trailers; `OK` where they have none.
pub(crate) fn code(headers: &HeaderMap) -> Code {
    Status::from_header_map(headers).map_or(Code::Ok, |status| status.code())
}

/// How a call ended, told to the operator once, when it is over.
pub(crate) struct Note {
    span: tracing::Span,
    began: Instant,
    outcome: Option<Code>,
}

impl Note {
    /// The note of a call that begins now.
    pub(crate) fn begin(span: tracing::Span) -> Self {
        Self { span, began: Instant::now(), outcome: None }
    }

    /// The call ends with this code.
    pub(crate) fn ends_with(&mut self, code: Code) {
        self.outcome = Some(code);
    }
}

impl Drop for Note {
    fn drop(&mut self) {
        let microseconds = u64::try_from(self.began.elapsed().as_micros()).unwrap_or(u64::MAX);
        // Without an outcome the caller went away before the end.
        let outcome = self.outcome.unwrap_or(Code::Cancelled);
        let _entered = self.span.enter();
        match outcome {
            Code::Internal | Code::Unknown | Code::DataLoss => {
                tracing::error!(?outcome, microseconds, "call failed");
            }
            Code::Unavailable | Code::ResourceExhausted | Code::DeadlineExceeded => {
                tracing::warn!(?outcome, microseconds, "call not served");
            }
            _ => tracing::debug!(?outcome, microseconds, "call served"),
        }
    }
}

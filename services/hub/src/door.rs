//! The door every call goes through: who calls, may they, is there room, how long may it take.
//!
//! Answers in this order: `CALLER_UNKNOWN`, `ROLE_NOT_ALLOWED`, `OVERLOADED`; then the service is
//! asked, in an [`Envelope`] and under a deadline. Whatever cannot be told is a denial.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use http::{Request, Response};
use http_body::Body as HttpBody;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{Instant, timeout_at},
};
use tonic::{Code, Status, body::Body};
use tracing::Instrument as _;
use wire::{Clock, Envelope, Refusal, proto::common::v1::ErrorReason};

use crate::{
    body::{Answer, Note, Passed, Upload, code},
    config::{Deadlines, Limits},
    peer::Peer,
    policy::{Kind, Row, row},
    revoked::Revoked,
    routes::Routes,
    timeout,
};

/// The door of a hub: the services behind it, and what must hold before they are asked.
pub(crate) struct Door {
    routes: Routes,
    policy: [&'static [Row]; 2],
    clock: Clock,
    revoked: Arc<Revoked>,
    unary_deadline: Duration,
    upload_pause_max: Duration,
    calls: Arc<Semaphore>,
    streams: Arc<Semaphore>,
}

/// A call that may go on.
struct Admitted {
    row: &'static Row,
    envelope: Envelope,
    place: Option<OwnedSemaphorePermit>,
}

impl Door {
    /// A door before these services, under these tables.
    pub(crate) fn new(
        routes: Routes,
        policy: [&'static [Row]; 2],
        clock: Clock,
        revoked: Arc<Revoked>,
        deadlines: &Deadlines,
        limits: &Limits,
    ) -> Self {
        let places = |count: u32| Arc::new(Semaphore::new(usize::try_from(count).unwrap_or(1)));
        Self {
            routes,
            policy,
            clock,
            revoked,
            unary_deadline: deadlines.unary(),
            upload_pause_max: deadlines.upload_idle(),
            calls: places(limits.calls_in_flight),
            streams: places(limits.streams_in_flight),
        }
    }

    /// The clock by which calls are served.
    pub(crate) fn clock(&self) -> Clock {
        self.clock.clone()
    }

    /// Serves one call of this peer.
    pub(crate) async fn call<B>(&self, peer: &Peer, request: Request<B>) -> Response<Body>
    where
        B: HttpBody<Data = Bytes, Error: Into<Box<dyn std::error::Error + Send + Sync>>>
            + Send
            + Unpin
            + 'static,
    {
        let path = request.uri().path();
        let known = self.policy.iter().find_map(|policy| row(policy, path));
        let rpc = known.map_or("unknown", |row| row.rpc);
        let span = tracing::info_span!("call", rpc, caller = peer.name());
        let mut note = Note::begin(span.clone());
        match self.admit(peer, known) {
            Ok(admitted) => self.pass(admitted, request, note).instrument(span).await,
            Err(refusal) => {
                let status = Status::from(refusal);
                note.ends_with(status.code());
                status.into_http()
            }
        }
    }

    /// Whether the call may go on.
    ///
    /// # Errors
    ///
    /// `CALLER_UNKNOWN`, `ROLE_NOT_ALLOWED`, then `OVERLOADED`.
    fn admit(&self, peer: &Peer, known: Option<&'static Row>) -> Result<Admitted, Refusal> {
        let envelope =
            peer.envelope().filter(|_| !self.revoked.shuts_out(peer)).ok_or_else(caller_unknown)?;
        let role = envelope.caller().role();
        let row = known.filter(|row| row.allows(role)).ok_or_else(|| {
            Refusal::new(
                Code::PermissionDenied,
                ErrorReason::RoleNotAllowed,
                format!("the policy table does not let the role {role} call this"),
            )
        })?;
        let place = match row.kind {
            Kind::Unary => Some(place(&self.calls)?),
            Kind::Stream => Some(place(&self.streams)?),
            Kind::Watch => None,
        };
        Ok(Admitted { row, envelope: envelope.clone(), place })
    }

    async fn pass<B>(
        &self,
        Admitted { row, envelope, place }: Admitted,
        mut request: Request<B>,
        mut note: Note,
    ) -> Response<Body>
    where
        B: HttpBody<Data = Bytes, Error: Into<Box<dyn std::error::Error + Send + Sync>>>
            + Send
            + Unpin
            + 'static,
    {
        let asked_for = timeout::asked_for(request.headers());
        let deadline = match row.kind {
            Kind::Unary => {
                let waits = asked_for.unwrap_or(self.unary_deadline).min(self.unary_deadline);
                Some(Instant::now() + waits)
            }
            Kind::Stream | Kind::Watch => asked_for.map(|waits| Instant::now() + waits),
        };
        request.extensions_mut().insert(envelope);
        let request = request.map(|upload| match row.kind {
            Kind::Unary | Kind::Watch => Body::new(upload),
            Kind::Stream => {
                Body::new(Upload::new(upload, self.upload_pause_max, || deadline_passed().into()))
            }
        });
        let answer = in_time(deadline, self.routes.call(request)).await;
        let response = match answer {
            Ok(response) => response,
            Err(status) => {
                note.ends_with(status.code());
                return status.into_http();
            }
        };
        if response.headers().contains_key(Status::GRPC_STATUS) {
            note.ends_with(code(response.headers()));
            return response;
        }
        let deadline = deadline.map(|at| (at, (|| deadline_passed().into()) as Passed));
        response.map(|body| Body::new(Answer::new(body, deadline, note, place)))
    }
}

/// The answer, if it begins before the deadline.
async fn in_time(
    deadline: Option<Instant>,
    answer: impl Future<Output = Response<Body>>,
) -> Result<Response<Body>, Status> {
    match deadline {
        None => Ok(answer.await),
        Some(deadline) => timeout_at(deadline, answer).await.map_err(|_| deadline_passed().into()),
    }
}

fn place(places: &Arc<Semaphore>) -> Result<OwnedSemaphorePermit, Refusal> {
    places.clone().try_acquire_owned().map_err(|_| {
        Refusal::new(
            Code::ResourceExhausted,
            ErrorReason::Overloaded,
            "the hub serves as many calls as it can; nothing was done",
        )
        .retryable()
    })
}

fn caller_unknown() -> Refusal {
    Refusal::new(
        Code::Unauthenticated,
        ErrorReason::CallerUnknown,
        "the caller's certificate names no caller the hub knows",
    )
}

/// A write may have been done all the same: the same request sent again learns it.
fn deadline_passed() -> Refusal {
    Refusal::new(
        Code::DeadlineExceeded,
        ErrorReason::DeadlinePassed,
        "the call's own deadline, or the hub's, passed",
    )
    .indefinite()
}

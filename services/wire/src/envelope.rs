//! What every request comes in: who calls, and what time it is.
//!
//! The hub puts an [`Envelope`] into each request; a service's `grpc.rs` opens it. Time and caller
//! enter a service nowhere else.

use std::sync::Arc;

use domain::{caller::Caller, japan, request_id::RequestId};
use jiff::{Timestamp, civil::Date};
use ledger::Attribution;

use crate::{proto::common::v1::ErrorReason, refusal::Refusal};

/// Says what time it is. The hub's clock, or a test's.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Who calls, and the clock by which the call is served.
#[derive(Clone)]
pub struct Envelope {
    caller: Caller,
    caller_name: Arc<str>,
    clock: Clock,
}

impl Envelope {
    /// The envelope of a caller whose certificate was checked.
    #[must_use]
    pub fn new(caller: Caller, clock: Clock) -> Self {
        let caller_name = caller.to_string().into();
        Self { caller, caller_name, clock }
    }

    /// The envelope of a request.
    ///
    /// # Errors
    ///
    /// `CALLER_UNKNOWN` when the request did not come through the hub's door.
    pub fn of<T>(request: &tonic::Request<T>) -> Result<Self, Refusal> {
        request.extensions().get::<Self>().cloned().ok_or_else(|| {
            Refusal::new(
                tonic::Code::Unauthenticated,
                ErrorReason::CallerUnknown,
                "the caller's certificate names no caller the hub knows",
            )
        })
    }

    /// Who calls.
    #[must_use]
    pub fn caller(&self) -> &Caller {
        &self.caller
    }

    /// The time now.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// The calendar day in Japan now.
    #[must_use]
    pub fn today(&self) -> Date {
        japan::day(self.now())
    }

    /// What the ledger notes beside events recorded now.
    #[must_use]
    pub fn attribution(&self, request_id: &RequestId) -> Attribution {
        self.attribution_under(request_id.to_string().into())
    }

    /// The same, for the text of a request id that many events share.
    #[must_use]
    pub fn attribution_under(&self, request_id: Arc<str>) -> Attribution {
        Attribution { recorded_at: self.now(), caller: self.caller_name.clone(), request_id }
    }
}

//! Services of the benchmark, behind the hub's door: one that does nothing, one that only reads.
//!
//! Both take the request of `GetEligibility` and answer with as many bytes as it does, so what differs is
//! what is done in between.

use std::{
    convert::Infallible,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll},
};

use domain::{caller::Role, person_key::PersonKey};
use http::{Request, Response};
use hub::{
    Further,
    policy::{Kind, Row},
};
use projections::Projections;
use tonic::{Status, body::Body, server::NamedService};
use tonic_prost::ProstCodec;
use tower::{Service, service_fn};
use wire::proto::eligibility::v1::{
    EligibilityClass, GetEligibilityRequest, get_eligibility_request::Basis,
};

/// Does nothing.
pub(crate) const ECHO: &str = "/pmh.bench.v1.BenchService/Echo";

/// Reads what is known of a person, whose key stands where the check-in does.
pub(crate) const READ: &str = "/pmh.bench.v1.BenchService/Read";

/// The hub's own.
pub(crate) const GET_ELIGIBILITY: &str = "/pmh.eligibility.v1.EligibilityService/GetEligibility";

/// The table of the benchmark.
const POLICY: &[Row] = &[
    Row { rpc: ECHO, callers: &[Role::Facility], kind: Kind::Unary },
    Row { rpc: READ, callers: &[Role::Facility], kind: Kind::Unary },
];

/// As many bytes as a real answer has.
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct Reply {
    /// The bytes.
    #[prost(bytes = "vec", tag = "1")]
    pub(crate) bytes: Vec<u8>,
}

/// What is read of the hub's own answer: as much as of the reply of these services. What else a desk makes of an answer
/// is the desk's work.
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct Told {
    /// The class.
    #[prost(enumeration = "EligibilityClass", tag = "1")]
    pub(crate) class: i32,
}

/// Both services.
#[derive(Clone)]
struct BenchService {
    projections: Arc<Projections>,
    reply_bytes: Arc<AtomicUsize>,
}

/// The services, for a hub; replies have as many bytes as the number says when they are made.
pub(crate) fn further(reply_bytes: Arc<AtomicUsize>) -> Further {
    Further {
        policy: POLICY,
        add: Box::new(move |rooms, routes| {
            routes.add(BenchService { projections: rooms.projections().clone(), reply_bytes });
        }),
    }
}

impl BenchService {
    fn reply(&self) -> Reply {
        Reply { bytes: vec![7; self.reply_bytes.load(Ordering::Relaxed)] }
    }

    fn read(&self, request: &GetEligibilityRequest) -> Result<Reply, Status> {
        let Some(Basis::CheckIn(person)) = &request.basis else {
            return Err(Status::invalid_argument("no person"));
        };
        let person: PersonKey =
            person.parse().map_err(|_| Status::invalid_argument("no person"))?;
        let known = self.projections.certificates_of(person).map_err(internal)?;
        let mut opened = 0;
        for of in &known {
            for row in &of.rows {
                let detail = self.projections.detail(of, row).map_err(internal)?;
                opened += usize::from(detail.recipient_number.is_some());
            }
        }
        if opened == 0 { Err(Status::not_found("nothing is known")) } else { Ok(self.reply()) }
    }
}

impl NamedService for BenchService {
    const NAME: &'static str = "pmh.bench.v1.BenchService";
}

impl Service<Request<Body>> for BenchService {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let service = self.clone();
        Box::pin(async move {
            let reads = request.uri().path() == READ;
            let answer = service_fn(move |asked: tonic::Request<GetEligibilityRequest>| {
                let answered =
                    if reads { service.read(asked.get_ref()) } else { Ok(service.reply()) };
                async move { answered.map(tonic::Response::new) }
            });
            let codec = ProstCodec::<Reply, GetEligibilityRequest>::default();
            Ok(tonic::server::Grpc::new(codec).unary(answer, request).await)
        })
    }
}

fn internal(error: impl std::fmt::Display) -> Status {
    Status::internal(error.to_string())
}

//! A hub with its own authority, and callers that connect to it.

use std::{
    path::{Path, PathBuf},
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    task::{Context, Poll},
};

use http::{Request, Response};
use http_body_util::BodyExt as _;
use hyper_util::rt::TokioIo;
use jiff::SignedDuration;
use rustls::{
    ClientConfig, RootCertStore, SupportedProtocolVersion,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, PrivateKeyDer, ServerName, pem::PemObject as _},
    version::TLS13,
};
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio_rustls::{TlsConnector, client::TlsStream};
use tonic::{
    Status,
    body::Body,
    server::NamedService,
    transport::{Channel, Endpoint},
};
use tower::{Service, ServiceExt as _, service_fn};

use super::*;
use crate::{
    ca::{Authority, Issued},
    config::{Deadlines, Limits, LogConfig, RulesConfig, TlsConfig},
    policy::Kind,
};

pub(super) const AUDITOR: &str = "spiffe://pmh/auditor/board";
pub(super) const FACILITY: &str = "spiffe://pmh/facility/0110113719";

/// How long certificates last, in days.
pub(super) const DAYS: u32 = 10;

/// A hub on its own data folder, its authority, and its clock: the machine's and some days more.
pub(super) struct World {
    pub(super) folder: TempDir,
    pub(super) authority: Authority,
    pub(super) hub: RunningHub,
    pub(super) config: Config,
    days: Arc<AtomicI64>,
    slow: Slow,
}

impl World {
    pub(super) async fn new() -> Self {
        Self::with(|_| {}).await
    }

    /// A hub configured otherwise, with the service [`Slow`] beside its own.
    pub(super) async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let days = Arc::new(AtomicI64::new(0));
        let authority =
            Authority::create(&folder.path().join("ca"), crate::clock::system()).unwrap();
        let tls = folder.path().join("tls");
        let files = authority.issue_server(&["localhost"], DAYS).unwrap();
        let files = files.write(&tls, "hub").unwrap();
        let keys = Keys::create_in(&folder.path().join("keys")).unwrap();
        let mut config = Config {
            data_folder: folder.path().join("data"),
            listen: "127.0.0.1:0".parse().unwrap(),
            roles: Vec::new(),
            snapshot_every_events: 1_000,
            tls: TlsConfig {
                certificate: files.certificate,
                key: files.key,
                client_authority: folder.path().join("ca/ca.pem"),
                revoked: None,
            },
            keys,
            rules: RulesConfig::default(),
            deadlines: Deadlines::default(),
            limits: Limits::default(),
            log: LogConfig::default(),
        };
        change(&mut config);
        let slow = Slow::default();
        let hub = Hub::start(parts(&config, &days, &slow)).await.unwrap();
        Self { folder, authority, hub, config, days, slow }
    }

    /// What another hub on the same folders would be made of.
    pub(super) fn parts(&self) -> HubParts {
        parts(&self.config, &self.days, &self.slow)
    }

    /// How many calls [`Slow`] was given.
    pub(super) fn begun(&self) -> i64 {
        self.slow.begun.load(Ordering::Relaxed)
    }

    /// Waits until [`Slow`] was given another call than these.
    pub(super) async fn another_begins(&self, begun: i64) {
        while self.begun() == begun {
            tokio::task::yield_now().await;
        }
    }

    /// The hub's clock goes on by so many days.
    pub(super) fn wait_days(&self, days: i64) {
        self.days.fetch_add(days, Ordering::Relaxed);
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A caller with a certificate of the hub's authority with this URI name.
    pub(super) async fn caller(&self, uri: &str) -> Channel {
        let issued = self.authority.issue_uris(&[uri], DAYS).unwrap();
        self.connect(client(self.trusted(), Some(&issued), &TLS13)).await.unwrap()
    }

    /// The hub's authority, as callers trust it.
    pub(super) fn trusted(&self) -> &str {
        self.authority.certificate_pem()
    }

    pub(super) async fn connect(
        &self,
        tls: ClientConfig,
    ) -> Result<Channel, tonic::transport::Error> {
        let (address, tls) = (self.hub.local_addr(), Arc::new(tls));
        let connector = service_fn(move |_| {
            let tls = tls.clone();
            async move { shake_hands(address, tls).await.map(TokioIo::new) }
        });
        Endpoint::from_static("http://localhost").connect_with_connector(connector).await
    }
}

fn parts(config: &Config, days: &Arc<AtomicI64>, slow: &Slow) -> HubParts {
    let (system, days, slow) = (crate::clock::system(), days.clone(), slow.clone());
    HubParts {
        config: config.clone(),
        keys: Keys::open(&config.keys).unwrap(),
        clock: Arc::new(move || {
            system() + SignedDuration::from_hours(24 * days.load(Ordering::Relaxed))
        }),
        further: Some(Further { policy: SLOW, add: Box::new(|_, routes| routes.add(slow)) }),
    }
}

pub(super) fn client(
    authority_pem: &str,
    certificate: Option<&Issued>,
    version: &'static SupportedProtocolVersion,
) -> ClientConfig {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(authority_pem.as_bytes()).unwrap()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_protocol_versions(&[version])
        .unwrap()
        .with_root_certificates(roots);
    let mut config = match certificate {
        None => config.with_no_client_auth(),
        Some(Issued { certificate_pem, key_pem }) => {
            let chain = CertificateDer::from_pem_slice(certificate_pem.as_bytes()).unwrap();
            let key = PrivateKeyDer::from_pem_slice(key_pem.as_bytes()).unwrap();
            config.with_client_auth_cert(vec![chain], key).unwrap()
        }
    };
    config.alpn_protocols = vec![b"h2".to_vec()];
    config
}

pub(super) async fn shake_hands(
    address: SocketAddr,
    tls: Arc<ClientConfig>,
) -> io::Result<TlsStream<TcpStream>> {
    let stream = TcpStream::connect(address).await?;
    let name = ServerName::try_from("localhost").unwrap();
    TlsConnector::from(tls).connect(name, stream).await
}

/// Calls a path as a client that says how long it waits, and then waits longer.
pub(super) async fn call_patiently(world: &World, path: &str, timeout: &str) -> Status {
    let issued = world.authority.issue_uris(&[AUDITOR], DAYS).unwrap();
    let tls = client(world.trusted(), Some(&issued), &TLS13);
    let stream = shake_hands(world.hub.local_addr(), Arc::new(tls)).await.unwrap();
    let executor = hyper_util::rt::TokioExecutor::new();
    let (mut sender, connection) =
        hyper::client::conn::http2::handshake(executor, TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    let request = Request::post(format!("http://localhost{path}")).header("grpc-timeout", timeout);
    let response = sender.send_request(request.body(Body::empty()).unwrap()).await.unwrap();
    Status::from_header_map(response.headers()).unwrap()
}

/// Calls a path with an upload, and says how it ended.
pub(super) async fn call(
    channel: &Channel,
    path: &str,
    timeout: Option<&str>,
    upload: Body,
) -> Status {
    let mut request = Request::post(path).header("content-type", "application/grpc");
    if let Some(timeout) = timeout {
        request = request.header("grpc-timeout", timeout);
    }
    let mut channel = channel.clone();
    let sent = channel.ready().await.unwrap().call(request.body(upload).unwrap()).await;
    let response: Response<Body> = match sent {
        Ok(response) => response,
        Err(error) => return Status::unavailable(error.to_string()),
    };
    if let Some(status) = Status::from_header_map(response.headers()) {
        return status;
    }
    match response.into_body().collect().await {
        Ok(body) => body.trailers().and_then(Status::from_header_map).unwrap(),
        Err(status) => status,
    }
}

/// A service that takes its time, behind the hub's door; counts the calls it was given.
#[derive(Clone, Default)]
pub(super) struct Slow {
    begun: Arc<AtomicI64>,
}

/// One answer that never comes.
pub(super) const NEVER: &str = "/test.Slow/Never";
/// One answer at once.
pub(super) const AT_ONCE: &str = "/test.Slow/AtOnce";
/// A stream that begins and never ends.
pub(super) const ENDLESS: &str = "/test.Slow/Endless";
/// An upload that is read to its end.
pub(super) const UPLOAD: &str = "/test.Slow/Upload";

const ANYONE: &[domain::caller::Role] = &domain::caller::Role::ALL;

const SLOW: &[Row] = &[
    Row { rpc: NEVER, callers: ANYONE, kind: Kind::Unary },
    Row { rpc: AT_ONCE, callers: ANYONE, kind: Kind::Unary },
    Row { rpc: ENDLESS, callers: ANYONE, kind: Kind::Stream },
    Row { rpc: UPLOAD, callers: ANYONE, kind: Kind::Stream },
];

impl NamedService for Slow {
    const NAME: &'static str = "test.Slow";
}

impl Service<Request<Body>> for Slow {
    type Response = Response<Body>;
    type Error = std::convert::Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        self.begun.fetch_add(1, Ordering::Relaxed);
        Box::pin(async move {
            Ok(match request.uri().path() {
                NEVER => std::future::pending().await,
                ENDLESS => Response::new(Body::new(Endless)),
                UPLOAD => match request.into_body().collect().await {
                    Ok(_) => Status::ok("").into_http(),
                    Err(status) => status.into_http(),
                },
                _ => Status::ok("").into_http(),
            })
        })
    }
}

/// A body of which nothing ever comes.
struct Endless;

impl http_body::Body for Endless {
    type Data = bytes::Bytes;
    type Error = Status;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Self::Data>, Status>>> {
        Poll::Pending
    }
}

/// An upload that begins and then pauses for ever.
pub(super) fn paused_upload() -> Body {
    Body::new(Endless)
}

/// Writes a list of revoked callers.
pub(super) fn revoke(file: &Path, lines: &str) {
    std::fs::write(file, lines).unwrap();
}

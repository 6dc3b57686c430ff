//! The way to a hub: an address, a caller's certificate, TLS 1.3 both ways.
//!
//! An identity is a folder as `pmh ca` writes it: `caller.pem` (the chain), `caller.key` and
//! `ca.pem` (whom the hub's own certificate must come from).

use std::{
    fmt, io,
    path::{Path, PathBuf},
    str::FromStr,
    sync::Arc,
    time::Duration,
};

use domain::caller::Caller;
use http::Uri;
use hyper_util::rt::TokioIo;
use rustls::{
    ClientConfig, RootCertStore,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, PrivateKeyDer, ServerName, pem::PemObject as _},
};
use tokio::net::TcpStream;
use tokio_rustls::{TlsConnector, client::TlsStream};
use tonic::transport::{Channel, Endpoint};
use x509_parser::{extensions::GeneralName, prelude::FromDer as _};

use crate::failure::{Exit, Failure};

/// Where a hub listens when nobody says otherwise.
pub const DEFAULT_HUB: &str = "https://127.0.0.1:7443";

/// How long a single call may take before it is given up.
pub const CALL_DEADLINE: Duration = Duration::from_secs(30);

/// How long a connection may take to be made.
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// The bytes in flight on one stream, and on the connection: an upload fills both.
const STREAM_WINDOW_BYTES: u32 = 1024 * 1024;
const CONNECTION_WINDOW_BYTES: u32 = 4 * 1024 * 1024;

/// How to reach a hub, and as whom.
#[derive(Clone, Debug, PartialEq, Eq, clap::Args)]
pub struct ConnectionOptions {
    /// The hub's address.
    #[arg(long, env = "PMH_HUB", value_name = "URL", default_value = DEFAULT_HUB)]
    pub hub: HubAddress,

    /// The folder with `caller.pem`, `caller.key` and `ca.pem` (written by `pmh ca issue`).
    #[arg(long, env = "PMH_IDENTITY", value_name = "DIR")]
    pub identity: Option<PathBuf>,
}

impl ConnectionOptions {
    /// The identity's folder.
    ///
    /// # Errors
    ///
    /// [`Exit::Usage`] when none was named.
    pub fn identity_folder(&self) -> Result<&Path, Failure> {
        self.identity.as_deref().ok_or_else(|| {
            Failure::usage(
                "no identity: give --identity DIR or set PMH_IDENTITY (pmh ca issue --help)",
            )
        })
    }

    /// Connects.
    ///
    /// # Errors
    ///
    /// As [`Identity::read`] and [`connect`].
    pub async fn connect(&self) -> Result<Channel, Failure> {
        connect(&self.hub, &Identity::read(self.identity_folder()?)?).await
    }
}

/// Where a hub listens: `https://` host `:` port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HubAddress {
    host: String,
    port: u16,
}

/// A text is not a [`HubAddress`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the hub's address must be written like {DEFAULT_HUB}")]
pub struct NotAHubAddress;

impl HubAddress {
    /// The address of a port on this machine.
    #[must_use]
    pub fn local(port: u16) -> Self {
        Self { host: "127.0.0.1".to_owned(), port }
    }
}

impl FromStr for HubAddress {
    type Err = NotAHubAddress;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let uri: Uri = text.parse().map_err(|_| NotAHubAddress)?;
        let path_is_empty = uri.path().is_empty() || uri.path() == "/";
        match (uri.scheme_str(), uri.host(), uri.port_u16()) {
            (Some("https"), Some(host), port) if path_is_empty => {
                let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
                Ok(Self { host, port: port.unwrap_or(443) })
            }
            _ => Err(NotAHubAddress),
        }
    }
}

impl fmt::Display for HubAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.host.contains(':') {
            write!(f, "https://[{}]:{}", self.host, self.port)
        } else {
            write!(f, "https://{}:{}", self.host, self.port)
        }
    }
}

/// A caller's certificate with its key, and whom to trust.
pub struct Identity {
    /// Who the certificate says is calling.
    pub caller: Caller,
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
    roots: RootCertStore,
}

impl Identity {
    /// Reads an identity from its folder.
    ///
    /// # Errors
    ///
    /// [`Exit::File`]: a file is missing or not what it should be, or the certificate names nobody.
    pub fn read(folder: &Path) -> Result<Self, Failure> {
        if !folder.is_dir() {
            return Err(Failure::file(
                folder,
                "is no folder with an identity (pmh ca issue --help)",
            ));
        }
        let chain = certificates(&folder.join("caller.pem"))?;
        let key_file = folder.join("caller.key");
        let key = PrivateKeyDer::from_pem_file(&key_file)
            .map_err(|error| Failure::file(&key_file, format!("no private key: {error}")))?;
        let mut roots = RootCertStore::empty();
        let ca_file = folder.join("ca.pem");
        for certificate in certificates(&ca_file)? {
            roots.add(certificate).map_err(|error| Failure::file(&ca_file, error))?;
        }
        let caller = chain.first().and_then(caller_of).ok_or_else(|| {
            Failure::file(&folder.join("caller.pem"), "the certificate names no caller of the hub")
        })?;
        Ok(Self { caller, chain, key, roots })
    }

    fn tls(&self) -> Result<ClientConfig, rustls::Error> {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let mut config = ClientConfig::builder_with_provider(provider)
            .with_protocol_versions(&[&rustls::version::TLS13])?
            .with_root_certificates(self.roots.clone())
            .with_client_auth_cert(self.chain.clone(), self.key.clone_key())?;
        config.alpn_protocols = vec![b"h2".to_vec()];
        Ok(config)
    }
}

/// Connects to a hub and proves that it is there.
///
/// # Errors
///
/// [`Exit::File`] when the identity does not fit together, [`Exit::Usage`] when the address has no
/// name that a certificate could carry, [`Exit::Unavailable`] when nobody answers there or somebody
/// else, [`Exit::Refused`] when the hub does not take the certificate.
pub async fn connect(hub: &HubAddress, identity: &Identity) -> Result<Channel, Failure> {
    let config = identity
        .tls()
        .map_err(|error| Failure::new(Exit::File, format!("the identity does not fit: {error}")))?;
    let name = ServerName::try_from(hub.host.clone())
        .map_err(|_| Failure::usage(NotAHubAddress.to_string()))?;
    let connector = TlsConnector::from(Arc::new(config));
    let target = (hub.host.clone(), hub.port);
    let dial = tower::service_fn(move |_: Uri| {
        let (connector, name, target) = (connector.clone(), name.clone(), target.clone());
        async move {
            let stream = TcpStream::connect(target).await?;
            stream.set_nodelay(true)?;
            let mut stream = connector.connect(name, stream).await?;
            until_taken(&mut stream).await?;
            Ok::<_, io::Error>(TokioIo::new(stream))
        }
    });
    // The connector speaks TLS by itself, so the transport must not look for its own.
    let endpoint = Endpoint::from_static("http://hub.invalid")
        .origin(hub.to_string().parse().map_err(|_| Failure::usage(NotAHubAddress.to_string()))?)
        .connect_timeout(CONNECT_TIMEOUT)
        .http2_keep_alive_interval(Duration::from_secs(30))
        .initial_stream_window_size(STREAM_WINDOW_BYTES)
        .initial_connection_window_size(CONNECTION_WINDOW_BYTES);
    endpoint.connect_with_connector(dial).await.map_err(|error| not_connected(hub, &error))
}

/// Waits for the first that the hub says after the handshake: with TLS 1.3 the caller's side is done
/// before the hub has looked at the caller's certificate.
async fn until_taken(stream: &mut TlsStream<TcpStream>) -> io::Result<()> {
    let (tcp, session) = stream.get_mut();
    loop {
        tcp.readable().await?;
        match session.read_tls(&mut Arrived(tcp)) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(_) => break,
            // Readable was said too early; it is said again.
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(error) => return Err(error),
        }
    }
    let processed = session.process_new_packets();
    processed.map(|_| ()).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}

/// What has arrived on a connection.
struct Arrived<'a>(&'a TcpStream);

impl io::Read for Arrived<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.try_read(buffer)
    }
}

/// Why there is no connection: nobody there, somebody else, or a hub that does not take the caller.
fn not_connected(hub: &HubAddress, error: &(dyn std::error::Error + 'static)) -> Failure {
    match tls_error(error) {
        Some(rustls::Error::AlertReceived(alert)) => Failure::new(
            Exit::Refused,
            format!("the hub at {hub} does not take the identity's certificate: {alert:?}"),
        ),
        Some(rustls::Error::InvalidCertificate(fault)) => Failure::new(
            Exit::Unavailable,
            format!("the certificate shown at {hub} is not good by the identity's ca.pem: {fault}"),
        ),
        Some(_) | None => {
            let cause = root_cause(error);
            Failure::new(Exit::Unavailable, format!("no hub answers at {hub}: {cause}"))
        }
    }
}

/// The TLS error among the causes. An I/O error names the cause of what it wraps, not what it wraps.
fn tls_error<'a>(error: &'a (dyn std::error::Error + 'static)) -> Option<&'a rustls::Error> {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.into_iter().find_map(|cause| {
        let wrapped = cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        wrapped.and_then(|inner| inner.downcast_ref()).or_else(|| cause.downcast_ref())
    })
}

/// A request with the deadline every single call has.
pub fn request<T>(message: T) -> tonic::Request<T> {
    let mut request = tonic::Request::new(message);
    request.set_timeout(CALL_DEADLINE);
    request
}

fn certificates(file: &Path) -> Result<Vec<CertificateDer<'static>>, Failure> {
    let read = CertificateDer::pem_file_iter(file).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    match read {
        Ok(certificates) if certificates.is_empty() => {
            Err(Failure::file(file, "holds no certificate"))
        }
        Ok(certificates) => Ok(certificates),
        Err(error) => Err(Failure::file(file, format!("no certificate: {error}"))),
    }
}

/// The caller that a certificate's URI name is.
fn caller_of(certificate: &CertificateDer<'static>) -> Option<Caller> {
    let (_, certificate) = x509_parser::prelude::X509Certificate::from_der(certificate).ok()?;
    let names = certificate.subject_alternative_name().ok()??;
    names.value.general_names.iter().find_map(|name| match name {
        GeneralName::URI(uri) => uri.parse().ok(),
        _ => None,
    })
}

/// The innermost error: the one that says what happened.
fn root_cause(error: &(dyn std::error::Error + 'static)) -> String {
    let mut cause = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}

#[cfg(test)]
mod tests;

//! The TLS the hub speaks: 1.3 only, and a certificate of the callers' authority always.

use std::{path::PathBuf, sync::Arc};

use rustls::{
    RootCertStore, ServerConfig,
    crypto::aws_lc_rs,
    pki_types::{
        CertificateDer, PrivateKeyDer,
        pem::{self, PemObject as _},
    },
    server::{VerifierBuilderError, WebPkiClientVerifier},
    version::TLS13,
};
use wire::Clock;

use crate::{clock::CertificateClock, config::TlsConfig};

/// HTTP/2, the only protocol spoken inside.
const ALPN_HTTP2: &[u8] = b"h2";

/// The hub's TLS could not be set up. Variants stand in the order they are checked.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file could not be read, or holds no PEM of the kind.
    #[error("{what} {} could not be read: {source}", path.display())]
    File {
        /// What the file should hold.
        what: &'static str,
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: pem::Error,
    },
    /// A file holds no certificate.
    #[error("{what} {} holds no certificate", path.display())]
    Empty {
        /// What the file should hold.
        what: &'static str,
        /// The file.
        path: PathBuf,
    },
    /// The callers' authority cannot verify anyone.
    #[error("callers' authority cannot be used: {0}")]
    Authority(#[from] VerifierBuilderError),
    /// The certificate and the key do not belong together, or cannot be used.
    #[error("certificate and key cannot be used: {0}")]
    Certificate(#[from] rustls::Error),
}

/// Reads certificates and key, and sets TLS up. Certificates are valid or not by this clock.
///
/// # Errors
///
/// [`TlsError`].
pub fn server_config(config: &TlsConfig, clock: Clock) -> Result<Arc<ServerConfig>, TlsError> {
    let chain = certificates("certificate", &config.certificate)?;
    let key = PrivateKeyDer::from_pem_file(&config.key).map_err(|source| TlsError::File {
        what: "key",
        path: config.key.clone(),
        source,
    })?;
    let mut authorities = RootCertStore::empty();
    for certificate in certificates("callers' authority", &config.client_authority)? {
        authorities.add(certificate)?;
    }
    let provider = Arc::new(aws_lc_rs::default_provider());
    let verifier =
        WebPkiClientVerifier::builder_with_provider(Arc::new(authorities), provider.clone())
            .build()?;
    let mut tls = ServerConfig::builder_with_details(provider, Arc::new(CertificateClock(clock)))
        .with_protocol_versions(&[&TLS13])?
        .with_client_cert_verifier(verifier)
        .with_single_cert(chain, key)?;
    tls.alpn_protocols = vec![ALPN_HTTP2.to_vec()];
    Ok(Arc::new(tls))
}

fn certificates(
    what: &'static str,
    path: &PathBuf,
) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let read = CertificateDer::pem_file_iter(path).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let found = read.map_err(|source| TlsError::File { what, path: path.clone(), source })?;
    if found.is_empty() {
        return Err(TlsError::Empty { what, path: path.clone() });
    }
    Ok(found)
}

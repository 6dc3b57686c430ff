//! Who is at the other end of a connection, read once from the certificate it showed.

use domain::caller::Caller;
use jiff::Timestamp;
use rustls::pki_types::CertificateDer;
use wire::{Clock, Envelope};
use x509_parser::{certificate::X509Certificate, extensions::GeneralName, prelude::FromDer as _};

/// The other end of a connection, whose certificate was verified at the handshake.
pub(crate) struct Peer {
    /// What each of its calls comes in; none if the certificate names no caller.
    envelope: Option<Envelope>,
    /// The caller's name; empty if there is none.
    name: String,
    /// The certificate's serial number: hex, lower case, without noughts before it.
    serial: String,
    /// When the certificate ends.
    not_after: Option<Timestamp>,
}

impl Peer {
    /// Reads the certificate. Exactly one URI name must be in it, and must name a caller.
    pub(crate) fn read(certificate: &CertificateDer<'_>, clock: Clock) -> Self {
        let Ok((_, certificate)) = X509Certificate::from_der(certificate) else {
            return Self::nobody();
        };
        let caller = caller(&certificate);
        Self {
            name: caller.as_ref().map(ToString::to_string).unwrap_or_default(),
            envelope: caller.map(|caller| Envelope::new(caller, clock)),
            serial: serial_text(&format!("{:x}", certificate.serial)),
            not_after: Timestamp::from_second(certificate.validity().not_after.timestamp()).ok(),
        }
    }

    /// The other end of a connection whose certificate says nothing.
    pub(crate) fn nobody() -> Self {
        Self { envelope: None, name: String::new(), serial: String::new(), not_after: None }
    }

    /// What its calls come in, if it is a caller whose certificate has not ended meanwhile.
    pub(crate) fn envelope(&self) -> Option<&Envelope> {
        let envelope = self.envelope.as_ref()?;
        self.not_after.is_some_and(|end| envelope.now() <= end).then_some(envelope)
    }

    /// The caller's name; empty if there is none.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The certificate's serial number: hex, lower case, without noughts before it.
    pub(crate) fn serial(&self) -> &str {
        &self.serial
    }
}

/// A serial number in the one form in which two are compared.
pub(crate) fn serial_text(hex: &str) -> String {
    hex.trim_start_matches('0').to_ascii_lowercase()
}

fn caller(certificate: &X509Certificate<'_>) -> Option<Caller> {
    let names = certificate.subject_alternative_name().ok()??;
    let mut uris = names.value.general_names.iter().filter_map(|name| match name {
        GeneralName::URI(uri) => Some(*uri),
        _ => None,
    });
    let only = uris.next().filter(|_| uris.next().is_none())?;
    only.parse().ok()
}

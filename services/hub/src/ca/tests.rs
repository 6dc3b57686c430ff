use std::{os::unix::fs::PermissionsExt as _, sync::Arc};

use rustls::pki_types::{CertificateDer, pem::PemObject as _};
use x509_parser::{certificate::X509Certificate, prelude::FromDer as _};

use super::*;
use crate::peer::Peer;

/// Noon of 15 May 2026, UTC.
fn clock() -> Clock {
    Arc::new(|| "2026-05-15T12:00:00Z".parse().unwrap())
}

fn days(pem: &str) -> (String, String) {
    let der = CertificateDer::from_pem_slice(pem.as_bytes()).unwrap();
    let (_, certificate) = X509Certificate::from_der(&der).unwrap();
    let day = |seconds| day(Timestamp::from_second(seconds).unwrap()).to_string();
    let validity = certificate.validity();
    (day(validity.not_before.timestamp()), day(validity.not_after.timestamp()))
}

#[test]
fn an_authority_opens_again_and_its_certificates_are_from_the_same_one() {
    let folder = tempfile::tempdir().unwrap();
    let made = Authority::create(folder.path(), clock()).unwrap();
    let opened = Authority::open(folder.path(), clock()).unwrap();
    assert_eq!(made.certificate_pem(), opened.certificate_pem());
    let issued = opened.issue_caller(&Caller::Operator, 1).unwrap();
    let leaf = CertificateDer::from_pem_slice(issued.certificate_pem.as_bytes()).unwrap();
    let root = CertificateDer::from_pem_slice(made.certificate_pem().as_bytes()).unwrap();
    let (_, leaf) = X509Certificate::from_der(&leaf).unwrap();
    let (_, root) = X509Certificate::from_der(&root).unwrap();
    assert_eq!(leaf.issuer(), root.subject());
    assert!(root.is_ca() && !leaf.is_ca());
    assert!(leaf.tbs_certificate.raw_serial().len() <= 20);
}

#[test]
fn an_authority_is_never_written_over() {
    let folder = tempfile::tempdir().unwrap();
    Authority::create(folder.path(), clock()).unwrap();
    let again = Authority::create(folder.path(), clock());
    assert!(matches!(again, Err(AuthorityError::File { .. })));
    let none = Authority::open(&folder.path().join("none"), clock());
    assert!(matches!(none, Err(AuthorityError::File { .. })));
}

#[test]
fn a_callers_certificate_names_the_caller_for_the_days_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let authority = Authority::create(folder.path(), clock()).unwrap();
    let caller: Caller = "spiffe://pmh/facility/0110113719/reader/1".parse().unwrap();
    let issued = authority.issue_caller(&caller, 90).unwrap();
    assert_eq!(days(&issued.certificate_pem), ("2026-05-15".into(), "2026-08-13".into()));
    let der = CertificateDer::from_pem_slice(issued.certificate_pem.as_bytes()).unwrap();
    assert_eq!(Peer::read(&der, clock()).envelope().unwrap().caller(), &caller);
    let later: Clock = Arc::new(|| "2026-08-13T00:00:01Z".parse().unwrap());
    assert!(Peer::read(&der, later).envelope().is_none(), "a certificate ends");
}

#[test]
fn a_certificate_lasts_a_day_at_least_and_not_for_ever() {
    let folder = tempfile::tempdir().unwrap();
    let authority = Authority::create(folder.path(), clock()).unwrap();
    for days in [0, CERTIFICATE_DAYS_MAX + 1] {
        let refused = authority.issue_server(&["localhost"], days);
        assert!(matches!(refused, Err(AuthorityError::Days(_))));
    }
    authority.issue_server(&["localhost", "127.0.0.1"], CERTIFICATE_DAYS_MAX).unwrap();
}

#[test]
fn keys_are_written_for_their_owner_only() {
    let folder = tempfile::tempdir().unwrap();
    let authority = Authority::create(folder.path(), clock()).unwrap();
    let issued = authority.issue_server(&["localhost"], 1).unwrap();
    let files = issued.write(&folder.path().join("tls"), "hub").unwrap();
    for key in [&files.key, &folder.path().join("ca.key")] {
        assert_eq!(fs::metadata(key).unwrap().permissions().mode() & 0o777, 0o600);
    }
    assert_eq!(fs::read_to_string(&files.certificate).unwrap(), issued.certificate_pem);
    assert!(issued.write(&folder.path().join("tls"), "hub").is_err());
}

#[test]
fn two_uri_names_or_an_unknown_one_name_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let authority = Authority::create(folder.path(), clock()).unwrap();
    for uris in [
        &[][..],
        &["spiffe://pmh/somebody"],
        &["spiffe://pmh/operator", "spiffe://pmh/operator"],
        &["spiffe://pmh/operator", "spiffe://pmh/somebody"],
    ] {
        let issued = authority.issue_uris(uris, 1).unwrap();
        let der = CertificateDer::from_pem_slice(issued.certificate_pem.as_bytes()).unwrap();
        assert!(Peer::read(&der, clock()).envelope().is_none(), "{uris:?}");
    }
}

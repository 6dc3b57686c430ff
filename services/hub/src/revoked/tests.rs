use rustls::pki_types::{CertificateDer, pem::PemObject as _};

use super::*;
use crate::ca::Authority;

const FACILITY: &str = "spiffe://pmh/facility/0110113719";

/// A caller with a certificate of its own, and the certificate's serial number as a list has it.
fn caller(authority: &Authority) -> Peer {
    let issued = authority.issue_caller(&FACILITY.parse().unwrap(), 1).unwrap();
    let der = CertificateDer::from_pem_slice(issued.certificate_pem.as_bytes()).unwrap();
    Peer::read(&der, crate::clock::system())
}

fn authority() -> (tempfile::TempDir, Authority) {
    let folder = tempfile::tempdir().unwrap();
    let authority = Authority::create(folder.path(), crate::clock::system()).unwrap();
    (folder, authority)
}

#[test]
fn without_a_list_nobody_is_shut_out() {
    let (_folder, authority) = authority();
    assert!(!Revoked::open(None).unwrap().shuts_out(&caller(&authority)));
}

#[test]
fn a_caller_is_shut_out_by_name_or_one_certificate_by_its_number() {
    let (folder, authority) = authority();
    let file = folder.path().join("revoked.txt");
    let (first, second) = (caller(&authority), caller(&authority));
    fs::write(&file, format!("# lost\n{FACILITY} # since Monday\n\n")).unwrap();
    let by_name = Revoked::open(Some(file.clone())).unwrap();
    assert!(by_name.shuts_out(&first) && by_name.shuts_out(&second));
    fs::write(&file, format!("00{}\n", first.serial().to_uppercase())).unwrap();
    let by_number = Revoked::open(Some(file)).unwrap();
    assert!(by_number.shuts_out(&first) && !by_number.shuts_out(&second));
}

#[test]
fn a_list_that_changes_is_in_force_at_the_next_look() {
    let (folder, authority) = authority();
    let file = folder.path().join("revoked.txt");
    fs::write(&file, "").unwrap();
    let revoked = Revoked::open(Some(file.clone())).unwrap();
    let peer = caller(&authority);
    assert!(!revoked.shuts_out(&peer));
    // A line that cannot be read takes nothing from the others.
    fs::write(&file, format!("not a name\n{FACILITY}\n")).unwrap();
    revoked.look_again();
    assert!(revoked.shuts_out(&peer));
    fs::remove_file(&file).unwrap();
    revoked.look_again();
    assert!(revoked.shuts_out(&peer), "a list that is gone lets nobody in again");
}

#[test]
fn a_hub_does_not_begin_with_a_list_it_cannot_read() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("revoked.txt");
    let missing = Revoked::open(Some(file.clone()));
    assert!(matches!(missing, Err(RevokedError::Unreadable { .. })));
    fs::write(&file, "spiffe://pmh/operator\nspiffe://pmh/nobody\n").unwrap();
    let malformed = Revoked::open(Some(file));
    assert!(matches!(malformed, Err(RevokedError::Malformed { line: 2, .. })));
}

#[test]
fn the_list_is_looked_at_often_enough() {
    assert!(POLL < Duration::from_mins(1));
}

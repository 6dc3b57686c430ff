use std::collections::HashSet;

use super::*;

fn derive(body: &str, certificate_type: &str, person: u128, sub_key: &str) -> CertificateId {
    CertificateId::derive(
        body.parse().unwrap(),
        &certificate_type.parse().unwrap(),
        PersonKey::from_uuid(Uuid::from_u128(person)),
        &sub_key.parse().unwrap(),
    )
}

#[test]
fn the_same_parts_find_the_same_certificate_for_ever() {
    let id = derive("232033", "child01", 7, "1");
    assert_eq!(id, derive("232033", "child01", 7, "1"));
    // Stored streams bear these names: if this line must change, history is lost.
    assert_eq!(id.resource_name(), "certificates/f34a7471-f635-5cab-9f2b-305690f93872");
}

#[test]
fn no_two_different_certificates_share_an_id() {
    let ids = [
        derive("232033", "child01", 7, "1"),
        derive("232041", "child01", 7, "1"),
        derive("232033", "child0", 7, "1"),
        derive("232033", "child01", 8, "1"),
        derive("232033", "child01", 7, ""),
        derive("232033", "child01", 7, "11"),
        derive("232033", "child", 7, "011"),
    ];
    assert_eq!(ids.iter().collect::<HashSet<_>>().len(), ids.len());
}

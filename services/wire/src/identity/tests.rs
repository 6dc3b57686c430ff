//! Identity's requests, read.

use domain::{PersonKey, insurance_identity::InsuranceIdentity};
use sealing::{KeyStore, RootKey};

use super::*;
use crate::proto::common::v1 as common_proto;

fn key(version: u32) -> Arc<LookupKey> {
    let text = format!("{version:02x}{}", "5a".repeat(31));
    Arc::new(LookupKey::from_text(version, &text).unwrap())
}

fn identity(symbol: &str, number: &str) -> InsuranceIdentity {
    InsuranceIdentity::new("06132005".parse().unwrap(), symbol, number, None).unwrap()
}

#[test]
fn every_writing_of_one_identity_has_one_link_under_one_key() {
    let link = insurance_link(&key(1), &identity("ＡＢ", "１２－３"));
    assert_eq!(insurance_link(&key(1), &identity("ab", "12-3")), link);
    assert_ne!(insurance_link(&key(1), &identity("ab", "12-4")), link);
    assert_ne!(insurance_link(&key(2), &identity("ab", "12-3")), link);
}

#[test]
fn lookup_keys_are_tried_newest_first() {
    let versions = |keys: &LookupKeys| keys.iter().map(LookupKey::version).collect::<Vec<_>>();
    assert_eq!(versions(&LookupKeys::only(key(3))), [3]);
    assert_eq!(versions(&LookupKeys { newest: key(3), older: Some(key(2)) }), [3, 2]);
}

#[test]
fn a_sealed_identity_opens_in_its_place_and_in_no_other() {
    let root = RootKey::from_text(1, &format!("07{}", "00".repeat(31))).unwrap();
    let person = PersonKey::from_uuid(Uuid::from_u128(1));
    let keys = KeyStore::in_memory(&root).get_or_create_many(&[person]).unwrap();
    let (stream, event) = ("link-a", Uuid::from_u128(2));
    let sealed = seal_insurance(&keys[0], stream, event, &identity("A", "1")).unwrap();
    let opened = sealing::open(&keys[0], &insurance_context(stream, event), &sealed).unwrap();
    let message = common_proto::InsuranceIdentity::decode(opened.as_slice()).unwrap();
    assert_eq!(common::insurance(Some(message)).unwrap(), identity("A", "1"));
    let elsewhere = insurance_context("link-b", event);
    assert!(sealing::open(&keys[0], &elsewhere, &sealed).is_err());
}

#[test]
fn a_subject_is_a_number_or_an_identity_and_each_fault_has_its_path() {
    let read = |value: Option<proto::link_subject::Subject>| {
        subject(Some(proto::LinkSubject { subject: value }))
    };
    let number = |text: &str| Some(proto::link_subject::Subject::MyNumber(text.into()));
    assert!(matches!(read(number("unread")), Ok(Subject::MyNumber(_))));
    let whole = common::from_insurance(&identity("A", "1"));
    let insured = |value| Some(proto::link_subject::Subject::Insurance(value));
    assert!(matches!(read(insured(whole.clone())), Ok(Subject::Insurance(_))));

    let fault = |value| read(value).err().unwrap().field.into_owned();
    assert_eq!(subject(None).err().unwrap().field, "subject");
    assert_eq!(fault(None), "subject");
    assert_eq!(fault(number("")), "subject.my_number");
    let nameless = common_proto::InsuranceIdentity { insurer_number: String::new(), ..whole };
    assert_eq!(fault(insured(nameless)), "subject.insurance.insurer_number");
}

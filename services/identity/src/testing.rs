//! What the tests of this room share: a room in memory, callers, and numbers that are computed.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use domain::{PersonKey, caller::Caller, request_id::RequestId};
use jiff::Timestamp;
use ledger::{Attribution, MemoryLedger, Position, RecordedEvent, SharedLedger};
use sealing::{KeyStore, LookupKey, RootKey};
use tonic::Request;
use tonic_types::StatusExt as _;
use uuid::Uuid;
use wire::{Envelope, identity::LookupKeys, my_number::UnreadMyNumber, proto::common::v1};

use crate::{Identity, Parts};

pub(crate) const NOON: &str = "2026-10-01T03:00:00Z";
pub(crate) const NEXT_DAY: &str = "2026-10-02T03:00:00Z";

/// A number that nobody was given knowingly: eleven digits made of `seed`, and their check digit.
pub(crate) fn number(seed: u64) -> String {
    let body = format!("{seed:011}");
    // 総務省令第85号: P counts from the right; Q is n + 1 up to six, n - 5 above.
    let sum: u32 = body
        .bytes()
        .rev()
        .zip(1..)
        .map(|(digit, n)| u32::from(digit - b'0') * if n <= 6 { n + 1 } else { n - 5 })
        .sum();
    let check = if sum % 11 <= 1 { 0 } else { 11 - sum % 11 };
    format!("{body}{check}")
}

/// The same with another check digit than the right one.
pub(crate) fn wrong_number(seed: u64) -> String {
    let right = number(seed);
    let (body, check) = right.split_at(11);
    format!("{body}{}", (check.parse::<u32>().unwrap() + 1) % 10)
}

pub(crate) fn unread(text: &str) -> UnreadMyNumber {
    UnreadMyNumber::take(&mut text.to_owned())
}

pub(crate) fn lookup_key(version: u32) -> Arc<LookupKey> {
    let text = format!("{version:02x}{}", "5a".repeat(31));
    Arc::new(LookupKey::from_text(version, &text).unwrap())
}

/// A room in memory; its people are numbered in the order they are made.
pub(crate) fn room() -> Identity {
    room_of(Arc::new(MemoryLedger::new()), Arc::new(key_store()), None)
}

/// The same after a rotation of both lookup keys.
pub(crate) fn rotated(room: &Identity) -> Identity {
    room_of(room.parts.ledger.clone(), room.parts.keys.clone(), Some(2))
}

pub(crate) fn key_store() -> KeyStore {
    KeyStore::in_memory(&RootKey::from_text(1, &format!("07{}", "00".repeat(31))).unwrap())
}

pub(crate) fn room_of(ledger: SharedLedger, keys: Arc<KeyStore>, newer: Option<u32>) -> Identity {
    static PEOPLE: AtomicU64 = AtomicU64::new(1);
    let lookup = match newer {
        None => LookupKeys::only(lookup_key(1)),
        Some(version) => LookupKeys { newest: lookup_key(version), older: Some(lookup_key(1)) },
    };
    Identity::new(Parts {
        ledger,
        keys,
        my_number_keys: lookup.clone(),
        insurance_keys: lookup,
        new_person: Arc::new(|| {
            let count = PEOPLE.fetch_add(1, Ordering::Relaxed);
            PersonKey::from_uuid(Uuid::from_u128(count.into()))
        }),
    })
}

pub(crate) fn attribution() -> Attribution {
    envelope("operator", NOON).attribution(&request_id(99))
}

pub(crate) fn request_id(seed: u128) -> RequestId {
    RequestId::from_uuid(Uuid::from_u128(seed)).unwrap()
}

pub(crate) fn envelope(caller: &str, at: &str) -> Envelope {
    let caller: Caller = format!("spiffe://pmh/{caller}").parse().unwrap();
    let at: Timestamp = at.parse().unwrap();
    Envelope::new(caller, Arc::new(move || at))
}

/// A request of this caller at noon.
pub(crate) fn by<T>(caller: &str, message: T) -> Request<T> {
    by_at(caller, NOON, message)
}

pub(crate) fn by_at<T>(caller: &str, at: &str, message: T) -> Request<T> {
    let mut request = Request::new(message);
    request.extensions_mut().insert(envelope(caller, at));
    request
}

/// The reason a call was refused for.
pub(crate) fn reason<T>(answer: Result<T, tonic::Status>) -> String {
    let Err(status) = answer else { return "ANSWERED".into() };
    status.get_error_details().error_info().unwrap().reason.clone()
}

pub(crate) fn insurance(insurer: &str, number: &str) -> v1::InsuranceIdentity {
    v1::InsuranceIdentity {
        insurer_number: insurer.into(),
        symbol: "愛知".into(),
        number: number.into(),
        branch: "01".into(),
    }
}

/// Everything in the room's ledger.
pub(crate) async fn events(room: &Identity) -> Vec<RecordedEvent> {
    room.parts.ledger.read_all(Position::START, 1_000).await.unwrap()
}

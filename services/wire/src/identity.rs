//! Identity's requests, read; and where the link of an insurance identity stands.
//!
//! A My Number is moved on unread; only `identity` hashes one.

use std::sync::Arc;

use domain::{insurance_identity::InsuranceIdentity, link::LinkReason};
use prost::Message as _;
use sealing::{DataKey, LookupKey, SealContext, SealError};
use uuid::Uuid;

use crate::{
    common, event::identity::link::reason, my_number::UnreadMyNumber, proto::identity::v1 as proto,
    refusal::FieldError,
};

#[cfg(test)]
mod tests;

/// What an insurance identity is hashed as.
const INSURANCE_LABEL: &str = "pmh/insurance/v1";

/// The field group of a sealed insurance identity.
const INSURANCE_GROUP: u8 = 1;

/// The schema version of a sealed insurance identity: `pmh.common.v1.InsuranceIdentity`.
const INSURANCE_SCHEMA: u32 = 1;

/// The lookup keys of one kind of identifier that are live: new links use the newest, look-ups try both.
///
/// Cheap to clone. Two, because a rotation has a before and an after; when no link is left that was made
/// with the older one, it goes.
#[derive(Clone, Debug)]
pub struct LookupKeys {
    /// The key that new links are made with.
    pub newest: Arc<LookupKey>,
    /// The key of the rotation before.
    pub older: Option<Arc<LookupKey>>,
}

impl LookupKeys {
    /// One key alone: there was no rotation yet, or it is over.
    #[must_use]
    pub fn only(newest: Arc<LookupKey>) -> Self {
        Self { newest, older: None }
    }

    /// The keys, newest first.
    pub fn iter(&self) -> impl Iterator<Item = &LookupKey> {
        std::iter::once(&*self.newest).chain(self.older.as_deref())
    }
}

/// Which link is meant.
pub enum Subject {
    /// The link of this My Number.
    MyNumber(UnreadMyNumber),
    /// The link of this insurance identity.
    Insurance(InsuranceIdentity),
}

/// The UUID in the stream name of the link of an insurance identity, under this key.
///
/// The same for every writing of one identity. Check-ins and identity look it up with each of the [`LookupKeys`].
#[must_use]
pub fn insurance_link(key: &LookupKey, identity: &InsuranceIdentity) -> Uuid {
    key.hash(INSURANCE_LABEL, &identity.canonical_bytes()).stream_uuid()
}

/// An insurance identity, closed under the person's key for the event with this id of this stream.
///
/// # Errors
///
/// [`SealError`].
pub fn seal_insurance(
    key: &DataKey,
    stream: &str,
    event_id: Uuid,
    identity: &InsuranceIdentity,
) -> Result<Vec<u8>, SealError> {
    let plaintext = zeroize::Zeroizing::new(common::from_insurance(identity).encode_to_vec());
    sealing::seal(key, &insurance_context(stream, event_id), &plaintext)
}

/// Where a sealed insurance identity stands.
#[must_use]
pub fn insurance_context(stream: &str, event_id: Uuid) -> SealContext<'_> {
    SealContext { stream, event_id, field_group: INSURANCE_GROUP, schema_version: INSURANCE_SCHEMA }
}

/// Which link is meant.
///
/// # Errors
///
/// `FIELD_MISSING` on `subject`, then as [`my_number`] and [`common::insurance`] below it.
pub fn subject(value: Option<proto::LinkSubject>) -> Result<Subject, FieldError> {
    match value.and_then(|value| value.subject) {
        None => Err(FieldError::missing("subject")),
        Some(proto::link_subject::Subject::MyNumber(mut text)) => {
            my_number("subject.my_number", &mut text).map(Subject::MyNumber)
        }
        Some(proto::link_subject::Subject::Insurance(identity)) => {
            let identity = common::insurance(Some(identity));
            identity.map(Subject::Insurance).map_err(|error| error.under("subject"))
        }
    }
}

/// A My Number, moved out of its field unread.
///
/// # Errors
///
/// `FIELD_MISSING`.
pub fn my_number(field: &'static str, text: &mut String) -> Result<UnreadMyNumber, FieldError> {
    let unread = UnreadMyNumber::take(text);
    if unread.is_missing() { Err(FieldError::missing(field)) } else { Ok(unread) }
}

/// Why a link is to change.
///
/// # Errors
///
/// `FIELD_MISSING`, `FIELD_MALFORMED` on `reason`.
pub fn link_reason(value: i32) -> Result<LinkReason, FieldError> {
    reason("reason", value)
}

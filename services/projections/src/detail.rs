//! What a row says closed, opened for one answer: recipient number and printed items.
//!
//! It is kept closed in memory and in snapshots, as it is in the event: destroying the person's key
//! erases it here too, at once. A key that is damaged or missing keeps one person from being
//! answered, and nobody else.

use std::fmt;

use domain::{
    certificate::{DetailItem, stream_of},
    certificate_id::CertificateId,
    recipient_number::RecipientNumber,
};
use prost::Message as _;
use sealing::{GetError, KeyStore, OpenError, SealContext};
use wire::{
    common,
    event::certificate::{DETAIL_GROUP, SCHEMA_VERSION},
    field,
    proto::event::v1 as proto,
    refusal::FieldError,
};

use crate::certificates::{CertificateFacts, ClosedDetail, RowFacts};

/// The personal fields of a row that a desk may be told. Its `Debug` shows nothing.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Detail {
    /// The recipient number (公費受給者番号).
    pub recipient_number: Option<RecipientNumber>,
    /// Printed items (受給者証券面項目).
    pub items: Vec<DetailItem>,
}

/// The personal fields of a row could not be opened: the person cannot be answered now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotOpened {
    /// The key store has never had the person's key: it is not the one that belongs to the ledger,
    /// or an old copy of it.
    #[error("key store has no key for certificate {certificate}")]
    KeyMissing {
        /// Which certificate.
        certificate: CertificateId,
    },
    /// The person's key does not open under the root key.
    #[error("certificate {certificate}: {source}")]
    Key {
        /// Which certificate.
        certificate: CertificateId,
        /// What the key store says.
        source: GetError,
    },
    /// The fields do not open under the person's key.
    #[error("certificate {certificate}: {source}")]
    Closed {
        /// Which certificate.
        certificate: CertificateId,
        /// What sealing says.
        source: OpenError,
    },
    /// What was closed is not what it should be.
    #[error("certificate {certificate}: what was closed is malformed")]
    Malformed {
        /// Which certificate.
        certificate: CertificateId,
    },
}

impl fmt::Debug for Detail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Detail(..)")
    }
}

/// Opens the personal fields of a row.
///
/// # Errors
///
/// [`NotOpened`], in the order of its variants.
pub(crate) fn open(
    keys: &KeyStore,
    of: &CertificateFacts,
    row: &RowFacts,
) -> Result<Detail, NotOpened> {
    let ClosedDetail { event_id, sealed } = &row.detail;
    let certificate = of.id;
    if sealed.is_empty() {
        return Ok(Detail::default());
    }
    let key = match keys.get(of.person) {
        Ok(Some(key)) => key,
        Ok(None) => return Err(NotOpened::KeyMissing { certificate }),
        Err(GetError::Shredded { .. }) => return Ok(Detail::default()),
        Err(source @ GetError::Damaged { .. }) => {
            return Err(NotOpened::Key { certificate, source });
        }
    };
    let context = SealContext {
        stream: &stream_of(certificate),
        event_id: *event_id,
        field_group: DETAIL_GROUP,
        schema_version: SCHEMA_VERSION,
    };
    let plaintext = sealing::open(&key, &context, sealed)
        .map_err(|source| NotOpened::Closed { certificate, source })?;
    let malformed = NotOpened::Malformed { certificate };
    let stored = proto::SealedDetail::decode(plaintext.as_slice()).map_err(|_| malformed)?;
    read(stored).map_err(|_| malformed)
}

fn read(stored: proto::SealedDetail) -> Result<Detail, FieldError> {
    Ok(Detail {
        recipient_number: field::optional("recipient_number", &stored.recipient_number)?,
        items: stored.items.into_iter().map(common::detail).collect::<Result<_, _>>()?,
    })
}

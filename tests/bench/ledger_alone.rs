//! The ledger by itself: events of 400 bytes, a stream each.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use ledger::{
    Append, Attribution, DataFolder, EmbeddedLedger, ExpectedVersion, Ledger as _, NewEvent,
};
use uuid::Uuid;

use crate::window::{Window, window};

/// Bytes of an event's payload.
const PAYLOAD_BYTES: usize = 400;

/// Appends of one call in bulk.
pub(crate) const BULK_APPENDS: u64 = 1_000;

/// Calls in flight in bulk: one is prepared while the other is written.
const BULK_CALLS: usize = 2;

/// Bulk appends of a new ledger before it is measured: like the hub's ledgers it then writes over its
/// write-ahead file, which is several times as fast as making a file longer.
const WARM_BULKS: u64 = 20;

/// A ledger of its own.
pub(crate) struct LedgerAlone {
    ledger: Arc<EmbeddedLedger>,
    numbers: Arc<AtomicU64>,
    /// Held as long as the ledger is open.
    _folder: DataFolder,
}

impl LedgerAlone {
    /// Opens a new one with this name, in a folder of its own: an event that was there already would be
    /// answered without being written.
    pub(crate) async fn begin(folder: &Path, name: &str) -> Self {
        let held = DataFolder::lock(folder.join(format!("ledger-{name}"))).unwrap();
        let ledger = Arc::new(EmbeddedLedger::open(&held, name).unwrap());
        let begun = Self { ledger, numbers: Arc::default(), _folder: held };
        for _ in 0..WARM_BULKS {
            begun.bulk(Duration::ZERO).await;
        }
        begun
    }

    /// So many writers, an event each.
    pub(crate) async fn appends(&self, writers: usize, length: Duration) -> Window {
        let (ledger, numbers) = (self.ledger.clone(), self.numbers.clone());
        window(writers, length, move |_| {
            let (ledger, numbers) = (ledger.clone(), numbers.clone());
            async move {
                ledger.append(append(numbers.fetch_add(1, Ordering::Relaxed))).await.is_ok()
            }
        })
        .await
    }

    /// [`BULK_APPENDS`] events in each call.
    pub(crate) async fn bulk(&self, length: Duration) -> Window {
        let (ledger, numbers) = (self.ledger.clone(), self.numbers.clone());
        window(BULK_CALLS, length, move |_| {
            let (ledger, numbers) = (ledger.clone(), numbers.clone());
            async move {
                let first = numbers.fetch_add(BULK_APPENDS, Ordering::Relaxed);
                let appends = (first..first + BULK_APPENDS).map(append).collect();
                ledger.append_each(appends).await.iter().all(Result::is_ok)
            }
        })
        .await
    }

    /// Closes it.
    pub(crate) async fn end(self) {
        self.ledger.close().await;
    }
}

fn append(number: u64) -> Append {
    let id = Uuid::new_v5(&Uuid::NAMESPACE_OID, &number.to_le_bytes());
    Append {
        stream: format!("certificate-{id}").try_into().unwrap(),
        expected: ExpectedVersion::NoStream,
        events: vec![NewEvent {
            id,
            event_type: "pmh.event.v1.CertificateRegistered".into(),
            payload: vec![7; PAYLOAD_BYTES].into(),
        }],
        attribution: Attribution {
            recorded_at: jiff::Timestamp::UNIX_EPOCH,
            caller: "spiffe://pmh/body/232033".into(),
            request_id: "1b4e28ba-2fa1-4d3b-883f-0016d3cca427".into(),
        },
    }
}

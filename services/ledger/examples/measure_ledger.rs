//! Measures the embedded ledger in a fresh folder below the given one (or the temporary folder).
//!
//! `cargo run --release -p ledger --example measure_ledger -- [FOLDER]`
#![expect(clippy::unwrap_used, reason = "a measurement that fails may stop")]
#![expect(clippy::cast_precision_loss, reason = "figures for people")]

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use bytes::Bytes;
use jiff::Timestamp;
use ledger::{
    Append, Attribution, DataFolder, EmbeddedLedger, ExpectedVersion, Ledger, NewEvent, Position,
};
use uuid::Uuid;

/// How long each number of writers appends.
const WINDOW: Duration = Duration::from_secs(3);

/// Events of the bulk load.
const BULK_EVENTS: usize = 400_000;

/// Appends in one call of the bulk load.
const BULK_APPENDS: usize = 1000;

fn append(number: u64) -> Append {
    let id = Uuid::new_v5(&Uuid::NAMESPACE_OID, &number.to_le_bytes());
    Append {
        stream: format!("certificate-{id}").try_into().unwrap(),
        expected: ExpectedVersion::NoStream,
        events: vec![NewEvent {
            id,
            event_type: "CertificateRegistered".into(),
            payload: Bytes::from(vec![7; 400]),
        }],
        attribution: Attribution {
            recorded_at: Timestamp::UNIX_EPOCH,
            caller: Arc::from("spiffe://pmh.example/body/232033"),
            request_id: Arc::from("1b4e28ba-2fa1-4d3b-883f-0016d3cca427"),
        },
    }
}

async fn writers(ledger: &Arc<EmbeddedLedger>, count: u64, first: u64) {
    let begin = Instant::now();
    let tasks: Vec<_> = (0..count)
        .map(|writer| {
            let ledger = ledger.clone();
            tokio::spawn(async move {
                let mut waits = Vec::new();
                while begin.elapsed() < WINDOW {
                    let number = first + writer + count * waits.len() as u64;
                    let asked = Instant::now();
                    ledger.append(append(number)).await.unwrap();
                    waits.push(asked.elapsed());
                }
                waits
            })
        })
        .collect();
    let mut waits = Vec::new();
    for task in tasks {
        waits.extend(task.await.unwrap());
    }
    let rate = waits.len() as f64 / begin.elapsed().as_secs_f64();
    waits.sort_unstable();
    let at = |percent: usize| waits.get(waits.len() * percent / 100).unwrap();
    println!(
        "append, {count:>3} writers: {rate:>8.0} events/s, p50 {:?}, p99 {:?}",
        at(50),
        at(99)
    );
}

#[tokio::main]
async fn main() {
    let base = std::env::args().nth(1).map_or_else(std::env::temp_dir, Into::into);
    let folder = tempfile::tempdir_in(base).unwrap();
    let data = DataFolder::lock(folder.path()).unwrap();
    let ledger = Arc::new(EmbeddedLedger::open(&data, "measure").unwrap());

    let begin = Instant::now();
    for chunk in 0..BULK_EVENTS / BULK_APPENDS / 2 {
        let call = |half: usize| {
            let first = (2 * chunk + half) * BULK_APPENDS;
            let appends = (first..first + BULK_APPENDS).map(|number| append(number as u64));
            let appends = appends.collect();
            async {
                ledger.append_each(appends).await.into_iter().for_each(|a| {
                    a.unwrap();
                });
            }
        };
        tokio::join!(call(0), call(1));
    }
    println!(
        "append_each, bulk:   {:>8.0} events/s",
        BULK_EVENTS as f64 / begin.elapsed().as_secs_f64()
    );
    for (count, first) in [(1, 1 << 32), (16, 2 << 32), (256, 3 << 32)] {
        writers(&ledger, count, first).await;
    }
    let head = ledger.head().await.unwrap();
    for ahead in [false, true] {
        let begin = Instant::now();
        let mut subscription = ledger.subscribe(Position::START);
        if ahead {
            subscription = subscription.reading_ahead();
        }
        let mut events = 0;
        while events < head.get() {
            events += subscription.next_batch().await.unwrap().len() as u64;
        }
        println!(
            "replay, ahead {ahead:<6} {:>8.0} events/s",
            events as f64 / begin.elapsed().as_secs_f64()
        );
    }
    let begin = Instant::now();
    let verified = ledger.verify(|_| ()).await.unwrap();
    println!(
        "verify:              {:>8.0} events/s",
        verified.head.get() as f64 / begin.elapsed().as_secs_f64()
    );
    let wal = std::fs::metadata(folder.path().join("measure.db-wal")).unwrap().len();
    ledger.close().await;
    let database = std::fs::metadata(folder.path().join("measure.db")).unwrap().len();
    println!("bytes per event: {}, write-ahead file {wal} bytes", database / head.get());
    let begin = Instant::now();
    drop(EmbeddedLedger::open(&data, "measure").unwrap());
    println!("open and close: {:?}", begin.elapsed());
}

//! How fast the projections are rebuilt and restored, and how much memory they take.
//!
//! `cargo run --release -p projections --example rebuild -- [CERTIFICATES]`, 1,000,000 without a
//! number. Everything is synthetic; both ledgers and the key store are in memory, so what is
//! measured is this room: decoding, taking in, looking up, and the snapshot on the disk of the
//! temporary folder.
#![expect(clippy::unwrap_used, reason = "an example fails by panicking")]
#![expect(clippy::print_stdout, reason = "an example prints")]

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use domain::{
    certificate::{
        BasicInfo, CareSetting, CertificateRef, CopaymentLimit, DetailItem, Disclosure, Event,
        LimitPeriod, Personal, Row, Sex,
    },
    period::Period,
    person_key::PersonKey,
    sub_key::SubKey,
};
use jiff::{Timestamp, civil::date};
use ledger::{Append, Attribution, ExpectedVersion, MemoryLedger, SharedLedger};
use projections::{ENTRY_BYTES, Positions, Projections, ProjectionsConfig, Snapshots};
use sealing::{DataKey, KeyStore, RootKey};
use uuid::Uuid;

/// What the hub allocates with.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Appends made at once.
const BATCH: usize = 1_000;

/// Longer than anything here takes.
const LONG: Duration = Duration::from_hours(1);

#[tokio::main(worker_threads = 2)]
async fn main() {
    let certificates = std::env::args().nth(1).map_or(1_000_000, |text| text.parse().unwrap());
    let root = RootKey::from_text(1, &format!("17{}", "5e".repeat(31))).unwrap();
    let registration: SharedLedger = Arc::new(MemoryLedger::new());
    let identity: SharedLedger = Arc::new(MemoryLedger::new());
    let keys = Arc::new(KeyStore::in_memory(&root));
    let people = record(&registration, &keys, certificates).await;
    let folder = tempfile::tempdir().unwrap();
    let start = async |with_snapshots: bool| {
        let snapshots = with_snapshots.then(|| Snapshots {
            folder: folder.path().to_owned(),
            sealer: root.snapshot_sealer(),
            every_events: u64::MAX,
        });
        let config = ProjectionsConfig {
            registration: registration.clone(),
            identity: identity.clone(),
            keys: keys.clone(),
            snapshots,
        };
        let projections = Projections::start(config).await.unwrap();
        let heads = Positions {
            registration: registration.head().await.unwrap(),
            identity: identity.head().await.unwrap(),
        };
        projections.catch_up(heads, LONG).await.unwrap();
        projections
    };

    let resident = resident_bytes();
    let (began, busy) = (Instant::now(), processor_time());
    let projections = start(true).await;
    let (took, busy) = (began.elapsed(), processor_time().saturating_sub(busy));
    let grown = resident_bytes().saturating_sub(resident);
    let sizes = projections.sizes();
    println!(
        "rebuilt {certificates} certificates in {took:.2?}: {} events/s",
        rate(certificates, took)
    );
    let nanoseconds = busy.as_nanos() / u128::try_from(certificates).unwrap();
    println!("processor time per event: {nanoseconds} ns");
    println!(
        "bytes per certificate: entry {ENTRY_BYTES}, index {}, record {}, resident {} ({} words)",
        sizes.index_bytes / certificates,
        sizes.record_bytes / certificates,
        grown / certificates,
        sizes.words,
    );
    look_up(&projections, &people);

    let began = Instant::now();
    projections.stop().await;
    println!("snapshot written in {:.2?}", began.elapsed());
    let file = std::fs::metadata(folder.path().join("projections.snapshot")).unwrap();
    println!(
        "snapshot: {} bytes per certificate",
        file.len() / u64::try_from(certificates).unwrap()
    );
    let digest = projections.digest().unwrap();
    drop(projections);

    let began = Instant::now();
    let restored = start(true).await;
    println!("restored in {:.2?}", began.elapsed());
    assert_eq!(restored.digest().unwrap(), digest, "restored differs from rebuilt");
}

/// Records this many certificates.
async fn record(ledger: &SharedLedger, keys: &KeyStore, certificates: usize) -> Vec<PersonKey> {
    let people: Vec<_> = (0..certificates).map(|_| PersonKey::from_uuid(Uuid::new_v4())).collect();
    let attribution = Attribution {
        recorded_at: Timestamp::UNIX_EPOCH,
        caller: "spiffe://pmh/body/011002".into(),
        request_id: "6f4e2c9a-0000-4000-8000-000000000000".into(),
    };
    let mut number = 0_u32;
    for some in people.chunks(BATCH) {
        let keys = keys.get_or_create_many(some).unwrap();
        let appends = some
            .iter()
            .zip(&keys)
            .map(|(person, key)| {
                number += 1;
                append(*person, key, number, attribution.clone())
            })
            .collect();
        for appended in ledger.append_each(appends).await {
            appended.unwrap();
        }
    }
    people
}

fn append(person: PersonKey, key: &DataKey, number: u32, attribution: Attribution) -> Append {
    let certificate_type = format!("{:03}", number % 30).parse().unwrap();
    let bodies = ["011002", "131016", "141003", "271004", "401307"];
    let body = bodies.into_iter().cycle().nth(number as usize % 5).unwrap().parse().unwrap();
    let certificate = CertificateRef::new(body, certificate_type, person, SubKey::default());
    let event = Event::Registered { row: row(number), disclosure: Disclosure::Open };
    let event =
        wire::event::certificate::encode(&certificate, &event, Uuid::new_v4(), key).unwrap();
    Append {
        stream: certificate.stream().parse().unwrap(),
        expected: ExpectedVersion::NoStream,
        events: vec![event],
        attribution,
    }
}

fn row(number: u32) -> Row {
    let limit = |setting| CopaymentLimit {
        period: LimitPeriod::Month,
        setting,
        amount_yen: 500 * (number % 20),
        count_max: None,
        amount_after_count_yen: 0,
        meals_included: false,
        shared_with: Vec::new(),
    };
    Row {
        history_key: if number.is_multiple_of(4) { "2026-1" } else { "" }.parse().unwrap(),
        period: Period::new(date(2026, 4, 1), date(2027, 3, 31)).unwrap(),
        payer_number: Some("81136244".parse().unwrap()),
        certification_name: "子ども医療費受給者証".into(),
        segment: "乳幼児".into(),
        income_band: Some(format!("B{}", number % 5).parse().unwrap()),
        additional_conditions: Vec::new(),
        designated_institutions: Vec::new(),
        always_reimbursement: false,
        copayment_limits: vec![limit(CareSetting::Outpatient), limit(CareSetting::Inpatient)],
        personal: Some(Personal {
            basic_info: BasicInfo {
                name: "試験 太郎".into(),
                name_kana: "シケン タロウ".into(),
                address: "試験県試験市中央区北一条西一丁目1番1号".into(),
                date_of_birth: date(2015, 5, 5),
                sex: Sex::NotSet,
            },
            recipient_number: Some(format!("{number:07}").parse().unwrap()),
            details: vec![DetailItem {
                label: "備考".into(),
                value: "入院時食事療養費対象外".into(),
            }],
        }),
    }
}

fn look_up(projections: &Projections, people: &[PersonKey]) {
    const LOOKUPS: u32 = 300_000;
    // A step that visits people in no order of memory.
    let people: Vec<_> = (0..people.len())
        .map(|number| number * 7_368_787 % people.len())
        .filter_map(|at| people.get(at).copied())
        .cycle()
        .take(LOOKUPS as usize)
        .collect();
    let began = Instant::now();
    let known: Vec<_> =
        people.iter().flat_map(|person| projections.certificates_of(*person).unwrap()).collect();
    println!("looked up in {} ns each", (began.elapsed() / LOOKUPS).as_nanos());
    let began = Instant::now();
    for facts in &known {
        for row in &facts.rows {
            assert!(projections.detail(facts, row).unwrap().recipient_number.is_some());
        }
    }
    println!("opened in {} ns each", (began.elapsed() / LOOKUPS).as_nanos());
}

fn rate(count: usize, took: Duration) -> u128 {
    u128::try_from(count).unwrap() * 1_000_000 / took.as_micros().max(1)
}

/// Resident memory of this process, where the machine says so.
fn resident_bytes() -> usize {
    let pages = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    pages.split(' ').nth(1).and_then(|pages| pages.parse::<usize>().ok()).unwrap_or(0) * 4096
}

/// Processor time of this process, in steps of 10 ms, where the machine says so.
fn processor_time() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let fields = after_name.split_whitespace().skip(11).take(2);
    let ticks: u64 = fields.filter_map(|field| field.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * 10)
}

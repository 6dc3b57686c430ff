//! Rebuild of the projections and restart of the hub, each in a process of its own, on the ledgers the run has
//! filled: what memory they take is not hidden by what was measured before.

use std::{
    fs,
    path::Path,
    process::Command,
    sync::Arc,
    time::{Duration, Instant},
};

use hub::Hub;
use ledger::{DataFolder, EmbeddedLedger, Ledger as _};
use projections::{ENTRY_BYTES, Positions, Projections, ProjectionsConfig};
use sealing::KeyStore;
use serde_json::{Value, json};

use crate::{
    machine::resident_bytes,
    options::{Inner, Options},
    table::{Row, Table},
    window::median,
    world::{LONG, Stopped, parts},
};

/// How often each is done.
const TIMES: usize = 5;

/// Measures both, on the folder of a hub that has stopped.
pub(crate) fn measure(stopped: Stopped, table: &mut Table, options: &Options, folder: &Path) {
    table.add(Row::new("stop, with the last snapshot", stopped.took.as_secs_f64(), "s"));
    let rebuilt = in_a_process(Inner::Rebuild, options, folder);
    let restarted = in_a_process(Inner::Restart, options, folder);
    let figure = |name: &str| rebuilt.get(name).and_then(Value::as_f64).unwrap();
    let certificates = figure("certificates");
    let each = |bytes: f64| bytes / certificates;
    table.add(Row::new("certificates", certificates, ""));
    table.add(
        Row::new("rebuild from both ledgers", figure("events_per_second"), "events/s")
            .at_least(200_000.0),
    );
    table.add(Row::new("index entry", ENTRY_BYTES as f64, "bytes/certificate").at_most(64.0));
    for (what, name) in [
        ("index, unused capacity included", "index_bytes"),
        ("text beside the index", "record_bytes"),
        ("resident memory of the projections", "resident_bytes"),
        ("snapshot on disk", "snapshot_bytes"),
        ("registration ledger on disk", "registration_bytes"),
        ("identity's ledger on disk", "identity_bytes"),
        ("key store on disk", "keys_bytes"),
    ] {
        table.add(Row::new(what, each(figure(name)), "bytes/certificate"));
    }
    let seconds = restarted.get("seconds").and_then(Value::as_f64).unwrap();
    table.add(Row::new("restart of the hub from its snapshot", seconds, "s").at_most(5.0));
    let resident = restarted.get("resident_bytes").and_then(Value::as_f64).unwrap();
    let row = Row::new("resident memory of the hub, restarted", resident / 1e6, "MB");
    table.add(row);
}

/// Runs this executable for one measurement and reads what it says.
fn in_a_process(inner: Inner, options: &Options, folder: &Path) -> Value {
    let name = inner.name();
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--inner", &name, "--folder"]).arg(folder);
    if options.quick {
        command.arg("--quick");
    }
    command.stderr(std::process::Stdio::inherit());
    let output = command.output().unwrap();
    assert!(output.status.success(), "{name} failed");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// What a rebuild takes, measured in this process.
pub(crate) async fn rebuild(folder: &Path) -> Value {
    let parts = parts(folder);
    let data = folder.join("data");
    let size = |name: &str| fs::metadata(data.join(name)).unwrap().len();
    let mut measured = json!({
        "registration_bytes": size("registration.db"),
        "identity_bytes": size("identity.db"),
        "keys_bytes": size("keys/keys.db"),
        "snapshot_bytes": size("snapshots/projections.snapshot"),
    });
    let held = DataFolder::lock(&data).unwrap();
    let open = |name| Arc::new(EmbeddedLedger::open(&held, name).unwrap());
    let (registration, identity) = (open("registration"), open("identity"));
    let keys = Arc::new(KeyStore::open(&data.join("keys"), &parts.keys.root).unwrap());
    let heads = Positions {
        registration: registration.head().await.unwrap(),
        identity: identity.head().await.unwrap(),
    };
    let events = (heads.registration.get() + heads.identity.get()) as f64;
    let mut rates = Vec::new();
    for time in 0..TIMES {
        let resident = resident_bytes();
        let begun = Instant::now();
        let config = ProjectionsConfig {
            registration: registration.clone(),
            identity: identity.clone(),
            keys: keys.clone(),
            snapshots: None,
        };
        let projections = Projections::start(config).await.unwrap();
        projections.catch_up(heads, LONG).await.unwrap();
        rates.push(events / begun.elapsed().as_secs_f64());
        if time == 0 {
            let sizes = projections.sizes();
            let figures = json!({
                "certificates": sizes.certificates,
                "index_bytes": sizes.index_bytes,
                "record_bytes": sizes.record_bytes,
                "words": sizes.words,
                "resident_bytes": resident_bytes().saturating_sub(resident),
            });
            put_all(&mut measured, figures);
        }
        projections.stop().await;
    }
    put_all(&mut measured, json!({ "events": events, "events_per_second": median(&rates) }));
    measured
}

/// What a restart takes, measured in this process.
pub(crate) async fn restart(folder: &Path) -> Value {
    let mut seconds = Vec::new();
    let mut resident = 0;
    for _ in 0..TIMES {
        let begun = Instant::now();
        let hub = Hub::start(parts(folder)).await.unwrap();
        let registration = hub.rooms().registration().head().await.unwrap();
        hub.rooms().projections().wait_for(registration, LONG).await.unwrap();
        seconds.push(begun.elapsed().as_secs_f64());
        resident = resident.max(resident_bytes());
        hub.stop().await.unwrap();
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    json!({ "seconds": median(&seconds), "resident_bytes": resident })
}

fn put_all(measured: &mut Value, figures: Value) {
    if let (Value::Object(measured), Value::Object(mut figures)) = (measured, figures) {
        measured.append(&mut figures);
    }
}

//! How fast the hub is, each figure beside what bounds it, measured in the same run.
//!
//! `cargo bench -p tests --bench hub -- [--quick] [--only NAME,…] [--people N] [--json FILE]`
//!
//! A hub is started as `pmh serve` starts one, on the embedded ledger and behind TLS; services of the
//! benchmark stand beside its own, behind the same door ([`services`]). Whatever is compared is measured in turns,
//! a window each, so a machine that is busy for a while slows both ([`calls`], [`bulk`]). Rebuilding and
//! restarting are measured in processes of their own ([`rebuild`]). What is printed is the median of the windows. Run by
//! hand: nothing here is a test.
#![expect(clippy::unwrap_used, reason = "a measurement that fails may stop")]
#![expect(clippy::cast_precision_loss, reason = "figures for people")]

mod options;

mod disk;
mod machine;
mod table;
mod window;

mod people;
mod services;
mod world;

mod ledger_alone;
mod upload;

mod bulk;
mod callers;
mod calls;
mod freshness;
mod rebuild;
mod visits;

use clap::Parser as _;
use hub::config::LogConfig;
use tokio::runtime::Runtime;

use options::{Inner, Options, Part};
use table::Table;
use world::World;

/// What the real binary allocates with.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let options = Options::parse();
    hub::telemetry::init(&LogConfig { level: "warn".into(), ..LogConfig::default() }).unwrap();
    match options.inner {
        // Callers are where the system puts them.
        Some(Inner::Callers) => Runtime::new().unwrap().block_on(callers::inner()),
        inner => hub::processors::runtime().unwrap().block_on(measure(inner, &options)),
    }
}

async fn measure(inner: Option<Inner>, options: &Options) {
    match inner {
        Some(Inner::Rebuild) => println!("{}", rebuild::rebuild(options.folder()).await),
        Some(Inner::Restart) => println!("{}", rebuild::restart(options.folder()).await),
        _ => run(options).await,
    }
}

async fn run(options: &Options) {
    let mut table = Table::begin();
    let folder = tempfile::tempdir_in(options.folder()).unwrap();
    let parts = options.parts();
    eprintln!("{}", machine::describe());
    if parts == [Part::Append] {
        calls::append_only(&mut table, options, folder.path()).await;
    } else {
        let world = World::start(&folder.path().join("hub"), options.people()).await;
        let wants_bulk = parts.contains(&Part::Bulk);
        bulk::measure(&world, wants_bulk.then_some(&mut table), options, folder.path()).await;
        if parts.iter().any(|part| part.is_call()) {
            calls::measure(&world, &mut table, options, folder.path()).await;
        }
        if parts.contains(&Part::Freshness) {
            freshness::measure(&world, &mut table, options, folder.path()).await;
        }
        let stopped = world.stop().await;
        if parts.contains(&Part::Rebuild) {
            rebuild::measure(stopped, &mut table, options, &folder.path().join("hub"));
        }
    }
    print!("{table}");
    println!("{}", machine::describe());
    if let Some(path) = &options.json {
        std::fs::write(path, table.to_json().to_string()).unwrap();
    }
}

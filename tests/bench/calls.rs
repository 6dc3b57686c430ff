//! Calls to a hub that runs, beside a call that does nothing, the ledger's own append and the disk.

use std::{path::Path, sync::atomic::Ordering};

use prost::Message as _;
use wire::proto::eligibility::v1::EligibilityClass;

use crate::{
    callers::{Asked, Callers, Rpc},
    disk::Disk,
    ledger_alone::LedgerAlone,
    options::{Options, Part},
    table::{Row, Table},
    visits::{Visits, ask, person},
    window::{Window, Windows},
    world::World,
};

/// How many people come, one after the other.
const VISITORS: usize = 2_000;

/// How many answers are looked at to learn how large one is.
const ANSWERS_SEEN: usize = 200;

/// So many check-ins more than were asked in the window before, in parts of it.
const CHECK_INS_SPARE: f64 = 1.5;

/// Check-ins of the first window.
const CHECK_INS_FIRST: usize = 2_000;

/// Calls of the windows of one number in flight.
#[derive(Default)]
struct Level {
    disk: Windows,
    append: Windows,
    echo: Windows,
    read: Windows,
    eligibility: Windows,
}

/// Measures calls; with them the append and the disk.
pub(crate) async fn measure(world: &World, table: &mut Table, options: &Options, folder: &Path) {
    let parts = options.parts();
    let visits = Visits::link(world, VISITORS).await;
    let persons = see_answers(world, &visits, table).await;
    let callers = Callers::begin(world, options.apart);
    let (ledger, disk) = (LedgerAlone::begin(folder, "append").await, Disk::begin(folder));
    let length = options.window();
    let mut check_ins = CHECK_INS_FIRST;
    for &in_flight in options.in_flight() {
        let mut level = Level::default();
        for turn in 0..=options.windows() {
            // The first turn warms up, and is not counted.
            let counts = turn > 0;
            let note = |windows: &mut Windows, window: &Window| {
                if counts {
                    windows.add(window, 1.0);
                }
            };
            if parts.contains(&Part::Append) {
                note(&mut level.disk, &disk.window(length / 2).await);
                note(&mut level.append, &ledger.appends(in_flight, length).await);
            }
            note(&mut level.echo, &callers.window(Asked::echo(in_flight, length)).await);
            if parts.contains(&Part::Read) {
                let about = persons.clone();
                let asked = Asked { rpc: Rpc::Read, about, in_flight, length };
                note(&mut level.read, &callers.window(asked).await);
            }
            if parts.contains(&Part::Eligibility) {
                let about = visits.consented(check_ins).await;
                let asked = Asked { rpc: Rpc::Eligibility, about, in_flight, length };
                let window = callers.window(asked).await;
                let wanted = window.rate() * length.as_secs_f64() * CHECK_INS_SPARE;
                check_ins = format!("{wanted:.0}").parse::<usize>().unwrap().max(100);
                note(&mut level.eligibility, &window);
            }
        }
        level.show(table, in_flight, &parts);
    }
    ledger.end().await;
}

/// Measures the append and the disk alone.
pub(crate) async fn append_only(table: &mut Table, options: &Options, folder: &Path) {
    let (ledger, disk) = (LedgerAlone::begin(folder, "append").await, Disk::begin(folder));
    for &writers in options.in_flight() {
        let mut level = Level::default();
        for _ in 0..options.windows() {
            level.disk.add(&disk.window(options.window() / 2).await, 1.0);
            level.append.add(&ledger.appends(writers, options.window()).await, 1.0);
        }
        level.show(table, writers, &[Part::Append]);
    }
    ledger.end().await;
}

impl Level {
    fn show(&self, table: &mut Table, in_flight: usize, parts: &[Part]) {
        let row = |what: &str, windows: &Windows, unit| {
            let row = Row::new(what, windows.rate(), unit).in_flight(in_flight);
            row.waits(windows.waits()).work(windows.work())
        };
        let (echo, append) = (self.echo.rate(), self.append.rate());
        for part in parts {
            match part {
                Part::Append => {
                    if in_flight == 1 {
                        table.add(row("disk: 4 KiB write and fdatasync", &self.disk, "writes/s"));
                    }
                    let row = row("ledger: append, 400 bytes", &self.append, "events/s");
                    table.add(row.beside(
                        "fdatasync",
                        self.disk.rate(),
                        self.append.ratio_to(&self.disk),
                    ));
                }
                Part::Echo => table.add(row("echo", &self.echo, "calls/s")),
                Part::Read => {
                    let row = row("projection read", &self.read, "calls/s");
                    let ratio = self.read.ratio_to(&self.echo);
                    table.add(row.beside("echo", echo, ratio).ratio_wanted(0.8));
                }
                Part::Eligibility => {
                    let row = row("GetEligibility, durable", &self.eligibility, "calls/s");
                    table.add(if 0.7 * append < 0.35 * echo {
                        let ratio = self.eligibility.ratio_to(&self.append);
                        row.beside("append", append, ratio).ratio_wanted(0.7)
                    } else {
                        let ratio = self.eligibility.ratio_to(&self.echo);
                        row.beside("echo", echo, ratio).ratio_wanted(0.35)
                    });
                }
                Part::Bulk | Part::Freshness | Part::Rebuild => {}
            }
        }
    }
}

/// Learns how large an answer is, and who the visitors are.
async fn see_answers(world: &World, visits: &Visits, table: &mut Table) -> Vec<String> {
    let mut bytes = 0;
    let mut persons = Vec::new();
    for check_in in visits.consented(ANSWERS_SEEN).await {
        let answer = ask(world.at_desk.first().cloned().unwrap(), &check_in).await;
        assert_eq!(answer.class(), EligibilityClass::Disclosed);
        bytes += answer.encoded_len();
        persons.push(person(world, &check_in).await);
    }
    let bytes = bytes / ANSWERS_SEEN;
    world.reply_bytes.store(bytes, Ordering::Relaxed);
    table.add(Row::new("answer at the desk", bytes as f64, "bytes"));
    persons
}

//! Registration of many, beside the ledger's own bulk append.

use std::{path::Path, time::Instant};

use domain::body_code::BodyCode;
use wire::proto::registration::v1::RecipientRow;

use crate::{
    ledger_alone::{BULK_APPENDS, LedgerAlone},
    machine::processor_time,
    options::Options,
    table::{Row, Table},
    upload::{BodyRows, upload_all},
    window::{Windows, median},
    world::World,
};

/// How many bodies upload at once: one, and several.
const UPLOADS: [usize; 2] = [1, UPLOADS_MAX];

/// The most of them.
const UPLOADS_MAX: usize = 4;

/// The uploads of one round.
type Round = Vec<(BodyCode, Vec<RecipientRow>)>;

/// What was seen with so many uploads at once.
#[derive(Default)]
struct Seen {
    rows: Vec<f64>,
    events: Vec<f64>,
    work: Vec<f64>,
    /// Events in parts of the ledger's own in the same round.
    ratios: Vec<f64>,
}

/// Registers everyone, in rounds; with a table, each round beside a window of the ledger's.
pub(crate) async fn measure(
    world: &World,
    table: Option<&mut Table>,
    options: &Options,
    folder: &Path,
) {
    let rounds = options.rounds() * UPLOADS.len();
    let Some(table) = table else {
        for round in in_rounds(world, 1) {
            let uploads = cut(round, UPLOADS_MAX);
            upload_all(world, connected(world, uploads).await, UPLOADS_MAX).await;
        }
        world.settled().await;
        return;
    };
    let ledger = LedgerAlone::begin(folder, "bulk").await;
    let mut bulk = Windows::default();
    let mut seen = UPLOADS.map(|_| Seen::default());
    for (round, rows) in in_rounds(world, rounds).into_iter().enumerate() {
        let window = ledger.bulk(options.bulk_window()).await;
        bulk.add(&window, BULK_APPENDS as f64);
        let at_once = UPLOADS.get(round % UPLOADS.len()).copied().unwrap();
        let row_count = row_count(&rows);
        let uploads = connected(world, cut(rows, at_once)).await;
        let before = world.settled().await;
        let (begun, worked) = (Instant::now(), processor_time());
        upload_all(world, uploads, at_once).await;
        let seconds = begun.elapsed().as_secs_f64();
        let worked = processor_time().saturating_sub(worked).as_secs_f64();
        let after = world.settled().await;
        let events = after.registration.get() - before.registration.get() + after.identity.get()
            - before.identity.get();
        let seen = seen.get_mut(round % UPLOADS.len()).unwrap();
        seen.rows.push(row_count as f64 / seconds);
        seen.events.push(events as f64 / seconds);
        seen.work.push(worked * 1e6 / row_count as f64);
        seen.ratios.push(events as f64 / seconds / (window.rate() * BULK_APPENDS as f64));
    }
    ledger.end().await;
    let alone = bulk.rate();
    let row = Row::new("ledger: bulk append, 400 bytes", alone, "events/s");
    table.add(row.work(bulk.work()));
    for (at_once, Seen { rows, events, work, ratios }) in UPLOADS.into_iter().zip(seen) {
        let what = format!("registration, {at_once} upload(s) at once");
        let row = Row::new(what.clone(), median(&rows), "rows/s").work(median(&work));
        table.add(row.at_least(20_000.0));
        let row = Row::new(what, median(&events), "events/s");
        table.add(row.beside("bulk append", alone, median(&ratios)).ratio_wanted(0.5));
    }
}

/// Everyone's rows, parted into rounds of about the same size. What a body has beyond a round is another upload.
fn in_rounds(world: &World, rounds: usize) -> Vec<Round> {
    let all: usize = world.people.rows.iter().map(|(_, rows)| rows.len()).sum();
    let most = (all / rounds).max(1);
    let mut parts: Vec<(BodyCode, &[RecipientRow])> = Vec::new();
    for (body, rows) in &world.people.rows {
        parts.extend(rows.chunks(most).map(|rows| (*body, rows)));
    }
    parts.sort_by_key(|(_, rows)| std::cmp::Reverse(rows.len()));
    let mut filled: Vec<Round> = (0..rounds).map(|_| Round::new()).collect();
    for part in parts {
        let emptiest = filled.iter_mut().min_by_key(|round| row_count(round)).unwrap();
        emptiest.push((part.0, part.1.to_vec()));
    }
    // Taken from the end: the large ones first.
    for round in &mut filled {
        round.reverse();
    }
    filled
}

/// A round for so many uploads at once: none of them has more than its share of the rows.
fn cut(round: Round, at_once: usize) -> Round {
    let most = row_count(&round).div_ceil(at_once).max(1);
    let cut = |(body, rows): (BodyCode, Vec<RecipientRow>)| {
        let parts: Vec<_> = rows.chunks(most).map(|rows| (body, rows.to_vec())).collect();
        parts
    };
    round.into_iter().flat_map(cut).collect()
}

fn row_count(round: &Round) -> usize {
    round.iter().map(|(_, rows)| rows.len()).sum()
}

async fn connected(world: &World, round: Round) -> Vec<BodyRows> {
    let mut uploads = Vec::new();
    for (body, rows) in round {
        uploads.push(BodyRows::connect(world, body, rows).await);
    }
    uploads
}

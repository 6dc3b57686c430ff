//! From acknowledged to visible: bodies register a thousand certificates a second, and the desk asks
//! about each as soon as it was acknowledged.

use std::{
    collections::{BTreeMap, HashMap},
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use domain::body_code::BodyCode;
use tokio::{task::JoinHandle, time::MissedTickBehavior};
use tonic::transport::Channel;
use wire::proto::registration::v1::{RecipientRow, RowResult};

use crate::{
    disk::Disk,
    options::Options,
    table::{Row, Table},
    upload::{Answered, Answers, BodyRows, Upload},
    visits::{Visits, ask},
    world::World,
};

/// Registrations in a second.
const PER_SECOND: u64 = 1_000;

/// How often rows are sent.
const TICK: Duration = Duration::from_millis(10);

/// Rows of one tick; each goes to the upload of its own body.
const PER_TICK: u64 = 10;

/// How often a desk asks again before it is taken for never told.
const ASKED_MAX: usize = 1_000;

/// A row to register, and the check-in by which the desk asks.
type Planned = (RecipientRow, String);

/// What was seen of all rows.
#[derive(Default)]
struct Seen {
    acknowledged: Mutex<Vec<Duration>>,
    visible: Mutex<Vec<Duration>>,
    asked_again: AtomicU64,
}

/// Measures.
pub(crate) async fn measure(world: &World, table: &mut Table, options: &Options, folder: &Path) {
    let disk = Disk::begin(folder);
    let seconds = options.pace().as_secs();
    let seen = Arc::new(Seen::default());
    let planned = plan(world, usize::try_from(PER_SECOND * seconds).unwrap()).await;
    let bodies = planned.into_iter().map(|(body, rows)| {
        let seen = seen.clone();
        async move { Running::begin(world, body, rows, seen).await }
    });
    let mut running = Vec::new();
    for body in bodies {
        running.push(body.await);
    }
    let looks = disk.look();
    let mut ticks = tokio::time::interval(TICK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let (begun, mut place) = (Instant::now(), 0);
    'pacing: loop {
        ticks.tick().await;
        for _ in 0..PER_TICK {
            if running.iter().all(|body| body.rows.is_empty()) {
                break 'pacing;
            }
            while !running.get_mut(place).unwrap().send().await {
                place = (place + 1) % running.len();
            }
            place = (place + 1) % running.len();
        }
    }
    let paced = begun.elapsed();
    for body in running {
        body.end().await;
    }
    show_disk(table, looks.end());
    show(table, &seen, paced);
}

/// What a call that is durable waits for cannot be visible sooner.
fn show_disk(table: &mut Table, mut waits: Vec<Duration>) {
    let what = "disk: the same, a hundred times a second";
    let row = Row::new(what, waits.len() as f64, "writes").waits(percentiles(&mut waits));
    table.add(row);
    let longest = waits.last().map_or(0.0, milliseconds);
    table.add(Row::new("disk: the longest of them", longest, "ms"));
}

fn show(table: &mut Table, seen: &Seen, paced: Duration) {
    let mut visible = std::mem::take(&mut *seen.visible.lock().unwrap());
    let mut acknowledged = std::mem::take(&mut *seen.acknowledged.lock().unwrap());
    let count = visible.len();
    let rate = count as f64 / paced.as_secs_f64();
    table.add(
        Row::new("registrations, paced", rate, "rows/s").waits(percentiles(&mut acknowledged)),
    );
    let (half, most) = percentiles(&mut visible);
    table.add(Row::new("acknowledged → visible, p50", half, "ms"));
    table.add(Row::new("acknowledged → visible, p99", most, "ms").at_most(100.0));
    let longest = visible.last().map_or(0.0, milliseconds);
    table.add(Row::new("acknowledged → visible, the longest", longest, "ms"));
    let again = seen.asked_again.load(Ordering::Relaxed) as f64;
    table.add(Row::new("asked before it was visible", again, "of all").at_most(0.0));
}

/// p50 and p99, in milliseconds.
fn percentiles(waits: &mut [Duration]) -> (f64, f64) {
    waits.sort_unstable();
    let at = |percent: usize| {
        let place = (waits.len() * percent / 100).min(waits.len().saturating_sub(1));
        waits.get(place).map_or(0.0, milliseconds)
    };
    (at(50), at(99))
}

fn milliseconds(wait: &Duration) -> f64 {
    wait.as_secs_f64() * 1_000.0
}

/// A further certificate for each of the visitors in turn, by body.
async fn plan(world: &World, count: usize) -> BTreeMap<BodyCode, Vec<Planned>> {
    let visitors = world.people.visitors.get(..count).unwrap_or(&world.people.visitors);
    let visits = Visits::link(world, visitors.len()).await;
    let check_ins = visits.consented(count).await;
    let mut planned: BTreeMap<BodyCode, Vec<Planned>> = BTreeMap::new();
    for (number, (visitor, check_in)) in visitors.iter().cycle().zip(check_ins).enumerate() {
        let certification_sub_key = format!("bench{number}");
        let row = RecipientRow { certification_sub_key, ..visitor.row.clone() };
        planned.entry(visitor.body).or_default().push((row, check_in));
    }
    planned
}

/// The upload of one body, open while rows come.
struct Running {
    upload: Upload,
    rows: Vec<Planned>,
    sent: Arc<Mutex<HashMap<u64, (Instant, String)>>>,
    number: u64,
    answering: JoinHandle<()>,
}

impl Running {
    async fn begin(world: &World, body: BodyCode, rows: Vec<Planned>, seen: Arc<Seen>) -> Self {
        let channel = BodyRows::connect(world, body, Vec::new()).await.channel;
        let (upload, answers) = Upload::begin(channel, body).await;
        let sent = Arc::new(Mutex::new(HashMap::new()));
        let at_desk = world.at_desk.clone();
        let answering = tokio::spawn(answered(answers, sent.clone(), at_desk, seen));
        Self { upload, rows, sent, number: 0, answering }
    }

    /// Sends one row; says whether there was one.
    async fn send(&mut self) -> bool {
        let Some((row, check_in)) = self.rows.pop() else { return false };
        self.number += 1;
        self.sent.lock().unwrap().insert(self.number, (Instant::now(), check_in));
        self.upload.rows(vec![row]).await;
        true
    }

    async fn end(self) {
        self.upload.end().await;
        self.answering.await.unwrap();
    }
}

/// Has the desk ask about each row as soon as it was acknowledged.
async fn answered(
    mut answers: Answers,
    sent: Arc<Mutex<HashMap<u64, (Instant, String)>>>,
    at_desk: Vec<Channel>,
    seen: Arc<Seen>,
) {
    let mut asking = tokio::task::JoinSet::new();
    while let Answered::Rows(results) = answers.next().await {
        let acknowledged = Instant::now();
        for RowResult { row, certificate, position, .. } in results {
            assert!(position > 0, "a row of the plan recorded nothing");
            let (begun, check_in) = sent.lock().unwrap().remove(&row).unwrap();
            seen.acknowledged.lock().unwrap().push(acknowledged - begun);
            let place = usize::try_from(position).unwrap() % at_desk.len();
            let channel = at_desk.get(place).cloned().unwrap();
            let seen = seen.clone();
            asking.spawn(async move {
                see(channel, &check_in, &certificate, acknowledged, &seen).await;
            });
        }
    }
    while let Some(ended) = asking.join_next().await {
        ended.unwrap();
    }
}

/// Asks until the certificate is told.
async fn see(channel: Channel, check_in: &str, wanted: &str, since: Instant, seen: &Seen) {
    for _ in 0..ASKED_MAX {
        let answer = ask(channel.clone(), check_in).await;
        if answer.certificates.iter().any(|told| told.certificate == wanted) {
            seen.visible.lock().unwrap().push(since.elapsed());
            return;
        }
        seen.asked_again.fetch_add(1, Ordering::Relaxed);
    }
    assert!(seen.visible.lock().unwrap().is_empty(), "a certificate was never told");
}

//! A window: callers who each call again as soon as they were answered.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use serde::{Deserialize, Serialize};

use crate::machine::processor_time;

/// What one window saw.
#[derive(Deserialize, Serialize)]
pub(crate) struct Window {
    /// How long each call took, in rising order.
    waits: Vec<Duration>,
    /// From the first call to the last answer.
    took: Duration,
    /// What the process worked meanwhile: both ends of each call, if its callers are in it.
    worked: Duration,
}

/// Windows of one thing.
#[derive(Default)]
pub(crate) struct Windows {
    rates: Vec<f64>,
    work: Vec<f64>,
    halves: Vec<f64>,
    most: Vec<f64>,
}

impl Window {
    /// The window, with what another process worked meanwhile.
    pub(crate) fn worked(self, worked: Duration) -> Self {
        Self { worked, ..self }
    }

    /// Calls a second.
    pub(crate) fn rate(&self) -> f64 {
        self.waits.len() as f64 / self.took.as_secs_f64()
    }

    /// What so many in a hundred calls took at most, in milliseconds.
    fn percentile(&self, percent: usize) -> f64 {
        let at = (self.waits.len() * percent / 100).min(self.waits.len().saturating_sub(1));
        self.waits.get(at).map_or(0.0, |wait| wait.as_secs_f64() * 1_000.0)
    }
}

impl Windows {
    /// Adds a window whose calls each did `per_call`.
    pub(crate) fn add(&mut self, window: &Window, per_call: f64) {
        let done = window.waits.len() as f64 * per_call;
        self.rates.push(window.rate() * per_call);
        self.work.push(window.worked.as_secs_f64() * 1e6 / done.max(1.0));
        self.halves.push(window.percentile(50));
        self.most.push(window.percentile(99));
    }

    /// The median of what was done in a second.
    pub(crate) fn rate(&self) -> f64 {
        median(&self.rates)
    }

    /// The median of the rate in parts of the other's rate in the same turn: what slows the machine for
    /// longer than a turn slows both.
    pub(crate) fn ratio_to(&self, other: &Self) -> f64 {
        let turns = self.rates.iter().zip(&other.rates);
        median(&turns.map(|(own, other)| own / other).collect::<Vec<_>>())
    }

    /// The median of what a call worked, in microseconds of processor time.
    pub(crate) fn work(&self) -> f64 {
        median(&self.work)
    }

    /// The median of the windows' p50 and p99, in milliseconds.
    pub(crate) fn waits(&self) -> (f64, f64) {
        (median(&self.halves), median(&self.most))
    }
}

/// So many callers call for this long and at least once, or until `call` says that there is nothing left to ask. Each
/// call is told its caller.
pub(crate) async fn window<F, Fut>(callers: usize, length: Duration, call: F) -> Window
where
    F: Fn(usize) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = bool> + Send,
{
    let call = Arc::new(call);
    let (begun, worked) = (Instant::now(), processor_time());
    let tasks: Vec<_> = (0..callers)
        .map(|caller| {
            let call = call.clone();
            tokio::spawn(async move {
                let mut waits = Vec::new();
                loop {
                    let asked = Instant::now();
                    if !call(caller).await {
                        break;
                    }
                    waits.push(asked.elapsed());
                    if begun.elapsed() >= length {
                        break;
                    }
                }
                waits
            })
        })
        .collect();
    let mut waits = Vec::new();
    for task in tasks {
        waits.append(&mut task.await.unwrap());
    }
    let (took, worked) = (begun.elapsed(), processor_time().saturating_sub(worked));
    waits.sort_unstable();
    Window { waits, took, worked }
}

/// One caller on a thread that may wait, for this long and at least once.
pub(crate) async fn waiting_window<F>(length: Duration, mut call: F) -> Window
where
    F: FnMut() + Send + 'static,
{
    let calls = move || {
        let (begun, worked) = (Instant::now(), processor_time());
        let mut waits = Vec::new();
        while waits.is_empty() || begun.elapsed() < length {
            let asked = Instant::now();
            call();
            waits.push(asked.elapsed());
        }
        let (took, worked) = (begun.elapsed(), processor_time().saturating_sub(worked));
        waits.sort_unstable();
        Window { waits, took, worked }
    };
    tokio::task::spawn_blocking(calls).await.unwrap()
}

/// The middle one.
pub(crate) fn median(figures: &[f64]) -> f64 {
    let mut figures = figures.to_vec();
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(0.0)
}

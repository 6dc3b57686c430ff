//! A window: callers who each call again as soon as they were answered.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

/// What one window saw.
pub(crate) struct Window {
    /// How long each call took, in rising order.
    waits: Vec<Duration>,
    /// From the first call to the last answer.
    took: Duration,
}

/// Windows of one thing.
#[derive(Default)]
pub(crate) struct Windows {
    rates: Vec<f64>,
    halves: Vec<f64>,
    most: Vec<f64>,
}

impl Window {
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
        self.rates.push(window.rate() * per_call);
        self.halves.push(window.percentile(50));
        self.most.push(window.percentile(99));
    }

    /// The median of what was done in a second.
    pub(crate) fn rate(&self) -> f64 {
        median(&self.rates)
    }

    /// The median of the windows' p50 and p99, in milliseconds.
    pub(crate) fn waits(&self) -> (f64, f64) {
        (median(&self.halves), median(&self.most))
    }
}

/// So many callers call for this long, or until `call` says that there is nothing left to ask. Each
/// call is told its caller.
pub(crate) async fn window<F, Fut>(callers: usize, length: Duration, call: F) -> Window
where
    F: Fn(usize) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = bool> + Send,
{
    let call = Arc::new(call);
    let begun = Instant::now();
    let tasks: Vec<_> = (0..callers)
        .map(|caller| {
            let call = call.clone();
            tokio::spawn(async move {
                let mut waits = Vec::new();
                while begun.elapsed() < length {
                    let asked = Instant::now();
                    if !call(caller).await {
                        break;
                    }
                    waits.push(asked.elapsed());
                }
                waits
            })
        })
        .collect();
    let mut waits = Vec::new();
    for task in tasks {
        waits.append(&mut task.await.unwrap());
    }
    let took = begun.elapsed();
    waits.sort_unstable();
    Window { waits, took }
}

/// The middle one.
pub(crate) fn median(figures: &[f64]) -> f64 {
    let mut figures = figures.to_vec();
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(0.0)
}

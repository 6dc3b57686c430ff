//! The hub's clock in the test's hand: it stands still until it is moved.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use jiff::{SignedDuration, Timestamp, civil::Date};
use wire::Clock;

/// When every test begins: 1 October 2026, nine in the morning in Japan.
pub const BEGIN: &str = "2026-10-01T00:00:00Z";

/// A clock that is moved by hand.
#[derive(Clone)]
pub struct HandClock(Arc<AtomicI64>);

impl Default for HandClock {
    fn default() -> Self {
        Self(Arc::new(AtomicI64::new(BEGIN.parse::<Timestamp>().unwrap().as_second())))
    }
}

impl HandClock {
    /// What time it is.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        Timestamp::from_second(self.0.load(Ordering::SeqCst)).unwrap()
    }

    /// The calendar day in Japan.
    #[must_use]
    pub fn today(&self) -> Date {
        domain::japan::day(self.now())
    }

    /// Time passes.
    pub fn pass(&self, duration: SignedDuration) {
        self.0.fetch_add(duration.as_secs(), Ordering::SeqCst);
    }

    /// The clock stands at nine in the morning of a day in Japan.
    pub fn set_day(&self, day: Date) {
        let morning = day.at(0, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC).unwrap();
        self.0.store(morning.timestamp().as_second(), Ordering::SeqCst);
    }

    /// The clock as the hub takes it.
    #[must_use]
    pub fn for_hub(&self) -> Clock {
        let hand = self.clone();
        Arc::new(move || hand.now())
    }
}

//! The hub's clock: the one place where time enters.

use std::{fmt, sync::Arc};

use jiff::Timestamp;
use rustls::{pki_types::UnixTime, time_provider::TimeProvider};
use wire::Clock;

/// The clock of the machine.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this is the hub's clock")]
pub fn system() -> Clock {
    Arc::new(Timestamp::now)
}

/// The same clock, by which certificates are valid or not.
pub(crate) struct CertificateClock(pub(crate) Clock);

impl TimeProvider for CertificateClock {
    fn current_time(&self) -> Option<UnixTime> {
        let seconds = u64::try_from((self.0)().as_second()).ok()?;
        Some(UnixTime::since_unix_epoch(std::time::Duration::from_secs(seconds)))
    }
}

impl fmt::Debug for CertificateClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CertificateClock")
    }
}

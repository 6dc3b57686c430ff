//! Where a fault strikes: seeded, and said aloud.

use std::{
    env,
    io::Write as _,
    str::FromStr,
    sync::atomic::{AtomicU32, Ordering},
};

use cli::synthetic::dice::Dice;

/// The dice of a test, from `PMH_SEED` or anew.
pub(crate) fn dice(test: &str) -> (u64, Dice) {
    let seed = number("PMH_SEED").unwrap_or_else(|| hub::random::new_uuid().as_u64_pair().0 >> 16);
    say(&format!("{test}: SEED={seed}"));
    (seed, Dice::seeded(seed))
}

/// How often a storm strikes: `PMH_KILLS`, or as often as this.
pub(crate) fn kills(usual: u64) -> u64 {
    number("PMH_KILLS").unwrap_or(usual)
}

/// Says something on standard error even where the test succeeds.
pub(crate) fn say(line: &str) {
    // Not `eprintln!`, which the test harness keeps to itself.
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// Says that a test leaves something out that this machine cannot do, and how many have by now.
pub(crate) fn skipped(what: &str) {
    static SKIPPED: AtomicU32 = AtomicU32::new(0);
    let count = SKIPPED.fetch_add(1, Ordering::Relaxed) + 1;
    say(&format!("SKIPPED ({count} by now): {what}"));
}

fn number<T: FromStr>(variable: &str) -> Option<T> {
    let text = env::var(variable).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{variable} must be a number, not {text}")))
}

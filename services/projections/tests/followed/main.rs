//! The projections as their users see them: ledgers on one side, questions on the other.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod story;

mod live;
mod rebuilt;
mod restored;

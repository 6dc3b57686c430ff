//! Worked cases: runs a file of them and says of each whether the calculation agrees.
//!
//! A case that the calculation cannot decide is not a case it gets wrong: both are told apart, with their reasons.

pub mod local;
pub mod national;

mod judged;
mod result;

pub use judged::{Judged, Listed, UNDECIDED};
pub use result::{CaseResult, NotACaseFile, Verdict};

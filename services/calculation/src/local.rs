//! The local programs (地方単独の医療費助成): rows of the official layout with their supplements, compiled into rules, and
//! the month in which they are applied.
//!
//! A [`Rules`] is made once, when an edition is loaded. A [`Month`] takes the visits of one person in order; each brings
//! what insurance and national programs have left ([`Due`]), and the answer says what the local programs pay of it, what
//! the counter collects now, and what is returned later. Amounts run in two yen ([`Both`]): limits count what the counter
//! collected, payers add up in receipt yen.

mod active;
mod age;
mod answer;
mod apply;
mod both;
mod chain;
mod choice;
mod compile;
mod condition;
mod counters;
mod due;
mod limit;
mod meal;
mod month;
mod part;
mod plan;
mod rule;
mod said;
mod settle;
mod supplement;
mod trial;
mod unreached;

pub use age::YEARS_MAX;
pub use answer::{Answer, Part, Programs, Total};
pub use both::Both;
pub use choice::cheapest;
pub(crate) use compile::rule_of;
pub use compile::{NotRules, TIERS_MAX};
pub use counters::NAMES_MAX;
pub use due::{Due, LeftBy};
pub use month::{CERTIFICATES_MAX, Meals, Month, Refused};
pub use rule::{RowMeta, RowNumber, Rows, Rules};
pub use settle::How;
pub use supplement::SUPPLEMENT_BYTES_MAX;
pub use trial::{RowTrial, Tried};
pub use unreached::Unreached;

#[cfg(test)]
mod tests;

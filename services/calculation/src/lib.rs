//! The common calculation module (共通算定モジュール): splits the cost of a visit between the insurer, the subsidy
//! programs and the person, and says which rule settled each yen.
//!
//! An edition is the law as dated data; a [`Person`] with their [`Certificate`]s and [`Visit`]s are the
//! facts; the answer is a [`Split`] of each visit's cost and the [`Step`]s that led to it. The code holds operators
//! only: every amount, ratio, age, date, prefecture and program is a row of `data/`, with its source.
//!
//! Deliberately unknown here: events, storage, the network, and today's date. The day of the visit is an argument.
//! What the data does not say and could change the answer is [`Undecided`], never a guess.

#![deny(clippy::float_arithmetic)]

pub mod cases;
pub mod desk;
pub mod diff;
pub mod edition;
pub mod lint;
pub mod local;
pub mod mapping;
pub mod money;
pub mod national;
pub mod official;

mod by_word;
mod calculate;
mod certificate;
mod explain;
mod kept;
mod months;
mod order;
mod person;
mod split;
mod trace;
mod undecided;
mod visit;

pub use calculate::{Calculator, Refusal};
pub use certificate::{Certificate, NotARuleName, PrintedLimit, RuleName};
pub use months::Months;
pub use person::{AgeBand, Fact, Insurance, LongTermIllness, Person, Scheme};
pub use split::{Meals, Payer, Share, Shares, Split};
pub use trace::{NoTrace, Operator, Step, Steps, Trace};
pub use undecided::{Missing, Undecided};
pub use visit::{Dispensing, Setting, Slice, Stay, Visit};

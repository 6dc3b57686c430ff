//! The national part: the insurance, its high-cost limits and the national programs.
//!
//! [`Tables`] are the law as data. A [`Month`] takes a person's visits in order and answers each with a
//! [`NationalSplit`]: receipts are split on everything that has accumulated, a visit is the increase. Local programs
//! come after, on what a split leaves to the person; [`Program::local_first`] says where they may come before.

pub mod household;

mod age;
mod counter;
mod insurance;
mod limits;
mod meals;
mod measures;
mod month;
mod opened;
mod program;
mod reading;
mod receipt;
mod refusal;
mod running;
mod said;
mod split;
mod standing;
mod steps;
mod tables;
mod terms;
mod tier;
mod year_month;

#[cfg(test)]
mod sample;

pub use age::{Start, attains};
pub use counter::Counter;
pub use month::{CERTIFICATES_MAX, Month};
pub(crate) use program::HighCost;
pub use program::Program;
pub use reading::Malformed;
pub use refusal::Refusal;
pub use split::{Meals, NationalSplit, Part, Parts, Places};
pub use tables::{Files, Tables};
pub use year_month::{NotAMonth, YearMonth};

use reading::Cell;

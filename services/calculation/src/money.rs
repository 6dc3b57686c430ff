//! Whole yen, exact: amounts, ratios as fractions, and the few ways the law rounds.
//!
//! There is no float and no hidden rounding: [`Ratio::of`] names how it rounds at the one place it does.

mod ratio;
mod rounding;
mod yen;

pub use ratio::{NotARatio, Ratio};
pub use rounding::Rounding;
pub use yen::Yen;

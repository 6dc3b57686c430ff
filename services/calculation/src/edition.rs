//! An edition: the files of rule data that an answer was computed with, known by their hash.

mod places;

pub use places::{NotPlaces, Places};

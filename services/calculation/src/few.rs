//! Lists that are short as a rule: a month of a person knows one or two of most things.

use smallvec::SmallVec;

/// A list without a place of its own in memory as long as it has no more than two things.
pub(crate) type Few<T> = SmallVec<[T; 2]>;

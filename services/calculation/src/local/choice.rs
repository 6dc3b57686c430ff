//! Who may choose between programs chooses the one that costs less (負担の軽い方).

use crate::money::Yen;

/// The candidate that leaves least to the person; the first of those that leave the same.
#[must_use]
pub fn cheapest<K>(candidates: impl IntoIterator<Item = (K, Yen)>) -> Option<K> {
    let candidates = candidates.into_iter();
    candidates
        .reduce(|best, next| if next.1 < best.1 { next } else { best })
        .map(|(candidate, _)| candidate)
}

#[cfg(test)]
mod tests;

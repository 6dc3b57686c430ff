//! Searches bytes for many needles at once.

use std::collections::{BTreeSet, HashMap};

use super::secrets::Secret;

/// The fewest bytes of a needle: fewer would be found by chance.
const NEEDLE_BYTES_MIN: usize = 5;

/// Secrets in all their writings, by their first two bytes.
pub(super) struct Needles {
    by_head: HashMap<[u8; 2], Vec<(Vec<u8>, String)>>,
}

impl Needles {
    /// All writings of these secrets.
    pub(super) fn of(secrets: &[Secret]) -> Self {
        let mut by_head: HashMap<_, Vec<_>> = HashMap::new();
        for secret in secrets {
            for (writing, bytes) in secret.writings() {
                assert!(bytes.len() >= NEEDLE_BYTES_MIN, "{} as {writing}", secret.what);
                let what = format!("{} as {writing}", secret.what);
                by_head.entry([bytes[0], bytes[1]]).or_default().push((bytes, what));
            }
        }
        Self { by_head }
    }

    /// What of it stands in these bytes.
    pub(super) fn find(&self, bytes: &[u8]) -> BTreeSet<&str> {
        let mut found = BTreeSet::new();
        for (begin, pair) in bytes.windows(2).enumerate() {
            for (needle, what) in self.by_head.get(pair).into_iter().flatten() {
                if bytes[begin..].starts_with(needle) {
                    found.insert(what.as_str());
                }
            }
        }
        found
    }
}

#[test]
fn a_secret_is_found_in_each_of_its_writings_wherever_it_stands() {
    let secrets = [
        Secret::text("name", "金剛寺"),
        Secret::digits("number", &"7".repeat(12)),
        Secret::date("birth", 1957, 8, 23),
    ];
    let needles = Needles::of(&secrets);
    let noise: Vec<u8> = (0..=255).cycle().take(5_000).collect();
    for secret in &secrets {
        let writings = secret.writings();
        assert!(writings.len() > 2, "{}", secret.what);
        for (writing, bytes) in writings {
            let what = format!("{} as {writing}", secret.what);
            for place in [0, 1, 4_095, 5_000] {
                let mut planted = noise.clone();
                planted.splice(place..place, bytes.iter().copied());
                let found = needles.find(&planted);
                assert!(found.contains(what.as_str()), "{what} at {place}");
            }
        }
    }
    assert!(needles.find(&noise).is_empty());
}

#[test]
fn a_secret_that_lacks_its_last_byte_is_not_found() {
    let needles = Needles::of(&[Secret::text("name", "金剛寺")]);
    let whole = "金剛寺".as_bytes();
    assert!(!needles.find(whole).is_empty());
    assert!(needles.find(&whole[..whole.len() - 1]).is_empty());
}

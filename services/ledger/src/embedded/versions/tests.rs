use super::{GENERATION_STREAMS_MAX, Versions};
use crate::{StreamName, Version};

fn name(number: usize) -> StreamName {
    format!("certificate-{number}").parse().unwrap()
}

#[test]
fn recent_streams_are_known_and_their_number_is_bounded() {
    let mut versions = Versions::default();
    for number in 0..3 * GENERATION_STREAMS_MAX {
        versions.set(&name(number), Version::new(number as u64));
        versions.set(&name(number), Version::new(number as u64 + 1));
        assert!(versions.young.len() + versions.old.len() <= 2 * GENERATION_STREAMS_MAX);
    }
    let last = 3 * GENERATION_STREAMS_MAX - 1;
    assert_eq!(versions.get(&name(last)), Some(Version::new(last as u64 + 1)));
    assert_eq!(versions.get(&name(0)), None);
    versions.forget_all();
    assert_eq!(versions.get(&name(last)), None);
}

#[test]
fn the_newest_version_of_a_stream_is_the_one_that_is_known() {
    let mut versions = Versions::default();
    versions.set(&name(0), Version::new(1));
    for number in 1..=GENERATION_STREAMS_MAX {
        versions.set(&name(number), Version::FIRST);
    }
    assert_eq!(versions.get(&name(0)), Some(Version::new(1)), "it is in the old generation");
    versions.set(&name(0), Version::new(2));
    assert_eq!(versions.get(&name(0)), Some(Version::new(2)));
}

use super::{Extent, Extents, GENERATION_STREAMS_MAX};
use crate::{Position, StreamName, Version};

fn name(number: usize) -> StreamName {
    format!("certificate-{number}").parse().unwrap()
}

fn up_to(last: u64) -> Extent {
    Extent { first: Position::new(1), last: Version::new(last) }
}

#[test]
fn recent_streams_are_known_and_their_number_is_bounded() {
    let mut extents = Extents::default();
    for number in 0..3 * GENERATION_STREAMS_MAX {
        extents.set(&name(number), up_to(number as u64));
        extents.set(&name(number), up_to(number as u64 + 1));
        assert!(extents.young.len() + extents.old.len() <= 2 * GENERATION_STREAMS_MAX);
    }
    let last = 3 * GENERATION_STREAMS_MAX - 1;
    assert_eq!(extents.get(&name(last)), Some(up_to(last as u64 + 1)));
    assert_eq!(extents.get(&name(0)), None);
    extents.forget_all();
    assert_eq!(extents.get(&name(last)), None);
}

#[test]
fn the_newest_version_of_a_stream_is_the_one_that_is_known() {
    let mut extents = Extents::default();
    extents.set(&name(0), up_to(1));
    for number in 1..=GENERATION_STREAMS_MAX {
        extents.set(&name(number), up_to(0));
    }
    assert_eq!(extents.get(&name(0)), Some(up_to(1)), "it is in the old generation");
    extents.set(&name(0), up_to(2));
    assert_eq!(extents.get(&name(0)), Some(up_to(2)));
}

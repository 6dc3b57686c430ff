//! Check-ins seen lately.

use domain::{check_in::CheckIn, check_in_id::CheckInId};
use ledger::Version;
use uuid::Uuid;

use super::{PER_SHARD_MAX, Recent, SHARDS, Seen};

fn id(number: usize) -> CheckInId {
    // The last byte chooses the shard: all of these share one.
    CheckInId::from_uuid(Uuid::from_u128((number as u128) << 8))
}

fn seen(version: u64) -> Seen {
    Seen { check_in: CheckIn::default(), version: Version::new(version) }
}

#[test]
fn a_check_in_is_found_as_it_was_last_seen() {
    let recent = Recent::default();
    recent.put(id(1), seen(1));
    recent.put(id(1), seen(2));
    assert_eq!(recent.get(id(1)).unwrap().version, Version::new(2));
    assert!(recent.get(id(2)).is_none());
}

#[test]
fn a_check_in_that_changed_is_forgotten() {
    let recent = Recent::default();
    recent.put(id(1), seen(1));
    recent.forget(id(1));
    assert!(recent.get(id(1)).is_none());
}

#[test]
fn no_more_are_kept_than_there_is_room_for_and_the_oldest_go_first() {
    let recent = Recent::default();
    for number in 0..=PER_SHARD_MAX {
        recent.put(id(number), seen(0));
    }
    assert!(recent.get(id(0)).is_none());
    assert!(recent.get(id(1)).is_some());
    assert!(recent.get(id(PER_SHARD_MAX)).is_some());
}

#[test]
fn what_is_seen_and_forgotten_again_and_again_takes_no_room() {
    let recent = Recent::default();
    for _ in 0..3 * PER_SHARD_MAX {
        recent.put(id(1), seen(0));
        recent.forget(id(1));
    }
    let queued: usize = recent.0.iter().map(|shard| shard.lock().unwrap().order.len()).sum();
    assert!(queued <= SHARDS * PER_SHARD_MAX);
}

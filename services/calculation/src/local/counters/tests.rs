use super::*;

const SLOT: Slot = Slot { program: 0, limit: 1 };

#[test]
fn a_counter_goes_on_where_it_stood() {
    let mut counters = Counters::default();
    let place = Place { facility: 1, ..Place::default() };
    counters.with(SLOT, place, |count| count.times += 1);
    assert_eq!(counters.with(SLOT, place, |count| count.times), 1);
    assert_eq!(counters.with(SLOT, Place::default(), |count| count.times), 0);
}

#[test]
fn several_facilities_are_told_from_one() {
    let mut counters = Counters::default();
    counters.with(SLOT, Place::default(), |count| {
        count.collected_by(1);
        assert!(!count.others_than(1));
        assert!(count.others_than(2));
        count.collected_by(2);
        assert!(count.others_than(2));
    });
}

#[test]
fn names_are_numbered_from_one_and_their_number_is_bounded() {
    let mut names = Names::default();
    assert_eq!(names.number("A"), Some(1));
    assert_eq!(names.number("B"), Some(2));
    assert_eq!(names.number("A"), Some(1));
    for n in 2..NAMES_MAX {
        assert!(names.number(&n.to_string()).is_some());
    }
    assert_eq!(names.number("one too many"), None);
    assert_eq!(names.number("A"), Some(1));
}

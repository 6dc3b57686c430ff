use super::*;

/// Commits of so many microseconds each, on a processor.
fn commits(nearness: &Nearness, processor: usize, took: u64, count: u32) {
    for _ in 0..count {
        nearness.note(processor, Duration::from_micros(took), 1);
    }
}

#[test]
fn a_processor_is_far_where_commits_take_longer_than_on_another() {
    let nearness = Nearness::new();
    assert!(!nearness.is_far(0), "nothing is known");
    commits(&nearness, 0, 213, COMMITS_MIN);
    assert!(!nearness.is_far(0), "nothing is known of another");
    commits(&nearness, 1, 159, COMMITS_MIN - 1);
    assert!(!nearness.is_far(0), "too little is known of another");
    commits(&nearness, 1, 159, 1);
    assert!(nearness.is_far(0));
    assert!(!nearness.is_far(1));
    assert!(!nearness.is_far(2), "nothing is known of it");
    assert!(!nearness.is_far(PROCESSORS_MAX), "not looked at");
}

#[test]
fn processors_that_are_about_as_near_are_not_far() {
    let nearness = Nearness::new();
    commits(&nearness, 0, 175, COMMITS_MIN);
    commits(&nearness, 1, 159, COMMITS_MIN);
    assert!(!nearness.is_far(0) && !nearness.is_far(1));
}

#[test]
fn a_disk_that_stands_still_makes_no_processor_far() {
    let nearness = Nearness::new();
    for processor in [0, 1] {
        commits(&nearness, processor, 150, COMMITS_MIN);
    }
    commits(&nearness, 0, 200_000, 100);
    commits(&nearness, 1, 1_000_150, 100);
    assert!(!nearness.is_far(0) && !nearness.is_far(1));
}

#[test]
fn what_was_near_is_far_after_the_interrupts_have_moved() {
    let nearness = Nearness::new();
    commits(&nearness, 0, 213, COMMITS_MIN);
    commits(&nearness, 1, 159, COMMITS_MIN);
    // The far one is hardly used.
    commits(&nearness, 1, 300, 100);
    assert!(!nearness.is_far(0));
    assert!(nearness.is_far(1));
}

#[test]
fn the_next_lone_append_is_waited_for_as_long_as_the_last_is_recent() {
    let nearness = Nearness::new();
    commits(&nearness, 0, 200, ROW_MIN - 1);
    nearness.note(0, Duration::from_micros(200), 10_000);
    assert!(nearness.is_next_soon(10_000));
    assert!(nearness.is_next_soon(12_000));
    assert!(!nearness.is_next_soon(12_001));
}

#[test]
fn where_appends_came_together_many_in_a_row_are_lone_before_the_next_is_waited_for() {
    let nearness = Nearness::new();
    commits(&nearness, 0, 200, ROW_MIN);
    assert!(nearness.is_next_soon(1));
    nearness.end_row();
    commits(&nearness, 0, 200, ROW_MIN - 1);
    assert!(!nearness.is_next_soon(1));
    commits(&nearness, 0, 200, 1);
    assert!(nearness.is_next_soon(1));
}

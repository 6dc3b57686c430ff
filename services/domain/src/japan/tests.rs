use jiff::civil::date;

use super::*;

#[test]
fn the_day_changes_at_midnight_in_japan() {
    for (instant, expected) in [
        ("2026-03-31T14:59:59.999999999Z", date(2026, 3, 31)),
        ("2026-03-31T15:00:00Z", date(2026, 4, 1)),
        ("2026-04-01T14:59:59Z", date(2026, 4, 1)),
        ("2025-12-31T15:00:00Z", date(2026, 1, 1)),
    ] {
        assert_eq!(day(instant.parse().unwrap()), expected, "{instant}");
    }
}

#[test]
fn there_is_no_summer_time() {
    for month in 1..=12 {
        let instant = format!("2026-{month:02}-15T15:00:00Z").parse().unwrap();
        assert_eq!(day(instant), date(2026, month, 16));
    }
}

#[test]
fn the_first_and_the_last_instant_have_a_day() {
    assert!(day(Timestamp::MIN) < date(-9998, 1, 1));
    assert!(day(Timestamp::MAX) >= date(9999, 12, 30));
}

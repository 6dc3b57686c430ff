use super::*;

fn period(first: Date, last: Date) -> Period {
    Period::new(first, last).unwrap()
}

#[test]
fn both_ends_belong_to_a_period_and_the_days_beside_them_do_not() {
    let fiscal = period(date(2026, 4, 1), date(2027, 3, 31));
    for (day, within) in [
        (date(2026, 3, 31), false),
        (date(2026, 4, 1), true),
        (date(2026, 10, 1), true),
        (date(2027, 3, 31), true),
        (date(2027, 4, 1), false),
    ] {
        assert_eq!(fiscal.contains(day), within, "{day}");
    }
}

#[test]
fn a_period_of_one_day_is_a_period() {
    let day = date(2028, 2, 29);
    assert!(period(day, day).contains(day));
}

#[test]
fn a_reversed_period_is_refused_with_both_days() {
    let refused = Period::new(date(2026, 4, 2), date(2026, 4, 1)).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "period must not end on 2026-04-01, before its first day 2026-04-02"
    );
}

#[test]
fn a_period_is_within_the_years_1868_to_9999() {
    assert!(Period::new(date(1868, 1, 1), date(9999, 12, 31)).is_ok());
    assert_eq!(
        Period::new(date(1867, 12, 31), date(9999, 12, 31)).unwrap_err().to_string(),
        "period must not reach before 1868-01-01, has 1867-12-31"
    );
    assert_eq!(
        Period::new(date(1868, 1, 1), date(1867, 1, 1)),
        Err(NotAPeriod::TooEarly(date(1867, 1, 1)))
    );
}

#[test]
fn periods_overlap_when_they_share_a_day() {
    let middle = period(date(2026, 4, 10), date(2026, 4, 20));
    for (first, last, shares) in [
        (1, 9, false),
        (1, 10, true),
        (12, 13, true),
        (1, 30, true),
        (20, 30, true),
        (21, 30, false),
    ] {
        let other = period(date(2026, 4, first), date(2026, 4, last));
        assert_eq!(middle.overlaps(other), shares, "{other}");
        assert_eq!(other.overlaps(middle), shares, "{other}");
    }
}

#[test]
fn a_period_without_an_end_can_be_given_one() {
    let open = Period::from(date(2026, 4, 1)).unwrap();
    assert!(open.is_open());
    assert_eq!(open.to_string(), "2026-04-01..");

    let ended = open.ending(date(2026, 9, 30));
    assert!(!ended.is_open());
    assert_eq!(ended.to_string(), "2026-04-01..2026-09-30");
    assert_eq!((ended.first(), ended.last()), (date(2026, 4, 1), date(2026, 9, 30)));
}

#[test]
fn a_period_never_ends_before_its_first_day() {
    let open = Period::from(date(2026, 4, 1)).unwrap();
    assert_eq!(open.ending(date(2026, 4, 1)).to_string(), "2026-04-01..2026-04-01");
    assert_eq!(open.ending(date(2026, 3, 31)).to_string(), "2026-04-01..2026-04-01");
}

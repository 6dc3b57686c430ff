use super::*;

#[test]
fn a_month_is_read_as_it_is_written() {
    for text in ["2026-08", "2015-01", "2024-12"] {
        assert_eq!(text.parse::<YearMonth>().unwrap().to_string(), text);
    }
    for text in ["2026-13", "2026-00", "2026-8", "26-08", "0000-01", "2026", "2026-08-01"] {
        assert_eq!(text.parse::<YearMonth>(), Err(NotAMonth), "{text}");
    }
}

#[test]
fn both_ends_of_a_range_belong_to_it() {
    let month = |text: &str| text.parse::<YearMonth>().unwrap();
    let (first, last) = (Some(month("2018-08")), Some(month("2026-07")));
    assert!(month("2018-08").within(first, last));
    assert!(month("2026-07").within(first, last));
    assert!(!month("2018-07").within(first, last));
    assert!(!month("2026-08").within(first, last));
    assert!(month("2026-08").within(first, None));
}

#[test]
fn the_month_after_december_is_january() {
    let month: YearMonth = "2025-12".parse().unwrap();
    assert_eq!(month.next().to_string(), "2026-01");
    assert_eq!(month.day(31).map(YearMonth::from), Some(month));
    assert_eq!(month.next().next().day(30), None);
}

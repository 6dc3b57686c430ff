use jiff::civil::date;

use super::*;

#[test]
fn a_year_of_age_is_complete_the_day_before_the_birthday() {
    assert_eq!(attains(date(1956, 8, 1), 70), Some(date(2026, 7, 31)));
    assert_eq!(attains(date(1956, 8, 2), 70), Some(date(2026, 8, 1)));
    assert_eq!(attains(date(2020, 2, 29), 6), Some(date(2026, 2, 28)));
    assert_eq!(attains(date(2020, 2, 29), 4), Some(date(2024, 2, 28)));
}

#[test]
fn seventy_begins_the_month_after_and_for_who_is_born_on_the_first_that_month() {
    assert_eq!(Start::MonthAfter.day(date(1956, 8, 1), 70), Some(date(2026, 8, 1)));
    assert_eq!(Start::MonthAfter.day(date(1956, 8, 2), 70), Some(date(2026, 9, 1)));
    assert_eq!(Start::MonthAfter.day(date(1956, 7, 31), 70), Some(date(2026, 8, 1)));
}

#[test]
fn school_begins_the_april_after_six_and_who_is_born_on_1_april_goes_early() {
    assert_eq!(Start::FiscalYearAfter.day(date(2020, 4, 1), 6), Some(date(2026, 4, 1)));
    assert_eq!(Start::FiscalYearAfter.day(date(2020, 4, 2), 6), Some(date(2027, 4, 1)));
    assert_eq!(Start::FiscalYearAfter.day(date(2019, 12, 5), 6), Some(date(2026, 4, 1)));
}

#[test]
fn the_late_elderly_begin_on_the_birthday() {
    assert_eq!(Start::Birthday.day(date(1951, 11, 21), 75), Some(date(2026, 11, 21)));
    assert_eq!(Start::Birthday.day(date(1952, 2, 29), 75), Some(date(2027, 3, 1)));
}

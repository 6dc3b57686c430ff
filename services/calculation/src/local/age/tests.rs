use jiff::civil::date;

use super::*;

#[test]
fn a_child_until_the_31st_of_march_after_an_age_is_older_by_a_year_when_born_a_day_later() {
    let last = |birth| last_day(AgeTo::FiscalYearEndOfDayBefore, 18, birth);
    assert_eq!(last(date(2008, 4, 1)), Some(date(2026, 3, 31)));
    assert_eq!(last(date(2008, 4, 2)), Some(date(2027, 3, 31)));
    assert_eq!(last(date(2008, 12, 31)), Some(date(2027, 3, 31)));
}

#[test]
fn school_begins_on_the_1st_of_april_after_the_sixth_year() {
    // The columns name the seventh birthday's fiscal year.
    let first = |birth| first_day(AgeFrom::FiscalYearStartOfDayBefore, 7, birth);
    assert_eq!(first(date(2019, 4, 1)), Some(date(2025, 4, 1)));
    assert_eq!(first(date(2019, 4, 2)), Some(date(2026, 4, 1)));
    assert_eq!(first(date(2020, 3, 31)), Some(date(2026, 4, 1)));
}

#[test]
fn an_age_is_attained_the_day_before_the_birthday() {
    assert_eq!(first_day(AgeFrom::DayBefore, 65, date(1961, 10, 1)), Some(date(2026, 9, 30)));
    assert_eq!(last_day(AgeTo::TwoDaysBefore, 65, date(1961, 10, 1)), Some(date(2026, 9, 29)));
    assert_eq!(first_day(AgeFrom::DayBefore, 1, date(2024, 2, 29)), Some(date(2025, 2, 28)));
    assert_eq!(first_day(AgeFrom::Birthday, 1, date(2024, 2, 29)), Some(date(2025, 3, 1)));
    assert_eq!(first_day(AgeFrom::DayBefore, 4, date(2024, 2, 29)), Some(date(2028, 2, 28)));
}

#[test]
fn months_turn_at_the_month_the_basis_names() {
    let birth = date(2025, 10, 1);
    let first = |basis| first_day(basis, 1, birth);
    assert_eq!(first(AgeFrom::FirstOfMonthOfDayBefore), Some(date(2026, 9, 1)));
    assert_eq!(first(AgeFrom::FirstOfBirthdayMonth), Some(date(2026, 10, 1)));
    assert_eq!(first(AgeFrom::FirstOfMonthAfterBirthdayMonth), Some(date(2026, 11, 1)));
    assert_eq!(first(AgeFrom::FirstOfMonthAfterThatOfDayBefore), Some(date(2026, 10, 1)));
    assert_eq!(first(AgeFrom::DayAfter), Some(date(2026, 10, 2)));
    let last = |basis| last_day(basis, 1, birth);
    assert_eq!(last(AgeTo::MonthEndOfDayBefore), Some(date(2026, 9, 30)));
    assert_eq!(last(AgeTo::MonthEndOfBirthday), Some(date(2026, 10, 31)));
    assert_eq!(last(AgeTo::Birthday), Some(birth.checked_add(1.year()).unwrap()));
    assert_eq!(last(AgeTo::FiscalYearEndOfBirthday), Some(date(2027, 3, 31)));
}

#[test]
fn no_test_holds_on_every_day() {
    assert_eq!(first_day(AgeFrom::NoTest, 0, date(1900, 1, 1)), Some(Date::MIN));
    assert_eq!(last_day(AgeTo::NoTest, 0, date(1900, 1, 1)), Some(Date::MAX));
}

use jiff::civil::date;

use super::*;

fn insurances() -> Insurances {
    Insurances::read(
        include_bytes!("../../../data/national_shares.csv"),
        include_bytes!("../../../data/national_classes.csv"),
    )
    .unwrap()
}

/// The share in hundredths of who was born on a day, on another day, by group.
fn share(born: Date, on: Date, group: Option<Group>) -> Option<u32> {
    let all = insurances();
    let band = all.band(born, on)?;
    all.share(band, Some(born), group, on).map(|row| row.share.numerator())
}

#[test]
fn a_child_pays_two_tenths_to_the_31_march_after_six() {
    let born = date(2020, 4, 2);
    assert_eq!(share(born, date(2027, 3, 31), None), Some(20));
    assert_eq!(share(born, date(2027, 4, 1), None), Some(30));
    assert_eq!(share(date(2020, 4, 1), date(2026, 4, 1), None), Some(30));
}

#[test]
fn seventy_counts_from_the_month_after_the_birthday() {
    let general = Some(Group::General);
    let born = date(1956, 8, 2);
    assert_eq!(share(born, date(2026, 8, 31), general), Some(30));
    assert_eq!(share(born, date(2026, 9, 1), general), Some(20));
    assert_eq!(share(date(1956, 8, 1), date(2026, 8, 1), general), Some(20));
    assert_eq!(share(born, date(2026, 9, 1), Some(Group::Active)), Some(30));
}

#[test]
fn the_old_born_of_70_to_74_paid_one_tenth() {
    let general = Some(Group::General);
    assert_eq!(share(date(1944, 4, 1), date(2018, 8, 1), general), Some(10));
    assert_eq!(share(date(1944, 4, 2), date(2018, 8, 1), general), Some(20));
    assert_eq!(share(date(1944, 4, 1), date(2018, 8, 1), Some(Group::Active)), Some(30));
}

#[test]
fn from_october_2022_the_late_elderly_have_two_shares_and_the_word_general_is_not_enough() {
    let born = date(1940, 5, 5);
    let general = Some(Group::General);
    assert_eq!(share(born, date(2022, 9, 30), general), Some(10));
    assert_eq!(share(born, date(2022, 10, 1), general), None);
    assert_eq!(share(born, date(2022, 10, 1), Some(Group::General2)), Some(20));
    assert_eq!(share(born, date(2022, 10, 1), Some(Group::General1)), Some(10));
    assert_eq!(share(born, date(2022, 10, 1), Some(Group::Low)), Some(10));
    assert_eq!(share(born, date(2022, 10, 1), None), None);
}

#[test]
fn the_late_elderly_begin_on_the_75th_birthday() {
    let (all, born) = (insurances(), date(1951, 11, 21));
    assert_eq!(all.band(born, date(2026, 11, 20)), Some(AgeBand::From70));
    assert_eq!(all.band(born, date(2026, 11, 21)), Some(AgeBand::From75));
    assert_eq!(all.late_from(born), Some(date(2026, 11, 21)));
    assert_eq!(all.band(born, date(1951, 11, 20)), None, "not before birth");
}

#[test]
fn the_month_of_the_change_is_none_for_who_is_born_on_the_first() {
    let changes = |born| Insurances::changes_in_month(born, 75, date(2026, 11, 30));
    assert!(changes(date(1951, 11, 21)));
    assert!(changes(date(1951, 11, 2)));
    assert!(!changes(date(1951, 11, 1)));
    assert!(!changes(date(1951, 12, 1)));
    assert!(!changes(date(1951, 10, 31)));
}

#[test]
fn without_a_birth_date_under_70_means_school_age() {
    let all = insurances();
    let row = all.share(AgeBand::Under70, None, None, date(2026, 10, 1)).unwrap();
    assert_eq!(row.share.numerator(), 30);
}

#[test]
fn a_class_is_known_by_its_words_on_its_side_of_70() {
    let all = insurances();
    assert!(all.class("ウ", false).is_some());
    assert!(all.class("ウ", true).is_none());
    assert_eq!(all.class("区分Ⅱ", true).map(|class| class.group), Some(Group::Low));
    assert_eq!(all.class("一般Ⅱ", true).map(|class| class.group), Some(Group::General2));
    assert!(all.class("一般", false).is_none());
}

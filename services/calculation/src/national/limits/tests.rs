use super::*;

fn schedules() -> Schedules {
    Schedules::read(include_bytes!("../../../data/national_limits.csv")).unwrap()
}

const INPATIENT: Asked = Asked { outpatient: false, fourth: false, divided_by: 1, percent: 1 };
const OUTPATIENT: Asked = Asked { outpatient: true, ..INPATIENT };
const FOURTH: Asked = Asked { fourth: true, ..INPATIENT };
const HALVED: Asked = Asked { divided_by: 2, ..INPATIENT };

fn limit(month: &str, over70: bool, class: &str, cost: i64, asked: Asked) -> Bound {
    let schedules = schedules();
    let side = schedules.of(month.parse().unwrap()).unwrap().side(over70);
    side.class(&[class.into()]).unwrap().bound(Yen(cost), asked)
}

#[test]
fn the_month_of_treatment_chooses_the_limit() {
    for (month, class, cost, expected) in [
        ("2026-07", "ウ", 1_000_000, 87_430),
        ("2026-08", "ウ", 1_000_000, 92_940),
        ("2026-08", "ア", 1_000_000, 271_290),
        ("2015-01", "ウ", 267_000, 80_100),
        ("2015-01", "ウ", 266_990, 80_100),
        ("2026-08", "エ", 5_000_000, 61_500),
    ] {
        let bound = limit(month, false, class, cost, INPATIENT);
        assert_eq!(bound, Bound::Exact(Yen(expected)), "{month} {class} {cost}");
    }
}

#[test]
fn half_a_yen_of_the_percent_part_counts_as_one() {
    for (cost, expected) in [(286_040, 85_800), (286_050, 85_801), (286_149, 85_801)] {
        let bound = limit("2026-08", false, "ウ", cost, INPATIENT);
        assert_eq!(bound, Bound::Exact(Yen(expected)), "{cost}");
    }
}

#[test]
fn the_fourth_month_has_no_percent_part_and_no_meaning_for_outpatient_limits() {
    let exact = |yen| Bound::Exact(Yen(yen));
    assert_eq!(limit("2026-08", false, "ア", 9_000_000, FOURTH), exact(140_100));
    assert_eq!(limit("2026-08", true, "一般", 9_000_000, FOURTH), exact(44_400));
    let both = Asked { fourth: true, ..OUTPATIENT };
    assert_eq!(limit("2026-08", true, "一般", 9_000_000, both), exact(22_000));
    assert_eq!(limit("2018-08", true, "低所得Ⅰ", 9_000_000, FOURTH), exact(15_000));
}

#[test]
fn in_the_month_of_the_change_base_threshold_and_fourth_month_are_halved() {
    let exact = |yen| Bound::Exact(Yen(yen));
    assert_eq!(limit("2018-08", true, "現役並みⅡ", 336_000, HALVED), exact(84_270));
    let both = Asked { fourth: true, ..HALVED };
    assert_eq!(limit("2018-08", true, "現役並みⅠ", 152_000, both), exact(22_200));
}

#[test]
fn an_unread_limit_is_no_lower_than_the_lowest_of_its_kind() {
    let floor = |yen| Bound::AtLeast(Yen(yen));
    assert_eq!(limit("2026-08", true, "低所得Ⅱ", 1_000_000, OUTPATIENT), floor(8_000));
    let schedules = schedules();
    let side = |over70| schedules.of("2026-08".parse().unwrap()).unwrap().side(over70);
    let special = |over70| side(over70).special.as_ref().unwrap();
    assert_eq!(special(false).bound(Yen(1_000_000), INPATIENT), floor(80_100));
    assert_eq!(special(true).bound(Yen(1_000_000), INPATIENT), floor(44_400));
    assert_eq!(special(true).bound(Yen(1_000_000), OUTPATIENT), floor(12_000));
    let lowest = side(false).lowest(Yen(1_000_000), INPATIENT);
    assert_eq!(lowest, floor(36_900));
}

#[test]
fn a_known_limit_below_an_unread_one_is_certain() {
    let (low, high) = (Bound::AtLeast(Yen(80_100)), Bound::Exact(Yen(10_000)));
    assert_eq!(low.lower(high), high);
    assert_eq!(high.lower(low), high);
    assert_eq!(low.lower(Bound::Exact(Yen(90_000))), low);
    assert_eq!(Bound::Open.lower(high), high);
}

#[test]
fn an_announced_schedule_is_not_in_force() {
    let schedules = schedules();
    assert!(schedules.of("2027-07".parse().unwrap()).is_some());
    assert!(schedules.of("2027-08".parse().unwrap()).is_none());
    assert!(schedules.of("2014-12".parse().unwrap()).is_none());
    assert_eq!(schedules.since("2018-08".parse().unwrap()).count(), 2);
}

#[test]
fn schedules_with_a_gap_or_two_ends_are_refused() {
    let header = COLUMNS.join(",");
    let read = |lines: &str| Schedules::read(format!("{header}\n{lines}").as_bytes());
    let line = |from: &str, to: &str| format!("{from},{to},1,under70,ウ,80100,267000,,,,,,\n");
    assert!(read(&(line("2015-01", "2017-07") + &line("2017-08", ""))).is_ok());
    for (first, second, column) in [
        (("2015-01", "2017-07"), ("2017-09", ""), "from"),
        (("2015-01", "2017-07"), ("2017-07", ""), "from"),
        (("2015-01", ""), ("2017-08", ""), "from"),
        (("2015-01", "2017-07"), ("2015-01", "2017-08"), "to"),
    ] {
        let lines = line(first.0, first.1) + &line(second.0, second.1);
        assert_eq!(read(&lines).unwrap_err().column, column, "{lines}");
    }
}

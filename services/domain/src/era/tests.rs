use super::*;

#[test]
fn an_era_ends_the_day_before_the_next_begins() {
    for (last, first) in [
        ("明治45年7月29日", "大正元年7月30日"),
        ("大正15年12月24日", "昭和元年12月25日"),
        ("昭和64年1月7日", "平成元年1月8日"),
        ("平成31年4月30日", "令和元年5月1日"),
    ] {
        let era = Era::ALL.into_iter().find(|era| last.starts_with(era.name())).unwrap();
        let last_day = era.last_day().unwrap();
        assert_eq!(to_wareki(last_day).unwrap().to_string(), last);
        assert_eq!(to_wareki(last_day.tomorrow().unwrap()).unwrap().to_string(), first);
    }
    assert_eq!(Era::Reiwa.last_day(), None);
}

#[test]
fn days_before_the_calendar_of_today_are_not_written_by_era() {
    assert_eq!(to_wareki(date(1872, 12, 31)), None);
    assert_eq!(to_wareki(date(1873, 1, 1)).unwrap().to_string(), "明治6年1月1日");
}

#[test]
fn the_last_day_of_the_calendar_is_written_by_the_era_of_today() {
    assert_eq!(to_wareki(date(9999, 12, 31)).unwrap().to_string(), "令和7981年12月31日");
}

use jiff::civil::date;

use super::*;

fn read(text: &str) -> DateText {
    DateText::read(text).unwrap_or_else(|refused| panic!("{text}: {refused}"))
}

#[test]
fn one_day_has_many_writings() {
    for (text, form) in [
        ("2025-04-01", DateForm::Iso),
        ("２０２５－０４－０１", DateForm::Iso),
        ("20250401", DateForm::EightDigits),
        ("２０２５０４０１", DateForm::EightDigits),
        (" 20250401 ", DateForm::EightDigits),
        ("令和7年4月1日", DateForm::Era),
        ("令和07年04月01日", DateForm::Era),
        ("令和　７年　４月　１日", DateForm::Era),
        ("㋿7年4月1日", DateForm::Era),
        ("令7年4月1日", DateForm::Era),
        ("R7年4月1日", DateForm::Era),
        ("R7.4.1", DateForm::Era),
        ("r7.4.1", DateForm::Era),
        ("Ｒ７．４．１", DateForm::Era),
        ("令和7.4.1", DateForm::Era),
        ("R7/4/1", DateForm::Era),
        ("R07-04-01", DateForm::Era),
        ("R070401", DateForm::Era),
        ("令和070401", DateForm::Era),
        ("5070401", DateForm::Era),
        ("５０７０４０１", DateForm::Era),
    ] {
        assert_eq!(read(text), DateText { date: date(2025, 4, 1), form, warning: None }, "{text}");
    }
}

#[test]
fn the_first_year_of_an_era_is_gannen_or_one() {
    for text in ["令和元年5月1日", "R元.5.1", "令和1.5.1", "R010501", "5010501"] {
        assert_eq!(read(text).date, date(2019, 5, 1), "{text}");
    }
    assert_eq!(read("昭和元年12月25日").date, date(1926, 12, 25));
}

#[test]
fn eras_end_exactly() {
    for (text, day, fits) in [
        ("明治45年7月29日", date(1912, 7, 29), true),
        ("明治45年7月30日", date(1912, 7, 30), false),
        ("大正15年12月24日", date(1926, 12, 24), true),
        ("大正15年12月25日", date(1926, 12, 25), false),
        ("昭和64年1月7日", date(1989, 1, 7), true),
        ("昭和64年1月8日", date(1989, 1, 8), false),
        ("平成31.4.30", date(2019, 4, 30), true),
        ("平成31.5.1", date(2019, 5, 1), false),
    ] {
        let read = read(text);
        assert_eq!((read.date, read.warning.is_none()), (day, fits), "{text}");
        assert_eq!(DateText::read_within_era(text).is_ok(), fits, "{text}");
    }
}

#[test]
fn a_year_past_the_end_of_its_era_is_read_with_a_warning() {
    let certificate = read("平成35年3月31日");
    assert_eq!(certificate.date, date(2023, 3, 31));
    assert_eq!(
        certificate.warning.unwrap().to_string(),
        "date is after the end of 平成, read as 令和5年3月31日"
    );
    assert_eq!(
        DateText::read_within_era("昭和64年1月8日").unwrap_err().to_string(),
        "date is after 昭和, it would be 平成元年1月8日"
    );
    assert_eq!(read("4350331").date, date(2023, 3, 31));
}

#[test]
fn no_era_holds_a_day_before_its_first() {
    for (text, era) in [
        ("大正元年7月29日", Era::Taisho),
        ("昭和元年12月24日", Era::Showa),
        ("平成元年1月7日", Era::Heisei),
        ("令和1.4.30", Era::Reiwa),
        ("5010101", Era::Reiwa),
    ] {
        assert_eq!(DateText::read(text), Err(NotADate::BeforeEra(era)), "{text}");
    }
    assert_eq!(
        NotADate::BeforeEra(Era::Reiwa).to_string(),
        "date is before 令和, which began on 2019-05-01"
    );
}

#[test]
fn the_moons_calendar_is_refused_by_era_and_accepted_in_iso() {
    assert_eq!(DateText::read("明治5年12月2日"), Err(NotADate::LunarCalendar));
    assert_eq!(DateText::read("M01.01.01"), Err(NotADate::LunarCalendar));
    assert_eq!(read("明治6年1月1日").date, date(1873, 1, 1));
    assert_eq!(read("1872-12-31").date, date(1872, 12, 31));
}

#[test]
fn only_days_of_the_calendar_are_days() {
    for text in [
        "2025-02-29",
        "2100-02-29",
        "2025-04-31",
        "2025-13-01",
        "2025-00-01",
        "20250400",
        "00000000",
        "令和7年2月29日",
        "R7.4.31",
        "R7.0.1",
        "令和0年4月1日",
        "5000401",
        "昭和99年2月30日",
    ] {
        assert!(
            matches!(DateText::read(text), Err(NotADate::NotInCalendar | NotADate::TooEarly)),
            "{text}"
        );
    }
    assert_eq!(read("2024-02-29").date, date(2024, 2, 29));
    assert_eq!(read("令和6年2月29日").date, date(2024, 2, 29));
}

#[test]
fn the_years_go_from_1868_to_9999() {
    assert_eq!(read("1868-01-01").date, date(1868, 1, 1));
    assert_eq!(DateText::read("1867-12-31"), Err(NotADate::TooEarly));
    assert_eq!(DateText::read("00010101"), Err(NotADate::TooEarly));
    assert_eq!(read("9999-12-31").date, Period::OPEN_END);
    assert_eq!(read("99991231").date, Period::OPEN_END);
}

#[test]
fn anything_else_is_no_date() {
    for text in [
        "",
        " ",
        "2025-4-1",
        "2025/04/01",
        "2025年4月1日",
        "2025-04-01T00:00",
        "2025-04-011",
        "+025-04-01",
        "-2025-04-01",
        "2025--4-01",
        "202504",
        "250401",
        "0070401",
        "6070401",
        "9070401",
        "R7.4",
        "R7.4.1.",
        "R7.4-1",
        "R7,4,1",
        "R+7.4.1",
        "R7.4.1日",
        "令和七年四月一日",
        "令和100年4月1日",
        "令和7年004月1日",
        "和7年4月1日",
        "慶応3年4月1日",
        "X7.4.1",
        "R",
        "令和",
        "令和年月日",
        "R..",
        "5-07-04",
        "日",
        "4月1日",
        "\u{FDFA}",
        "RR070401",
    ] {
        assert_eq!(DateText::read(text), Err(NotADate::Form), "{text:?}");
    }
    assert_eq!(DateText::read(&"9".repeat(40)), Err(NotADate::Form));
    assert_eq!(DateText::read(&format!("R7.4.1{}", " ".repeat(40))), Err(NotADate::Form));
}

#[test]
fn every_day_is_read_back_in_every_form() {
    let mut day = Era::CALENDAR_FIRST;
    while day <= date(2050, 12, 31) {
        let Wareki { era, year, month, day: day_of_month } = to_wareki(day).unwrap();
        let (letter, digit) = (era.letter(), era.digit());
        for text in [
            day.to_string(),
            day.strftime("%Y%m%d").to_string(),
            to_wareki(day).unwrap().to_string(),
            format!("{letter}{year}.{month}.{day_of_month}"),
            format!("{letter}{year:02}{month:02}{day_of_month:02}"),
            format!("{digit}{year:02}{month:02}{day_of_month:02}"),
        ] {
            let read = DateText::read_within_era(&text).unwrap();
            assert_eq!((read.date, read.warning), (day, None), "{text}");
        }
        day = day.tomorrow().unwrap();
    }
}

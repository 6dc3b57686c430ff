use serde_json::json;
use wire::proto::common::v1::{CareSetting, LimitPeriod};

use super::{
    birth_date, day, details, details_of_json, flag, institutions, institutions_of_json, limits,
    limits_of_json, sex,
};

#[test]
fn days_become_iso_and_a_past_era_is_told() {
    for (text, iso) in [
        ("2025-04-01", "2025-04-01"),
        ("20250401", "2025-04-01"),
        ("令和7年4月1日", "2025-04-01"),
        ("R7.4.1", "2025-04-01"),
        ("R070401", "2025-04-01"),
        ("5070401", "2025-04-01"),
        ("令和元年5月1日", "2019-05-01"),
        ("", ""),
    ] {
        assert_eq!(day(text), Ok((iso.to_owned(), None)), "{text}");
    }
    let (iso, warning) = day("平成35年3月31日").unwrap();
    assert_eq!(iso, "2023-03-31");
    assert!(warning.unwrap().contains("平成"));
    assert!(day("令和7年2月29日").is_err());
    assert!(day("soon").is_err());
}

#[test]
fn a_birth_date_must_lie_in_its_era() {
    assert_eq!(birth_date("昭和64年1月7日").unwrap(), "1989-01-07");
    assert_eq!(birth_date("明治45年7月29日").unwrap(), "1912-07-29");
    assert!(birth_date("平成35年3月31日").is_err());
}

#[test]
fn flags_and_sexes_are_read_in_both_habits() {
    assert_eq!(flag("TRUE"), Ok(Some(true)));
    assert_eq!(flag("0"), Ok(Some(false)));
    assert_eq!(flag(""), Ok(None));
    assert!(flag("はい").is_err());
    assert_eq!([sex("男"), sex("女"), sex("2"), sex("x")], ["1", "2", "2", "x"]);
}

#[test]
fn limits_are_yen_for_a_month_unless_they_say_otherwise() {
    let read = limits("10,000円; DAY:OUTPATIENT:500").unwrap();
    assert_eq!(read.len(), 2);
    assert_eq!((read[0].period(), read[0].setting()), (LimitPeriod::Month, CareSetting::Combined));
    assert_eq!(read[0].amount_yen, 10_000);
    assert_eq!((read[1].period(), read[1].setting()), (LimitPeriod::Day, CareSetting::Outpatient));
    for wrong in ["ten", "MONTH:500", "YEAR:COMBINED:1", "MONTH:HOME:1", "UNSPECIFIED:COMBINED:"] {
        assert!(limits(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn institutions_are_codes_names_or_both() {
    let read = institutions("2310000010 中央病院;2310000028; 名前だけの医院");
    let parts: Vec<_> =
        read.iter().map(|i| (i.institution_code.as_str(), i.name.as_str())).collect();
    assert_eq!(parts, [("2310000010", "中央病院"), ("2310000028", ""), ("", "名前だけの医院")]);
}

#[test]
fn items_are_labels_with_values() {
    let read = details("保護者=愛知 太郎;備考");
    assert_eq!((read[0].label.as_str(), read[0].value.as_str()), ("保護者", "愛知 太郎"));
    assert_eq!((read[1].label.as_str(), read[1].value.as_str()), ("備考", ""));
}

#[test]
fn structured_json_is_read_and_its_faults_hold_no_value() {
    let limit = json!({ "period": "PER_MONTH", "setting": "COMBINED", "amountYen": 2500 });
    assert_eq!(limits_of_json(limit.clone()).unwrap()[0].amount_yen, 2500);
    assert_eq!(limits_of_json(json!([limit])).unwrap().len(), 1);
    let wrong = limits_of_json(json!({ "period": "secret" })).unwrap_err();
    assert!(!wrong.to_string().contains("secret"));
    assert_eq!(
        institutions_of_json(json!([{ "institutionCode": "2310000010" }])).unwrap().len(),
        1
    );
    assert_eq!(details_of_json(json!([{ "label": "a", "value": "b" }])).unwrap()[0].value, "b");
    assert!(details_of_json(json!([{ "title": "a" }])).is_err());
}

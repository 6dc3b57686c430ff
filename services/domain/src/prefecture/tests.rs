use super::*;

#[test]
fn there_are_forty_seven_prefectures() {
    let codes: Vec<PrefectureCode> =
        (0..=99).filter_map(|number| format!("{number:02}").parse().ok()).collect();
    assert_eq!(codes.len(), 47);
    assert_eq!(codes[0].to_string(), "01");
    assert_eq!(codes[46].to_string(), "47");
    assert_eq!(codes[46].number(), 47);
}

#[test]
fn a_prefecture_code_has_two_digits() {
    for text in ["", "1", "00", "48", "013", "０１", " 1", "+1"] {
        assert_eq!(text.parse::<PrefectureCode>(), Err(NotAPrefecture), "{text:?}");
    }
}

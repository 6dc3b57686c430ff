use super::*;

fn find_text(code: &str) -> Option<&'static Body> {
    find(code.parse().unwrap())
}

#[test]
fn there_are_1788_bodies_and_171_wards() {
    let count = |kind| all().iter().filter(|body| body.kind == kind).count();
    assert_eq!(count(BodyKind::Prefecture), 47);
    assert_eq!(all().iter().filter(|body| body.kind.is_municipality()).count(), 1_741);
    assert_eq!(all().iter().filter(|body| body.kind.decides()).count(), 1_788);
    assert_eq!(count(BodyKind::SpecialWard), 23);
    assert_eq!(count(BodyKind::DesignatedCity), 20);
    assert_eq!(count(BodyKind::Ward), 171);
}

#[test]
fn every_code_has_its_check_digit_and_stands_once_in_order() {
    assert!(all().iter().all(|body| body.code.check_digit_holds()));
    assert!(all().windows(2).all(|pair| pair[0].code < pair[1].code));
}

#[test]
fn every_ward_belongs_to_a_designated_city_of_its_prefecture_and_bears_its_name() {
    for body in all() {
        let parent = body.parent.and_then(find);
        assert_eq!(parent.is_some(), body.kind == BodyKind::Ward, "{}", body.name);
        if let Some(city) = parent {
            assert_eq!(city.kind, BodyKind::DesignatedCity, "{}", body.name);
            assert_eq!(city.prefecture, body.prefecture, "{}", body.name);
            assert!(body.name.starts_with(city.name), "{}", body.name);
        }
    }
}

#[test]
fn a_body_is_found_by_its_code() {
    for (code, name, kind) in [
        ("232033", "一宮市", BodyKind::CoreCity),
        ("131041", "新宿区", BodyKind::SpecialWard),
        ("011002", "札幌市", BodyKind::DesignatedCity),
        ("052108", "由利本荘市", BodyKind::City),
        ("010006", "北海道", BodyKind::Prefecture),
    ] {
        let body = find_text(code).unwrap();
        assert_eq!((body.name, body.kind), (name, kind));
    }
    assert_eq!(find_text("232034"), None);
    assert_eq!(find_text("000000"), None);
    assert_eq!(find_text("999999"), None);
}

#[test]
fn every_body_has_a_name_and_its_kana() {
    for body in all() {
        assert!(!body.name.is_empty(), "{:?}", body.code);
        assert!(body.kana.chars().all(|kana| ('ァ'..='ー').contains(&kana)), "{}", body.kana);
        assert!(!body.kana.is_empty(), "{:?}", body.code);
    }
}

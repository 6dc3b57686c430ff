use super::*;

fn code(text: &str) -> BodyCode {
    text.parse().unwrap()
}

#[test]
fn published_body_codes_hold() {
    for (text, holds) in [
        ("131041", true),
        ("132012", true),
        ("232033", true),
        ("052108", true),
        ("011002", true),
        ("232034", false),
        ("232030", false),
    ] {
        assert_eq!(code(text).check_digit_holds(), holds, "{text}");
    }
}

#[test]
fn a_body_code_begins_with_its_prefecture() {
    assert_eq!(code("052108").prefecture().unwrap().to_string(), "05");
    assert_eq!(code("992108").prefecture(), None);
}

#[test]
fn a_body_code_is_six_ascii_digits_and_nothing_else() {
    for text in ["", "23203", "2320333", "23203x", "２３２０３３", " 232033"] {
        assert_eq!(text.parse::<BodyCode>(), Err(NotSixDigits), "{text:?}");
    }
    assert_eq!(format!("{:?}", code("052108")), "BodyCode(052108)");
}

#[test]
fn a_body_is_named_under_bodies() {
    assert_eq!(code("232033").resource_name(), "bodies/232033");
    assert_eq!(BodyCode::from_resource_name("bodies/232033"), Ok(code("232033")));
    for name in
        ["232033", "bodies/", "bodies/23203", "bodies/232033/", "Bodies/232033", "/bodies/232033"]
    {
        assert!(BodyCode::from_resource_name(name).is_err(), "{name}");
    }
}

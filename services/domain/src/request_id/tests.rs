use super::*;

#[test]
fn a_request_id_is_the_same_in_upper_and_lower_case() {
    let lower: RequestId = "0f8fad5b-d9cb-469f-a16c-7086772895ae".parse().unwrap();
    let upper: RequestId = "0F8FAD5B-D9CB-469F-A16C-7086772895AE".parse().unwrap();
    assert_eq!(lower, upper);
    assert_eq!(upper.to_string(), "0f8fad5b-d9cb-469f-a16c-7086772895ae");
    assert_eq!(RequestId::from_uuid(upper.uuid()), Ok(lower));
}

#[test]
fn a_request_id_is_thirty_six_characters_of_a_uuid() {
    let noughts = Uuid::nil().hyphenated().to_string();
    for text in [
        "",
        "0f8fad5bd9cb469fa16c7086772895ae",
        "{0f8fad5b-d9cb-469f-a16c-7086772895ae}",
        "0f8fad5b-d9cb-469f-a16c-7086772895ag",
        "0f8fad5b-d9cb-469f-a16c70-86772895ae",
        noughts.as_str(),
    ] {
        assert_eq!(text.parse::<RequestId>(), Err(NotARequestId), "{text}");
    }
}

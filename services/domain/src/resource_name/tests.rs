use super::*;
use crate::check_in_id::CheckInId;
use crate::inquiry_id::InquiryId;
use crate::person_key::PersonKey;

const TEXT: &str = "0f8fad5b-d9cb-469f-a16c-7086772895ae";

#[test]
fn an_id_is_written_as_it_was_read() {
    assert_eq!(TEXT.parse::<PersonKey>().unwrap().to_string(), TEXT);
    assert_eq!(TEXT.parse::<PersonKey>().unwrap().uuid().to_string(), TEXT);
}

#[test]
fn an_id_has_one_text_only() {
    for text in [
        "",
        "0F8FAD5B-D9CB-469F-A16C-7086772895AE",
        "0f8fad5bd9cb469fa16c7086772895ae",
        "{0f8fad5b-d9cb-469f-a16c-7086772895ae}",
        "urn:uuid:0f8fad5b-d9cb-469f-a16c-7086772895ae",
        "0f8fad5b-d9cb-469f-a16c-7086772895a",
        " 0f8fad5b-d9cb-469f-a16c-7086772895ae",
    ] {
        assert_eq!(text.parse::<PersonKey>(), Err(NotAUuid), "{text}");
    }
}

#[test]
fn a_name_belongs_to_one_collection() {
    let person = PersonKey::from_resource_name(&format!("people/{TEXT}")).unwrap();
    assert_eq!(person.resource_name(), format!("people/{TEXT}"));
    let check_in = CheckInId::from_resource_name(&format!("checkIns/{TEXT}")).unwrap();
    assert_eq!(check_in.resource_name(), format!("checkIns/{TEXT}"));

    assert_eq!(
        InquiryId::from_resource_name(&format!("people/{TEXT}")).unwrap_err().to_string(),
        "name must have the form inquiries/{36-character uuid}"
    );
    for name in [TEXT.to_owned(), format!("people//{TEXT}"), format!("people/{TEXT}/")] {
        assert!(PersonKey::from_resource_name(&name).is_err(), "{name}");
    }
}

#[test]
fn moving_a_boundary_between_parts_changes_the_bytes() {
    let texts: [&[&[u8]]; 5] =
        [&[b"ab", b"c"], &[b"a", b"bc"], &[b"abc", b""], &[b"", b"abc"], &[b"abc"]];
    for (place, one) in texts.iter().enumerate() {
        for other in &texts[place + 1..] {
            assert_ne!(joined(one), joined(other));
        }
    }
}

use super::*;

#[test]
fn a_certificate_type_id_is_letters_and_digits_up_to_fifty() {
    for text in ["1", "XXXXX", "child01", &"a".repeat(50)] {
        assert_eq!(text.parse::<CertificateTypeId>().unwrap().as_str(), text);
        assert_eq!(text.parse::<CertificateTypeId>().unwrap().to_string(), text);
    }
    for text in ["", &"a".repeat(51), "child-01", "child_01", "child 01", "ｃｈｉｌｄ", "子", "a\n"]
    {
        assert_eq!(text.parse::<CertificateTypeId>(), Err(NotACertificateTypeId), "{text:?}");
    }
}

use super::*;

fn code(text: &str) -> InstitutionCode {
    text.parse().unwrap()
}

#[test]
fn published_codes_hold_and_the_sample_in_circulation_does_not() {
    for (text, holds) in [("0110113719", true), ("2714206386", true), ("3110215454", false)] {
        assert_eq!(code(text).check_digit_holds(), holds, "{text}");
    }
}

#[test]
fn the_check_digit_counts_all_nine_digits_and_not_only_the_printed_ones() {
    // The last seven are what paper shows; alone they would call this code wrong.
    let printed = [4, 2, 0, 6, 3, 8];
    assert_ne!(tens_complement(&printed), 6);
    assert!(code("2714206386").check_digit_holds());
}

#[test]
fn a_code_says_its_prefecture_and_its_fee_table() {
    assert_eq!(code("0110113719").prefecture().unwrap().to_string(), "01");
    assert_eq!(code("9910113719").prefecture(), None);
    for (text, table) in [
        ("0110113719", Some(FeeTable::Medical)),
        ("1330000000", Some(FeeTable::Dental)),
        ("1340000000", Some(FeeTable::Pharmacy)),
        ("1360000000", Some(FeeTable::Nursing)),
        ("1320000000", None),
    ] {
        assert_eq!(code(text).fee_table(), table, "{text}");
    }
}

#[test]
fn an_institution_code_is_ten_ascii_digits_and_nothing_else() {
    for text in ["", "011011371", "01101137199", "011011371x", "０１１０１１３７１９", "01-1011371"]
    {
        assert_eq!(text.parse::<InstitutionCode>(), Err(NotTenDigits), "{text:?}");
    }
    assert_eq!(format!("{:?}", code("0110113719")), "InstitutionCode(0110113719)");
}

#[test]
fn a_facility_is_named_under_facilities() {
    assert_eq!(code("0110113719").resource_name(), "facilities/0110113719");
    assert_eq!(
        InstitutionCode::from_resource_name("facilities/0110113719"),
        Ok(code("0110113719"))
    );
    assert_eq!(
        InstitutionCode::from_resource_name("bodies/0110113719").unwrap_err().to_string(),
        "name must have the form facilities/{10 digits}"
    );
}

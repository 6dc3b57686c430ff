use super::*;

fn identity(insurer: &str, symbol: &str, number: &str, branch: &str) -> InsuranceIdentity {
    let branch = (!branch.is_empty()).then(|| branch.parse().unwrap());
    InsuranceIdentity::new(insurer.parse().unwrap(), symbol, number, branch).unwrap()
}

#[test]
fn one_identity_has_the_same_bytes_however_it_is_typed() {
    let bytes = identity("138057", "八-1A", "12-0345", "01").canonical_bytes();
    for (insurer, symbol, number) in [
        ("00138057", "八-1A", "12-0345"),
        ("138057", "八－１Ａ", "１２－０３４５"),
        ("138057", "八‐１a", "12ー0345"),
        ("138057", " 八 - 1A", "12−0345\u{3000}"),
    ] {
        let other = identity(insurer, symbol, number, "01");
        assert_eq!(other.canonical_bytes(), bytes, "{insurer} {symbol} {number}");
    }
}

#[test]
fn different_identities_have_different_bytes() {
    let identities = [
        identity("06132005", "12", "345", "01"),
        identity("06132013", "12", "345", "01"),
        identity("06132005", "1", "2345", "01"),
        identity("06132005", "", "12345", "01"),
        identity("06132005", "12", "0345", "01"),
        identity("06132005", "12", "345", "02"),
        identity("06132005", "12", "345", "00"),
        identity("06132005", "12", "345", ""),
        identity("06132005", "12", "34501", ""),
        identity("06132005", "12", "3-45", "01"),
    ];
    for (place, one) in identities.iter().enumerate() {
        for other in &identities[place + 1..] {
            assert_ne!(one.canonical_bytes(), other.canonical_bytes());
        }
    }
}

#[test]
fn the_bytes_are_the_same_for_ever() {
    // Stored hashes are made of these bytes: if this test must change, links are lost.
    assert_eq!(
        identity("138057", "八1", "２３", "01").canonical_bytes(),
        [&b"\0\0\0\x0800138057"[..], "\0\0\0\x04八1".as_bytes(), b"\0\0\0\x0223", b"\0\0\0\x0201"]
            .concat()
    );
}

#[test]
fn the_parts_are_kept_as_given() {
    let given = identity("39131008", "", "０１２", "");
    assert_eq!((given.symbol(), given.number(), given.branch()), ("", "０１２", None));
    assert_eq!(given.insurer().to_string(), "39131008");
    assert_eq!(identity("138057", "", "1", "07").branch().unwrap().to_string(), "07");
}

#[test]
fn the_symbol_may_be_missing_and_the_number_may_not() {
    let insurer = "06132005".parse().unwrap();
    let refusal = |symbol: &str, number: &str| {
        InsuranceIdentity::new(insurer, symbol, number, None).unwrap_err().to_string()
    };
    assert_eq!(refusal("12", ""), "insurance number must not be blank");
    assert_eq!(
        refusal("12", &"3".repeat(21)),
        "insurance number must have at most 20 characters, has 21"
    );
    assert_eq!(
        refusal(&"3".repeat(21), ""),
        "insurance symbol must have at most 20 characters, has 21"
    );
    assert!(InsuranceIdentity::new(insurer, &"1".repeat(20), &"3".repeat(20), None).is_ok());
}

#[test]
fn a_branch_number_has_two_digits() {
    for text in ["", "1", "001", "0a", "０１"] {
        assert_eq!(text.parse::<BranchNumber>(), Err(NotABranchNumber), "{text}");
    }
}

#[test]
fn debug_shows_nobody() {
    let shown = format!("{:?}", identity("06132005", "東京", "345", "78"));
    assert_eq!(shown, "InsuranceIdentity { insurer: InsurerNumber(06132005), .. }");
}

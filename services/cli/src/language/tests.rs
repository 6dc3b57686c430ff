use super::*;

#[test]
fn amounts_have_commas_and_their_unit() {
    let cases =
        [(0, "0 yen"), (999, "999 yen"), (1_000, "1,000 yen"), (-1_234_567, "-1,234,567 yen")];
    for (yen, said) in cases {
        assert_eq!(Language::En.yen(yen), said);
    }
    assert_eq!(Language::Ja.yen(15_000), "15,000円");
}

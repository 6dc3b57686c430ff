use jiff::civil::date;

use super::*;
use crate::{
    money::Yen,
    national::{Tables, sample::tables},
};

/// The row with tiers of a program.
fn named<'t>(tables: &'t Tables, program: &str) -> &'t Program {
    let mut rows = tables.programs().iter();
    rows.find(|row| *row.key == *program && row.person == Part::Tier).unwrap()
}

fn cap(program: &str, band: Option<&str>, printed: &[&str]) -> Result<Option<i64>, &'static str> {
    let tables = tables();
    let on = date(2026, 10, 1);
    let row = named(&tables, program);
    let tier = row.tier(band, |word| printed.contains(&word), on);
    tier.map(|tier| tier.cap.map(|cap| cap.0)).ok_or("no tier")
}

#[test]
fn a_band_has_its_limit_and_a_condition_goes_before_it() {
    for (program, band, printed, expected) in [
        ("54", Some("一般所得Ⅰ"), &[][..], 10_000),
        ("54", Some("一般所得1"), &[], 10_000),
        ("54", Some("一般所得Ⅰ"), &["高額かつ長期"], 5_000),
        ("54", Some("上位所得"), &["人工呼吸器等装着者"], 1_000),
        ("54", None, &["人工呼吸器等装着者"], 1_000),
        ("54", Some("生活保護"), &["人工呼吸器等装着者"], 0),
        ("52", Some("上位所得"), &["血友病"], 0),
        ("52", Some("上位所得"), &["重症"], 10_000),
        ("21", Some("中間所得1"), &["重度かつ継続"], 5_000),
        ("16", Some("中間所得2"), &[], 10_000),
        ("24", Some("一般"), &[], 40_200),
        ("38-601", Some("235,000円以上"), &[], 20_000),
        ("11", Some("564,000円超"), &[], 20_000),
    ] {
        assert_eq!(cap(program, band, printed), Ok(Some(expected)), "{program} {band:?}");
    }
}

#[test]
fn a_band_without_a_limit_is_not_an_unknown_band() {
    assert_eq!(cap("21", Some("中間所得1"), &[]), Ok(None));
    assert_eq!(cap("21", Some("上級"), &[]), Err("no tier"));
    assert_eq!(cap("54", None, &[]), Err("no tier"));
}

#[test]
fn the_highest_band_of_the_transitional_measure_ends_with_it() {
    let tables = tables();
    let tier = |on| {
        let severe = |word: &str| word == "重度かつ継続";
        named(&tables, "21").tier(Some("一定所得以上"), severe, on).unwrap()
    };
    assert_eq!(tier(date(2027, 3, 31)).cap, Some(Yen(20_000)));
    assert!(!tier(date(2027, 4, 1)).covers);
}

#[test]
fn a_tax_chooses_the_band_on_both_sides_of_its_line() {
    let tables = tables();
    let band = |program, tax| {
        named(&tables, program).band_of_tax(tax, date(2026, 10, 1)).unwrap_or_default()
    };
    assert_eq!(band("11", 564_000), "564,000円以下");
    assert_eq!(band("11", 564_001), "564,000円超");
    assert_eq!(band("21", 32_999), "中間所得1");
    assert_eq!(band("21", 33_000), "中間所得2");
    assert_eq!(band("38-601", 234_999), "235,000円未満");
    assert_eq!(band("38-601", 235_000), "235,000円以上");
}

#[test]
fn a_law_with_several_programs_asks_for_the_agency() {
    let tables = tables();
    let find = |law: &str, agency| tables.programs.find(law.parse().unwrap(), agency);
    assert!(matches!(find("54", None), Found::Rows(_)));
    assert!(matches!(find("51", None), Found::Several));
    assert!(matches!(find("51", Some("302")), Found::Rows(rows) if rows.iter().count() == 1));
    assert!(matches!(find("51", Some("999")), Found::Unknown));
    assert!(matches!(find("99", None), Found::Unknown));
}

#[test]
fn no_two_programs_have_one_place_in_the_order() {
    let tables = tables();
    for pair in tables.programs().windows(2) {
        assert!(pair[0].rank < pair[1].rank || pair[0].key == pair[1].key, "{}", pair[1].id);
    }
}

#[test]
fn every_program_with_tiers_has_them_and_every_tier_a_program() {
    let tables = tables();
    for row in tables.programs().iter().filter(|row| row.person == Part::Tier) {
        assert!(!row.tiers.is_empty(), "{}", row.id);
    }
    let lines = include_str!("../../../data/national_tiers.csv").lines().skip(1);
    for program in lines.filter_map(|line| line.split(',').next()) {
        assert_eq!(&*named(&tables, program).key, program);
    }
}

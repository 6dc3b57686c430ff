use proptest::prelude::*;

use super::*;

#[test]
fn what_is_written_by_habit_folds_alike() {
    for (one, other) in [
        ("ｼﾝﾘｮｳ ﾀﾛｳ", "シンリョウ　タロウ"),
        ("しんりょう たろう", "シンリヨウタロウ"),
        ("ｶﾞｷﾞｸﾞﾊﾟ", "ガギグパ"),
        ("か\u{3099}き゛", "ガギ"),
        ("ヴァイオレット", "バイオレット"),
        ("ヴィオラ", "ビオラ"),
        ("ｳﾞｪﾗ", "ベラ"),
        ("ヴュー", "ビュー"),
        ("イヴ", "イブ"),
        ("リー", "リ－"),
        ("リー", "リ-"),
        ("リｰ", "リ—"),
        ("茅ヶ崎", "茅ケ崎"),
        ("葛\u{E0100}城", "葛城"),
        ("神\u{FE00}", "神"),
        ("\u{FA19}", "神"),
        ("㈱一", "(株)一"),
        ("Ａｎａ", "ANA"),
        ("アイヌㇰ", "アイヌク"),
        ("いすゞ", "イスヾ"),
    ] {
        assert!(folds_equal(one, other), "{one} {other}: {:?} {:?}", fold(one), fold(other));
    }
}

#[test]
fn what_is_another_name_folds_apart() {
    for (one, other) in [
        ("ハナコ", "バナコ"),
        ("ハナコ", "パナコ"),
        ("斎藤", "齋藤"),
        ("斉藤", "斎藤"),
        ("崎", "﨑"),
        ("高", "髙"),
        ("オノ", "オオノ"),
        ("ユウコ", "ユーコ"),
        ("ユコ", "ユーコ"),
        ("一", "ー"),
        ("ヂ", "ジ"),
    ] {
        assert!(!folds_equal(one, other), "{one} {other}");
    }
}

#[test]
fn private_characters_are_found_with_their_places() {
    let found: Vec<_> = private_use("山\u{E000}田\u{F8FF}\u{F0000}\u{10FFFD}").collect();
    assert_eq!(found, [(2, '\u{E000}'), (4, '\u{F8FF}'), (5, '\u{F0000}'), (6, '\u{10FFFD}')]);
    assert_eq!(private_use("山田\u{E0100}𠮷\u{F900}").count(), 0);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_096, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn folding_a_folded_text_changes_nothing(text in ".{0,24}") {
        let once = fold(&text);
        prop_assert_eq!(fold(once.as_str()), once);
    }

    #[test]
    fn folding_folded_japanese_changes_nothing(
        text in "[\u{3000}-\u{30FF}\u{31F0}-\u{31FF}\u{FF00}-\u{FFEF}\u{FE00}-\u{FE0F} ーヴウ\u{3099}\u{309A}a-]{0,12}"
    ) {
        let once = fold(&text);
        prop_assert_eq!(fold(once.as_str()), once);
        let width = fold_width(&text);
        prop_assert_eq!(fold_width(&width), width);
    }
}

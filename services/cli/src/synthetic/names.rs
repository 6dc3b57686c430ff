//! Names of people as registers hold them: common ones, in the characters their families write.

use super::{
    dice::{Dice, Urn},
    tables::{GivenName, Surname, Tables, Variant},
};

/// A family's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FamilyName {
    /// As the family writes it.
    pub name: String,
    /// In full-width katakana.
    pub kana: String,
}

/// Draws a family's name; now and then a character is written the family's own way.
pub fn family(dice: &mut Dice, tables: &Tables) -> FamilyName {
    let Some(Surname { name, kana, .. }) = tables.surnames.draw(dice) else {
        return FamilyName { name: String::new(), kana: String::new() };
    };
    let name = name.chars().map(|character| written(character, dice, &tables.variants)).collect();
    FamilyName { name, kana: kana.clone() }
}

fn written(character: char, dice: &mut Dice, variants: &[Variant]) -> String {
    for variant in variants.iter().filter(|variant| variant.plain == character) {
        if dice.chance(variant.per_10000, 10_000) {
            return variant.variant.clone();
        }
    }
    character.to_string()
}

/// Draws a given name of a sex that was usual in a birth year; name and kana.
pub fn given(dice: &mut Dice, tables: &Tables, sex: u8, born: i16) -> (String, String) {
    let usual =
        |name: &&GivenName| name.sex == sex && (name.born_from..=name.born_to).contains(&born);
    let urn = Urn::new(tables.given_names.iter().filter(usual).map(|name| (name, name.weight)));
    urn.draw(dice).map(|given| (given.name.clone(), given.kana.clone())).unwrap_or_default()
}

/// Full-width katakana, its half-width form character by character, and the mark that follows.
const HALF: [(&str, &str, &str); 3] = [
    (
        "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲンァィゥェォッャュョー　",
        "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝｧｨｩｪｫｯｬｭｮｰ ",
        "",
    ),
    ("ガギグゲゴザジズゼゾダヂヅデドバビブベボヴ", "ｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾊﾋﾌﾍﾎｳ", "ﾞ"),
    ("パピプペポ", "ﾊﾋﾌﾍﾎ", "ﾟ"),
];

/// The kana in half width, as many business systems write it.
#[must_use]
pub fn half_width(kana: &str) -> String {
    let mut half = String::new();
    for character in kana.chars() {
        let found = HALF.iter().find_map(|(full, narrow, mark)| {
            let place = full.chars().position(|known| known == character)?;
            narrow.chars().nth(place).map(|narrow| (narrow, *mark))
        });
        match found {
            Some((narrow, mark)) => {
                half.push(narrow);
                half.push_str(mark);
            }
            None => half.push(character),
        }
    }
    half
}

#[cfg(test)]
mod tests {
    use super::{family, given, half_width};
    use crate::synthetic::{dice::Dice, tables::Tables};

    #[test]
    fn kana_becomes_half_width_with_its_marks() {
        assert_eq!(half_width("ワタナベ　ジュン"), "ﾜﾀﾅﾍﾞ ｼﾞｭﾝ");
        assert_eq!(half_width("パク"), "ﾊﾟｸ");
    }

    #[test]
    fn families_write_their_names_their_own_way_at_times() {
        let tables = Tables::read().unwrap();
        let mut dice = Dice::seeded(1);
        let names: Vec<_> = (0..20_000).map(|_| family(&mut dice, &tables).name).collect();
        for variant in ["髙橋", "山\u{fa11}", "\u{20bb7}田", "\u{8fbb}\u{e0100}"] {
            assert!(names.iter().any(|name| name == variant), "{variant}");
        }
        let plain = names.iter().filter(|name| *name == "高橋").count();
        let own = names.iter().filter(|name| *name == "髙橋").count();
        assert!(own * 4 < plain, "{own} of {plain}");
    }

    #[test]
    fn every_year_and_sex_has_given_names() {
        let tables = Tables::read().unwrap();
        let mut dice = Dice::seeded(1);
        for born in 1920..=2030 {
            for sex in [1, 2] {
                let (name, kana) = given(&mut dice, &tables, sex, born);
                assert!(!name.is_empty() && !kana.is_empty(), "{born} {sex}");
            }
        }
    }
}

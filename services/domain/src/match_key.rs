//! Texts made comparable (照合キー): what two systems wrote differently and mean alike folds alike.
//!
//! A key is for comparing and goes one way. What a body wrote is stored and shown as it wrote it:
//! every normal form destroys characters that are somebody's name.

use unicode_normalization::UnicodeNormalization;

/// A text folded for comparison; equal keys mean "the same, as far as writing habits go".
///
/// Folded away: full and half width, compatibility forms, variation selectors (IVS), hiragana
/// against katakana, small against large kana, ヴァ against バ, every dash and the long vowel mark,
/// white space, ASCII case. Never folded: different kanji, voicing marks, the presence of a dash.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MatchKey(Box<str>);

impl MatchKey {
    /// The folded text. Not for showing to anybody.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The match key of a text. Folding a folded text changes nothing.
#[must_use]
pub fn fold(text: &str) -> MatchKey {
    let composed: String = seen(text).map(to_large_katakana).nfkc().collect();
    MatchKey(fold_v(&composed).into())
}

/// Whether two texts have the same match key.
#[must_use]
pub fn folds_equal(one: &str, other: &str) -> bool {
    one == other || fold(one) == fold(other)
}

/// The characters of `text` that mean something only to who made them (外字, `GAIJI_PRIVATE`),
/// each with its place counted from 1.
///
/// Every municipality's private characters are its own, so such a text cannot be shown elsewhere.
pub fn private_use(text: &str) -> impl Iterator<Item = (usize, char)> {
    (1..).zip(text.chars()).filter(|(_, character)| {
        matches!(
            character,
            '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{FFFFD}' | '\u{100000}'..='\u{10FFFD}'
        )
    })
}

/// Folds only how a text was typed: width, compatibility forms, dashes, white space, ASCII case.
pub(crate) fn fold_width(text: &str) -> String {
    // Composed again at the end: dropping a blank can leave a mark beside its letter.
    seen(text).map(|character| if character == LONG { '-' } else { character }).nfkc().collect()
}

/// The long vowel mark (長音符), which stands for every dash.
const LONG: char = 'ー';

/// What is seen of a text, in compatibility forms: no selectors, no blanks, one dash, one case.
fn seen(text: &str) -> impl Iterator<Item = char> {
    text.chars()
        .filter(|character| !is_unseen(*character))
        .nfkc()
        .filter(|character| !character.is_whitespace() && !is_unseen(*character))
        .map(|character| if is_dash(character) { LONG } else { character.to_ascii_uppercase() })
}

/// Characters that choose a glyph or join others, and leave no mark of their own.
fn is_unseen(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{FE00}'..='\u{FE0F}' // Variation selectors.
            | '\u{E0100}'..='\u{E01EF}' // Ideographic variation selectors (IVS).
            | '\u{180B}'..='\u{180F}'
            | '\u{00AD}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{FEFF}'
        )
}

/// Hyphens, dashes, minus signs, box lines and the long vowel mark: one key on many keyboards.
fn is_dash(character: char) -> bool {
    matches!(
        character,
        '-' | LONG | '\u{2010}'
            ..='\u{2015}' | '\u{2043}' | '\u{2212}' | '\u{2500}' | '\u{2501}' | '\u{2796}'
    )
}

/// Hiragana as katakana, small kana as large ones; everything else as it is.
fn to_large_katakana(character: char) -> char {
    const HIRAGANA_TO_KATAKANA: u32 = 0x60;
    let katakana = match character {
        '\u{3041}'..='\u{3096}' | '\u{309D}' | '\u{309E}' => {
            char::from_u32(u32::from(character) + HIRAGANA_TO_KATAKANA).unwrap_or(character)
        }
        other => other,
    };
    match katakana {
        'ァ' => 'ア',
        'ィ' => 'イ',
        'ゥ' => 'ウ',
        'ェ' => 'エ',
        'ォ' => 'オ',
        'ッ' => 'ツ',
        'ャ' => 'ヤ',
        'ュ' => 'ユ',
        'ョ' => 'ヨ',
        'ヮ' => 'ワ',
        'ヵ' => 'カ',
        'ヶ' => 'ケ',
        'ㇰ' => 'ク',
        'ㇱ' => 'シ',
        'ㇲ' => 'ス',
        'ㇳ' => 'ト',
        'ㇴ' => 'ヌ',
        'ㇵ' => 'ハ',
        'ㇶ' => 'ヒ',
        'ㇷ' => 'フ',
        'ㇸ' => 'ヘ',
        'ㇹ' => 'ホ',
        'ㇺ' => 'ム',
        'ㇻ' => 'ラ',
        'ㇼ' => 'リ',
        'ㇽ' => 'ル',
        'ㇾ' => 'レ',
        'ㇿ' => 'ロ',
        other => other,
    }
}

/// ヴァ ヴィ ヴ ヴェ ヴォ as バ ビ ブ ベ ボ, and the old ヷ ヸ ヹ ヺ too. Small kana are large by now.
fn fold_v(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        folded.push(match character {
            'ヴ' => {
                let voiced = match characters.peek() {
                    Some('ア') => Some('バ'),
                    Some('イ' | 'ユ') => Some('ビ'),
                    Some('エ') => Some('ベ'),
                    Some('オ') => Some('ボ'),
                    _ => None,
                };
                // ヴュ is ビュ: its second kana stays.
                if voiced.is_some() && characters.peek() != Some(&'ユ') {
                    characters.next();
                }
                voiced.unwrap_or('ブ')
            }
            'ヷ' => 'バ',
            'ヸ' => 'ビ',
            'ヹ' => 'ベ',
            'ヺ' => 'ボ',
            other => other,
        });
    }
    folded
}

#[cfg(test)]
mod tests;

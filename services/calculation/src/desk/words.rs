//! A sentence in two languages, put together from phrases.

use crate::money::{Ratio, Yen};

/// The same in Japanese and in English.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sentence {
    /// In Japanese.
    pub ja: String,
    /// In English.
    pub en: String,
}

impl Sentence {
    /// A phrase.
    pub(crate) fn new(ja: impl Into<String>, en: impl Into<String>) -> Self {
        Self { ja: ja.into(), en: en.into() }
    }

    /// Whether nothing is said.
    pub(crate) fn is_empty(&self) -> bool {
        self.ja.is_empty()
    }

    /// Phrases of one sentence.
    pub(crate) fn list(phrases: &[Self]) -> Self {
        Self::joined(phrases, "、", ", ")
    }

    /// Phrases with something between them; empty ones are left out.
    pub(crate) fn joined(phrases: &[Self], ja: &str, en: &str) -> Self {
        let said = |of: fn(&Self) -> &str, between: &str| {
            let filled: Vec<_> = phrases.iter().map(of).filter(|text| !text.is_empty()).collect();
            filled.join(between)
        };
        Self { ja: said(|phrase| &phrase.ja, ja), en: said(|phrase| &phrase.en, en) }
    }

    /// A phrase as a sentence: with a capital and a full stop.
    pub(crate) fn whole(&self) -> Self {
        let mut letters = self.en.chars();
        let first = letters.next().map(|first| first.to_ascii_uppercase());
        let en = first.into_iter().chain(letters).collect::<String>();
        Self { ja: format!("{}。", self.ja), en: format!("{en}.") }
    }

    /// Sentences as a phrase of another.
    pub(crate) fn without_stops(&self) -> Self {
        Self::new(
            self.ja.trim_end_matches('。').replace('。', "・"),
            self.en.trim_end_matches('.').replace(". ", "; "),
        )
    }

    /// A phrase after what it is about.
    pub(crate) fn about(&self, ja: &str, en: &str) -> Self {
        Self::new(format!("{ja} {}", self.ja), format!("{en}: {}", self.en))
    }

    /// One sentence after another.
    pub(crate) fn then(self, next: &Self) -> Self {
        if self.is_empty() {
            return next.clone();
        }
        Self { ja: self.ja + &next.ja, en: self.en + " " + &next.en }
    }

    /// How long it is in the longer language, in characters.
    pub(crate) fn characters(&self) -> usize {
        self.ja.chars().count().max(self.en.chars().count())
    }
}

/// Nothing is paid.
pub(crate) fn nothing() -> Sentence {
    Sentence::new("自己負担なし", "nothing to pay")
}

/// The program does not cover it.
pub(crate) fn not_covered() -> Sentence {
    Sentence::new("対象外", "not covered")
}

/// At this facility everything is paid first.
pub(crate) fn paid_first() -> Sentence {
    Sentence::new("ここではいったん支払い、後日払い戻し。", "Paid first here, claimed back later.")
}

/// A month's limit.
pub(crate) fn by_month(yen: Yen) -> Sentence {
    Sentence::new(format!("月{yen}円まで"), format!("at most {yen} yen a month"))
}

/// A ratio: `2割`, `5%`, `3分の1`.
pub(crate) fn part(ratio: Ratio) -> Sentence {
    let (over, under) = (ratio.numerator(), ratio.denominator());
    let (hundredths, rest) = (over * 100 / under, over * 100 % under);
    match (rest, hundredths % 10) {
        (0, 0) => Sentence::new(format!("{}割", hundredths / 10), format!("{hundredths} percent")),
        (0, _) => Sentence::new(format!("{hundredths}%"), format!("{hundredths} percent")),
        _ => Sentence::new(format!("{under}分の{over}"), format!("{over}/{under}")),
    }
}

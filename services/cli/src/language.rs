//! In which language a page is written.

use clap::ValueEnum;

/// A language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Language {
    /// 日本語.
    Ja,
    /// English.
    #[default]
    En,
}

impl Language {
    /// The one of two texts that is in this language.
    pub fn of<T>(self, ja: T, en: T) -> T {
        match self {
            Self::Ja => ja,
            Self::En => en,
        }
    }

    /// An amount of yen, with commas.
    #[must_use]
    pub fn yen(self, yen: i64) -> String {
        let digits = yen.unsigned_abs().to_string();
        let mut text = String::from(if yen < 0 { "-" } else { "" });
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                text.push(',');
            }
            text.push(digit);
        }
        text + self.of("円", " yen")
    }
}

#[cfg(test)]
mod tests;

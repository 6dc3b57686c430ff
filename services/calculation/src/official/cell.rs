//! A cell: how the text of one column becomes what it says, and back.
//!
//! An empty cell says nothing. Nothing is trimmed, widened or repaired.

use domain::{
    body_code::BodyCode, law_number::LawNumber, payer_number::PayerNumber, period::Period,
    prefecture::PrefectureCode,
};
use jiff::civil::Date;

use super::{
    code::{Code, Coded},
    dictionary::{Codes, Dictionary, NotADictionary},
    fault::Wrong,
    text::{Text, Texts},
    words::Meaning,
};

/// The longest text of a cell, in bytes. The official list allows 30 to 40 characters.
pub const TEXT_BYTES_MAX: usize = 1_024;

/// The most digits of a number in a cell. The official list allows 8.
const DIGITS_MAX: usize = 8;

/// How the official files write a period without an end, both ways; the first is written.
const OPEN_ENDS: [&str; 2] = ["99991231", "99999999"];

/// What a column's cells say.
pub(crate) trait Cell: Sized {
    /// What the dictionary tells about the column.
    type Key;

    /// Asks the dictionary about the column.
    fn key(dictionary: &Dictionary, key: &'static str) -> Result<Self::Key, NotADictionary>;

    /// What a text says in this column.
    fn read(text: &str, key: &Self::Key, texts: &mut Texts) -> Result<Self, Wrong>;

    /// As the file writes it; empty where it says nothing.
    fn write(&self, key: &Self::Key) -> String;

    /// Whether it says anything.
    fn is_filled(&self) -> bool;

    /// The code, where its meaning is not known.
    fn unseen(&self) -> Option<Code> {
        None
    }
}

/// Columns without codes: their form is the same whatever the dictionary says.
macro_rules! plain {
    ($($of:ty: $read:expr, $write:expr, $filled:expr;)*) => {$(
        impl Cell for $of {
            type Key = ();

            fn key(dictionary: &Dictionary, key: &'static str) -> Result<(), NotADictionary> {
                dictionary.column(key).map(|_| ())
            }

            fn read(text: &str, (): &(), texts: &mut Texts) -> Result<Self, Wrong> {
                let read: fn(&str, &mut Texts) -> Result<Self, Wrong> = $read;
                read(text, texts)
            }

            fn write(&self, (): &()) -> String {
                let write: fn(&Self) -> String = $write;
                write(self)
            }

            fn is_filled(&self) -> bool {
                let filled: fn(&Self) -> bool = $filled;
                filled(self)
            }
        }
    )*};
}

plain! {
    Text: |text, texts| needed(text).and_then(|text| self::text(text, texts)), |text| text.to_string(), |_| true;
    Option<Text>: |text, texts| optional(text, |text| self::text(text, texts)), |cell| written(cell.as_ref()), Option::is_some;
    PrefectureCode: |text, _| needed(text).and_then(prefecture), |prefecture| prefecture.to_string(), |_| true;
    Option<BodyCode>: |text, _| optional(text, body), |cell| written(cell.as_ref()), Option::is_some;
    Option<PayerNumber>: |text, _| optional(text, payer), |cell| written(cell.as_ref()), Option::is_some;
    Option<LawNumber>: |text, _| optional(text, law), |cell| written(cell.as_ref()), Option::is_some;
    Option<u32>: |text, _| optional(text, number), |cell| written(cell.as_ref()), Option::is_some;
    Option<Date>: |text, _| optional(text, date), |date| date.map(date_text).unwrap_or_default(), Option::is_some;
}

/// A code that is compared, not interpreted.
impl Cell for Option<Code> {
    type Key = Codes<()>;

    fn key(dictionary: &Dictionary, key: &'static str) -> Result<Codes<()>, NotADictionary> {
        dictionary.plain_codes(key)
    }

    fn read(text: &str, key: &Codes<()>, _: &mut Texts) -> Result<Self, Wrong> {
        optional(text, |text| {
            let code = code(text)?;
            key.look_up(code).map(|_| code).ok_or_else(|| Wrong::code(text))
        })
    }

    fn write(&self, _: &Codes<()>) -> String {
        written(self.as_ref())
    }

    fn is_filled(&self) -> bool {
        self.is_some()
    }
}

/// A code of a published list: one without a meaning is wrong.
impl<T: Meaning + PartialEq> Cell for Option<T> {
    type Key = Codes<T>;

    fn key(dictionary: &Dictionary, key: &'static str) -> Result<Codes<T>, NotADictionary> {
        dictionary.codes(key)
    }

    fn read(text: &str, key: &Codes<T>, _: &mut Texts) -> Result<Self, Wrong> {
        optional(text, |text| {
            key.look_up(code(text)?).and_then(Coded::known).ok_or_else(|| Wrong::code(text))
        })
    }

    fn write(&self, key: &Codes<T>) -> String {
        self.and_then(|meaning| key.code_of(meaning))
            .map(|code| code.to_string())
            .unwrap_or_default()
    }

    fn is_filled(&self) -> bool {
        self.is_some()
    }
}

/// A code of a list that is not published yet: one without a meaning is kept as it is.
impl<T: Meaning + PartialEq> Cell for Option<Coded<T>> {
    type Key = Codes<T>;

    fn key(dictionary: &Dictionary, key: &'static str) -> Result<Codes<T>, NotADictionary> {
        dictionary.codes(key)
    }

    fn read(text: &str, key: &Codes<T>, _: &mut Texts) -> Result<Self, Wrong> {
        optional(text, |text| key.look_up(code(text)?).ok_or_else(|| Wrong::code(text)))
    }

    fn write(&self, key: &Codes<T>) -> String {
        let code = match *self {
            Some(Coded::Known(meaning)) => key.code_of(meaning),
            Some(Coded::Unseen(code)) => Some(code),
            None => None,
        };
        code.map(|code| code.to_string()).unwrap_or_default()
    }

    fn unseen(&self) -> Option<Code> {
        match *self {
            Some(Coded::Unseen(code)) => Some(code),
            Some(Coded::Known(_)) | None => None,
        }
    }

    fn is_filled(&self) -> bool {
        self.is_some()
    }
}

/// A law number of an item that is new: another text is kept as it is.
impl Cell for Option<Coded<LawNumber>> {
    type Key = ();

    fn key(dictionary: &Dictionary, key: &'static str) -> Result<(), NotADictionary> {
        dictionary.column(key).map(|_| ())
    }

    fn read(text: &str, (): &(), _: &mut Texts) -> Result<Self, Wrong> {
        optional(text, |text| match text.parse() {
            Ok(number) => Ok(Coded::Known(number)),
            Err(_) => code(text).map(Coded::Unseen),
        })
    }

    fn write(&self, (): &()) -> String {
        match self {
            Some(Coded::Known(number)) => number.to_string(),
            Some(Coded::Unseen(code)) => code.to_string(),
            None => String::new(),
        }
    }

    fn unseen(&self) -> Option<Code> {
        self.and_then(|code| match code {
            Coded::Unseen(code) => Some(code),
            Coded::Known(_) => None,
        })
    }

    fn is_filled(&self) -> bool {
        self.is_some()
    }
}

fn needed(text: &str) -> Result<&str, Wrong> {
    if text.is_empty() { Err(Wrong::Empty) } else { Ok(text) }
}

fn optional<T>(
    text: &str,
    read: impl FnOnce(&str) -> Result<T, Wrong>,
) -> Result<Option<T>, Wrong> {
    if text.is_empty() { Ok(None) } else { read(text).map(Some) }
}

fn written<T: ToString>(value: Option<&T>) -> String {
    value.map(ToString::to_string).unwrap_or_default()
}

fn text(text: &str, texts: &mut Texts) -> Result<Text, Wrong> {
    if text.len() > TEXT_BYTES_MAX {
        return Err(Wrong::TooLong { bytes: text.len(), max: TEXT_BYTES_MAX });
    }
    Ok(texts.keep(text))
}

fn code(text: &str) -> Result<Code, Wrong> {
    Code::read(text).ok_or_else(|| Wrong::not("a code of 1 to 4 bytes", text))
}

fn prefecture(text: &str) -> Result<PrefectureCode, Wrong> {
    text.parse().map_err(|_| Wrong::not("a prefecture number, 01 to 47", text))
}

fn body(text: &str) -> Result<BodyCode, Wrong> {
    let code: BodyCode =
        text.parse().map_err(|_| Wrong::not("a municipality code of 6 digits", text))?;
    if code.check_digit_holds() { Ok(code) } else { Err(Wrong::CheckDigit(text.to_owned())) }
}

fn payer(text: &str) -> Result<PayerNumber, Wrong> {
    text.parse().map_err(|_| Wrong::not("a payer number of 8 digits", text))
}

fn law(text: &str) -> Result<LawNumber, Wrong> {
    text.parse().map_err(|_| Wrong::not("a law number of 2 digits", text))
}

fn number(text: &str) -> Result<u32, Wrong> {
    let wrong = || Wrong::not("a whole number of 1 to 8 digits", text);
    if text.len() > DIGITS_MAX || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(wrong());
    }
    text.parse().map_err(|_| wrong())
}

fn date(text: &str) -> Result<Date, Wrong> {
    if OPEN_ENDS.contains(&text) {
        return Ok(Period::OPEN_END);
    }
    let wrong = || Wrong::not("a day as yyyymmdd", text);
    if text.len() != 8 {
        return Err(wrong());
    }
    let number = number(text).map_err(|_| wrong())?;
    let part = |number: u32| i8::try_from(number % 100).map_err(|_| wrong());
    let year = i16::try_from(number / 10_000).map_err(|_| wrong())?;
    let date = Date::new(year, part(number / 100)?, part(number)?).map_err(|_| wrong())?;
    if date < Period::EARLIEST { Err(wrong()) } else { Ok(date) }
}

fn date_text(date: Date) -> String {
    format!("{:04}{:02}{:02}", date.year(), date.month(), date.day())
}

#[cfg(test)]
mod tests;

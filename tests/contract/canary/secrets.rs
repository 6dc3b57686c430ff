//! What a person tells, in every writing that careless code would leave behind.

use prost::Message as _;
use wire::proto::common::v1::Date;

use super::story::Canary;

/// A personal value.
pub(super) struct Secret {
    /// Whose, and what of theirs.
    pub(super) what: String,
    /// The value as text, in all spellings that mean it.
    spellings: Vec<String>,
    /// The value as other bytes.
    encoded: Vec<(&'static str, Vec<u8>)>,
}

impl Secret {
    /// A text.
    pub(super) fn text(what: &str, text: &str) -> Self {
        Self { what: what.to_owned(), spellings: vec![text.to_owned()], encoded: Vec::new() }
    }

    /// Decimal digits that may also stand as a number.
    pub(super) fn digits(what: &str, digits: &str) -> Self {
        let number: u64 = digits.parse().unwrap();
        let mut varint = Vec::new();
        prost::encoding::encode_varint(number, &mut varint);
        let packed = digits
            .as_bytes()
            .chunks(2)
            .map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | (digit - b'0')));
        Self {
            encoded: vec![
                ("little-endian", number.to_le_bytes().to_vec()),
                ("big-endian", number.to_be_bytes().to_vec()),
                ("a varint", varint),
                ("packed digits", packed.collect()),
            ],
            ..Self::text(what, digits)
        }
    }

    /// A day, as a row writes it, without dashes, and as the contract's message.
    pub(super) fn date(what: &str, year: i32, month: i32, day: i32) -> Self {
        Self {
            what: what.to_owned(),
            spellings: vec![
                format!("{year}-{month:02}-{day:02}"),
                format!("{year}{month:02}{day:02}"),
            ],
            encoded: vec![("a Date", Date { year, month, day }.encode_to_vec())],
        }
    }

    /// Each writing, and its bytes.
    pub(super) fn writings(&self) -> Vec<(&'static str, Vec<u8>)> {
        let mut writings = self.encoded.clone();
        for spelling in &self.spellings {
            let bytes = spelling.as_bytes();
            let hex: Vec<_> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            let decimal: Vec<_> = bytes.iter().map(u8::to_string).collect();
            writings.extend([
                ("UTF-8", bytes.to_vec()),
                ("UTF-16, little-endian", utf16(spelling, u16::to_le_bytes)),
                ("UTF-16, big-endian", utf16(spelling, u16::to_be_bytes)),
                ("hex", hex.concat().into_bytes()),
                ("HEX", hex.concat().to_uppercase().into_bytes()),
                ("a list of bytes", decimal.join(", ").into_bytes()),
                ("escaped bytes", format!("\\x{}", hex.join("\\x")).into_bytes()),
            ]);
        }
        writings
    }
}

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

/// All that a person told.
pub(super) fn secrets_of(person: &Canary) -> Vec<Secret> {
    let text = |what: &str, text: &str| Secret::text(&format!("{} {what}", person.place), text);
    let (year, month, day) = person.born;
    let my_number = person.my_number();
    let mut secrets = vec![
        text("family name", person.family),
        text("given name", person.given),
        text("family name in kana", person.family_kana),
        text("given name in kana", person.given_kana),
        text("family name in half-width kana", person.family_half_width),
        text("address", person.street),
        text("symbol", person.symbol),
        text("full-width number", &full_width(&person.number())),
        text("recipient number", &person.recipient_number()),
        text("printed item", person.guardian),
        // Also where it is cut short by a digit.
        text("My Number but its check digit", &my_number[..11]),
    ];
    let what = |what: &str| format!("{} {what}", person.place);
    secrets.push(Secret::digits(&what("My Number"), &my_number));
    secrets.push(Secret::digits(&what("insurance number"), &person.number()));
    secrets.push(Secret::date(&what("birth date"), year, month, day));
    secrets
}

/// The digits as a Japanese keyboard writes them.
pub(super) fn full_width(digits: &str) -> String {
    let wide = |digit: char| char::from_u32(digit as u32 - u32::from('0') + u32::from('０'));
    digits.chars().filter_map(wide).collect()
}

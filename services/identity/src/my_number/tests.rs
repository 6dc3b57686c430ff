//! My Numbers, read. The numbers written out are published examples, given to nobody.

use super::*;

fn read(text: &str) -> Result<MyNumber, NotTwelveDigits> {
    MyNumber::read(UnreadMyNumber::take(&mut text.to_owned()))
}

#[test]
fn published_numbers_hold_or_fail_as_published() {
    for (text, holds) in [("123456789018", true), ("210987654321", false)] {
        assert_eq!(read(text).ok().unwrap().check_digit_holds(), holds, "{text}");
    }
}

#[test]
fn a_remainder_of_nought_or_one_gives_the_digit_nought() {
    // Ten noughts, then the eleventh digit, which weighs 2: 0 leaves 0, and 6 leaves 1.
    for (end, holds) in [("00", true), ("60", true), ("61", false)] {
        let text = format!("{}{end}", "0".repeat(10));
        assert_eq!(read(&text).ok().unwrap().check_digit_holds(), holds, "{end}");
    }
}

#[test]
fn one_wrong_digit_is_noticed() {
    for place in 0..12 {
        let mut digits = *b"123456789018";
        digits[place] = b'0' + (digits[place] - b'0' + 1) % 10;
        let text = str::from_utf8(&digits).unwrap();
        assert!(!read(text).ok().unwrap().check_digit_holds(), "{text}");
    }
}

#[test]
fn a_my_number_is_twelve_ascii_digits_and_nothing_else() {
    for text in [
        "",
        "12345678901",
        "1234567890181",
        "12345678901x",
        " 23456789018",
        "１２３４５６７８９０１８",
    ] {
        assert_eq!(read(text).err(), Some(NotTwelveDigits), "{text:?}");
    }
}

#[test]
fn a_number_has_one_hash_per_key_and_shares_it_with_no_other() {
    let key =
        |first: &str| LookupKey::from_text(1, &format!("{first}{}", "00".repeat(31))).unwrap();
    let (one, two) = (key("a1"), key("b2"));
    let hash = |text, key| read(text).ok().unwrap().hash(key);
    assert_eq!(hash("123456789018", &one), hash("123456789018", &one));
    assert_ne!(hash("123456789018", &one), hash("210987654321", &one));
    assert_ne!(hash("123456789018", &one), hash("123456789018", &two));
}

use super::{Encoding, ShiftJisCheck, Utf8Check, gaiji_bytes};

#[test]
fn windows_characters_are_read_as_windows_writes_them() {
    for (bytes, text) in [
        (&[0xFB, 0xFC][..], "髙"),
        (&[0xFA, 0xB1], "﨑"),
        (&[0x81, 0x60], "～"),
        (&[0x87, 0x40], "①"),
        (&[0xB1], "ｱ"),
        (&[0x88, 0xEA, 0x8B, 0x7B], "一宮"),
    ] {
        assert_eq!(Encoding::ShiftJis.decode(bytes).as_deref(), Ok(text));
    }
}

#[test]
fn broken_bytes_are_found_at_their_place() {
    assert_eq!(Encoding::Utf8.decode(b"abc\xFFd"), Err(3));
    assert_eq!(Encoding::Utf8.decode(&"一宮".as_bytes()[..4]), Err(3));
    assert_eq!(Encoding::ShiftJis.decode(&[0x88, 0xEA, 0x81]), Err(2));
    assert_eq!(Encoding::ShiftJis.decode(&[0x41, 0x81, 0x20, 0x41]), Err(1));
}

#[test]
fn pieces_are_checked_as_the_whole_is() {
    let text = "医療費助成".repeat(5_000);
    for length in [1, 2, 3, 7, 4_096] {
        let mut check = Utf8Check::default();
        text.as_bytes().chunks(length).for_each(|piece| check.take(piece));
        assert_eq!(check.broken_at(), None, "pieces of {length}");
    }
    let mut broken = text.clone().into_bytes();
    broken[31_000] = 0xFF;
    let place = 31_000 - 31_000 % 3;
    let mut check = Utf8Check::default();
    broken.chunks(7).for_each(|piece| check.take(piece));
    assert_eq!(check.broken_at(), Some(place));
    let mut cut = Utf8Check::default();
    cut.take(&text.as_bytes()[..10]);
    assert_eq!(cut.broken_at(), Some(9));
}

#[test]
fn a_long_shift_jis_text_is_checked_to_its_end() {
    let (text, _, unmappable) = encoding_rs::SHIFT_JIS.encode("自治体コード医療証");
    assert!(!unmappable);
    let text = text.repeat(5_000);
    let mut check = ShiftJisCheck::default();
    for piece in text.chunks(333) {
        assert_eq!(check.take(piece, false), None);
    }
    assert_eq!(check.take(&[0x81], true), Some(text.len() as u64));
}

#[test]
fn private_characters_are_told_by_their_bytes() {
    for bytes in
        [[0xF0, 0x40], [0xF0, 0x7E], [0xF0, 0x80], [0xF0, 0xFC], [0xF1, 0x40], [0xF9, 0xFC]]
    {
        let text = Encoding::ShiftJis.decode(&bytes).unwrap().into_owned();
        assert_eq!(gaiji_bytes(text.chars().next().unwrap()), Some(bytes));
    }
    assert_eq!(gaiji_bytes('髙'), None);
    assert_eq!(gaiji_bytes('\u{F8FF}'), None);
}

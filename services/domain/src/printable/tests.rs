use super::*;

#[test]
fn a_text_is_kept_as_given_up_to_its_last_character() {
    for text in ["1", " 0012 ", "第１２号", "\u{845B}\u{E0100}"] {
        assert_eq!(read(text, 6).as_deref(), Ok(text));
    }
}

#[test]
fn length_counts_characters_and_not_bytes() {
    assert!(read("番号番号番", 5).is_ok());
    assert_eq!(read("番号番号番号", 5), Err(TextFault::TooLong { max: 5, found: 6 }));
}

#[test]
fn white_space_alone_is_no_text() {
    for text in ["", " ", "\u{3000}", "\t\n"] {
        assert_eq!(read(text, 5), Err(TextFault::Blank), "{text:?}");
    }
}

#[test]
fn an_empty_text_is_allowed_only_where_asked_for() {
    assert_eq!(read_or_empty("", 5).as_deref(), Ok(""));
    assert_eq!(read_or_empty("\u{3000}", 5), Err(TextFault::Blank));
}

#[test]
fn what_cannot_be_seen_is_refused_with_its_place() {
    for character in ['\0', '\t', '\n', '\u{7F}', '\u{85}', '\u{200B}', '\u{202E}', '\u{FEFF}'] {
        let text = format!("12{character}4");
        assert_eq!(read(&text, 5), Err(TextFault::NotPrintable { place: 3, character }));
    }
    assert_eq!(
        read("a\u{202E}", 5).unwrap_err().to_string(),
        "must have printable characters only, character 2 is U+202E"
    );
}

use super::*;

fn id(files: &[(&str, &str)]) -> EditionId {
    EditionId::of(files.iter().map(|(name, text)| (*name, text.as_bytes())))
}

#[test]
fn files_that_differ_anywhere_have_another_id() {
    let one = id(&[("a", "12"), ("b", "3")]);
    assert_eq!(one, id(&[("a", "12"), ("b", "3")]));
    for other in [
        id(&[("a", "1"), ("b", "23")]),
        id(&[("a", "12"), ("c", "3")]),
        id(&[("a", "12")]),
        id(&[("a", "12b3")]),
        id(&[]),
    ] {
        assert_ne!(one, other);
    }
}

#[test]
fn an_id_is_read_as_it_is_written() {
    let one = id(&[("a", "1")]);
    assert_eq!(one.to_string().parse(), Ok(one));
    assert!(one.to_string().starts_with(&one.short()));
    for wrong in ["", "12", &"g".repeat(64), &"0".repeat(63), &"あ".repeat(22)] {
        assert_eq!(wrong.parse::<EditionId>(), Err(NotAnEditionId), "{wrong}");
    }
}

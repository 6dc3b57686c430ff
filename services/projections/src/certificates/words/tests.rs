use super::*;

#[test]
fn a_word_is_kept_once_and_as_long_as_it_is_held() {
    let mut shelf = Shelf::<Box<str>>::default();
    let place = shelf.hold(&"給付割合".into());
    assert_eq!(shelf.hold(&"給付割合".into()), place);
    assert_eq!(shelf.len(), 1);

    shelf.release(place);
    assert_eq!(shelf.get(place).map(|word| &***word), Some("給付割合"));
    shelf.release(place);
    assert_eq!(shelf.get(place), None);
    assert_eq!(shelf.len(), 0);
}

#[test]
fn words_that_come_and_go_take_no_more_places_than_were_ever_held_at_once() {
    let mut shelf = Shelf::<Box<str>>::default();
    for number in 0..1_000 {
        let place = shelf.hold(&format!("text {number}").into());
        shelf.release(place);
    }
    assert_eq!(shelf.slots.len(), 1);
}

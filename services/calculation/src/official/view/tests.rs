use super::*;
use crate::official::sample;

#[test]
fn rows_are_equal_as_far_as_they_are_looked_at() {
    let row = sample::ours().rows.swap_remove(0);
    let mut other = row.clone();
    other.in_month_cap = Some(1);
    let [one, other] = [Marked::new(&row), Marked::new(&other)];
    assert_eq!(one.view(Parts::all_but(&[Part::Pays])), other.view(Parts::all_but(&[Part::Pays])));
    assert_ne!(one.view(Parts::only(&[Part::Pays])), other.view(Parts::only(&[Part::Pays])));
    assert_ne!(one.view(Parts::all_but(&[])), other.view(Parts::all_but(&[])));
}
